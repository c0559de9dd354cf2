import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs'
import { setQuery, useLocation } from './location.ts'

interface ViewTabsProps {
  readonly label: string
  readonly tabs: readonly TabsProps.Tab[]
}

/** Of the buttons that stand there where not all tabs fit. */
export const scrolling = { scrollLeftAriaLabel: 'Earlier tabs', scrollRightAriaLabel: 'Later tabs' }

/** Tabs whose choice stands in the address; only the open one is there, so that only its data is read. */
export function ViewTabs({ label, tabs }: ViewTabsProps) {
  const { query } = useLocation()
  const asked = query.get('tab')
  const active = tabs.some(({ id }) => id === asked) ? asked : tabs[0]?.id
  return (
    <Tabs
      ariaLabel={label}
      i18nStrings={scrolling}
      activeTabId={active ?? ''}
      // What was searched and filtered on the tab before does not belong to this one.
      onChange={({ detail }) =>
        setQuery({ tab: detail.activeTabId, search: undefined, sort: undefined, state: undefined })
      }
      tabs={tabs.map(tab => ({ ...tab, content: tab.id === active ? tab.content : null }))}
    />
  )
}
