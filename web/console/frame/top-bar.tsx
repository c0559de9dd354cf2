import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation'
import { useSession } from '../../kit/session.ts'
import { topNavigationTexts, useAppearanceMenu, useSessionMenu, useUserMenu } from '../../kit/top-menus.ts'
import { useApi } from '../api/use-api.ts'
import icon from '../icon.svg'
import { leaveTo } from './entrance.ts'
import { GlobalSearch } from './global-search.tsx'

export function TopBar() {
  const utilities = [useEntranceMenu(), useSessionMenu(), useAppearanceMenu(), useUserMenu()]
  return (
    <div className="top">
      <TopNavigation
        identity={{ href: '#/', title: 'Administration', logo: { src: icon, alt: 'Portico' } }}
        search={<GlobalSearch />}
        utilities={utilities}
        i18nStrings={{
          ...topNavigationTexts,
          searchIconAriaLabel: 'Search',
          searchDismissIconAriaLabel: 'Close search',
        }}
      />
    </div>
  )
}

/** In whose name the console acts, and the way to another one or back to the portal. */
function useEntranceMenu(): TopNavigationProps.Utility {
  const { administers } = useSession()
  const { as } = useApi()
  const others = administers.filter(name => name !== as)
  return {
    type: 'menu-dropdown',
    text: as,
    title: as,
    iconName: 'key',
    description: 'The permission set of the management account in whose name you act here',
    items: [
      ...(others.length === 0
        ? []
        : [{ text: 'Act with another permission set', items: others.map(name => ({ id: `as:${name}`, text: name })) }]),
      { id: 'portal', text: 'Access portal', href: '/start/' },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id.startsWith('as:')) leaveTo(detail.id.slice(3))
    },
  }
}
