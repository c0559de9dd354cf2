import {
  type AccessService,
  type Principal,
  refuseAccess,
  reservedRoleArn,
  samlProviderArn,
  type Tag,
} from '#server/access/index.ts'
import type { ConditionContext, Need } from '#server/base/actor.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { Refusal } from '#server/base/refusal.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { Paging } from '#server/http/index.ts'
import type { Provisioned } from '#server/provisioning/index.ts'
import { oneOf, text, whole } from '../constraints.ts'

export interface SsoAdminNeeds {
  readonly instance: Instance
  readonly access: AccessService
  readonly provisioned: Provisioned
  readonly paging: Paging
}

/** The constraints (botocore's model of sso-admin) that several operations share. */
export const rule = {
  instanceArn: text({
    min: 10,
    max: 1224,
    pattern: /arn:aws(-[a-z]{1,5}){0,3}:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}/,
  }),
  permissionSetArn: text({
    min: 10,
    max: 1224,
    pattern: /arn:aws(-[a-z]{1,5}){0,3}:sso:::permissionSet\/(sso)?ins-[a-zA-Z0-9-.]{16}\/ps-[a-zA-Z0-9-./]{16}/,
  }),
  accountId: text({ min: 12, max: 12, pattern: /\d{12}/ }),
  principalId: text({
    min: 1,
    max: 47,
    pattern: /([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}/,
  }),
  principalType: oneOf(['USER', 'GROUP']),
  requestId: text({
    min: 36,
    max: 36,
    pattern: /[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}/,
  }),
  managedPolicyArn: text({
    min: 20,
    max: 2048,
    pattern: /arn:aws(-[a-z]{1,5}){0,3}:iam::aws:policy((\/[A-Za-z0-9.,+@=_-]+)*)\/([A-Za-z0-9.,+=@_-]+)/,
  }),
  policyName: text({ min: 1, max: 128, pattern: /[\w+=,.@-]+/ }),
  policyPath: text({ min: 1, max: 512, pattern: /((\/[A-Za-z0-9.,+@=_-]+)*)\// }),
  tagKey: text({ min: 1, max: 128, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u }),
  tagValue: text({ min: 0, max: 256, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u }),
  maxResults: whole({ min: 1, max: 100 }),
  nextToken: text({ max: 2048, pattern: /[-a-zA-Z0-9+=/_]*/ }),
} as const

/** The most that sso-admin gives on a page. */
export const PAGE = 100

/** @throws Refusal `access.instance_missing` */
export function requireInstance(instance: Instance, given: string | undefined): void {
  if (given !== instanceArn(instance))
    throw refuseAccess('access.instance_missing', { observed: given ?? '', expected: instanceArn(instance) })
}

/**
 * The needs of an operation, by the resources it names; each resource is one. The resource types are AWS's (service
 * authorization reference, IAM Identity Center); which of them AWS checks for each operation is not confirmed.
 */
export interface Resources {
  onInstance(action: string, context?: ConditionContext): Promise<readonly Need[]>
  onPermissionSet(action: string, setArn: string | undefined): Promise<readonly Need[]>
  /**
   * A change of the definition. Where the management account has the permission set, the next provisioning, whoever asks
   * for it, brings the change there: so it takes the same rights as provisioning it there.
   */
  onDefinition(action: string, setArn: string | undefined): Promise<readonly Need[]>
  onAccount(action: string, accountId: string | undefined): readonly Need[]
  /** What changing roles of the management account takes there: nobody may do it by `sso:` rights alone. */
  inManagementAccount(setArn: string | undefined): Promise<readonly Need[]>
}

export function resources({ instance, access }: SsoAdminNeeds): Resources {
  const tagsOf = async (resource: string): Promise<ConditionContext> =>
    tagContext(await known(access.tags.of(resource)))
  const own: Resources = {
    async onInstance(action, context = {}) {
      const resource = instanceArn(instance)
      return [{ action, resource, context: { ...(await tagsOf(resource)), ...context } }]
    },
    async onPermissionSet(action, setArn = '') {
      return [{ action, resource: setArn, context: await tagsOf(setArn) }]
    },
    async onDefinition(action, setArn = '') {
      const accounts = (await known(access.assignments.reach(setArn))) ?? []
      return [
        ...(await own.onPermissionSet(action, setArn)),
        ...(accounts.includes(instance.managementAccountId) ? await own.inManagementAccount(setArn) : []),
      ]
    },
    onAccount: (action, account = '') => [{ action, resource: arn('ssoAccount', { account }) }],
    async inManagementAccount(setArn = '') {
      const set = await known(access.permissionSets.describe(setArn))
      if (set === undefined) return []
      const accountId = instance.managementAccountId
      const role = reservedRoleArn(instance, { accountId, permissionSetId: set.permissionSetId }, set.name)
      const provider = samlProviderArn(instance, accountId)
      return [
        ...ROLE_ACTIONS.map(action => ({ action, resource: role })),
        ...PROVIDER_ACTIONS.map(action => ({ action, resource: provider })),
      ]
    },
  }
  return own
}

const MOST_SETS = 500

/**
 * Who comes to be in the place of a principal that is assigned in the management account, by joining a group or by
 * getting a user's password, gets what it has there. So this takes the same rights as assigning there: neither `sso:` nor
 * directory rights alone make an administrator. AWS asks for the right to the one call only.
 */
export function takingPlaceOf(needs: SsoAdminNeeds): (principal: Principal) => Promise<readonly Need[]> {
  const { instance, access } = needs
  const { instanceId, managementAccountId } = instance
  const { inManagementAccount } = resources(needs)
  return async principal => {
    const { items } = await access.assignments.ofPrincipal(principal, managementAccountId, { limit: MOST_SETS })
    const sets = items.map(({ permissionSetId }) => arn('permissionSet', { instanceId, permissionSetId }))
    return (await Promise.all(sets.map(inManagementAccount))).flat()
  }
}

/** The value, or undefined where what was asked for is not there: the operation itself then says so. */
async function known<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'missing') return undefined
    throw error
  }
}

const tagContext = (tags: readonly Tag[] = []): ConditionContext =>
  Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]))

/**
 * For the management account AWS uses the caller's own credentials and asks for IAMFullAccess or the like (IAM Identity
 * Center user guide, assigning access); the least that AWS itself takes is not confirmed.
 */
const ROLE_ACTIONS = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:GetRole',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
]

const PROVIDER_ACTIONS = ['iam:CreateSAMLProvider', 'iam:GetSAMLProvider', 'iam:UpdateSAMLProvider']
