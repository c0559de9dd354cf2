import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation'
import { useLocation } from './location.ts'

const items: readonly SideNavigationProps.Item[] = [
  { type: 'link', text: 'Dashboard', href: '#/' },
  {
    type: 'section-group',
    title: 'Directory',
    items: [
      { type: 'link', text: 'Users', href: '#/users' },
      { type: 'link', text: 'Groups', href: '#/groups' },
    ],
  },
  {
    type: 'section-group',
    title: 'Access',
    items: [
      { type: 'link', text: 'AWS accounts', href: '#/accounts' },
      { type: 'link', text: 'Permission sets', href: '#/permission-sets' },
      { type: 'link', text: 'Assignment batches', href: '#/assignment-batches' },
    ],
  },
  { type: 'divider' },
  { type: 'link', text: 'Event history', href: '#/events' },
  { type: 'link', text: 'Settings', href: '#/settings' },
]

export function Navigation() {
  const { parts } = useLocation()
  return (
    <SideNavigation header={{ text: 'Administration', href: '#/' }} items={items} activeHref={`#/${parts[0] ?? ''}`} />
  )
}
