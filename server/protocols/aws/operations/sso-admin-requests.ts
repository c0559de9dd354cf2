import type {
  AccountAssignmentOperationStatusMetadata,
  DescribeAccountAssignmentCreationStatusCommandInput,
  DescribeAccountAssignmentCreationStatusCommandOutput,
  DescribeAccountAssignmentDeletionStatusCommandInput,
  DescribeAccountAssignmentDeletionStatusCommandOutput,
  DescribePermissionSetProvisioningStatusCommandInput,
  DescribePermissionSetProvisioningStatusCommandOutput,
  ListAccountAssignmentCreationStatusCommandInput,
  ListAccountAssignmentCreationStatusCommandOutput,
  ListAccountAssignmentDeletionStatusCommandInput,
  ListAccountAssignmentDeletionStatusCommandOutput,
  ListPermissionSetProvisioningStatusCommandInput,
  ListPermissionSetProvisioningStatusCommandOutput,
  OperationStatusFilter,
  PermissionSetProvisioningStatus,
} from '@aws-sdk/client-sso-admin'
import type { AccessRequest, RequestKind } from '#server/access/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import { check, fields, oneOf } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { assignmentStatus } from './sso-admin-assignments.ts'
import { PAGE, requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'

/** What became of assignments, their removal and provisioning: one Describe and one List for each. */
export const requestOperations = (needs: SsoAdminNeeds): readonly Operation[] => [
  ...describing(needs),
  ...listing(needs),
]

function describing(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access } = needs
  const { onInstance } = resources(needs)
  const find = (kind: RequestKind, InstanceArn: string | undefined, RequestId = ''): Promise<AccessRequest> => {
    check({ InstanceArn, RequestId }, { InstanceArn: rule.instanceArn, RequestId: rule.requestId })
    requireInstance(instance, InstanceArn)
    return access.assignments.request(kind, RequestId)
  }
  return [
    operation<
      DescribeAccountAssignmentCreationStatusCommandInput,
      DescribeAccountAssignmentCreationStatusCommandOutput
    >('DescribeAccountAssignmentCreationStatus', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:DescribeAccountAssignmentCreationStatus'),
      async handle({ InstanceArn, AccountAssignmentCreationRequestId }) {
        const request = await find('assign', InstanceArn, AccountAssignmentCreationRequestId)
        return { AccountAssignmentCreationStatus: assignmentStatus(instance, request) }
      },
    }),
    operation<
      DescribeAccountAssignmentDeletionStatusCommandInput,
      DescribeAccountAssignmentDeletionStatusCommandOutput
    >('DescribeAccountAssignmentDeletionStatus', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:DescribeAccountAssignmentDeletionStatus'),
      async handle({ InstanceArn, AccountAssignmentDeletionRequestId }) {
        const request = await find('unassign', InstanceArn, AccountAssignmentDeletionRequestId)
        return { AccountAssignmentDeletionStatus: assignmentStatus(instance, request) }
      },
    }),
    operation<
      DescribePermissionSetProvisioningStatusCommandInput,
      DescribePermissionSetProvisioningStatusCommandOutput
    >('DescribePermissionSetProvisioningStatus', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:DescribePermissionSetProvisioningStatus'),
      async handle({ InstanceArn, ProvisionPermissionSetRequestId }) {
        const request = await find('provision', InstanceArn, ProvisionPermissionSetRequestId)
        return { PermissionSetProvisioningStatus: provisioningStatus(instance, request) }
      },
    }),
  ]
}

interface StatusListInput {
  InstanceArn: string | undefined
  MaxResults?: number | undefined
  NextToken?: string | undefined
  Filter?: OperationStatusFilter | undefined
}

function listing(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access, paging } = needs
  const { onInstance } = resources(needs)
  const read = async (name: string, kind: RequestKind, input: StatusListInput) => {
    check(input, {
      InstanceArn: rule.instanceArn,
      MaxResults: rule.maxResults,
      NextToken: rule.nextToken,
      Filter: fields<OperationStatusFilter>({ Status: oneOf(['IN_PROGRESS', 'FAILED', 'SUCCEEDED']) }),
    })
    requireInstance(instance, input.InstanceArn)
    const status = input.Filter?.Status
    const asked = { operation: name, filter: status, token: input.NextToken, limit: input.MaxResults ?? PAGE }
    const { items, token } = await paging(asked, page => access.assignments.requests(kind, status, page))
    return { items: items.map(statusElement), token }
  }
  return [
    operation<ListAccountAssignmentCreationStatusCommandInput, ListAccountAssignmentCreationStatusCommandOutput>(
      'ListAccountAssignmentCreationStatus',
      {
        plane: 'administration',
        readOnly: true,
        needs: () => onInstance('sso:ListAccountAssignmentCreationStatus'),
        async handle(input) {
          const { items, token } = await read('ListAccountAssignmentCreationStatus', 'assign', input)
          return { AccountAssignmentsCreationStatus: items, NextToken: token }
        },
      },
    ),
    operation<ListAccountAssignmentDeletionStatusCommandInput, ListAccountAssignmentDeletionStatusCommandOutput>(
      'ListAccountAssignmentDeletionStatus',
      {
        plane: 'administration',
        readOnly: true,
        needs: () => onInstance('sso:ListAccountAssignmentDeletionStatus'),
        async handle(input) {
          const { items, token } = await read('ListAccountAssignmentDeletionStatus', 'unassign', input)
          return { AccountAssignmentsDeletionStatus: items, NextToken: token }
        },
      },
    ),
    operation<ListPermissionSetProvisioningStatusCommandInput, ListPermissionSetProvisioningStatusCommandOutput>(
      'ListPermissionSetProvisioningStatus',
      {
        plane: 'administration',
        readOnly: true,
        needs: () => onInstance('sso:ListPermissionSetProvisioningStatus'),
        async handle(input) {
          const { items, token } = await read('ListPermissionSetProvisioningStatus', 'provision', input)
          return { PermissionSetsProvisioningStatus: items, NextToken: token }
        },
      },
    ),
  ]
}

const statusElement = ({ status, requestId, createdAt }: AccessRequest): AccountAssignmentOperationStatusMetadata => ({
  Status: status,
  RequestId: requestId,
  CreatedDate: new Date(createdAt),
})

export const provisioningStatus = (
  { instanceId }: Instance,
  { status, requestId, accountId, permissionSetId, failureReason, createdAt }: AccessRequest,
): PermissionSetProvisioningStatus => ({
  Status: status,
  RequestId: requestId,
  ...(accountId === undefined ? {} : { AccountId: accountId }),
  PermissionSetArn: arn('permissionSet', { instanceId, permissionSetId }),
  ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  CreatedDate: new Date(createdAt),
})
