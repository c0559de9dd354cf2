import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
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
  const known = shown.flatMap(([label, member, href]) => {
    const count = overview[member]
    return count === undefined ? [] : [{ label, count, href }]
  })
  if (known.length === 0) return null
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <dl className="counts">
        {known.map(({ label, count, href }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Link href={href} variant="awsui-value-large" ariaLabel={`${label}: ${count}`}>
                {count.toLocaleString()}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </Container>
  )
}
