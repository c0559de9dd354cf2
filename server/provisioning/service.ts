import type { AccessStore, PermissionSets, RoleKey } from '#server/access/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { Provisioned, ProvisionedRole, ProvisioningStatus, VersionFilter, WorkStore } from './types.ts'

interface Needs {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly work: Pick<WorkStore, 'role' | 'rolesOf' | 'rolesIn'>
  readonly access: Pick<AccessStore, 'permissionSet'>
  readonly permissionSets: Pick<PermissionSets, 'describe'>
}

export function provisioned({ instance, work, access, permissionSets }: Needs): Provisioned {
  const arnOf = ({ permissionSetId }: RoleKey): string =>
    arn('permissionSet', { instanceId: instance.instanceId, permissionSetId })

  const isLatest = async (role: ProvisionedRole): Promise<boolean> =>
    (await access.permissionSet(role.permissionSetId))?.version === role.appliedVersion

  return {
    async accounts(setArn, status, page) {
      const { permissionSetId, version } = await permissionSets.describe(setArn)
      const { items, ...rest } = await work.rolesOf(permissionSetId, filterOf(status, version), page)
      return { items: items.map(role => role.accountId), ...rest }
    },
    async permissionSets(accountId, status, page) {
      const { items, ...rest } = await work.rolesIn(accountId, page)
      const latest = status === undefined ? [] : await Promise.all(items.map(isLatest))
      const chosen = items.filter((_, place) => status === undefined || latest[place] === (status === LATEST))
      return { items: chosen.map(arnOf), ...rest }
    },
    role: role => work.role(role),
  }
}

const LATEST: ProvisioningStatus = 'LATEST_PERMISSION_SET_PROVISIONED'

const filterOf = (status: ProvisioningStatus | undefined, version: number): VersionFilter | undefined =>
  status === undefined ? undefined : { version, latest: status === LATEST }
