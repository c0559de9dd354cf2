import Box from '@cloudscape-design/components/box'
import { useSession } from '../../kit/session.ts'
import { DeletePrincipal } from '../assignments/delete-principal.tsx'
import { useAssignmentsOf } from '../assignments/own-assignments.tsx'
import type { User } from './attributes.ts'
import { UserLosses } from './losses.tsx'

export const deleteUserCall = (IdentityStoreId: string, UserId: string) => ({
  service: 'identitystore' as const,
  operation: 'DeleteUser',
  input: { IdentityStoreId, UserId },
})

export function DeleteUser({ user, onClose }: { readonly user: User; onClose(): void }) {
  const { portal } = useSession()
  return (
    <DeletePrincipal
      principal={{ principalType: 'USER', principalId: user.UserId }}
      name={user.UserName}
      assignments={useAssignmentsOf('USER', user.UserId)}
      call={deleteUserCall(portal.identityStoreId, user.UserId)}
      back="#/users"
      onClose={onClose}
    >
      <Box>
        A deleted user cannot be brought back. One of the same name that is created later is somebody else and gets
        nothing of this:
      </Box>
      <UserLosses userId={user.UserId} />
    </DeletePrincipal>
  )
}
