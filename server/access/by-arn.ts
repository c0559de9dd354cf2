import type { Instance } from '#server/base/instance.ts'
import { arn, readArn } from '#server/formats/aws/index.ts'
import type { AccessStores } from './needs.ts'
import { refuse } from './refusals.ts'
import type { StoredPermissionSet } from './types.ts'

export const permissionSetArn = ({ instanceId }: Pick<Instance, 'instanceId'>, permissionSetId: string): string =>
  arn('permissionSet', { instanceId, permissionSetId })

/** Whether there is one is not asked. @throws Refusal `access.permission_set_missing` for what is no ARN of one */
export function permissionSetIdOf(setArn: string): string {
  const parts = readArn('permissionSet', setArn)
  if (parts === undefined) throw refuse('access.permission_set_missing', { observed: setArn.slice(0, 200) })
  return parts.permissionSetId
}

/** @throws Refusal `access.permission_set_missing` */
export async function existing(
  { access }: Pick<AccessStores, 'access'>,
  instance: Instance,
  setArn: string,
): Promise<StoredPermissionSet> {
  const parts = readArn('permissionSet', setArn)
  const found =
    parts?.instanceId === instance.instanceId ? await access.permissionSet(parts.permissionSetId) : undefined
  if (found === undefined)
    throw refuse('access.permission_set_missing', {
      sentence: `Could not find PermissionSet with id ${parts?.permissionSetId ?? setArn}`,
      observed: setArn,
    })
  return found
}

export const aboutPermissionSet = (setArn: string) => ({
  resources: [{ type: 'AWS::SSO::PermissionSet', name: setArn }],
})
