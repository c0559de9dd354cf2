import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import Link from '@cloudscape-design/components/link'
import type { Overview } from '../api/types.ts'

const shown = [
  ['Users', 'users', '#/users'],
  ['Groups', 'groups', '#/groups'],
  ['AWS accounts', 'accounts', '#/accounts'],
  ['Permission sets', 'permissionSets', '#/permission-sets'],
  ['Assignments', 'assignments', '#/accounts'],
] as const

/** How many there are of each; what may not be read is left out. */
export function Counts({ overview }: { readonly overview: Overview }) {
  const items = shown.flatMap(([label, member, href]) => {
    const count = overview[member]
    if (count === undefined) return []
    const value = (
      <Link key={member} href={href} variant="awsui-value-large" ariaLabel={`${label}: ${count}`}>
        {count.toLocaleString()}
      </Link>
    )
    return [{ label, value }]
  })
  if (items.length === 0) return null
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <KeyValuePairs columns={4} items={items} />
    </Container>
  )
}
