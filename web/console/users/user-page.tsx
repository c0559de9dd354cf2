import Box from '@cloudscape-design/components/box'
import Spinner from '@cloudscape-design/components/spinner'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { useAws } from '../api/use-api.ts'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { EventTable } from '../list/event-table.tsx'
import type { User } from './attributes.ts'
import { UserAccess } from './user-access.tsx'
import { UserActions } from './user-actions.tsx'
import { UserGroups } from './user-groups.tsx'
import { UserProfile } from './user-profile.tsx'
import { UserSessions } from './user-sessions.tsx'

const above = [{ text: 'Users', href: '#/users' }]

export default function UserPage({ ids: { userId = '' } }: ViewProps) {
  const { portal } = useSession()
  const input = { IdentityStoreId: portal.identityStoreId, UserId: userId }
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
    {
      id: 'access',
      label: 'AWS accounts',
      content: <UserAccess userId={userId} />,
    },
    {
      id: 'assignments',
      label: 'Direct assignments',
      content: (
        <AssignmentTable
          query={{ principalType: 'USER', principalId: userId }}
          without={['principal']}
          assignHref={assignHref({ userId })}
        />
      ),
    },
    { id: 'sessions', label: 'Sessions', content: <UserSessions userId={userId} /> },
    { id: 'events', label: 'Events', content: <EventTable query={{ resourceName: userId }} title="Events about this user" /> },
  ]
  return (
    <Page title={user.UserName} description={user.DisplayName} above={above} actions={<UserActions user={user} />}>
      <ViewTabs label={`About ${user.UserName}`} tabs={tabs} />
    </Page>
  )
}
