import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { MemberPage, UserPage, UserSummary } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { ChooseDialog } from '../forms/choose-dialog.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { UserStatus } from '../frame/links.tsx'
import { hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import type { Group } from './group-page.tsx'

type Row = MemberPage['members'][number]

const userColumns: readonly Column<UserSummary>[] = [
  {
    id: 'userName',
    header: 'User name',
    cell: user => <Link href={hrefOf(['users', user.userId])}>{user.userName}</Link>,
    rowHeader: true,
  },
  { id: 'displayName', header: 'Display name', cell: ({ displayName }) => displayName ?? '' },
  { id: 'status', header: 'Status', cell: user => <UserStatus status={user.status} /> },
]
const columns: readonly Column<Row>[] = [
  ...userColumns,
  { id: 'joinedAt', header: 'Member since', cell: ({ joinedAt }) => formatInstant(joinedAt) },
]

export function GroupMembers({ group }: { readonly group: Group }) {
  const { portal } = useSession()
  const notify = useNotify()
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const [adding, setAdding] = useState(false)
  const [done, setDone] = useState(0)
  const IdentityStoreId = portal.identityStoreId
  const removal = useChange((_: undefined, api) => {
    const remove = ({ membershipId: MembershipId }: Row) =>
      api.aws('identitystore', 'DeleteGroupMembership', { IdentityStoreId, MembershipId })
    return inTurns(chosen, remove, setDone)
  })
  const remove = () =>
    removal.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${chosen.length} members were removed from ${group.DisplayName}.` })
        setChosen([])
      },
    })
  return (
    <SpaceBetween size="s">
      {removal.error && <FailureNotice title="Not all members were removed" error={removal.error} />}
      <ServerTable<Row, MemberPage>
        id="members"
        title="Members"
        path={`/groups/${group.GroupId}/members`}
        rows={page => page.members}
        rowId={({ userId }) => userId}
        columns={columns}
        search="Find members by the beginning of a name or e-mail address"
        selection={{ items: chosen, onChange: setChosen, label: ({ userName }) => userName }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={[{ action: 'identitystore:DeleteGroupMembership' }]}
              disabled={chosen.length === 0}
              disabledReason="Choose members first"
              loading={removal.isPending}
              loadingText={`${done} of ${chosen.length}`}
              onClick={remove}
            >
              Remove
            </ActionButton>
            <ActionButton
              needs={[{ action: 'identitystore:CreateGroupMembership' }]}
              variant="primary"
              onClick={() => setAdding(true)}
            >
              Add members
            </ActionButton>
          </SpaceBetween>
        }
        empty={{ title: 'No members', text: 'Whoever is added gets what the group has, at once.' }}
      />
      {adding && (
        <ChooseDialog<UserSummary, UserPage>
          title={`Add members to ${group.DisplayName}`}
          verb="Add"
          list={{
            id: 'choose-users',
            title: 'Users',
            path: '/users',
            rows: page => page.users,
            rowId: ({ userId }) => userId,
            columns: userColumns,
            search: 'Find users by the beginning of a name or e-mail address',
            label: ({ userName }) => userName,
          }}
          callOf={({ userId: UserId }) => ({
            service: 'identitystore',
            operation: 'CreateGroupMembership',
            input: { IdentityStoreId, GroupId: group.GroupId, MemberId: { UserId } },
          })}
          onDone={count => notify({ text: `${count} members were added to ${group.DisplayName}.` })}
          onClose={() => setAdding(false)}
        />
      )}
    </SpaceBetween>
  )
}
