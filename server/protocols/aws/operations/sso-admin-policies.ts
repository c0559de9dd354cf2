import type {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommandInput,
  AttachCustomerManagedPolicyReferenceToPermissionSetCommandOutput,
  AttachManagedPolicyToPermissionSetCommandInput,
  AttachManagedPolicyToPermissionSetCommandOutput,
  CustomerManagedPolicyReference,
  DetachCustomerManagedPolicyReferenceFromPermissionSetCommandInput,
  DetachCustomerManagedPolicyReferenceFromPermissionSetCommandOutput,
  DetachManagedPolicyFromPermissionSetCommandInput,
  DetachManagedPolicyFromPermissionSetCommandOutput,
  ListCustomerManagedPolicyReferencesInPermissionSetCommandInput,
  ListCustomerManagedPolicyReferencesInPermissionSetCommandOutput,
  ListManagedPoliciesInPermissionSetCommandInput,
  ListManagedPoliciesInPermissionSetCommandOutput,
} from '@aws-sdk/client-sso-admin'
import { type CustomerPolicyReference, customerPolicyKey, customerPolicyOf } from '#server/access/index.ts'
import { type PageRequest, pageOf } from '#server/base/paging.ts'
import { check, fields, type Rules } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { PAGE, requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'

export interface OnPermissionSet {
  InstanceArn: string | undefined
  PermissionSetArn: string | undefined
}

/** Operations on one permission set need the action on the instance and on the set. */
export function onOneSet(needs: SsoAdminNeeds) {
  const { onInstance, onPermissionSet } = resources(needs)
  return (action: string) => async (input: OnPermissionSet) => [
    ...(await onInstance(action)),
    ...(await onPermissionSet(action, input.PermissionSetArn)),
  ]
}

/** Those that change what the permission set gives. */
export function onDefinitionOf(needs: SsoAdminNeeds) {
  const { onInstance, onDefinition } = resources(needs)
  return (action: string) => async (input: OnPermissionSet) => [
    ...(await onInstance(action)),
    ...(await onDefinition(action, input.PermissionSetArn)),
  ]
}

/** @returns the ARN of the permission set, once the input is right */
export function checkedSet<Input extends OnPermissionSet>(
  needs: SsoAdminNeeds,
  input: Input,
  more: Rules<Input>,
): string {
  const common: Rules<OnPermissionSet> = { InstanceArn: rule.instanceArn, PermissionSetArn: rule.permissionSetArn }
  check<Input>(input, { ...common, ...more } as Rules<Input>)
  requireInstance(needs.instance, input.InstanceArn)
  return input.PermissionSetArn ?? ''
}

export const referenceRule = fields<CustomerManagedPolicyReference>({ Name: rule.policyName, Path: rule.policyPath })

export const referenceOf = (reference: CustomerManagedPolicyReference | undefined): CustomerPolicyReference => ({
  name: reference?.Name ?? '',
  path: reference?.Path ?? '/',
})

export const policyListOperations = (needs: SsoAdminNeeds): readonly Operation[] => [
  ...managedPolicyOperations(needs),
  ...customerPolicyOperations(needs),
]

function managedPolicyOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { paging } = needs
  const { permissionSets } = needs.access
  const needsOf = onOneSet(needs)
  const changeOf = onDefinitionOf(needs)
  return [
    operation<AttachManagedPolicyToPermissionSetCommandInput, AttachManagedPolicyToPermissionSetCommandOutput>(
      'AttachManagedPolicyToPermissionSet',
      {
        plane: 'administration',
        readOnly: false,
        needs: changeOf('sso:AttachManagedPolicyToPermissionSet'),
        async handle(input, actor) {
          const set = checkedSet(needs, input, { ManagedPolicyArn: rule.managedPolicyArn })
          await permissionSets.attachManagedPolicy(actor, set, input.ManagedPolicyArn ?? '')
          return {}
        },
      },
    ),
    operation<DetachManagedPolicyFromPermissionSetCommandInput, DetachManagedPolicyFromPermissionSetCommandOutput>(
      'DetachManagedPolicyFromPermissionSet',
      {
        plane: 'administration',
        readOnly: false,
        needs: changeOf('sso:DetachManagedPolicyFromPermissionSet'),
        async handle(input, actor) {
          const set = checkedSet(needs, input, { ManagedPolicyArn: rule.managedPolicyArn })
          await permissionSets.detachManagedPolicy(actor, set, input.ManagedPolicyArn ?? '')
          return {}
        },
      },
    ),
    operation<ListManagedPoliciesInPermissionSetCommandInput, ListManagedPoliciesInPermissionSetCommandOutput>(
      'ListManagedPoliciesInPermissionSet',
      {
        plane: 'administration',
        readOnly: true,
        needs: needsOf('sso:ListManagedPoliciesInPermissionSet'),
        async handle(input) {
          const set = checkedSet(needs, input, { MaxResults: rule.maxResults, NextToken: rule.nextToken })
          const { items, token } = await paging(
            listOf('ListManagedPoliciesInPermissionSet', input),
            pageOfNames(async () => (await permissionSets.describe(set)).managedPolicies),
          )
          const AttachedManagedPolicies = items.map(policy => ({ Name: nameOf(policy), Arn: policy }))
          return { AttachedManagedPolicies, NextToken: token }
        },
      },
    ),
  ]
}

function customerPolicyOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { paging } = needs
  const { permissionSets } = needs.access
  const needsOf = onOneSet(needs)
  const changeOf = onDefinitionOf(needs)
  return [
    operation<
      AttachCustomerManagedPolicyReferenceToPermissionSetCommandInput,
      AttachCustomerManagedPolicyReferenceToPermissionSetCommandOutput
    >('AttachCustomerManagedPolicyReferenceToPermissionSet', {
      plane: 'administration',
      readOnly: false,
      needs: changeOf('sso:AttachCustomerManagedPolicyReferenceToPermissionSet'),
      async handle(input, actor) {
        const set = checkedSet(needs, input, { CustomerManagedPolicyReference: referenceRule })
        await permissionSets.attachCustomerPolicy(actor, set, referenceOf(input.CustomerManagedPolicyReference))
        return {}
      },
    }),
    operation<
      DetachCustomerManagedPolicyReferenceFromPermissionSetCommandInput,
      DetachCustomerManagedPolicyReferenceFromPermissionSetCommandOutput
    >('DetachCustomerManagedPolicyReferenceFromPermissionSet', {
      plane: 'administration',
      readOnly: false,
      needs: changeOf('sso:DetachCustomerManagedPolicyReferenceFromPermissionSet'),
      async handle(input, actor) {
        const set = checkedSet(needs, input, { CustomerManagedPolicyReference: referenceRule })
        await permissionSets.detachCustomerPolicy(actor, set, referenceOf(input.CustomerManagedPolicyReference))
        return {}
      },
    }),
    operation<
      ListCustomerManagedPolicyReferencesInPermissionSetCommandInput,
      ListCustomerManagedPolicyReferencesInPermissionSetCommandOutput
    >('ListCustomerManagedPolicyReferencesInPermissionSet', {
      plane: 'administration',
      readOnly: true,
      needs: needsOf('sso:ListCustomerManagedPolicyReferencesInPermissionSet'),
      async handle(input) {
        const set = checkedSet(needs, input, { MaxResults: rule.maxResults, NextToken: rule.nextToken })
        const { items, token } = await paging(
          listOf('ListCustomerManagedPolicyReferencesInPermissionSet', input),
          pageOfNames(async () => {
            const { customerPolicies } = await permissionSets.describe(set)
            return customerPolicies.map(customerPolicyKey)
          }),
        )
        const CustomerManagedPolicyReferences = items
          .map(customerPolicyOf)
          .map(({ name, path }) => ({ Name: name, Path: path }))
        return { CustomerManagedPolicyReferences, NextToken: token }
      },
    }),
  ]
}

const nameOf = (arnOrPath: string): string => arnOrPath.slice(arnOrPath.lastIndexOf('/') + 1)

interface ListInput extends OnPermissionSet {
  MaxResults?: number | undefined
  NextToken?: string | undefined
}

const listOf = (name: string, { PermissionSetArn, MaxResults, NextToken }: ListInput) => ({
  operation: name,
  filter: PermissionSetArn,
  token: NextToken,
  limit: MaxResults ?? PAGE,
})

/** The lists hold 20 at most, so they are read whole and cut here. */
const pageOfNames =
  (read: () => Promise<readonly string[]>) =>
  async ({ limit, after = '' }: PageRequest) =>
    pageOf(
      [...(await read())].sort().filter(name => name > after),
      limit,
      name => name,
      name => name,
    )
