import Box from '@cloudscape-design/components/box'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { useDenied } from '../api/permissions.ts'
import type { UserSummary } from '../api/types.ts'
import { EachDialog } from '../forms/each-dialog.tsx'
import { useNotify } from '../frame/notices.tsx'
import { deleteUserCall } from './delete-user.tsx'
import { UserLosses } from './losses.tsx'
import { statusCall, statusFollows, statusNeeds } from './user-status.ts'

type Action = 'enable' | 'disable' | 'delete'

interface BulkActionsProps {
  readonly chosen: readonly UserSummary[]
  onChoose(chosen: readonly UserSummary[]): void
}

/** What can be done with many users at once. */
export function BulkActions({ chosen, onChoose }: BulkActionsProps) {
  const [open, setOpen] = useState<Action>()
  const denied = {
    enable: useDenied([statusNeeds.enable]),
    disable: useDenied([statusNeeds.disable]),
    delete: useDenied([{ action: 'identitystore:DeleteUser' }]),
  }
  const item = (id: Action, text: string) => ({
    id,
    text,
    disabled: denied[id] !== undefined,
    ...(denied[id] === undefined ? {} : { disabledReason: denied[id] }),
  })
  return (
    <>
      <ButtonDropdown
        disabled={chosen.length === 0}
        disabledReason="Choose users first"
        items={[item('enable', 'Enable'), item('disable', 'Disable'), item('delete', 'Delete')]}
        onItemClick={({ detail }) => setOpen(detail.id as Action)}
      >
        Actions
      </ButtonDropdown>
      {open && (
        <BulkDialog
          action={open}
          users={chosen}
          onClose={left => {
            setOpen(undefined)
            onChoose(left)
          }}
        />
      )}
    </>
  )
}

const verbs = { enable: 'Enable', disable: 'Disable', delete: 'Delete' } as const

interface BulkDialogProps {
  readonly action: Action
  readonly users: readonly UserSummary[]
  /** @param left what it was not done to */
  onClose(left: readonly UserSummary[]): void
}

function BulkDialog({ action, users, onClose }: BulkDialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const [only] = users
  const what = users.length === 1 && only ? `user ${only.userName}` : `${users.length.toLocaleString()} users`
  const callOf = ({ userId }: UserSummary) =>
    action === 'delete' ? deleteUserCall(portal.identityStoreId, userId) : statusCall(action, userId)
  return (
    <EachDialog
      title={`${verbs[action]} ${what}`}
      verb={verbs[action]}
      items={users}
      label={({ userName }) => userName}
      callOf={callOf}
      {...(action === 'delete' ? { alreadySo: 'user.not_found' } : {})}
      failed={`${users.length === 1 ? 'was' : 'were'} not ${action}d`}
      {...(action === 'delete' ? { confirm: users.length === 1 && only ? only.userName : `delete ${what}` } : {})}
      onDone={() => {
        notify({ text: `${what} ${users.length === 1 ? 'was' : 'were'} ${action}d.` })
        onClose([])
      }}
      onDismiss={onClose}
    >
      {action === 'delete' ? <Losses users={users} /> : <Names text={statusFollows[action]} users={users} />}
    </EachDialog>
  )
}

/** The rest are counted. */
const NAMED = 20
/** Each is looked up in three lists. */
const LOOKED_UP = 5

const Rest = ({ count }: { readonly count: number }) => count > 0 && <Box>and {count.toLocaleString()} more</Box>

const Names = ({ text, users }: { readonly text: string; readonly users: readonly UserSummary[] }) => (
  <SpaceBetween size="s">
    <Box>{text}</Box>
    <Box>{users.slice(0, NAMED).map(nameOf).join(', ')}</Box>
    <Rest count={users.length - NAMED} />
  </SpaceBetween>
)

const nameOf = ({ userName }: UserSummary): string => userName

const Losses = ({ users }: { readonly users: readonly UserSummary[] }) => (
  <SpaceBetween size="s">
    <Box>
      Deleted users cannot be brought back. Those of the same names that are created later are somebody else and get
      nothing of this. Direct assignments stay behind as stale; remove them on the user’s page before, or from the list
      of the account later.
    </Box>
    {users.slice(0, LOOKED_UP).map(user => (
      <div key={user.userId}>
        <b>{user.userName}</b>
        <UserLosses userId={user.userId} />
      </div>
    ))}
    <Rest count={users.length - LOOKED_UP} />
  </SpaceBetween>
)
