import type { Account as AccountShape, OrganizationalUnit as UnitShape } from '@aws-sdk/client-organizations'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { Paging } from '#server/http/index.ts'
import type { Account, OrganizationalUnit, OrganizationService } from '#server/organization/index.ts'
import { text, whole } from '../constraints.ts'

export interface OrganizationsNeeds {
  readonly instance: Instance
  readonly organization: OrganizationService
  readonly paging: Paging
}

const ROOT = 'r-[0-9a-z]{4,32}'
const UNIT = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}'

/** Constraints of the Organizations model. */
export const rule = {
  accountId: text({ max: 12, pattern: /\d{12}/ }),
  parentId: text({ max: 100, pattern: new RegExp(`${ROOT}|${UNIT}`) }),
  childId: text({ max: 100, pattern: new RegExp(`\\d{12}|${UNIT}`) }),
  unitId: text({ max: 68, pattern: new RegExp(UNIT) }),
  unitName: text({ min: 1, max: 128 }),
  requestId: text({ max: 36, pattern: /car-[a-z0-9]{8,32}/ }),
  accountName: text({ min: 1, max: 128 }),
  email: text({ min: 6, max: 64, pattern: /[^\s@]+@[^\s@]+\.[^\s@]+/ }),
  roleName: text({ max: 64, pattern: /[\w+=,.@-]{1,64}/ }),
  maxResults: whole({ min: 1, max: 20 }),
} as const

export const PAGE = 20

const ids = ({ managementAccountId, organizationId }: Instance) => ({ account: managementAccountId, organizationId })

export const organizationArn = (instance: Instance): string => arn('organization', ids(instance))
export const rootArn = (instance: Instance): string =>
  arn('organizationRoot', { ...ids(instance), rootId: instance.rootId })
export const unitArn = (instance: Instance, unitId: string): string =>
  arn('organizationalUnit', { ...ids(instance), unitId })
export const accountArn = (instance: Instance, accountId: string): string =>
  arn('organizationAccount', { ...ids(instance), accountId })

/** `o-…/r-…/ou-…/`, with what is at its end. */
const pathOf = (instance: Instance, path: readonly string[]): string =>
  `${[instance.organizationId, ...path].join('/')}/`

export async function accountShape(
  { instance, organization }: OrganizationsNeeds,
  account: Account,
): Promise<AccountShape> {
  const path = await organization.pathTo(account.parentId)
  return {
    Id: account.accountId,
    Arn: accountArn(instance, account.accountId),
    Email: account.email,
    Name: account.name,
    Status: account.status,
    State: account.status,
    Paths: [pathOf(instance, [...path, account.accountId])],
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: new Date(account.joinedAt),
  }
}

export async function unitShape(
  { instance, organization }: OrganizationsNeeds,
  unit: OrganizationalUnit,
): Promise<UnitShape> {
  const path = await organization.pathTo(unit.unitId)
  return { Id: unit.unitId, Arn: unitArn(instance, unit.unitId), Name: unit.name, Path: pathOf(instance, path) }
}
