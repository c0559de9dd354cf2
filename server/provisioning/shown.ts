import { type AccessLists, type Naming, permissionSetArn, reservedRoleArn } from '#server/access/index.ts'
import type { Instance } from '#server/base/instance.ts'
import type { RoleRow } from './lists.ts'

interface RoleNeeds {
  readonly naming: Naming
  readonly lists: Pick<AccessLists, 'countOfRoles'>
  readonly instance: Instance
}

/** Roles with their names, ARN and how many are assigned. */
export async function shownRoles({ naming, lists, instance }: RoleNeeds, roles: readonly RoleRow[]) {
  const keys = roles.map(role => ({ ...role, principalType: 'USER', principalId: '' }) as const)
  const [name, counts] = [await naming.of(keys), await lists.countOfRoles(roles)]
  return keys.map(({ accountId, permissionSetId, state, appliedAt, error, ...key }) => {
    const { accountName, permissionSetName } = name({ accountId, permissionSetId, ...key })
    return {
      ...{ accountId, accountName, permissionSetName, state },
      permissionSetArn: permissionSetArn(instance, permissionSetId),
      roleArn: reservedRoleArn(instance, { accountId, permissionSetId }, permissionSetName),
      ...(appliedAt === undefined ? {} : { appliedAt }),
      ...(error === undefined ? {} : { error }),
      assignments: counts.get(`${accountId} ${permissionSetId}`) ?? 0,
    }
  })
}
