import type {
  CreateAccountCommandInput,
  CreateAccountCommandOutput,
  CreateAccountStatus,
  CreateOrganizationalUnitCommandInput,
  CreateOrganizationalUnitCommandOutput,
  DeleteOrganizationalUnitCommandInput,
  DeleteOrganizationalUnitCommandOutput,
  DescribeCreateAccountStatusCommandInput,
  DescribeCreateAccountStatusCommandOutput,
  ListCreateAccountStatusCommandInput,
  ListCreateAccountStatusCommandOutput,
  MoveAccountCommandInput,
  MoveAccountCommandOutput,
  UpdateOrganizationalUnitCommandInput,
  UpdateOrganizationalUnitCommandOutput,
} from '@aws-sdk/client-organizations'
import { type AccountRequest, refuseOrganization } from '#server/organization/index.ts'
import { check, list, oneOf } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { accountArn, type OrganizationsNeeds, PAGE, rootArn, rule, unitArn, unitShape } from './organizations-ground.ts'

export const changeOperations = (needs: OrganizationsNeeds): readonly Operation[] => [
  ...accountOperations(needs),
  ...requestOperations(needs),
  ...unitOperations(needs),
]

const changing = { plane: 'administration', readOnly: false } as const

function accountOperations({ instance, organization }: OrganizationsNeeds): readonly Operation[] {
  return [
    operation<CreateAccountCommandInput, CreateAccountCommandOutput>('CreateAccount', {
      ...changing,
      needs: () => [{ action: 'organizations:CreateAccount', resource: '*' }],
      async handle(input, actor) {
        check(input, {
          AccountName: rule.accountName,
          Email: rule.email,
          RoleName: rule.roleName,
          IamUserAccessToBilling: oneOf(['ALLOW', 'DENY']),
        })
        if ((input.Tags ?? []).length > 0) throw refuseOrganization('organization.tags_unsupported')
        const wanted = { name: input.AccountName ?? '', email: input.Email ?? '' }
        return { CreateAccountStatus: statusShape(await organization.createAccount(actor, wanted)) }
      },
    }),
    operation<MoveAccountCommandInput, MoveAccountCommandOutput>('MoveAccount', {
      ...changing,
      needs: ({ AccountId = '', SourceParentId = '', DestinationParentId = '' }) =>
        [
          accountArn(instance, AccountId),
          ...[SourceParentId, DestinationParentId].map(id =>
            id.startsWith('r-') ? rootArn(instance) : unitArn(instance, id),
          ),
        ].map(resource => ({ action: 'organizations:MoveAccount', resource })),
      async handle(input, actor) {
        check(input, { AccountId: rule.accountId, SourceParentId: rule.parentId, DestinationParentId: rule.parentId })
        const { AccountId = '', SourceParentId = '', DestinationParentId = '' } = input
        await organization.moveAccount(actor, AccountId, SourceParentId, DestinationParentId)
        return {}
      },
    }),
  ]
}

function requestOperations({ organization, paging }: OrganizationsNeeds): readonly Operation[] {
  return [
    operation<DescribeCreateAccountStatusCommandInput, DescribeCreateAccountStatusCommandOutput>(
      'DescribeCreateAccountStatus',
      {
        plane: 'administration',
        readOnly: true,
        needs: () => [{ action: 'organizations:DescribeCreateAccountStatus', resource: '*' }],
        async handle(input) {
          check(input, { CreateAccountRequestId: rule.requestId })
          const request = await organization.accountRequest(input.CreateAccountRequestId ?? '')
          return { CreateAccountStatus: statusShape(request) }
        },
      },
    ),
    operation<ListCreateAccountStatusCommandInput, ListCreateAccountStatusCommandOutput>('ListCreateAccountStatus', {
      plane: 'administration',
      readOnly: true,
      needs: () => [{ action: 'organizations:ListCreateAccountStatus', resource: '*' }],
      async handle(input) {
        check(input, {
          MaxResults: rule.maxResults,
          States: list({ each: oneOf(['IN_PROGRESS', 'SUCCEEDED', 'FAILED']) }),
        })
        const states = input.States ?? []
        const asked = {
          operation: 'ListCreateAccountStatus',
          filter: states,
          token: input.NextToken,
          limit: input.MaxResults ?? PAGE,
        }
        const { items, token } = await paging(asked, page => organization.accountRequests(states, page))
        return { CreateAccountStatuses: items.map(statusShape), NextToken: token }
      },
    }),
  ]
}

const statusShape = (request: AccountRequest): CreateAccountStatus => ({
  Id: request.requestId,
  AccountName: request.accountName,
  State: request.state,
  RequestedTimestamp: new Date(request.requestedAt),
  CompletedTimestamp: new Date(request.completedAt),
  ...(request.accountId === undefined ? {} : { AccountId: request.accountId }),
  ...(request.failure === undefined ? {} : { FailureReason: request.failure }),
})

function unitOperations(needs: OrganizationsNeeds): readonly Operation[] {
  const { instance, organization } = needs
  return [
    operation<CreateOrganizationalUnitCommandInput, CreateOrganizationalUnitCommandOutput>('CreateOrganizationalUnit', {
      ...changing,
      needs: ({ ParentId = '' }) => [
        {
          action: 'organizations:CreateOrganizationalUnit',
          resource: ParentId.startsWith('r-') ? rootArn(instance) : unitArn(instance, ParentId),
        },
      ],
      async handle(input, actor) {
        check(input, { ParentId: rule.parentId, Name: rule.unitName })
        if ((input.Tags ?? []).length > 0) throw refuseOrganization('organization.tags_unsupported')
        const unit = await organization.createUnit(actor, { name: input.Name ?? '', parentId: input.ParentId ?? '' })
        return { OrganizationalUnit: await unitShape(needs, unit) }
      },
    }),
    operation<UpdateOrganizationalUnitCommandInput, UpdateOrganizationalUnitCommandOutput>('UpdateOrganizationalUnit', {
      ...changing,
      needs: ({ OrganizationalUnitId = '' }) => [
        { action: 'organizations:UpdateOrganizationalUnit', resource: unitArn(instance, OrganizationalUnitId) },
      ],
      async handle(input, actor) {
        check(input, { OrganizationalUnitId: rule.unitId, Name: rule.unitName })
        const unit = await organization.renameUnit(actor, input.OrganizationalUnitId ?? '', input.Name)
        return { OrganizationalUnit: await unitShape(needs, unit) }
      },
    }),
    operation<DeleteOrganizationalUnitCommandInput, DeleteOrganizationalUnitCommandOutput>('DeleteOrganizationalUnit', {
      ...changing,
      needs: ({ OrganizationalUnitId = '' }) => [
        { action: 'organizations:DeleteOrganizationalUnit', resource: unitArn(instance, OrganizationalUnitId) },
      ],
      async handle(input, actor) {
        check(input, { OrganizationalUnitId: rule.unitId })
        await organization.deleteUnit(actor, input.OrganizationalUnitId ?? '')
        return {}
      },
    }),
  ]
}
