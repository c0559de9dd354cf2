import Box from '@cloudscape-design/components/box'
import Header from '@cloudscape-design/components/header'
import Table from '@cloudscape-design/components/table'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { type OwnRoleSessions, useRoleSessions } from './sessions.ts'

const TITLE = 'Your credentials in accounts'

/** What one has got for accounts and that still works: it does not end with a session. */
export function RoleSessions() {
  const { data, error, isPending, refetch } = useRoleSessions()
  if (error)
    return <FailureNotice title="Your credentials could not be read" error={error} onRetry={() => void refetch()} />
  return (
    <Table
      header={
        <Header
          variant="h2"
          description="Access keys and consoles that you opened. They go on when you sign out. If you lost some, ask your administrator to revoke them."
        >
          {TITLE}
        </Header>
      }
      ariaLabels={{ tableLabel: TITLE }}
      loading={isPending}
      loadingText="Reading your credentials"
      items={[...(data ?? [])]}
      trackBy={({ accountId, permissionSetName, sessionName }) => `${accountId} ${permissionSetName} ${sessionName}`}
      wrapLines
      empty={
        <Box textAlign="center" padding="m">
          Nothing is out that has not expired.
        </Box>
      }
      columnDefinitions={[
        { id: 'account', header: 'Account', cell: Account, isRowHeader: true, minWidth: 170 },
        { id: 'set', header: 'Permission set', cell: ({ permissionSetName }) => permissionSetName, minWidth: 150 },
        { id: 'count', header: 'Sets', cell: ({ count }) => count, minWidth: 70 },
        { id: 'until', header: 'Until', cell: Until, minWidth: 180 },
      ]}
    />
  )
}

const Account = ({ accountName, accountId }: OwnRoleSessions) => (
  <>
    {accountName} <Box color="text-body-secondary">{accountId}</Box>
  </>
)

const Until = ({ expiresAt, revocation }: OwnRoleSessions) =>
  revocation?.status === 'SUCCEEDED' ? 'Revoked by an administrator' : formatInstant(expiresAt)
