import type {
  DescribeAccountCommandInput,
  DescribeAccountCommandOutput,
  DescribeOrganizationalUnitCommandInput,
  DescribeOrganizationalUnitCommandOutput,
  DescribeOrganizationCommandInput,
  DescribeOrganizationCommandOutput,
  ListAccountsCommandInput,
  ListAccountsCommandOutput,
  ListAccountsForParentCommandInput,
  ListAccountsForParentCommandOutput,
  ListChildrenCommandInput,
  ListChildrenCommandOutput,
  ListOrganizationalUnitsForParentCommandInput,
  ListOrganizationalUnitsForParentCommandOutput,
  ListParentsCommandInput,
  ListParentsCommandOutput,
  ListRootsCommandInput,
  ListRootsCommandOutput,
} from '@aws-sdk/client-organizations'
import type { Page, PageRequest } from '#server/base/paging.ts'
import { check, oneOf } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import {
  accountArn,
  accountShape,
  type OrganizationsNeeds,
  organizationArn,
  PAGE,
  rootArn,
  rule,
  unitArn,
  unitShape,
} from './organizations-ground.ts'

export const readOperations = (needs: OrganizationsNeeds): readonly Operation[] => [
  ...describing(needs),
  ...listing(needs),
  ...relations(needs),
]

const reading = { plane: 'administration', readOnly: true } as const

function describing(needs: OrganizationsNeeds): readonly Operation[] {
  const { instance, organization } = needs
  return [
    operation<DescribeOrganizationCommandInput, DescribeOrganizationCommandOutput>('DescribeOrganization', {
      // Every account of an organization may know in which one it is.
      plane: 'account',
      readOnly: true,
      needs: () => [{ action: 'organizations:DescribeOrganization', resource: '*' }],
      async handle() {
        const management = await organization.describeAccount(instance.managementAccountId)
        return {
          Organization: {
            Id: instance.organizationId,
            Arn: organizationArn(instance),
            FeatureSet: 'ALL',
            MasterAccountArn: accountArn(instance, management.accountId),
            MasterAccountId: management.accountId,
            MasterAccountEmail: management.email,
            AvailablePolicyTypes: [],
          },
        }
      },
    }),
    operation<DescribeAccountCommandInput, DescribeAccountCommandOutput>('DescribeAccount', {
      ...reading,
      needs: ({ AccountId = '' }) => [
        { action: 'organizations:DescribeAccount', resource: accountArn(instance, AccountId) },
      ],
      async handle(input) {
        check(input, { AccountId: rule.accountId })
        return { Account: await accountShape(needs, await organization.describeAccount(input.AccountId ?? '')) }
      },
    }),
    operation<DescribeOrganizationalUnitCommandInput, DescribeOrganizationalUnitCommandOutput>(
      'DescribeOrganizationalUnit',
      {
        ...reading,
        needs: ({ OrganizationalUnitId = '' }) => [
          { action: 'organizations:DescribeOrganizationalUnit', resource: unitArn(instance, OrganizationalUnitId) },
        ],
        async handle(input) {
          check(input, { OrganizationalUnitId: rule.unitId })
          const unit = await organization.unit(input.OrganizationalUnitId ?? '')
          return { OrganizationalUnit: await unitShape(needs, unit) }
        },
      },
    ),
  ]
}

interface Paged {
  MaxResults?: number | undefined
  NextToken?: string | undefined
}

/** One page of a list, in the shapes of the API. */
const pager =
  ({ paging }: OrganizationsNeeds) =>
  async <T, Shape>(
    list: { readonly operation: string; readonly filter?: unknown; readonly input: Paged },
    read: (page: PageRequest) => Promise<Page<T>>,
    shape: (item: T) => Promise<Shape> | Shape,
  ): Promise<{ items: Shape[]; NextToken: string | undefined }> => {
    const { MaxResults: limit = PAGE, NextToken } = list.input
    const asked = { operation: `organizations ${list.operation}`, filter: list.filter, token: NextToken, limit }
    const { items, token } = await paging(asked, read)
    return { items: await Promise.all(items.map(shape)), NextToken: token }
  }

function listing(needs: OrganizationsNeeds): readonly Operation[] {
  const { instance, organization } = needs
  const page = pager(needs)
  return [
    operation<ListRootsCommandInput, ListRootsCommandOutput>('ListRoots', {
      ...reading,
      needs: () => [{ action: 'organizations:ListRoots', resource: '*' }],
      async handle(input) {
        check(input, { MaxResults: rule.maxResults })
        return { Roots: [{ Id: instance.rootId, Arn: rootArn(instance), Name: 'Root', PolicyTypes: [] }] }
      },
    }),
    operation<ListAccountsCommandInput, ListAccountsCommandOutput>('ListAccounts', {
      ...reading,
      needs: () => [{ action: 'organizations:ListAccounts', resource: '*' }],
      async handle(input) {
        check(input, { MaxResults: rule.maxResults })
        const list = { operation: 'ListAccounts', input }
        const { items, NextToken } = await page(
          list,
          request => organization.accounts(request),
          account => accountShape(needs, account),
        )
        return { Accounts: items, NextToken }
      },
    }),
    operation<ListAccountsForParentCommandInput, ListAccountsForParentCommandOutput>('ListAccountsForParent', {
      ...reading,
      needs: () => [{ action: 'organizations:ListAccountsForParent', resource: '*' }],
      async handle(input) {
        check(input, { ParentId: rule.parentId, MaxResults: rule.maxResults })
        const { ParentId: filter = '' } = input
        const list = { operation: 'ListAccountsForParent', filter, input }
        const { items, NextToken } = await page(
          list,
          request => organization.accountsIn(filter, request),
          account => accountShape(needs, account),
        )
        return { Accounts: items, NextToken }
      },
    }),
    operation<ListOrganizationalUnitsForParentCommandInput, ListOrganizationalUnitsForParentCommandOutput>(
      'ListOrganizationalUnitsForParent',
      {
        ...reading,
        needs: () => [{ action: 'organizations:ListOrganizationalUnitsForParent', resource: '*' }],
        async handle(input) {
          check(input, { ParentId: rule.parentId, MaxResults: rule.maxResults })
          const { ParentId: filter = '' } = input
          const list = { operation: 'ListOrganizationalUnitsForParent', filter, input }
          const { items, NextToken } = await page(
            list,
            request => organization.unitsIn(filter, request),
            unit => unitShape(needs, unit),
          )
          return { OrganizationalUnits: items, NextToken }
        },
      },
    ),
  ]
}

function relations(needs: OrganizationsNeeds): readonly Operation[] {
  const { organization } = needs
  const page = pager(needs)
  return [
    operation<ListParentsCommandInput, ListParentsCommandOutput>('ListParents', {
      ...reading,
      needs: () => [{ action: 'organizations:ListParents', resource: '*' }],
      async handle(input) {
        check(input, { ChildId: rule.childId, MaxResults: rule.maxResults })
        const { id, type } = await organization.parentOf(input.ChildId ?? '')
        return { Parents: [{ Id: id, Type: type }] }
      },
    }),
    operation<ListChildrenCommandInput, ListChildrenCommandOutput>('ListChildren', {
      ...reading,
      needs: () => [{ action: 'organizations:ListChildren', resource: '*' }],
      async handle(input) {
        const { ParentId = '', ChildType: Type } = input
        check(input, {
          ParentId: rule.parentId,
          ChildType: oneOf(['ACCOUNT', 'ORGANIZATIONAL_UNIT']),
          MaxResults: rule.maxResults,
        })
        const list = { operation: 'ListChildren', filter: [ParentId, Type], input }
        const { items, NextToken } = await page(
          list,
          request => childrenIn(needs, ParentId, Type, request),
          Id => ({
            Id,
            Type,
          }),
        )
        return { Children: items, NextToken }
      },
    }),
  ]
}

async function childrenIn(
  { organization }: OrganizationsNeeds,
  parentId: string,
  type: string | undefined,
  page: PageRequest,
): Promise<Page<string>> {
  if (type === 'ACCOUNT') {
    const { items, ...rest } = await organization.accountsIn(parentId, page)
    return { items: items.map(({ accountId }) => accountId), ...rest }
  }
  const { items, ...rest } = await organization.unitsIn(parentId, page)
  return { items: items.map(({ unitId }) => unitId), ...rest }
}
