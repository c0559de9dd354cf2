import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import type { Api } from '../api/call.ts'
import { StaleChoice, useAssignmentsOf } from '../assignments/own-assignments.tsx'
import { removeAllAssignments } from '../assignments/remove-all.ts'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { perform } from '../forms/use-each.ts'
import { go } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import type { User } from './attributes.ts'
import { UserLosses } from './losses.tsx'

export const deleteUserCall = (IdentityStoreId: string, UserId: string) => ({
  service: 'identitystore' as const,
  operation: 'DeleteUser',
  input: { IdentityStoreId, UserId },
})

export function DeleteUser({ user, onClose }: { readonly user: User; onClose(): void }) {
  const { portal } = useSession()
  const notify = useNotify()
  const assignments = useAssignmentsOf('USER', user.UserId)
  const [removes, setRemoves] = useState(true)
  const [removed, setRemoved] = useState(0)
  const call = deleteUserCall(portal.identityStoreId, user.UserId)
  const principal = { principalType: 'USER', principalId: user.UserId } as const
  const remove = async (api: Api) => {
    if (removes && assignments.data?.assignments.length !== 0)
      await removeAllAssignments(api, principal, portal.instanceArn, setRemoved)
    return perform(api, call)
  }
  return (
    <DeleteDialog
      title={`Delete user ${user.UserName}`}
      name={user.UserName}
      consequences={
        <SpaceBetween size="s">
          <Box>
            A deleted user cannot be brought back. One of the same name that is created later is somebody else and gets
            nothing of this:
          </Box>
          <UserLosses userId={user.UserId} />
          <StaleChoice assignments={assignments} checked={removes} onChange={setRemoves} />
          {removed > 0 && <output>{removed.toLocaleString()} assignments removed</output>}
        </SpaceBetween>
      }
      calls={[call]}
      leaves
      onDelete={remove}
      onDone={() => {
        notify({ text: `${user.UserName} was deleted.` })
        go('#/users')
      }}
      onDismiss={onClose}
    />
  )
}
