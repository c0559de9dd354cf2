import type { AssignmentRow } from '../api/types.ts'

type Named = Pick<AssignmentRow, 'accountId' | 'permissionSetArn'> & {
  readonly principal: Pick<AssignmentRow['principal'], 'principalType' | 'principalId'>
}

/** The call of sso-admin that makes or removes one assignment. */
export const assignmentCall = (
  operation: 'CreateAccountAssignment' | 'DeleteAccountAssignment',
  InstanceArn: string,
  { accountId, permissionSetArn, principal }: Named,
) => ({
  service: 'sso-admin' as const,
  operation,
  input: {
    InstanceArn,
    TargetId: accountId,
    TargetType: 'AWS_ACCOUNT',
    PermissionSetArn: permissionSetArn,
    PrincipalType: principal.principalType,
    PrincipalId: principal.principalId,
  },
})
