import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { EffectiveAccess, GroupsOfUser, SessionsOfUser } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { go } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import type { User } from './attributes.ts'
import { OneTimePassword } from './new-user-page.tsx'

/** What can be done with a user as a whole. */
export function UserActions({ user }: { readonly user: User }) {
  const [open, setOpen] = useState<'password' | 'delete'>()
  const close = () => setOpen(undefined)
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <StatusButton user={user} />
      <ActionButton needs={[{ action: 'sso-directory:UpdatePassword' }]} onClick={() => setOpen('password')}>
        One-time password
      </ActionButton>
      <ActionButton needs={[{ action: 'identitystore:DeleteUser' }]} onClick={() => setOpen('delete')}>
        Delete
      </ActionButton>
      {open === 'password' && <PasswordDialog user={user} onClose={close} />}
      {open === 'delete' && <DeleteUser user={user} onClose={close} />}
    </SpaceBetween>
  )
}

function StatusButton({ user }: { readonly user: User }) {
  const notify = useNotify()
  const enabled = user.UserStatus !== 'DISABLED'
  const [action, path] = enabled
    ? (['sso-directory:DisableUser', 'disable'] as const)
    : (['sso-directory:EnableUser', 'enable'] as const)
  const change = useChange((_: undefined, api) => api.write('POST', `/users/${user.UserId}/${path}`))
  return (
    <ActionButton
      needs={[{ action }]}
      loading={change.isPending}
      onClick={() =>
        change.mutate(undefined, {
          onSuccess: () => notify({ text: `${user.UserName} was ${path}d.` }),
          onError: error => notify({ type: 'error', text: `${user.UserName} was not ${path}d: ${error.message}` }),
        })
      }
    >
      {enabled ? 'Disable' : 'Enable'}
    </ActionButton>
  )
}

interface DialogProps {
  readonly user: User
  onClose(): void
}

function PasswordDialog({ user, onClose }: DialogProps) {
  const reset = useChange((_: undefined, api) =>
    api.write<{ password: string }>('POST', `/users/${user.UserId}/one-time-password`),
  )
  return (
    <Modal
      visible
      header={`One-time password for ${user.UserName}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Close
            </Button>
            {!reset.data && (
              <Button variant="primary" loading={reset.isPending} onClick={() => reset.mutate(undefined)}>
                Make one
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {reset.data ? (
          <OneTimePassword userName={user.UserName} password={reset.data.password} />
        ) : (
          <Box>
            The password that the user has now stops working, and every open session ends. The one-time password is good for
            one sign-in, which has to set another.
          </Box>
        )}
        {reset.error && <FailureNotice title="No password was made" error={reset.error} />}
      </SpaceBetween>
    </Modal>
  )
}

function DeleteUser({ user, onClose }: DialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const input = { IdentityStoreId: portal.identityStoreId, UserId: user.UserId }
  return (
    <DeleteDialog
      title={`Delete user ${user.UserName}`}
      name={user.UserName}
      consequences={<Losses userId={user.UserId} />}
      calls={[{ service: 'identitystore', operation: 'DeleteUser', input }]}
      onDelete={api => api.aws('identitystore', 'DeleteUser', input)}
      onDone={() => {
        notify({ text: `${user.UserName} was deleted.` })
        go('#/users')
      }}
      onDismiss={onClose}
    />
  )
}

/** Enough for nearly everybody; more are counted as such. */
const COUNTED = 200

function Losses({ userId }: { readonly userId: string }) {
  const groups = useRead<GroupsOfUser>(`/users/${userId}/groups`, { limit: COUNTED })
  const access = useRead<EffectiveAccess>(`/users/${userId}/access`, { limit: COUNTED })
  const sessions = useRead<SessionsOfUser>(`/users/${userId}/sessions`)
  const count = (list: readonly unknown[] | undefined, next: string | undefined) =>
    list === undefined ? '…' : `${list.length}${next === undefined ? '' : ' and more'}`
  const entries = access.data?.access ?? []
  return (
    <SpaceBetween size="s">
      <Box>
        A deleted user cannot be brought back. One of the same name that is created later is somebody else and gets nothing
        of this:
      </Box>
      <ul>
        <li>{count(groups.data?.groups, groups.data?.next)} memberships of groups</li>
        <li>{count(access.data?.access, access.data?.next)} permission sets in accounts</li>
        <li>{count(sessions.data?.sessions, undefined)} open sessions, which end at once</li>
      </ul>
      {entries.length > 0 && (
        <Box color="text-body-secondary">
          {entries
            .slice(0, 5)
            .map(entry => `${entry.permissionSetName} in ${entry.accountName}`)
            .join(', ')}
          {entries.length > 5 && ' …'}
        </Box>
      )}
    </SpaceBetween>
  )
}
