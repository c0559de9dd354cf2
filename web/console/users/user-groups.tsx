import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { GroupPage, GroupSummary, GroupsOfUser } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { ChooseDialog } from '../forms/choose-dialog.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import type { User } from './attributes.ts'

type Row = GroupsOfUser['groups'][number]

const nameColumn: Column<GroupSummary> = {
  id: 'displayName',
  header: 'Group',
  cell: group => <Link href={hrefOf(['groups', group.groupId])}>{group.displayName}</Link>,
  rowHeader: true,
}
const memberColumn: Column<GroupSummary> = { id: 'members', header: 'Members', cell: ({ members }) => members }
const columns: readonly Column<Row>[] = [
  nameColumn,
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '' },
  memberColumn,
  { id: 'joinedAt', header: 'Member since', cell: ({ joinedAt }) => formatInstant(joinedAt) },
]

export function UserGroups({ user }: { readonly user: User }) {
  const { portal } = useSession()
  const notify = useNotify()
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const [adding, setAdding] = useState(false)
  const IdentityStoreId = portal.identityStoreId
  const removal = useChange((_: undefined, api) =>
    inTurns(chosen, ({ membershipId: MembershipId }) =>
      api.aws('identitystore', 'DeleteGroupMembership', { IdentityStoreId, MembershipId }),
    ),
  )
  return (
    <SpaceBetween size="s">
      {removal.error && <FailureNotice title="Not all memberships were ended" error={removal.error} />}
      <ServerTable<Row, GroupsOfUser>
        id="groups-of-user"
        title="Groups"
        path={`/users/${user.UserId}/groups`}
        rows={page => page.groups}
        rowId={({ groupId }) => groupId}
        columns={columns}
        selection={{ items: chosen, onChange: setChosen, label: ({ displayName }) => displayName }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={[{ action: 'identitystore:DeleteGroupMembership' }]}
              disabled={chosen.length === 0}
              disabledReason="Choose groups first"
              loading={removal.isPending}
              onClick={() =>
                removal.mutate(undefined, {
                  onSuccess: () => {
                    notify({ text: `${user.UserName} left ${chosen.length} groups.` })
                    setChosen([])
                  },
                })
              }
            >
              Remove from groups
            </ActionButton>
            <ActionButton needs={[{ action: 'identitystore:CreateGroupMembership' }]} onClick={() => setAdding(true)}>
              Add to groups
            </ActionButton>
          </SpaceBetween>
        }
        empty={{ title: 'In no group', text: 'Groups are how access is given to many at once.' }}
      />
      {adding && (
        <ChooseDialog<GroupSummary, GroupPage>
          title={`Add ${user.UserName} to groups`}
          verb="Add"
          list={{
            id: 'choose-groups',
            title: 'Groups',
            path: '/groups',
            rows: page => page.groups,
            rowId: ({ groupId }) => groupId,
            columns: [nameColumn, memberColumn],
            search: 'Find groups by the beginning of a word',
            label: ({ displayName }) => displayName,
          }}
          callOf={({ groupId }) => ({
            service: 'identitystore',
            operation: 'CreateGroupMembership',
            input: { IdentityStoreId, GroupId: groupId, MemberId: { UserId: user.UserId } },
          })}
          onDone={count => notify({ text: `${user.UserName} joined ${count} groups.` })}
          onClose={() => setAdding(false)}
        />
      )}
    </SpaceBetween>
  )
}
