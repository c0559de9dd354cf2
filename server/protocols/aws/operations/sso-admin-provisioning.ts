import type {
  ListAccountsForProvisionedPermissionSetCommandInput,
  ListAccountsForProvisionedPermissionSetCommandOutput,
  ListPermissionSetsProvisionedToAccountCommandInput,
  ListPermissionSetsProvisionedToAccountCommandOutput,
  ProvisionPermissionSetCommandInput,
  ProvisionPermissionSetCommandOutput,
} from '@aws-sdk/client-sso-admin'
import { type RoleKey, refuseAccess } from '#server/access/index.ts'
import type { Need } from '#server/base/actor.ts'
import { Refusal } from '#server/base/refusal.ts'
import { arn } from '#server/formats/aws/index.ts'
import { check, oneOf } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { PAGE, requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'
import { provisioningStatus } from './sso-admin-requests.ts'

export const provisioningOperations = (needs: SsoAdminNeeds): readonly Operation[] => [
  provisionOperation(needs),
  ...lists(needs),
]

/** What provisioning these roles takes; each need once for a permission set or an account, however many roles have it. */
export function provisionNeeds(needs: SsoAdminNeeds): (roles: readonly RoleKey[]) => Promise<readonly Need[]> {
  const { instanceId, managementAccountId } = needs.instance
  const { onInstance, onPermissionSet, onAccount, inManagementAccount } = resources(needs)
  const arns = (roles: readonly RoleKey[]) =>
    [...new Set(roles.map(role => role.permissionSetId))].map(permissionSetId =>
      arn('permissionSet', { instanceId, permissionSetId }),
    )
  return async roles => {
    if (roles.length === 0) return []
    const management = arns(roles.filter(role => role.accountId === managementAccountId))
    const accounts = [...new Set(roles.map(role => role.accountId))]
    return [
      ...(await onInstance(PROVISION)),
      ...(await Promise.all(arns(roles).map(set => onPermissionSet(PROVISION, set)))).flat(),
      ...accounts.flatMap(account => onAccount(PROVISION, account)),
      ...(await Promise.all(management.map(inManagementAccount))).flat(),
    ]
  }
}

const PROVISION = 'sso:ProvisionPermissionSet'

function provisionOperation(needs: SsoAdminNeeds): Operation {
  const { instance, access } = needs
  const { onInstance, onPermissionSet, onAccount, inManagementAccount } = resources(needs)
  return operation<ProvisionPermissionSetCommandInput, ProvisionPermissionSetCommandOutput>('ProvisionPermissionSet', {
    plane: 'administration',
    readOnly: false,
    // Whoever may change a permission set but not some of its accounts must not reach them by naming none.
    async needs({ PermissionSetArn = '', TargetId }) {
      const accounts = TargetId === undefined ? await reach(needs, PermissionSetArn) : [TargetId]
      return [
        ...(await onInstance(PROVISION)),
        ...(await onPermissionSet(PROVISION, PermissionSetArn)),
        ...accounts.flatMap(account => onAccount(PROVISION, account)),
        ...(accounts.includes(instance.managementAccountId) ? await inManagementAccount(PermissionSetArn) : []),
      ]
    },
    async handle(input, actor) {
      check(input, {
        InstanceArn: rule.instanceArn,
        PermissionSetArn: rule.permissionSetArn,
        TargetId: rule.accountId,
        TargetType: oneOf(['AWS_ACCOUNT', 'ALL_PROVISIONED_ACCOUNTS']),
      })
      requireInstance(instance, input.InstanceArn)
      if ((input.TargetType === 'AWS_ACCOUNT') !== (input.TargetId !== undefined))
        throw refuseAccess('access.target', {
          observed: `${input.TargetType} and TargetId ${input.TargetId ?? 'absent'}`,
        })
      const request = await access.assignments.provision(actor, input.PermissionSetArn ?? '', input.TargetId)
      return { PermissionSetProvisioningStatus: provisioningStatus(instance, request) }
    },
  })
}

/** Nothing for a permission set that does not exist, of which the operation itself will say so. */
async function reach({ access }: SsoAdminNeeds, setArn: string): Promise<readonly string[]> {
  try {
    return await access.assignments.reach(setArn)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'missing') return []
    throw error
  }
}

const statusRule = oneOf(['LATEST_PERMISSION_SET_PROVISIONED', 'LATEST_PERMISSION_SET_NOT_PROVISIONED'])

function lists(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, provisioned, paging } = needs
  const { onInstance, onPermissionSet, onAccount } = resources(needs)
  const paged = { MaxResults: rule.maxResults, NextToken: rule.nextToken, ProvisioningStatus: statusRule }
  return [
    operation<
      ListAccountsForProvisionedPermissionSetCommandInput,
      ListAccountsForProvisionedPermissionSetCommandOutput
    >('ListAccountsForProvisionedPermissionSet', {
      plane: 'administration',
      readOnly: true,
      needs: async input => [
        ...(await onInstance('sso:ListAccountsForProvisionedPermissionSet')),
        ...(await onPermissionSet('sso:ListAccountsForProvisionedPermissionSet', input.PermissionSetArn)),
      ],
      async handle(input) {
        check(input, { InstanceArn: rule.instanceArn, PermissionSetArn: rule.permissionSetArn, ...paged })
        requireInstance(instance, input.InstanceArn)
        const { PermissionSetArn = '', ProvisioningStatus, NextToken, MaxResults = PAGE } = input
        const name = 'ListAccountsForProvisionedPermissionSet'
        const filter = [PermissionSetArn, ProvisioningStatus]
        const { items, token } = await paging({ operation: name, filter, token: NextToken, limit: MaxResults }, page =>
          provisioned.accounts(PermissionSetArn, ProvisioningStatus, page),
        )
        return { AccountIds: [...items], NextToken: token }
      },
    }),
    operation<ListPermissionSetsProvisionedToAccountCommandInput, ListPermissionSetsProvisionedToAccountCommandOutput>(
      'ListPermissionSetsProvisionedToAccount',
      {
        plane: 'administration',
        readOnly: true,
        needs: async input => [
          ...(await onInstance('sso:ListPermissionSetsProvisionedToAccount')),
          ...onAccount('sso:ListPermissionSetsProvisionedToAccount', input.AccountId),
        ],
        async handle(input) {
          check(input, { InstanceArn: rule.instanceArn, AccountId: rule.accountId, ...paged })
          requireInstance(instance, input.InstanceArn)
          const { AccountId = '', ProvisioningStatus, NextToken, MaxResults = PAGE } = input
          const name = 'ListPermissionSetsProvisionedToAccount'
          const filter = [AccountId, ProvisioningStatus]
          const { items, token } = await paging(
            { operation: name, filter, token: NextToken, limit: MaxResults },
            page => provisioned.permissionSets(AccountId, ProvisioningStatus, page),
          )
          return { PermissionSets: [...items], NextToken: token }
        },
      },
    ),
  ]
}
