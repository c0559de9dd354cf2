import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { paginateLookupEvents } from '@aws-sdk/client-cloudtrail'
import * as iamPages from '@aws-sdk/client-iam'
import * as identityPages from '@aws-sdk/client-identitystore'
import * as organizationPages from '@aws-sdk/client-organizations'
import * as ssoPages from '@aws-sdk/client-sso-admin'
import {
  assign,
  given,
  newAccount,
  newGroup,
  newPermissionSet,
  newUser,
  policyDocument,
  provision,
  READ_ONLY_ACCESS,
  type Stories,
  unassign,
  type World,
} from './world.ts'

/** A walk over a list with the official paginator: the size of its pages, and all the pages in their order. */
type Walk = (pageSize: number | undefined) => AsyncIterable<object>

interface Ground {
  readonly permissionSetArn: string
  readonly accountId: string
  readonly userId: string
  readonly groupId: string
  readonly rootId: string
}

/** At least two of everything that can be listed. */
async function prepare(world: World): Promise<Ground> {
  const { organizations } = world.clients
  const people = await preparePeople(world)
  const access = await prepareAccess(world, people.users)
  await prepareRole(world)
  const rootId = given((await organizations.listRoots({})).Roots?.[0]?.Id)
  for (const Name of ['page-unit', 'page-unit-2'])
    await organizations.createOrganizationalUnit({ ParentId: rootId, Name })
  return { ...access, userId: people.users[0], groupId: people.groupId, rootId }
}

type Users = readonly [string, string]

async function preparePeople(world: World): Promise<{ readonly users: Users; readonly groupId: string }> {
  const users = [await newUser(world, 'page-one'), await newUser(world, 'page-two')] as const
  const [groupId, otherGroup] = [await newGroup(world, 'page-group-one'), await newGroup(world, 'page-group-two')]
  for (const [GroupId, UserId] of [
    [groupId, users[0]],
    [groupId, users[1]],
    [otherGroup, users[0]],
  ] as const)
    await world.clients.identities.createGroupMembership({
      IdentityStoreId: world.storeId,
      GroupId,
      MemberId: { UserId },
    })
  return { users, groupId }
}

const POLICIES = ['ReadOnlyAccess', 'SecurityAudit'].map(name => `arn:aws:iam::aws:policy/${name}`)

async function prepareAccess(world: World, [user, other]: Users) {
  const { sso } = world.clients
  const accountId = await newAccount(world, 'page-account')
  const permissionSetArn = await newPermissionSet(world, 'page-set')
  const otherSet = { accountId, permissionSetArn: await newPermissionSet(world, 'page-set-2') }
  const set = { InstanceArn: world.instanceArn, PermissionSetArn: permissionSetArn }
  for (const ManagedPolicyArn of POLICIES) await sso.attachManagedPolicyToPermissionSet({ ...set, ManagedPolicyArn })
  await sso.tagResource({ ResourceArn: permissionSetArn, Tags: ['a', 'b'].map(Key => ({ Key, Value: Key })) })
  await assign(world, { accountId, permissionSetArn, principalId: user })
  await assign(world, { accountId, permissionSetArn, principalId: other })
  await assign(world, { accountId: world.management, permissionSetArn, principalId: user })
  await assign(world, { ...otherSet, principalId: user })
  for (const _ of ['once', 'twice']) {
    await assign(world, { ...otherSet, principalId: other })
    await unassign(world, { ...otherSet, principalId: other })
    await provision(world, permissionSetArn)
  }
  for (const Name of ['Own', 'Other'])
    await sso.attachCustomerManagedPolicyReferenceToPermissionSet({ ...set, CustomerManagedPolicyReference: { Name } })
  return { permissionSetArn, accountId }
}

async function prepareRole({ clients: { iam }, management }: World): Promise<void> {
  const role = { RoleName: 'page-role' }
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: management }, Action: 'sts:AssumeRole' }],
  }
  const Tags = ['a', 'b'].map(Key => ({ Key, Value: Key }))
  await iam.createRole({ ...role, AssumeRolePolicyDocument: JSON.stringify(trust), Tags })
  for (const PolicyName of ['one', 'two'])
    await iam.putRolePolicy({ ...role, PolicyName, PolicyDocument: policyDocument('s3:*') })
  for (const PolicyArn of POLICIES) await iam.attachRolePolicy({ ...role, PolicyArn })
}

function walks(world: World, ground: Ground): Readonly<Record<string, Walk>> {
  return {
    ...ssoWalks(world, ground),
    ...identityWalks(world, ground),
    ...organizationWalks(world, ground),
    ...iamWalks(world),
    'cloudtrail LookupEvents': pageSize => {
      const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: 'CreateGroupMembership' }]
      return paginateLookupEvents(paged(world.clients.trail, pageSize), { LookupAttributes })
    },
  }
}

/** Without a size the server's own holds, which is larger than anything here. */
const paged = <Client>(client: Client, pageSize: number | undefined) => ({
  client,
  ...(pageSize === undefined ? {} : { pageSize }),
})

function ssoWalks({ clients, instanceArn }: World, { permissionSetArn, accountId, userId }: Ground) {
  const instance = { InstanceArn: instanceArn }
  const set = { ...instance, PermissionSetArn: permissionSetArn }
  const on = (pageSize: number | undefined) => paged(clients.sso, pageSize)
  return {
    'sso-admin ListInstances': size => ssoPages.paginateListInstances(on(size), {}),
    'sso-admin ListRegions': size => ssoPages.paginateListRegions(on(size), instance),
    'sso-admin ListPermissionSets': size => ssoPages.paginateListPermissionSets(on(size), instance),
    'sso-admin ListManagedPoliciesInPermissionSet': size =>
      ssoPages.paginateListManagedPoliciesInPermissionSet(on(size), set),
    'sso-admin ListCustomerManagedPolicyReferencesInPermissionSet': size =>
      ssoPages.paginateListCustomerManagedPolicyReferencesInPermissionSet(on(size), set),
    'sso-admin ListTagsForResource': size =>
      ssoPages.paginateListTagsForResource(on(size), { ...instance, ResourceArn: permissionSetArn }),
    'sso-admin ListAccountAssignments': size =>
      ssoPages.paginateListAccountAssignments(on(size), { ...set, AccountId: accountId }),
    'sso-admin ListAccountAssignmentsForPrincipal': size =>
      ssoPages.paginateListAccountAssignmentsForPrincipal(on(size), {
        ...instance,
        PrincipalId: userId,
        PrincipalType: 'USER',
      }),
    'sso-admin ListAccountAssignmentCreationStatus': size =>
      ssoPages.paginateListAccountAssignmentCreationStatus(on(size), instance),
    'sso-admin ListAccountAssignmentDeletionStatus': size =>
      ssoPages.paginateListAccountAssignmentDeletionStatus(on(size), instance),
    'sso-admin ListPermissionSetProvisioningStatus': size =>
      ssoPages.paginateListPermissionSetProvisioningStatus(on(size), instance),
    'sso-admin ListAccountsForProvisionedPermissionSet': size =>
      ssoPages.paginateListAccountsForProvisionedPermissionSet(on(size), set),
    'sso-admin ListPermissionSetsProvisionedToAccount': size =>
      ssoPages.paginateListPermissionSetsProvisionedToAccount(on(size), { ...instance, AccountId: accountId }),
  } satisfies Record<string, Walk>
}

function identityWalks({ clients, storeId }: World, { userId, groupId }: Ground) {
  const store = { IdentityStoreId: storeId }
  const on = (pageSize: number | undefined) => paged(clients.identities, pageSize)
  return {
    'identitystore ListUsers': size => identityPages.paginateListUsers(on(size), store),
    'identitystore ListGroups': size => identityPages.paginateListGroups(on(size), store),
    'identitystore ListGroupMemberships': size =>
      identityPages.paginateListGroupMemberships(on(size), { ...store, GroupId: groupId }),
    'identitystore ListGroupMembershipsForMember': size =>
      identityPages.paginateListGroupMembershipsForMember(on(size), { ...store, MemberId: { UserId: userId } }),
  } satisfies Record<string, Walk>
}

function organizationWalks({ clients }: World, { rootId, accountId }: Ground) {
  const on = (pageSize: number | undefined) => paged(clients.organizations, pageSize)
  const parent = { ParentId: rootId }
  return {
    'organizations ListRoots': size => organizationPages.paginateListRoots(on(size), {}),
    'organizations ListAccounts': size => organizationPages.paginateListAccounts(on(size), {}),
    'organizations ListAccountsForParent': size => organizationPages.paginateListAccountsForParent(on(size), parent),
    'organizations ListOrganizationalUnitsForParent': size =>
      organizationPages.paginateListOrganizationalUnitsForParent(on(size), parent),
    'organizations ListParents': size => organizationPages.paginateListParents(on(size), { ChildId: accountId }),
    'organizations ListChildren': size =>
      organizationPages.paginateListChildren(on(size), { ...parent, ChildType: 'ACCOUNT' }),
    'organizations ListCreateAccountStatus': size => organizationPages.paginateListCreateAccountStatus(on(size), {}),
  } satisfies Record<string, Walk>
}

function iamWalks({ clients }: World) {
  const on = (pageSize: number | undefined) => paged(clients.iam, pageSize)
  const role = { RoleName: 'page-role' }
  return {
    'iam ListRoles': size => iamPages.paginateListRoles(on(size), {}),
    'iam ListRolePolicies': size => iamPages.paginateListRolePolicies(on(size), role),
    'iam ListAttachedRolePolicies': size => iamPages.paginateListAttachedRolePolicies(on(size), role),
    'iam ListRoleTags': size => iamPages.paginateListRoleTags(on(size), role),
    'iam ListInstanceProfilesForRole': size => iamPages.paginateListInstanceProfilesForRole(on(size), role),
    'iam ListPolicies': size => iamPages.paginateListPolicies(on(size), { Scope: 'AWS', PathPrefix: '/job-function/' }),
    'iam ListPolicyVersions': size => iamPages.paginateListPolicyVersions(on(size), { PolicyArn: READ_ONLY_ACCESS }),
    'iam ListUsers': size => iamPages.paginateListUsers(on(size), {}),
    'iam ListAccessKeys': size => iamPages.paginateListAccessKeys(on(size), {}),
    'iam ListAccountAliases': size => iamPages.paginateListAccountAliases(on(size), {}),
  } satisfies Record<string, Walk>
}

/** Its input has a token and no size. */
const UNSIZED = 'sso-admin ListTagsForResource'

const PAGINATORS = {
  'sso-admin': ssoPages,
  identitystore: identityPages,
  organizations: organizationPages,
  iam: iamPages,
  cloudtrail: { paginateLookupEvents },
}

/** Every list that is built and that the official client has a paginator for. */
function lists({ app }: World): readonly string[] {
  return Object.entries(PAGINATORS).flatMap(([service, module]) => {
    const built = app.operations[service as keyof typeof PAGINATORS] ?? []
    return built.filter(({ name }) => `paginate${name}` in module).map(({ name }) => `${service} ${name}`)
  })
}

export const pagingStories: Stories = world => {
  let ground: Ground | undefined
  before(async () => {
    ground = await prepare(world)
  })
  // Anew each time: paginators write the token into the input that they are given.
  const all = () => walks(world, given(ground))

  test('every list that can be paged is walked here', () => {
    assert.deepEqual(Object.keys(all()).sort(), [...lists(world)].sort())
  })

  for (const name of lists(world))
    test(`${name} gives the same items, one to a page, as all at once`, async () => {
      const whole = await pagesOf(given(all()[name])(undefined))
      const single = await pagesOf(given(all()[name])(1))
      assert.equal(whole.length, 1)
      assert.deepEqual(single.flat(), whole.flat())
      const sizes = single.map(page => page.length)
      assert.ok(name === UNSIZED || sizes.every(size => size <= 1), `pages of ${sizes} items`)
    })
}

/** The items of each page: the one list that the answer has. */
async function pagesOf(pages: AsyncIterable<object>): Promise<readonly (readonly unknown[])[]> {
  const read: (readonly unknown[])[] = []
  for await (const page of pages) read.push(given(Object.values(page).find(value => Array.isArray(value))))
  return read
}
