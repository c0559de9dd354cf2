import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  ConflictException,
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  type CreateUserCommandInput,
  DeleteGroupCommand,
  DeleteGroupMembershipCommand,
  DeleteUserCommand,
  DescribeGroupCommand,
  DescribeGroupMembershipCommand,
  DescribeUserCommand,
  GetGroupIdCommand,
  GetGroupMembershipIdCommand,
  GetUserIdCommand,
  IdentitystoreClient,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListGroupsCommand,
  ListUsersCommand,
  paginateListUsers,
  ResourceNotFoundException,
  UpdateGroupCommand,
  UpdateUserCommand,
  ValidationException,
} from '@aws-sdk/client-identitystore'
import { fastify } from 'fastify'
import { eventStore } from '#server/audit/index.ts'
import type { Call } from '#server/base/actor.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { directory, directoryStore } from '#server/directory/index.ts'
import { paging } from '#server/http/index.ts'
import { engines } from '#tests/engines.ts'
import { awsPlugin, coverageOf } from '../index.ts'
import { identitystoreOperations } from './identitystore.ts'

const ARN = 'arn:aws:iam::111122223333:user/admin'

/** A server with these operations over a fresh store, and the real client. */
async function opened() {
  const [sqlite] = engines
  assert.ok(sqlite)
  const storage = await sqlite.fresh()
  const { instance } = storage
  const account = instance.managementAccountId
  const place = { region: 'us-east-1', recipientAccountId: account, random: systemRandom }
  const service = directory({
    store: directoryStore(storage.db),
    random: systemRandom,
    identityStoreId: instance.identityStoreId,
    atomically: work =>
      storage.unit(db =>
        work({
          directory: directoryStore(db),
          events: eventStore(db, place),
          sessions: { endSessionsOf: async () => {} },
          credentials: { forgetCredentialsOf: async () => {} },
        }),
      ),
  })
  const asked: string[] = []
  const actorFor = (call: Call) => ({
    call,
    identity: { type: 'IAMUser', arn: ARN, accountId: account } as const,
    accountId: account,
    authorize: async (action: string, resource: string) => void asked.push(`${action} ${resource}`),
    denial: async () => undefined,
  })
  const operations = identitystoreOperations({
    directory: service,
    instance,
    paging: paging(storage.sealer.derive('page tokens'), systemRandom),
    joiningGroup: async () => [],
  })
  const app = fastify()
  await app.register(awsPlugin, {
    clock: systemClock,
    random: systemRandom,
    operations: { identitystore: operations },
    managementAccountId: async () => account,
    credentials: { find: async () => ({ secretAccessKey: 'secret', actorFor }) },
    browser: async () => undefined,
    anonymous: actorFor,
    recordRefusal: async () => {},
    countAnonymous: () => {},
  })
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 })
  after(() => app.close())
  const client = new IdentitystoreClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAADMINADMINADMIN2', secretAccessKey: 'secret' },
  })
  after(() => client.destroy())
  const IdentityStoreId = instance.identityStoreId
  const createUser = async (UserName: string, more: Partial<CreateUserCommandInput> = {}) => {
    const Name = { GivenName: 'Given', FamilyName: 'Family' }
    const input = { IdentityStoreId, UserName, DisplayName: UserName, Name, ...more }
    return String((await client.send(new CreateUserCommand(input))).UserId)
  }
  const createGroup = async (DisplayName: string) =>
    String((await client.send(new CreateGroupCommand({ IdentityStoreId, DisplayName }))).GroupId)
  return { client, IdentityStoreId, account, asked, createUser, createGroup, service, operations }
}

const UNKNOWN = '0123456789-00000000-0000-4000-8000-000000000000'
const ENTERPRISE = 'aws:identitystore:enterprise'

describe('users through the identity store API', () => {
  test('come back as they were created', async () => {
    const { client, IdentityStoreId, createUser } = await opened()
    const given = {
      DisplayName: 'Ana B',
      Name: { GivenName: 'Ana', FamilyName: 'B', HonorificPrefix: 'Dr' },
      NickName: 'A',
      Title: 'Chef',
      Emails: [{ Value: 'ana@x.example', Type: 'work', Primary: true }],
      Addresses: [{ StreetAddress: '1 Road', PostalCode: '12345', Country: 'DE' }],
      PhoneNumbers: [{ Value: '+49 30 1', Type: 'work' }],
      Photos: [{ Value: 'https://x.example/a.png', Display: 'A' }],
      Roles: [{ Value: 'cook' }],
      Birthdate: '1990-12-31',
    }
    const Extensions = { [ENTERPRISE]: { costCenter: '4711', manager: { value: 'bob' } } }
    const UserId = await createUser('ana', { ...given, Extensions })
    const plain = await client.send(new DescribeUserCommand({ IdentityStoreId, UserId }))
    const { $metadata, CreatedAt, UpdatedAt, ...members } = plain
    assert.deepEqual(members, {
      ...given,
      IdentityStoreId,
      UserId,
      UserName: 'ana',
      UserStatus: 'ENABLED',
      CreatedBy: ARN,
      UpdatedBy: ARN,
    })
    assert.ok(CreatedAt instanceof Date && CreatedAt.getTime() === UpdatedAt?.getTime())
    const extended = new DescribeUserCommand({ IdentityStoreId, UserId, Extensions: [ENTERPRISE] })
    assert.deepEqual((await client.send(extended)).Extensions, Extensions)
    const listed = await client.send(new ListUsersCommand({ IdentityStoreId, Extensions: [ENTERPRISE] }))
    assert.deepEqual(listed.Users?.[0]?.Extensions, Extensions)
  })

  test('are changed by attribute paths, all of them or none', async () => {
    const { client, IdentityStoreId, createUser } = await opened()
    const UserId = await createUser('ana', { NickName: 'A' })
    const update = (...Operations: { AttributePath: string; AttributeValue?: never }[]) =>
      client.send(new UpdateUserCommand({ IdentityStoreId, UserId, Operations }))
    const set = (AttributePath: string, AttributeValue: unknown) =>
      ({ AttributePath, AttributeValue }) as { AttributePath: string; AttributeValue?: never }
    await update(
      set('name.familyName', 'C'),
      set('nickName', null),
      set('emails', [{ value: 'a@x.example', type: 'work', primary: true }]),
      set(`${ENTERPRISE}.costCenter`, '42'),
    )
    await assert.rejects(update(set('title', 'Chef'), set('displayName', '')), ValidationException)
    const described = await client.send(new DescribeUserCommand({ IdentityStoreId, UserId, Extensions: [ENTERPRISE] }))
    assert.deepEqual(
      [described.Name?.FamilyName, described.NickName, described.Emails, described.Extensions, described.Title],
      [
        'C',
        undefined,
        [{ Value: 'a@x.example', Type: 'work', Primary: true }],
        { [ENTERPRISE]: { costCenter: '42' } },
        undefined,
      ],
    )
  })

  test('are found by name, email and external id, whatever the case of the path', async () => {
    const { client, IdentityStoreId, createUser, service } = await opened()
    const UserId = await createUser('ana', { Emails: [{ Value: 'ana@x.example' }] })
    const author = { call: { ...callOf, eventName: 'PatchUser' }, identity: { type: 'Unknown' } } as const
    await service.updateUser(author, UserId, user => ({ ...user, externalIds: [{ issuer: 'okta', id: '00u1' }] }))
    const by = async (AlternateIdentifier: object) =>
      (await client.send(new GetUserIdCommand({ IdentityStoreId, AlternateIdentifier: AlternateIdentifier as never })))
        .UserId
    const unique = (AttributePath: string, AttributeValue: unknown) => ({
      UniqueAttribute: { AttributePath, AttributeValue },
    })
    assert.equal(await by(unique('userName', 'ANA')), UserId)
    assert.equal(await by(unique('UserName', 'ana')), UserId)
    assert.equal(await by(unique('Emails.Value', 'Ana@x.example')), UserId)
    assert.equal(await by({ ExternalId: { Issuer: 'okta', Id: '00u1' } }), UserId)
    await assert.rejects(by(unique('userName', 'bob')), { name: 'ResourceNotFoundException', ResourceType: 'USER' })
    await assert.rejects(by(unique('title', 'Chef')), /The attribute title is not a unique attribute/)
    await assert.rejects(by(unique('userName', 7)), ValidationException)
  })

  test('are listed page by page or by their name', async () => {
    const { client, IdentityStoreId, createUser } = await opened()
    for (const name of ['c', 'a', 'b']) await createUser(name)
    const seen: (string | undefined)[][] = []
    for await (const page of paginateListUsers({ client, pageSize: 1 }, { IdentityStoreId }))
      seen.push((page.Users ?? []).map(user => user.UserName))
    assert.deepEqual(seen, [['a'], ['b'], ['c']])
    const filtered = (AttributePath: string, AttributeValue: string, NextToken?: string) =>
      client.send(new ListUsersCommand({ IdentityStoreId, Filters: [{ AttributePath, AttributeValue }], NextToken }))
    assert.deepEqual(
      (await filtered('UserName', 'B')).Users?.map(user => user.UserName),
      ['b'],
    )
    assert.deepEqual((await filtered('UserName', 'x')).Users, [])
    await assert.rejects(filtered('Title', 'x'), ValidationException)
    const { NextToken } = await client.send(new ListUsersCommand({ IdentityStoreId, MaxResults: 1 }))
    await assert.rejects(filtered('UserName', 'b', NextToken), /NextToken is not valid/)
  })

  test('are deleted once and again, but not when they never were', async () => {
    const { client, IdentityStoreId, createUser } = await opened()
    const UserId = await createUser('ana')
    await client.send(new DeleteUserCommand({ IdentityStoreId, UserId }))
    await client.send(new DeleteUserCommand({ IdentityStoreId, UserId }))
    await assert.rejects(client.send(new DescribeUserCommand({ IdentityStoreId, UserId })), (error: unknown) => {
      assert.ok(error instanceof ResourceNotFoundException)
      assert.deepEqual([error.ResourceType, error.ResourceId], ['USER', UserId])
      assert.match(error.message, /^USER not found\. /)
      return true
    })
    await assert.rejects(
      client.send(new DeleteUserCommand({ IdentityStoreId, UserId: UNKNOWN })),
      ResourceNotFoundException,
    )
  })

  for (const [rule, more, message] of [
    [
      'no names',
      { DisplayName: undefined, Name: undefined },
      /^displayname: The attribute displayname is required, giv/,
    ],
    [
      'a space in the user name',
      { UserName: 'a b' },
      /'userName' failed to satisfy constraint: Member must satisfy reg/,
    ],
    ['a long user name', { UserName: 'a'.repeat(129) }, /Member must have length less than or equal to 128/],
    ['two emails', { Emails: [{ Value: 'a@b' }, { Value: 'c@d' }] }, /'emails' failed .* less than or equal to 1/],
    ['an empty list', { Emails: [] }, /'emails' failed .* greater than or equal to 1/],
    [
      'an unknown extension',
      { Extensions: { 'aws:identitystore:custom': { a: 'b' } } },
      /aws:identitystore:custom must/,
    ],
    ['an unknown member of the extension', { Extensions: { [ENTERPRISE]: { shoe: '42' } } }, /enterprise.shoe must/],
    ['a reserved name', { UserName: 'administrator' }, /reserved/],
  ] as const)
    test(`are refused with ${rule}`, async () => {
      const { createUser } = await opened()
      await assert.rejects(createUser('ana', more as unknown as Partial<CreateUserCommandInput>), (error: unknown) => {
        assert.ok(error instanceof ValidationException, String(error))
        assert.match(error.message, message)
        return true
      })
    })

  test('conflict with AWS’s reason when the name is taken', async () => {
    const { createUser } = await opened()
    await createUser('ana')
    await assert.rejects(createUser('ANA'), (error: unknown) => {
      assert.ok(error instanceof ConflictException)
      assert.equal(error.Reason, 'UNIQUENESS_CONSTRAINT_VIOLATION')
      assert.match(error.message, /^Duplicate UserName\. /)
      return true
    })
  })
})

const callOf: Call = {
  requestId: '5a1c0d9e-0000-4000-8000-000000000001',
  at: 1,
  eventSource: 'identitystore-scim.amazonaws.com',
  eventName: '',
  readOnly: false,
  eventType: 'AwsApiCall',
  sourceIp: '192.0.2.1',
  userAgent: 'test',
}

describe('groups and memberships through the identity store API', () => {
  test('a group is created, found, changed, listed and deleted', async () => {
    const { client, IdentityStoreId, createGroup } = await opened()
    const GroupId = await createGroup('Ops')
    const found = await client.send(
      new GetGroupIdCommand({
        IdentityStoreId,
        AlternateIdentifier: { UniqueAttribute: { AttributePath: 'DisplayName', AttributeValue: 'ops' } },
      }),
    )
    assert.equal(found.GroupId, GroupId)
    const Operations = [{ AttributePath: 'description', AttributeValue: 'Operations' }]
    await client.send(new UpdateGroupCommand({ IdentityStoreId, GroupId, Operations }))
    const { DisplayName, Description } = await client.send(new DescribeGroupCommand({ IdentityStoreId, GroupId }))
    assert.deepEqual([DisplayName, Description], ['Ops', 'Operations'])
    const Filters = [{ AttributePath: 'DisplayName', AttributeValue: 'OPS' }]
    assert.equal((await client.send(new ListGroupsCommand({ IdentityStoreId, Filters }))).Groups?.length, 1)
    await assert.rejects(createGroup('OPS'), /^ConflictException: Duplicate GroupDisplayName/)
    for (const _ of [1, 2]) await client.send(new DeleteGroupCommand({ IdentityStoreId, GroupId }))
    assert.deepEqual((await client.send(new ListGroupsCommand({ IdentityStoreId }))).Groups, [])
  })

  test('a membership is created, found, listed both ways and deleted', async () => {
    const { client, IdentityStoreId, createUser, createGroup } = await opened()
    const [UserId, GroupId, other] = [await createUser('ana'), await createGroup('ops'), await createGroup('dev')]
    const MemberId = { UserId }
    const add = (group: string, member = MemberId) =>
      client.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId: group, MemberId: member }))
    const { MembershipId } = await add(GroupId)
    const same = await client.send(new GetGroupMembershipIdCommand({ IdentityStoreId, GroupId, MemberId }))
    assert.equal(same.MembershipId, MembershipId)
    const described = await client.send(new DescribeGroupMembershipCommand({ IdentityStoreId, MembershipId }))
    assert.deepEqual([described.GroupId, described.MemberId], [GroupId, MemberId])
    const ofGroup = await client.send(new ListGroupMembershipsCommand({ IdentityStoreId, GroupId }))
    const ofMember = await client.send(new ListGroupMembershipsForMemberCommand({ IdentityStoreId, MemberId }))
    assert.deepEqual(ofGroup.GroupMemberships, ofMember.GroupMemberships)
    assert.deepEqual(
      ofGroup.GroupMemberships?.map(found => found.MembershipId),
      [MembershipId],
    )
    const asked = new IsMemberInGroupsCommand({ IdentityStoreId, MemberId, GroupIds: [GroupId, other] })
    assert.deepEqual((await client.send(asked)).Results, [
      { GroupId, MemberId, MembershipExists: true },
      { GroupId: other, MemberId, MembershipExists: false },
    ])
    await assert.rejects(add(GroupId), ConflictException)
    await assert.rejects(add(UNKNOWN), /Group does not exist/)
    await assert.rejects(add(GroupId, { UserId: UNKNOWN }), /Member does not exist/)
    for (const _ of [1, 2]) await client.send(new DeleteGroupMembershipCommand({ IdentityStoreId, MembershipId }))
    await assert.rejects(client.send(new GetGroupMembershipIdCommand({ IdentityStoreId, GroupId, MemberId })), {
      name: 'ResourceNotFoundException',
      ResourceType: 'GROUP_MEMBERSHIP',
    })
  })
})

describe('every operation of the identity store', () => {
  test('of the official API is built', async () => {
    const { operations } = await opened()
    const coverage = await coverageOf({ identitystore: operations })
    const missing = coverage.find(found => found.service === 'identitystore')?.operations.filter(found => !found.built)
    assert.deepEqual([operations.length, missing], [19, []])
  })

  test('names its store, and another one is not there', async () => {
    const { client } = await opened()
    const asked = client.send(new ListUsersCommand({ IdentityStoreId: 'd-ffffffffff' }))
    await assert.rejects(asked, (error: unknown) => {
      assert.ok(error instanceof ResourceNotFoundException)
      assert.deepEqual([error.ResourceType, error.ResourceId], ['IDENTITY_STORE', 'd-ffffffffff'])
      return true
    })
  })

  test('is authorised on the store and on each object that it names', async () => {
    const { client, IdentityStoreId, account, asked, createUser, createGroup } = await opened()
    const [UserId, GroupId] = [await createUser('ana'), await createGroup('ops')]
    asked.length = 0
    await client.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId, MemberId: { UserId } }))
    assert.deepEqual(asked, [
      `identitystore:CreateGroupMembership arn:aws:identitystore::${account}:identitystore/${IdentityStoreId}`,
      `identitystore:CreateGroupMembership arn:aws:identitystore:::group/${GroupId}`,
      `identitystore:CreateGroupMembership arn:aws:identitystore:::user/${UserId}`,
    ])
  })
})
