import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { GroupsOfUser } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { ChooseDialog } from '../forms/choose-dialog.tsx'
import { EachDialog } from '../forms/each-dialog.tsx'
import { hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import type { User } from './attributes.ts'
import { groupChoice, leaveCall, membershipCall } from './group-choice.ts'

type Row = GroupsOfUser['groups'][number]

const columns: readonly Column<Row>[] = [
  {
    id: 'displayName',
    header: 'Group',
    cell: group => <Link href={hrefOf(['groups', group.groupId])}>{group.displayName}</Link>,
    rowHeader: true,
  },
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '' },
  { id: 'members', header: 'Members', cell: ({ members }) => members.toLocaleString() },
  { id: 'joinedAt', header: 'Member since', cell: ({ joinedAt }) => formatInstant(joinedAt), minWidth: 210 },
]

/** The groups of a user, to be joined and left, many at once. */
export function UserGroups({ user }: { readonly user: User }) {
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const [open, setOpen] = useState<'add' | 'remove'>()
  const close = () => setOpen(undefined)
  return (
    <>
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
              onClick={() => setOpen('remove')}
            >
              Remove from groups
            </ActionButton>
            <ActionButton
              needs={[{ action: 'identitystore:CreateGroupMembership' }]}
              variant="primary"
              onClick={() => setOpen('add')}
            >
              Add to groups
            </ActionButton>
          </SpaceBetween>
        }
        empty={{
          title: 'In no group',
          text: 'Groups give the same access to all their members: add the user to some.',
        }}
      />
      {open === 'add' && <JoinGroups user={user} onClose={close} />}
      {open === 'remove' && (
        <LeaveGroups
          user={user}
          groups={chosen}
          onClose={left => {
            setChosen(left)
            close()
          }}
        />
      )}
    </>
  )
}

function JoinGroups({ user, onClose }: { readonly user: User; onClose(): void }) {
  const { portal } = useSession()
  const notify = useNotify()
  return (
    <ChooseDialog
      title={`Add ${user.UserName} to groups`}
      verb="Add"
      list={groupChoice}
      callOf={({ groupId }) => membershipCall(portal.identityStoreId, groupId, user.UserId)}
      alreadySo="membership.exists"
      failed={`– ${user.UserName} did not join`}
      onDone={groups => {
        notify({ text: `${user.UserName} is in ${groups.map(({ displayName }) => displayName).join(', ')}.` })
        onClose()
      }}
      onClose={onClose}
    />
  )
}

interface LeaveGroupsProps {
  readonly user: User
  readonly groups: readonly Row[]
  onClose(left: readonly Row[]): void
}

function LeaveGroups({ user, groups, onClose }: LeaveGroupsProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const count = groups.length === 1 ? '1 group' : `${groups.length.toLocaleString()} groups`
  return (
    <EachDialog
      title={`Remove ${user.UserName} from ${count}`}
      verb="Remove"
      items={groups}
      label={({ displayName }) => displayName}
      callOf={({ membershipId }) => leaveCall(portal.identityStoreId, membershipId)}
      alreadySo="membership.not_found"
      failed={`– ${user.UserName} is still a member`}
      onDone={() => {
        notify({ text: `${user.UserName} left ${count}.` })
        onClose([])
      }}
      onDismiss={onClose}
    >
      What the user has by these groups alone ends at once: {groups.map(({ displayName }) => displayName).join(', ')}.
    </EachDialog>
  )
}
