import type { Refusal } from '#server/base/refusal.ts'
import { refuse, refuseWithFix } from '../refusals.ts'

/** Permission sets, and service-linked roles. */
const RESERVED_PATHS: readonly string[] = ['/aws-reserved/', '/aws-service-role/']

const RESERVED_NAME = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/

interface NamedRole {
  readonly roleName: string
  readonly path: string
}

export const isReserved = ({ roleName, path }: NamedRole): boolean =>
  roleName.toLowerCase().startsWith('awsreservedsso_') ||
  RESERVED_PATHS.some(reserved => path.toLowerCase().startsWith(reserved))

/** AWS's own sentence (the product's origin), and the permission set to change instead. @throws Refusal `cloud.role_protected` */
export function refuseProtected(role: NamedRole): void {
  if (!isReserved(role)) return
  throw protectedRole(role)
}

function protectedRole({ roleName }: NamedRole): Refusal {
  const details = {
    sentence: `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
    about: roleName,
  }
  const permissionSet = RESERVED_NAME.exec(roleName)?.[1]
  if (permissionSet === undefined) return refuse('cloud.role_protected', details)
  return refuseWithFix(
    'cloud.role_protected',
    `Edit the permission set ${permissionSet} instead, with UpdatePermissionSet and ProvisionPermissionSet: its policies, session duration and description become those of the role.`,
    { ...details, expected: `a change of the permission set ${permissionSet}` },
  )
}

/** @throws Refusal `cloud.reserved_name` */
export function refuseReservedName(role: NamedRole): void {
  if (!isReserved(role)) return
  const name = `${role.path}${role.roleName}`
  throw refuse('cloud.reserved_name', { sentence: `The role name or path ${name} is reserved.`, observed: name })
}
