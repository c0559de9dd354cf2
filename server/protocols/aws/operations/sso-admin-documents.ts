import type {
  PermissionsBoundary as BoundaryShape,
  DeleteInlinePolicyFromPermissionSetCommandInput,
  DeleteInlinePolicyFromPermissionSetCommandOutput,
  DeletePermissionsBoundaryFromPermissionSetCommandInput,
  DeletePermissionsBoundaryFromPermissionSetCommandOutput,
  GetInlinePolicyForPermissionSetCommandInput,
  GetInlinePolicyForPermissionSetCommandOutput,
  GetPermissionsBoundaryForPermissionSetCommandInput,
  GetPermissionsBoundaryForPermissionSetCommandOutput,
  PutInlinePolicyToPermissionSetCommandInput,
  PutInlinePolicyToPermissionSetCommandOutput,
  PutPermissionsBoundaryToPermissionSetCommandInput,
  PutPermissionsBoundaryToPermissionSetCommandOutput,
} from '@aws-sdk/client-sso-admin'
import { type PermissionsBoundary, refuseAccess } from '#server/access/index.ts'
import { fields, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { rule, type SsoAdminNeeds } from './sso-admin-ground.ts'
import { checkedSet, onDefinitionOf, onOneSet, referenceOf, referenceRule } from './sso-admin-policies.ts'

export const documentOperations = (needs: SsoAdminNeeds): readonly Operation[] => [
  ...inlinePolicyOperations(needs),
  ...boundaryOperations(needs),
]

function inlinePolicyOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { permissionSets } = needs.access
  const needsOf = onOneSet(needs)
  const changeOf = onDefinitionOf(needs)
  return [
    operation<PutInlinePolicyToPermissionSetCommandInput, PutInlinePolicyToPermissionSetCommandOutput>(
      'PutInlinePolicyToPermissionSet',
      {
        plane: 'administration',
        readOnly: false,
        needs: changeOf('sso:PutInlinePolicyToPermissionSet'),
        async handle(input, actor) {
          const InlinePolicy = text({ min: 1, max: 32_768, pattern: /[\t\n\r\x20-\xFF]+/ })
          const set = checkedSet(needs, input, { InlinePolicy })
          await permissionSets.putInlinePolicy(actor, set, input.InlinePolicy ?? '')
          return {}
        },
      },
    ),
    operation<GetInlinePolicyForPermissionSetCommandInput, GetInlinePolicyForPermissionSetCommandOutput>(
      'GetInlinePolicyForPermissionSet',
      {
        plane: 'administration',
        readOnly: true,
        needs: needsOf('sso:GetInlinePolicyForPermissionSet'),
        async handle(input) {
          // AWS answers with an empty string, not with an error, where there is none; clients count on it.
          const { inlinePolicy = '' } = await permissionSets.describe(checkedSet(needs, input, {}))
          return { InlinePolicy: inlinePolicy }
        },
      },
    ),
    operation<DeleteInlinePolicyFromPermissionSetCommandInput, DeleteInlinePolicyFromPermissionSetCommandOutput>(
      'DeleteInlinePolicyFromPermissionSet',
      {
        plane: 'administration',
        readOnly: false,
        needs: changeOf('sso:DeleteInlinePolicyFromPermissionSet'),
        async handle(input, actor) {
          await permissionSets.deleteInlinePolicy(actor, checkedSet(needs, input, {}))
          return {}
        },
      },
    ),
  ]
}

const boundaryRule = fields<BoundaryShape>({
  ManagedPolicyArn: rule.managedPolicyArn,
  CustomerManagedPolicyReference: referenceRule,
})

function boundaryOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { permissionSets } = needs.access
  const needsOf = onOneSet(needs)
  const changeOf = onDefinitionOf(needs)
  return [
    operation<PutPermissionsBoundaryToPermissionSetCommandInput, PutPermissionsBoundaryToPermissionSetCommandOutput>(
      'PutPermissionsBoundaryToPermissionSet',
      {
        plane: 'administration',
        readOnly: false,
        needs: changeOf('sso:PutPermissionsBoundaryToPermissionSet'),
        async handle(input, actor) {
          const set = checkedSet(needs, input, { PermissionsBoundary: boundaryRule })
          await permissionSets.putBoundary(actor, set, boundaryOf(input.PermissionsBoundary))
          return {}
        },
      },
    ),
    operation<GetPermissionsBoundaryForPermissionSetCommandInput, GetPermissionsBoundaryForPermissionSetCommandOutput>(
      'GetPermissionsBoundaryForPermissionSet',
      {
        plane: 'administration',
        readOnly: true,
        needs: needsOf('sso:GetPermissionsBoundaryForPermissionSet'),
        async handle(input) {
          const set = checkedSet(needs, input, {})
          const { boundary } = await permissionSets.describe(set)
          if (boundary === undefined) throw refuseAccess('access.boundary_missing', { observed: set })
          return { PermissionsBoundary: boundaryShape(boundary) }
        },
      },
    ),
    operation<
      DeletePermissionsBoundaryFromPermissionSetCommandInput,
      DeletePermissionsBoundaryFromPermissionSetCommandOutput
    >('DeletePermissionsBoundaryFromPermissionSet', {
      plane: 'administration',
      readOnly: false,
      needs: changeOf('sso:DeletePermissionsBoundaryFromPermissionSet'),
      async handle(input, actor) {
        await permissionSets.deleteBoundary(actor, checkedSet(needs, input, {}))
        return {}
      },
    }),
  ]
}

function boundaryOf({ ManagedPolicyArn, CustomerManagedPolicyReference }: BoundaryShape = {}): PermissionsBoundary {
  if ((ManagedPolicyArn === undefined) === (CustomerManagedPolicyReference === undefined))
    throw refuseAccess('access.boundary_choice', {
      observed: ManagedPolicyArn === undefined ? 'neither' : 'both',
      expected: 'one of ManagedPolicyArn and CustomerManagedPolicyReference',
    })
  return ManagedPolicyArn === undefined
    ? { customerPolicy: referenceOf(CustomerManagedPolicyReference) }
    : { managedPolicyArn: ManagedPolicyArn }
}

const boundaryShape = (boundary: PermissionsBoundary): BoundaryShape =>
  'managedPolicyArn' in boundary
    ? { ManagedPolicyArn: boundary.managedPolicyArn }
    : {
        CustomerManagedPolicyReference: {
          Name: boundary.customerPolicy.name,
          Path: boundary.customerPolicy.path,
        },
      }
