import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation'
import { useSession } from '../kit/session.ts'
import { topNavigationTexts, useAppearanceMenu, useSessionMenu, useUserMenu } from '../kit/top-menus.ts'
import icon from './icon.svg'

export function PortalHeader() {
  const utilities = [...useConsoleLink(), useSessionMenu(), useAppearanceMenu(), useUserMenu()]
  return (
    <div className="top">
      <TopNavigation
        identity={{ href: '#/', title: 'Access portal', logo: { src: icon, alt: 'Portico' } }}
        utilities={utilities}
        i18nStrings={topNavigationTexts}
      />
    </div>
  )
}

/** For whoever has a permission set of the management account that lets them read something there. */
function useConsoleLink(): readonly TopNavigationProps.Utility[] {
  const { administers } = useSession()
  return administers.length === 0 ? [] : [{ type: 'button', text: 'Administration', href: '/console/' }]
}
