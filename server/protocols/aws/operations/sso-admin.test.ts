/** sso-admin and Organizations as the official clients see them, through the door, with roles really provisioned. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as orgs from '@aws-sdk/client-organizations'
import * as sso from '@aws-sdk/client-sso-admin'
import { fastify } from 'fastify'
import type { Actor, Call } from '#server/base/actor.ts'
import { systemClock } from '#server/base/clock.ts'
import { instanceArn } from '#server/base/instance.ts'
import { systemRandom } from '#server/base/random.ts'
import type { Refusal } from '#server/base/refusal.ts'
import { refuser } from '#server/base/refusal.ts'
import { paging } from '#server/http/index.ts'
import { policyRefusals } from '#server/policy/index.ts'
import { worldOver } from '#server/provisioning/testing/world.ts'
import { engines } from '#tests/engines.ts'
import { awsPlugin } from '../index.ts'
import { organizationsOperations } from './organizations.ts'
import { ssoAdminOperations } from './sso-admin.ts'

type Allows = (action: string, resource: string) => boolean

const refuse = refuser(policyRefusals)

async function served(allows: Allows = () => true) {
  const [engine] = engines
  assert.ok(engine)
  const world = await worldOver(await engine.fresh(), { clock: systemClock })
  const { instance } = world.storage
  const asked: string[] = []
  const actorFor = (call: Call): Actor => {
    const denial = async (action: string, resource: string): Promise<Refusal | undefined> => {
      asked.push(`${action} ${resource}`)
      return allows(action, resource)
        ? undefined
        : refuse('policy.access_denied', { observed: action, about: resource })
    }
    return {
      call,
      identity: { type: 'IAMUser', arn: `arn:aws:iam::${instance.managementAccountId}:user/admin` },
      accountId: instance.managementAccountId,
      denial,
      async authorize(action, resource) {
        const refusal = await denial(action, resource)
        if (refusal !== undefined) throw refusal
      },
    }
  }
  const pages = paging(Buffer.alloc(32, 3), systemRandom)
  const app = fastify()
  await app.register(awsPlugin, {
    clock: systemClock,
    random: systemRandom,
    operations: {
      'sso-admin': ssoAdminOperations({
        instance,
        access: world.access,
        provisioned: world.provisioned,
        paging: pages,
      }),
      organizations: organizationsOperations({ instance, organization: world.organization, paging: pages }),
    },
    managementAccountId: async () => instance.managementAccountId,
    credentials: { find: async () => ({ secretAccessKey: 'secret', actorFor }) },
    browser: async () => undefined,
    anonymous: actorFor,
    recordRefusal: async () => {},
    countAnonymous: () => {},
  })
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 })
  after(() => app.close())
  const settings = {
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAEXAMPLEEXAMPLE22', secretAccessKey: 'secret' },
  }
  return {
    world,
    asked,
    client: new sso.SSOAdminClient(settings),
    organizations: new orgs.OrganizationsClient(settings),
    InstanceArn: instanceArn(instance),
    management: instance.managementAccountId,
  }
}

test('the first calls of every client find the instance and its Region', async () => {
  const { client, InstanceArn, world } = await served()
  const { Instances: [found] = [] } = await client.send(new sso.ListInstancesCommand({}))
  assert.equal(found?.InstanceArn, InstanceArn)
  assert.equal(found?.IdentityStoreId, world.storage.instance.identityStoreId)
  await client.send(new sso.UpdateInstanceCommand({ InstanceArn, Name: 'prod' }))
  const described = await client.send(new sso.DescribeInstanceCommand({ InstanceArn }))
  assert.deepEqual([described.Name, described.Status], ['prod', 'ACTIVE'])
  const { Regions = [] } = await client.send(new sso.ListRegionsCommand({ InstanceArn }))
  assert.deepEqual(
    Regions.map(region => [region.RegionName, region.IsPrimaryRegion]),
    [['us-east-1', true]],
  )
  await assert.rejects(
    client.send(new sso.DescribeInstanceCommand({ InstanceArn: `${InstanceArn.slice(0, -16)}0000000000000000` })),
    (error: Error) => error instanceof sso.ResourceNotFoundException && error.message.includes('ListInstances'),
  )
})

test('Terraform’s way of a permission set: create, attach, provision, assign, poll, destroy', async () => {
  const { client, InstanceArn, world } = await served()
  const TargetId = await world.account('prod')
  const PrincipalId = await world.group('ops')
  const Tags = [{ Key: 'team', Value: 'sec' }]
  const { PermissionSet } = await client.send(
    new sso.CreatePermissionSetCommand({
      InstanceArn,
      Name: 'Ops',
      SessionDuration: 'PT4H',
      RelayState: 'https://x/',
      Tags,
    }),
  )
  const PermissionSetArn = PermissionSet?.PermissionSetArn
  assert.ok(PermissionSet?.CreatedDate instanceof Date)
  const set = { InstanceArn, PermissionSetArn }
  const tags = await client.send(new sso.ListTagsForResourceCommand({ InstanceArn, ResourceArn: PermissionSetArn }))
  assert.deepEqual(tags.Tags, Tags)

  const ManagedPolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  await client.send(new sso.AttachManagedPolicyToPermissionSetCommand({ ...set, ManagedPolicyArn }))
  const provision = async () => {
    const { PermissionSetProvisioningStatus: status } = await client.send(
      new sso.ProvisionPermissionSetCommand({ ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }),
    )
    await world.provisioner.idle()
    const described = await client.send(
      new sso.DescribePermissionSetProvisioningStatusCommand({
        InstanceArn,
        ProvisionPermissionSetRequestId: status?.RequestId,
      }),
    )
    return described.PermissionSetProvisioningStatus
  }
  const empty = await provision()
  assert.equal(empty?.Status, 'SUCCEEDED')
  assert.ok(empty?.CreatedDate instanceof Date)

  const target = { ...set, TargetId, TargetType: 'AWS_ACCOUNT', PrincipalType: 'GROUP', PrincipalId } as const
  const created = await client.send(new sso.CreateAccountAssignmentCommand(target))
  assert.equal(created.AccountAssignmentCreationStatus?.Status, 'IN_PROGRESS')
  await world.provisioner.idle()
  const { AccountAssignmentCreationStatus: creation } = await client.send(
    new sso.DescribeAccountAssignmentCreationStatusCommand({
      InstanceArn,
      AccountAssignmentCreationRequestId: created.AccountAssignmentCreationStatus?.RequestId,
    }),
  )
  assert.deepEqual([creation?.Status, creation?.TargetId, creation?.PrincipalId], ['SUCCEEDED', TargetId, PrincipalId])
  const listed = await client.send(new sso.ListAccountAssignmentsCommand({ ...set, AccountId: TargetId }))
  assert.deepEqual(listed.AccountAssignments, [
    { AccountId: TargetId, PermissionSetArn, PrincipalType: 'GROUP', PrincipalId },
  ])
  const where = await client.send(
    new sso.ListPermissionSetsProvisionedToAccountCommand({ InstanceArn, AccountId: TargetId }),
  )
  assert.deepEqual(where.PermissionSets, [PermissionSetArn])

  await client.send(new sso.UpdatePermissionSetCommand({ ...set, SessionDuration: 'PT1H' }))
  const { PermissionSet: updated } = await client.send(new sso.DescribePermissionSetCommand(set))
  assert.deepEqual([updated?.RelayState, updated?.SessionDuration], [undefined, 'PT1H'])
  assert.equal((await provision())?.Status, 'SUCCEEDED')

  await assert.rejects(client.send(new sso.DeletePermissionSetCommand(set)), sso.ConflictException)
  await client.send(new sso.DeleteAccountAssignmentCommand(target))
  await client.send(new sso.DetachManagedPolicyFromPermissionSetCommand({ ...set, ManagedPolicyArn }))
  assert.equal((await provision())?.Status, 'SUCCEEDED')
  await assert.rejects(client.send(new sso.DeleteAccountAssignmentCommand(target)), sso.ResourceNotFoundException)
  await client.send(new sso.DeletePermissionSetCommand(set))
  await assert.rejects(client.send(new sso.DescribePermissionSetCommand(set)), sso.ResourceNotFoundException)
  const after = await client.send(
    new sso.ListPermissionSetsProvisionedToAccountCommand({ InstanceArn, AccountId: TargetId }),
  )
  assert.deepEqual(after.PermissionSets, [])
})

test('inline policy, boundary and customer managed policies: what is put is got, and nothing is AWS’s kind of nothing', async () => {
  const { client, InstanceArn, world } = await served()
  const set = { InstanceArn, PermissionSetArn: await world.permissionSet('Docs') }
  assert.equal((await client.send(new sso.GetInlinePolicyForPermissionSetCommand(set))).InlinePolicy, '')
  await assert.rejects(
    client.send(new sso.GetPermissionsBoundaryForPermissionSetCommand(set)),
    sso.ResourceNotFoundException,
  )
  const InlinePolicy = '{ "Version": "2012-10-17", "Statement": [{"Effect":"Allow","Action":"s3:*","Resource":"*"}] }'
  await client.send(new sso.PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy }))
  assert.equal((await client.send(new sso.GetInlinePolicyForPermissionSetCommand(set))).InlinePolicy, InlinePolicy)
  await assert.rejects(
    client.send(new sso.PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy: '{"Version":"2012-10-17"}' })),
    sso.ValidationException,
  )
  const reference = { Name: 'team' }
  await client.send(
    new sso.AttachCustomerManagedPolicyReferenceToPermissionSetCommand({
      ...set,
      CustomerManagedPolicyReference: reference,
    }),
  )
  const { CustomerManagedPolicyReferences } = await client.send(
    new sso.ListCustomerManagedPolicyReferencesInPermissionSetCommand(set),
  )
  assert.deepEqual(CustomerManagedPolicyReferences, [{ Name: 'team', Path: '/' }])
  const boundary = { CustomerManagedPolicyReference: { Name: 'edge', Path: '/limits/' } }
  await client.send(new sso.PutPermissionsBoundaryToPermissionSetCommand({ ...set, PermissionsBoundary: boundary }))
  const got = await client.send(new sso.GetPermissionsBoundaryForPermissionSetCommand(set))
  assert.deepEqual(got.PermissionsBoundary, boundary)
  const both = { ...boundary, ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }
  await assert.rejects(
    client.send(new sso.PutPermissionsBoundaryToPermissionSetCommand({ ...set, PermissionsBoundary: both })),
    sso.ValidationException,
  )
})

test('lists are complete with a page size of one', async () => {
  const { client, InstanceArn, world } = await served()
  const sets = await Promise.all(['A', 'B', 'C'].map(name => world.permissionSet(name)))
  const seen: string[] = []
  for await (const page of sso.paginateListPermissionSets({ client, pageSize: 1 }, { InstanceArn }))
    seen.push(...(page.PermissionSets ?? []))
  assert.deepEqual(seen.sort(), [...sets].sort())
})

test('a taken name is a conflict whose text says that waiting does not help', async () => {
  const { client, InstanceArn, world } = await served()
  await world.permissionSet('Taken')
  await assert.rejects(
    client.send(new sso.CreatePermissionSetCommand({ InstanceArn, Name: 'Taken' })),
    (error: Error) =>
      error instanceof sso.ConflictException &&
      error.message.startsWith('PermissionSet with name Taken already exists.') &&
      error.message.includes('permanent'),
  )
})

for (const [what, change] of [
  ['a name with a space', { Name: 'a b' }],
  ['a name of 33 characters', { Name: 'a'.repeat(33) }],
  ['a session of 13 hours', { SessionDuration: 'PT13H' }],
  ['a relay state with a bracket', { RelayState: 'https://<x>' }],
  ['a description outside Latin-1', { Description: 'ж' }],
] as const)
  test(`${what} is refused as ValidationException`, async () => {
    const { client, InstanceArn } = await served()
    await assert.rejects(
      client.send(new sso.CreatePermissionSetCommand({ InstanceArn, Name: 'Fine', ...change })),
      sso.ValidationException,
    )
  })

test('rights over sso alone do not reach the management account, by assignment or by provisioning', async () => {
  const { client, InstanceArn, management, world, asked } = await served(action => action.startsWith('sso:'))
  const set = { InstanceArn, PermissionSetArn: await world.permissionSet('Admin') }
  const PrincipalId = await world.user('eve')
  const target = { TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId } as const
  const intoManagement = new sso.CreateAccountAssignmentCommand({ ...set, ...target, TargetId: management })
  await assert.rejects(client.send(intoManagement), sso.AccessDeniedException)
  assert.match(
    asked.at(-1) ?? '',
    /^iam:AttachRolePolicy arn:aws:iam::\d+:role\/aws-reserved\/sso.amazonaws.com\/AWSRes/,
  )
  const member = await world.account('member')
  await client.send(new sso.CreateAccountAssignmentCommand({ ...set, ...target, TargetId: member }))
  await client.send(new sso.ProvisionPermissionSetCommand({ ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }))

  const assignment = { accountId: management, permissionSetArn: set.PermissionSetArn }
  const author = { call: callOf(), identity: { type: 'AWSService' } } as const
  await world.access.assignments.assign(author, { ...assignment, principalType: 'USER', principalId: PrincipalId })
  for (const command of [
    new sso.ProvisionPermissionSetCommand({ ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }),
    new sso.ProvisionPermissionSetCommand({ ...set, TargetType: 'AWS_ACCOUNT', TargetId: management }),
  ])
    await assert.rejects(client.send(command), sso.AccessDeniedException)
  await world.provisioner.idle()
})

test('rights over sso alone do not change what a permission set of the management account gives', async () => {
  const { client, InstanceArn, management, world } = await served(action => action.startsWith('sso:'))
  const set = { InstanceArn, PermissionSetArn: await world.permissionSet('Helpdesk') }
  const ManagedPolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  const InlinePolicy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
  const CustomerManagedPolicyReference = { Name: 'rights', Path: '/' }
  await client.send(new sso.AttachManagedPolicyToPermissionSetCommand({ ...set, ManagedPolicyArn }))
  const author = { call: callOf(), identity: { type: 'AWSService' } } as const
  const eve = { principalType: 'USER', principalId: await world.user('eve') } as const
  const assignment = { accountId: management, permissionSetArn: set.PermissionSetArn, ...eve }
  await world.access.assignments.assign(author, assignment)
  for (const refused of [
    client.send(
      new sso.AttachManagedPolicyToPermissionSetCommand({ ...set, ManagedPolicyArn: `${ManagedPolicyArn}2` }),
    ),
    client.send(new sso.DetachManagedPolicyFromPermissionSetCommand({ ...set, ManagedPolicyArn })),
    client.send(
      new sso.AttachCustomerManagedPolicyReferenceToPermissionSetCommand({ ...set, CustomerManagedPolicyReference }),
    ),
    client.send(
      new sso.DetachCustomerManagedPolicyReferenceFromPermissionSetCommand({ ...set, CustomerManagedPolicyReference }),
    ),
    client.send(new sso.PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy })),
    client.send(new sso.DeleteInlinePolicyFromPermissionSetCommand(set)),
    client.send(
      new sso.PutPermissionsBoundaryToPermissionSetCommand({ ...set, PermissionsBoundary: { ManagedPolicyArn } }),
    ),
    client.send(new sso.DeletePermissionsBoundaryFromPermissionSetCommand(set)),
    client.send(new sso.UpdatePermissionSetCommand({ ...set, SessionDuration: 'PT12H' })),
  ])
    await assert.rejects(refused, sso.AccessDeniedException)
  assert.equal((await client.send(new sso.GetInlinePolicyForPermissionSetCommand(set))).InlinePolicy, '')
  await world.provisioner.idle()
})

const callOf = (): Call => ({
  requestId: '5a1c0d9e-0000-4000-8000-000000000001',
  at: 0,
  eventSource: 'sso.amazonaws.com',
  eventName: 'Test',
  readOnly: false,
  eventType: 'AwsApiCall',
  sourceIp: '192.0.2.1',
  userAgent: 'test',
})

test('assignment is asked on instance, permission set and account; one account forbidden forbids ALL that reach it', async () => {
  const forbidden = { account: '' }
  const { client, InstanceArn, world } = await served(
    (_, resource) => resource !== `arn:aws:sso:::account/${forbidden.account}`,
  )
  const set = { InstanceArn, PermissionSetArn: await world.permissionSet('Team') }
  const PrincipalId = await world.user('ann')
  const TargetId = await world.account('prod')
  const target = { TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId, TargetId } as const
  await client.send(new sso.CreateAccountAssignmentCommand({ ...set, ...target }))
  await world.provisioner.idle()
  forbidden.account = TargetId
  await assert.rejects(
    client.send(new sso.DeleteAccountAssignmentCommand({ ...set, ...target })),
    sso.AccessDeniedException,
  )
  await assert.rejects(
    client.send(new sso.ProvisionPermissionSetCommand({ ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' })),
    sso.AccessDeniedException,
  )
})

test('Organizations: an account is created, found, moved, and its unit described with its path', async () => {
  const { organizations, management } = await served()
  const { Organization } = await organizations.send(new orgs.DescribeOrganizationCommand({}))
  assert.equal(Organization?.MasterAccountId, management)
  const { Roots: [root] = [] } = await organizations.send(new orgs.ListRootsCommand({}))
  const { CreateAccountStatus: made } = await organizations.send(
    new orgs.CreateAccountCommand({ AccountName: 'Sandbox', Email: 'sandbox@example.com' }),
  )
  const status = await organizations.send(
    new orgs.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: made?.Id }),
  )
  assert.equal(status.CreateAccountStatus?.State, 'SUCCEEDED')
  const AccountId = status.CreateAccountStatus?.AccountId
  const { OrganizationalUnit: unit } = await organizations.send(
    new orgs.CreateOrganizationalUnitCommand({ ParentId: root?.Id, Name: 'Prod' }),
  )
  const move = { AccountId, SourceParentId: root?.Id, DestinationParentId: unit?.Id }
  await organizations.send(new orgs.MoveAccountCommand(move))
  const { Account } = await organizations.send(new orgs.DescribeAccountCommand({ AccountId }))
  assert.deepEqual(Account?.Paths, [`${Organization?.Id}/${root?.Id}/${unit?.Id}/${AccountId}/`])
  const { Children } = await organizations.send(
    new orgs.ListChildrenCommand({ ParentId: unit?.Id, ChildType: 'ACCOUNT' }),
  )
  assert.deepEqual(Children, [{ Id: AccountId, Type: 'ACCOUNT' }])
  const seen: (string | undefined)[] = []
  for await (const page of orgs.paginateListAccounts({ client: organizations, pageSize: 1 }, {}))
    seen.push(...(page.Accounts ?? []).map(account => account.Id))
  assert.deepEqual(seen.sort(), [management, AccountId].sort())
})

test('Organizations refuses with the exception that belongs to what is missing or taken', async () => {
  const { organizations, world } = await served()
  const ParentId = world.storage.instance.rootId
  const AccountId = await world.account('here')
  const { OrganizationalUnit } = await organizations.send(
    new orgs.CreateOrganizationalUnitCommand({ ParentId, Name: 'Prod' }),
  )
  const unit = OrganizationalUnit?.Id
  await organizations.send(new orgs.CreateOrganizationalUnitCommand({ ParentId: unit, Name: 'Inner' }))
  const none = 'ou-none-12345678'
  for (const [name, asked] of [
    ['AccountNotFoundException', organizations.send(new orgs.DescribeAccountCommand({ AccountId: '999999999999' }))],
    ['ParentNotFoundException', organizations.send(new orgs.ListAccountsForParentCommand({ ParentId: none }))],
    ['ChildNotFoundException', organizations.send(new orgs.ListParentsCommand({ ChildId: none }))],
    [
      'OrganizationalUnitNotFoundException',
      organizations.send(new orgs.DescribeOrganizationalUnitCommand({ OrganizationalUnitId: none })),
    ],
    [
      'DuplicateOrganizationalUnitException',
      organizations.send(new orgs.CreateOrganizationalUnitCommand({ ParentId, Name: 'Prod' })),
    ],
    [
      'OrganizationalUnitNotEmptyException',
      organizations.send(new orgs.DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit })),
    ],
    [
      'SourceParentNotFoundException',
      organizations.send(
        new orgs.MoveAccountCommand({ AccountId, SourceParentId: unit, DestinationParentId: ParentId }),
      ),
    ],
    [
      'DestinationParentNotFoundException',
      organizations.send(
        new orgs.MoveAccountCommand({ AccountId, SourceParentId: ParentId, DestinationParentId: none }),
      ),
    ],
    [
      'DuplicateAccountException',
      organizations.send(
        new orgs.MoveAccountCommand({ AccountId, SourceParentId: ParentId, DestinationParentId: ParentId }),
      ),
    ],
    [
      'CreateAccountStatusNotFoundException',
      organizations.send(new orgs.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: 'car-12345678' })),
    ],
  ] as const)
    await assert.rejects(asked, { name })
})
