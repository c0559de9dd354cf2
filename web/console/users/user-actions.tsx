import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { ActionButton } from '../forms/action-button.tsx'
import { EachDialog } from '../forms/each-dialog.tsx'
import { useNotify } from '../frame/notices.tsx'
import { fieldsOf, type User } from './attributes.ts'
import { DeleteUser } from './delete-user.tsx'
import { invitationNeeds, oneTimePasswordNeeds } from './first-password.ts'
import { InvitationDialog } from './invitation.tsx'
import { PasswordDialog } from './one-time-password.tsx'
import { type StatusChange, statusCall, statusFollows, statusNeeds } from './user-status.ts'

/** What can be done with a user as a whole. */
export function UserActions({ user }: { readonly user: User }) {
  const [open, setOpen] = useState<'status' | 'password' | 'invitation' | 'delete'>()
  const close = () => setOpen(undefined)
  const change = changeOf(user)
  const uninvitable = uninvitableBecause(user)
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <ActionButton needs={[statusNeeds[change]]} onClick={() => setOpen('status')}>
          {change === 'enable' ? 'Enable' : 'Disable'}
        </ActionButton>
        <ActionButton
          needs={invitationNeeds}
          disabled={uninvitable !== undefined}
          {...(uninvitable === undefined ? {} : { disabledReason: uninvitable })}
          onClick={() => setOpen('invitation')}
        >
          Invite
        </ActionButton>
        <ActionButton needs={oneTimePasswordNeeds} onClick={() => setOpen('password')}>
          One-time password
        </ActionButton>
        <ActionButton needs={[{ action: 'identitystore:DeleteUser' }]} onClick={() => setOpen('delete')}>
          Delete
        </ActionButton>
      </SpaceBetween>
      {open === 'status' && <StatusDialog user={user} onClose={close} />}
      {open === 'invitation' && <InvitationDialog user={user} onClose={close} />}
      {open === 'password' && <PasswordDialog user={user} onClose={close} />}
      {open === 'delete' && <DeleteUser user={user} onClose={close} />}
    </>
  )
}

function uninvitableBecause(user: User): string | undefined {
  if (user.UserStatus === 'DISABLED') return 'The user is disabled: enable it first'
  return fieldsOf(user)['emails.value'] ? undefined : 'The user has no e-mail address: add one to the profile first'
}

const changeOf = ({ UserStatus }: User): StatusChange => (UserStatus === 'DISABLED' ? 'enable' : 'disable')

function StatusDialog({ user, onClose }: { readonly user: User; onClose(): void }) {
  const notify = useNotify()
  // What it began with: when it is done, the user that is shown has the other status.
  const [change] = useState(changeOf(user))
  const verb = change === 'enable' ? 'Enable' : 'Disable'
  return (
    <EachDialog
      title={`${verb} user ${user.UserName}`}
      verb={verb}
      items={[user]}
      label={({ UserName }) => UserName}
      callOf={({ UserId }) => statusCall(change, UserId)}
      failed={`was not ${change}d`}
      onDone={() => {
        notify({ text: `${user.UserName} was ${change}d.` })
        onClose()
      }}
      onDismiss={onClose}
    >
      {statusFollows[change]}
    </EachDialog>
  )
}
