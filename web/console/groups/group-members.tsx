import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { MemberPage, UserPage, UserSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { type Choice, ChooseDialog } from '../forms/choose-dialog.tsx'
import { EachDialog } from '../forms/each-dialog.tsx'
import { UserStatus } from '../frame/links.tsx'
import { hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { leaveCall, membershipCall } from '../users/group-choice.ts'
import type { Group } from './group.ts'

type Row = MemberPage['members'][number]

const further: readonly Column<UserSummary>[] = [
  { id: 'displayName', header: 'Display name', cell: ({ displayName }) => displayName ?? '' },
  { id: 'email', header: 'E-mail address', cell: ({ email }) => email ?? '' },
  { id: 'status', header: 'Status', cell: user => <UserStatus status={user.status} /> },
]

const columns: readonly Column<Row>[] = [
  {
    id: 'userName',
    header: 'User name',
    cell: user => <Link href={hrefOf(['users', user.userId])}>{user.userName}</Link>,
    rowHeader: true,
  },
  ...further,
  { id: 'joinedAt', header: 'Member since', cell: ({ joinedAt }) => formatInstant(joinedAt), minWidth: 210 },
]

const search = 'Find by the beginning of a name or e-mail address'

const userChoice: Choice<UserSummary, UserPage> = {
  id: 'choose-users',
  title: 'All users',
  path: '/users',
  rows: page => page.users,
  rowId: ({ userId }) => userId,
  columns: [
    { id: 'userName', header: 'User name', cell: ({ userName }) => userName, sort: 'userName', rowHeader: true },
    ...further,
  ],
  search,
  label: ({ userName }) => userName,
}

/** The members of a group, to be added and removed, many at once. */
export function GroupMembers({ group }: { readonly group: Group }) {
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const [open, setOpen] = useState<'add' | 'remove'>()
  const close = () => setOpen(undefined)
  return (
    <>
      <ServerTable<Row, MemberPage>
        id="members"
        title="Members"
        path={`/groups/${group.GroupId}/members`}
        rows={page => page.members}
        rowId={({ userId }) => userId}
        columns={columns}
        search={search}
        selection={{ items: chosen, onChange: setChosen, label: ({ userName }) => userName }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={[{ action: 'identitystore:DeleteGroupMembership' }]}
              disabled={chosen.length === 0}
              disabledReason="Choose members first"
              onClick={() => setOpen('remove')}
            >
              Remove
            </ActionButton>
            <ActionButton
              needs={[{ action: 'identitystore:CreateGroupMembership' }]}
              variant="primary"
              onClick={() => setOpen('add')}
            >
              Add members
            </ActionButton>
          </SpaceBetween>
        }
        empty={{ title: 'No members', text: 'Whoever is added has what the group has, at once.' }}
      />
      {open === 'add' && <AddMembers group={group} onClose={close} />}
      {open === 'remove' && (
        <RemoveMembers
          group={group}
          members={chosen}
          onClose={left => {
            setChosen(left)
            close()
          }}
        />
      )}
    </>
  )
}

const countOf = (all: readonly unknown[]): string =>
  all.length === 1 ? '1 member' : `${all.length.toLocaleString()} members`

function AddMembers({ group, onClose }: { readonly group: Group; onClose(): void }) {
  const { portal } = useSession()
  const notify = useNotify()
  return (
    <ChooseDialog
      title={`Add members to ${group.DisplayName}`}
      verb="Add"
      list={userChoice}
      callOf={({ userId }) => membershipCall(portal.identityStoreId, group.GroupId, userId)}
      alreadySo="membership.exists"
      onDone={users => {
        const who = users.length > 5 ? `${users.length.toLocaleString()} users are` : namesOf(users)
        notify({ text: `${who} in ${group.DisplayName}.` })
        onClose()
      }}
      onClose={onClose}
    />
  )
}

const namesOf = (users: readonly UserSummary[]): string =>
  `${users.map(({ userName }) => userName).join(', ')} ${users.length === 1 ? 'is' : 'are'}`

interface RemoveMembersProps {
  readonly group: Group
  readonly members: readonly Row[]
  onClose(left: readonly Row[]): void
}

function RemoveMembers({ group, members, onClose }: RemoveMembersProps) {
  const { portal } = useSession()
  const notify = useNotify()
  return (
    <EachDialog
      title={`Remove ${countOf(members)} from ${group.DisplayName}`}
      verb="Remove"
      items={members}
      label={({ userName }) => userName}
      callOf={({ membershipId }) => leaveCall(portal.identityStoreId, membershipId)}
      alreadySo="membership.not_found"
      failed={members.length === 1 ? 'was not removed' : 'were not removed'}
      onDone={() => {
        notify({ text: `${countOf(members)} left ${group.DisplayName}.` })
        onClose([])
      }}
      onDismiss={onClose}
    >
      What they have by this group alone ends at once:{' '}
      {members
        .slice(0, 20)
        .map(({ userName }) => userName)
        .join(', ')}
      {members.length > 20 && ` and ${(members.length - 20).toLocaleString()} more`}.
    </EachDialog>
  )
}
