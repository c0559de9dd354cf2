/** Bringing the role of a permission set in an account up to date, once more. */
import { RequestFailed } from '../../kit/failure.ts'
import type { Api } from '../api/call.ts'
import { failureFromText } from '../assignments/failure-text.ts'

interface Wanted {
  readonly accountId: string
  readonly permissionSetArn: string
}

export const provisionCall = (InstanceArn: string, { accountId, permissionSetArn }: Wanted) => ({
  service: 'sso-admin' as const,
  operation: 'ProvisionPermissionSet',
  input: { InstanceArn, PermissionSetArn: permissionSetArn, TargetId: accountId, TargetType: 'AWS_ACCOUNT' },
})

interface Answer {
  readonly PermissionSetProvisioningStatus: {
    readonly RequestId: string
    readonly Status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
    readonly FailureReason?: string
  }
}

/** Asks for it and waits until it is done. @throws RequestFailed with the reason where provisioning failed */
export async function provision(api: Api, InstanceArn: string, wanted: Wanted): Promise<void> {
  const { service, operation, input } = provisionCall(InstanceArn, wanted)
  let { PermissionSetProvisioningStatus: now } = await api.aws<Answer>(service, operation, input)
  while (now.Status === 'IN_PROGRESS') {
    await new Promise(resolve => setTimeout(resolve, 700))
    const asked = { InstanceArn, ProvisionPermissionSetRequestId: now.RequestId }
    const answer = await api.aws<Answer>('sso-admin', 'DescribePermissionSetProvisioningStatus', asked)
    now = answer.PermissionSetProvisioningStatus
  }
  if (now.Status === 'FAILED') throw new RequestFailed(failureFromText(now.FailureReason ?? 'No reason was given.'))
}
