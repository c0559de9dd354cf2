import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useQuery } from '@tanstack/react-query'
import { failureOf } from '../kit/failure.ts'
import { FailureNotice } from '../kit/failure-notice.tsx'
import { useSession } from '../kit/session.ts'
import { useAccounts } from './access.ts'
import { listRoleNames } from './access-api.ts'
import { launchPath } from './route.ts'

interface RoleChooserProps {
  readonly accountId: string
  readonly destination: string | undefined
}

/** Where a shortcut leads that names an account but no role. */
export function RoleChooser({ accountId, destination }: RoleChooserProps) {
  const { accounts } = useAccounts()
  const accountName = accounts?.find(account => account.accountId === accountId)?.accountName
  return (
    <Container
      header={
        <Header variant="h1" description={accountName ? `${accountName} · ${accountId}` : `Account ${accountId}`}>
          Choose a permission set
        </Header>
      }
      footer={<Link href="#/">Show all my accounts</Link>}
    >
      {destination && (
        <Box variant="p" color="text-body-secondary">
          Then goes to <span className="anywhere">{destination}</span>
        </Box>
      )}
      <Choices accountId={accountId} destination={destination} />
    </Container>
  )
}

function Choices({ accountId, destination }: RoleChooserProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['roles', accountId],
    queryFn: () => listRoleNames(accountId),
  })
  const notAssigned = data?.length === 0 || (error !== null && [403, 404].includes(failureOf(error).status))
  if (notAssigned) return <NotAssigned accountId={accountId} />
  if (error)
    return (
      <FailureNotice title="The permission sets could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  if (!data) return <StatusIndicator type="loading">Loading permission sets</StatusIndicator>
  return (
    <ul className="roles" aria-label="Permission sets">
      {data.map(roleName => (
        <li className="role" key={roleName}>
          <span className="role-name">{roleName}</span>
          <Button href={launchPath({ accountId, roleName, destination })} ariaLabel={`Management console: ${roleName}`}>
            Management console
          </Button>
        </li>
      ))}
    </ul>
  )
}

function NotAssigned({ accountId }: { accountId: string }) {
  const { user } = useSession()
  return (
    <Box variant="p">
      Account {accountId} is not assigned to you ({user.userName}). A link alone gives no access: ask your administrator
      to assign a permission set in this account to you or to one of your groups, or check that you are signed in as the
      right person.
    </Box>
  )
}
