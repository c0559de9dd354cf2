import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { useAws } from '../api/use-api.ts'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { ENTERPRISE, type User } from './attributes.ts'
import { UserAccess } from './user-access.tsx'
import { UserActions } from './user-actions.tsx'
import { UserDevices } from './user-devices.tsx'
import { UserEvents } from './user-events.tsx'
import { UserGroups } from './user-groups.tsx'
import { UserProfile } from './user-profile.tsx'
import { UserRoleSessions } from './user-role-sessions.tsx'
import { UserSessions } from './user-sessions.tsx'

const above = [{ text: 'Users', href: '#/users' }]

export default function UserPage({ ids: { userId = '' } }: ViewProps) {
  const { portal } = useSession()
  const input = { IdentityStoreId: portal.identityStoreId, UserId: userId, Extensions: [ENTERPRISE] }
  const { data: user, error, refetch } = useAws<User>('identitystore', 'DescribeUser', input)
  if (user === undefined)
    return (
      <Page title="User" above={above}>
        {error ? (
          <FailureNotice title="The user could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Box>
            <Spinner /> Loading the user
          </Box>
        )}
      </Page>
    )
  const tabs = [
    { id: 'profile', label: 'Profile', content: <UserProfile user={user} /> },
    { id: 'groups', label: 'Groups', content: <UserGroups user={user} /> },
    { id: 'access', label: 'AWS accounts', content: <UserAccess userId={userId} /> },
    { id: 'applications', label: 'Applications', content: <NoApplications /> },
    { id: 'mfa-devices', label: 'MFA devices', content: <UserDevices user={user} /> },
    { id: 'sessions', label: 'Sessions', content: <Sessions user={user} /> },
    { id: 'events', label: 'Events', content: <UserEvents userId={userId} /> },
  ]
  return (
    <Page title={user.UserName} description={user.DisplayName} above={above} actions={<UserActions user={user} />}>
      <ViewTabs label={`About ${user.UserName}`} tabs={tabs} />
    </Page>
  )
}

const Sessions = ({ user }: { readonly user: User }) => (
  <SpaceBetween size="l">
    <UserSessions user={user} />
    <UserRoleSessions user={user} />
  </SpaceBetween>
)

const NoApplications = () => (
  <Box textAlign="center" padding="xl">
    <b>No applications</b>
    <Box color="text-body-secondary">
      No application is connected to this portal, so none can be assigned. What the user can enter stands under AWS
      accounts.
    </Box>
  </Box>
)
