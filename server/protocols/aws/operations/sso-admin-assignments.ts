import type {
  AccountAssignment,
  AccountAssignmentForPrincipal,
  AccountAssignmentOperationStatus,
  CreateAccountAssignmentCommandInput,
  CreateAccountAssignmentCommandOutput,
  DeleteAccountAssignmentCommandInput,
  DeleteAccountAssignmentCommandOutput,
  ListAccountAssignmentsCommandInput,
  ListAccountAssignmentsCommandOutput,
  ListAccountAssignmentsForPrincipalCommandInput,
  ListAccountAssignmentsForPrincipalCommandOutput,
} from '@aws-sdk/client-sso-admin'
import type { AccessRequest, Assignment, AssignmentTarget, Principal } from '#server/access/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import { check, fields, oneOf } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { PAGE, requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'

export const assignmentOperations = (needs: SsoAdminNeeds): readonly Operation[] => [...changes(needs), ...lists(needs)]

/** What the calls behind a batch take together: each need once, however many rows name it. */
export function batchNeeds(needs: SsoAdminNeeds) {
  const { instanceId, managementAccountId } = needs.instance
  const { onInstance, onPermissionSet, onAccount, inManagementAccount } = resources(needs)
  return async (what: 'assign' | 'unassign', setIds: readonly string[], accounts: readonly string[]) => {
    const action = what === 'assign' ? 'sso:CreateAccountAssignment' : 'sso:DeleteAccountAssignment'
    const sets = setIds.map(permissionSetId => arn('permissionSet', { instanceId, permissionSetId }))
    const own = await Promise.all(sets.map(set => onPermissionSet(action, set)))
    const management = accounts.includes(managementAccountId) ? await Promise.all(sets.map(inManagementAccount)) : []
    return [
      ...(await onInstance(action)),
      ...own.flat(),
      ...accounts.flatMap(one => onAccount(action, one)),
      ...management.flat(),
    ]
  }
}

interface TargetInput {
  InstanceArn: string | undefined
  TargetId: string | undefined
  TargetType: string | undefined
  PermissionSetArn: string | undefined
  PrincipalType: string | undefined
  PrincipalId: string | undefined
}

function changes(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access } = needs
  const { onInstance, onPermissionSet, onAccount, inManagementAccount } = resources(needs)

  const needsOf = (action: string) => async (input: TargetInput) => [
    ...(await onInstance(action)),
    ...(await onPermissionSet(action, input.PermissionSetArn)),
    ...onAccount(action, input.TargetId),
    ...(input.TargetId === instance.managementAccountId ? await inManagementAccount(input.PermissionSetArn) : []),
  ]
  const targetOf = (input: TargetInput): AssignmentTarget => {
    check(input, {
      InstanceArn: rule.instanceArn,
      TargetId: rule.accountId,
      TargetType: oneOf(['AWS_ACCOUNT']),
      PermissionSetArn: rule.permissionSetArn,
      PrincipalType: rule.principalType,
      PrincipalId: rule.principalId,
    })
    requireInstance(instance, input.InstanceArn)
    const permissionSetArn = input.PermissionSetArn ?? ''
    return { accountId: input.TargetId ?? '', permissionSetArn, ...principalOf(input) }
  }

  return [
    operation<CreateAccountAssignmentCommandInput, CreateAccountAssignmentCommandOutput>('CreateAccountAssignment', {
      plane: 'administration',
      readOnly: false,
      needs: needsOf('sso:CreateAccountAssignment'),
      async handle(input, actor) {
        const request = await access.assignments.assign(actor, targetOf(input))
        return { AccountAssignmentCreationStatus: assignmentStatus(instance, request) }
      },
    }),
    operation<DeleteAccountAssignmentCommandInput, DeleteAccountAssignmentCommandOutput>('DeleteAccountAssignment', {
      plane: 'administration',
      readOnly: false,
      needs: needsOf('sso:DeleteAccountAssignment'),
      async handle(input, actor) {
        const request = await access.assignments.unassign(actor, targetOf(input))
        return { AccountAssignmentDeletionStatus: assignmentStatus(instance, request) }
      },
    }),
  ]
}

function lists(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access, paging } = needs
  const { onInstance, onPermissionSet, onAccount } = resources(needs)
  return [
    operation<ListAccountAssignmentsCommandInput, ListAccountAssignmentsCommandOutput>('ListAccountAssignments', {
      plane: 'administration',
      readOnly: true,
      needs: async input => [
        ...(await onInstance('sso:ListAccountAssignments')),
        ...(await onPermissionSet('sso:ListAccountAssignments', input.PermissionSetArn)),
        ...onAccount('sso:ListAccountAssignments', input.AccountId),
      ],
      async handle(input) {
        const { InstanceArn, AccountId = '', PermissionSetArn = '', MaxResults = PAGE, NextToken } = input
        check(input, {
          InstanceArn: rule.instanceArn,
          AccountId: rule.accountId,
          PermissionSetArn: rule.permissionSetArn,
          MaxResults: rule.maxResults,
          NextToken: rule.nextToken,
        })
        requireInstance(instance, InstanceArn)
        const filter = [AccountId, PermissionSetArn]
        const asked = { operation: 'ListAccountAssignments', filter, token: NextToken, limit: MaxResults }
        const read = await paging(asked, page => access.assignments.ofRole(AccountId, PermissionSetArn, page))
        const AccountAssignments = read.items.map(assignment => assignmentShape(instance, assignment))
        return { AccountAssignments, NextToken: read.token }
      },
    }),
    operation<ListAccountAssignmentsForPrincipalCommandInput, ListAccountAssignmentsForPrincipalCommandOutput>(
      'ListAccountAssignmentsForPrincipal',
      {
        plane: 'administration',
        readOnly: true,
        needs: async input => [
          ...(await onInstance('sso:ListAccountAssignmentsForPrincipal')),
          ...(input.Filter?.AccountId === undefined
            ? []
            : onAccount('sso:ListAccountAssignmentsForPrincipal', input.Filter.AccountId)),
        ],
        async handle(input) {
          check(input, {
            InstanceArn: rule.instanceArn,
            PrincipalId: rule.principalId,
            PrincipalType: rule.principalType,
            Filter: fields<{ AccountId?: string | undefined }>({ AccountId: rule.accountId }),
            MaxResults: rule.maxResults,
            NextToken: rule.nextToken,
          })
          requireInstance(instance, input.InstanceArn)
          const principal = principalOf(input)
          const accountId = input.Filter?.AccountId
          const filter = [principal, accountId]
          const name = 'ListAccountAssignmentsForPrincipal'
          const asked = { operation: name, filter, token: input.NextToken, limit: input.MaxResults ?? PAGE }
          const read = await paging(asked, page => access.assignments.ofPrincipal(principal, accountId, page))
          const AccountAssignments = read.items.map(assignment => assignmentShape(instance, assignment))
          return { AccountAssignments, NextToken: read.token }
        },
      },
    ),
  ]
}

const principalOf = (input: { PrincipalType: string | undefined; PrincipalId: string | undefined }): Principal => ({
  principalType: input.PrincipalType === 'GROUP' ? 'GROUP' : 'USER',
  principalId: input.PrincipalId ?? '',
})

const setArn = ({ instanceId }: Instance, permissionSetId: string): string =>
  arn('permissionSet', { instanceId, permissionSetId })

export const assignmentStatus = (instance: Instance, request: AccessRequest): AccountAssignmentOperationStatus => ({
  Status: request.status,
  RequestId: request.requestId,
  ...(request.failureReason === undefined ? {} : { FailureReason: request.failureReason }),
  ...(request.accountId === undefined ? {} : { TargetId: request.accountId }),
  TargetType: 'AWS_ACCOUNT',
  PermissionSetArn: setArn(instance, request.permissionSetId),
  ...(request.principal === undefined
    ? {}
    : { PrincipalType: request.principal.principalType, PrincipalId: request.principal.principalId }),
  CreatedDate: new Date(request.createdAt),
})

const assignmentShape = (
  instance: Instance,
  { accountId, permissionSetId, principalType, principalId }: Assignment,
): AccountAssignment & AccountAssignmentForPrincipal => ({
  AccountId: accountId,
  PermissionSetArn: setArn(instance, permissionSetId),
  PrincipalType: principalType,
  PrincipalId: principalId,
})
