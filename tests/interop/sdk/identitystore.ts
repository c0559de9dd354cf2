import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConflictException, ResourceNotFoundException, ValidationException } from '@aws-sdk/client-identitystore'
import { given, newGroup, newUser, refused, type Stories } from './world.ts'

export const identityStoreStories: Stories = world => {
  const { clients, storeId } = world
  const { identities } = clients
  const store = { IdentityStoreId: storeId }

  test('a user is described with all that was given, and with who made it and when', async () => {
    const userId = await newUser(world, 'ines')
    const user = await identities.describeUser({ ...store, UserId: userId })
    assert.equal(user.UserName, 'ines')
    assert.deepEqual(user.Name, { GivenName: 'ines', FamilyName: 'Example' })
    assert.deepEqual(user.Emails, [{ Value: 'ines@example.org', Type: 'work', Primary: true }])
    assert.equal(user.UserStatus, 'ENABLED')
    assert.ok(user.CreatedAt instanceof Date && user.UpdatedAt instanceof Date)
    assert.match(given(user.CreatedBy), /^arn:aws:iam::/)
  })

  test('an update changes, replaces and clears attributes in one call', async () => {
    const user = { ...store, UserId: await newUser(world, 'jonas') }
    await identities.updateUser({
      ...user,
      Operations: [
        { AttributePath: 'name.familyName', AttributeValue: 'Berg' },
        { AttributePath: 'nickName', AttributeValue: 'Jo' },
        { AttributePath: 'emails', AttributeValue: [{ value: 'jo@example.org', type: 'work', primary: true }] },
      ],
    })
    await identities.updateUser({ ...user, Operations: [{ AttributePath: 'nickName' }] })
    const changed = await identities.describeUser(user)
    assert.equal(changed.Name?.FamilyName, 'Berg')
    assert.equal(changed.NickName, undefined)
    assert.deepEqual(changed.Emails, [{ Value: 'jo@example.org', Type: 'work', Primary: true }])
  })

  test('users are found by name and by e-mail address, whatever the case of the attribute path', async () => {
    const userId = await newUser(world, 'karin')
    for (const [path, value] of [
      ['userName', 'karin'],
      ['UserName', 'karin'],
      ['emails.value', 'karin@example.org'],
    ] as const) {
      const UniqueAttribute = { AttributePath: path, AttributeValue: value }
      const found = await identities.getUserId({ ...store, AlternateIdentifier: { UniqueAttribute } })
      assert.deepEqual([found.UserId, found.IdentityStoreId], [userId, storeId])
    }
    const { Users } = await identities.listUsers({
      ...store,
      Filters: [{ AttributePath: 'UserName', AttributeValue: 'karin' }],
    })
    assert.deepEqual(
      given(Users).map(user => user.UserId),
      [userId],
    )
  })

  test('a second user of one name is a conflict of uniqueness, whatever the case', async () => {
    await newUser(world, 'lars')
    const error = await refused(newUser(world, 'LARS'), ConflictException, /^Duplicate UserName\./)
    assert.equal(error.Reason, 'UNIQUENESS_CONSTRAINT_VIOLATION')
    assert.equal(error.RequestId, error.$metadata.requestId)
  })

  test('what is not there is named by type and id', async () => {
    const UserId = '9067642ac3-00000000-0000-4000-8000-000000000000'
    const missing = await refused(
      identities.describeUser({ ...store, UserId }),
      ResourceNotFoundException,
      /USER not found/,
    )
    assert.deepEqual([missing.ResourceType, missing.ResourceId], ['USER', UserId])
    const group = identities.describeGroup({ ...store, GroupId: UserId })
    assert.equal((await refused(group, ResourceNotFoundException, /GROUP not found/)).ResourceType, 'GROUP')
    const UniqueAttribute = { AttributePath: 'displayName', AttributeValue: 'nobody has this name' }
    const lookup = identities.getGroupId({ ...store, AlternateIdentifier: { UniqueAttribute } })
    await refused(lookup, ResourceNotFoundException, /GROUP not found/)
  })

  test('a user without name, or with two e-mail addresses, is refused with the reason', async () => {
    await refused(identities.createUser({ ...store, UserName: 'mona' }), ValidationException, /required/i)
    const emails = ['a@example.org', 'b@example.org'].map(Value => ({ Value }))
    const two = { ...store, UserName: 'mona', DisplayName: 'Mona', Name: { GivenName: 'Mona', FamilyName: 'M' } }
    await refused(identities.createUser({ ...two, Emails: emails }), ValidationException, /emails/i)
  })

  test('a deleted user is gone, and deleting it again is no error', async () => {
    const user = { ...store, UserId: await newUser(world, 'nils') }
    await identities.deleteUser(user)
    await refused(identities.describeUser(user), ResourceNotFoundException, /USER not found/)
    await identities.deleteUser(user)
  })

  test('a group can be renamed, described, found and deleted', async () => {
    const group = { ...store, GroupId: await newGroup(world, 'carpenters') }
    await identities.updateGroup({
      ...group,
      Operations: [
        { AttributePath: 'displayName', AttributeValue: 'joiners' },
        { AttributePath: 'description', AttributeValue: 'Wood' },
      ],
    })
    const described = await identities.describeGroup(group)
    assert.deepEqual([described.DisplayName, described.Description], ['joiners', 'Wood'])
    assert.ok(described.CreatedAt instanceof Date)
    const UniqueAttribute = { AttributePath: 'displayName', AttributeValue: 'joiners' }
    const found = await identities.getGroupId({ ...store, AlternateIdentifier: { UniqueAttribute } })
    assert.equal(found.GroupId, group.GroupId)
    const { Groups } = await identities.listGroups({
      ...store,
      Filters: [{ AttributePath: 'DisplayName', AttributeValue: 'joiners' }],
    })
    assert.deepEqual(
      given(Groups).map(one => one.GroupId),
      [group.GroupId],
    )
    await refused(newGroup(world, 'Joiners'), ConflictException, /^Duplicate GroupDisplayName\./)
    await identities.deleteGroup(group)
    await refused(identities.describeGroup(group), ResourceNotFoundException, /GROUP not found/)
  })

  test('a membership is seen from the group, from the member and by its own id', async () => {
    const member = { UserId: await newUser(world, 'olga') }
    const group = { ...store, GroupId: await newGroup(world, 'olgas-group') }
    const other = await newGroup(world, 'another-group')
    assert.deepEqual((await identities.listGroupMemberships(group)).GroupMemberships, [])
    assert.deepEqual(
      (await identities.listGroupMembershipsForMember({ ...store, MemberId: member })).GroupMemberships,
      [],
    )
    const { MembershipId } = await identities.createGroupMembership({ ...group, MemberId: member })
    const again = identities.createGroupMembership({ ...group, MemberId: member })
    await refused(again, ConflictException, /member/i)
    const byId = await identities.getGroupMembershipId({ ...group, MemberId: member })
    assert.equal(byId.MembershipId, MembershipId)
    const described = await identities.describeGroupMembership({ ...store, MembershipId })
    assert.deepEqual([described.GroupId, described.MemberId], [group.GroupId, member])
    const ofGroup = given((await identities.listGroupMemberships(group)).GroupMemberships)
    const ofMember = given(
      (await identities.listGroupMembershipsForMember({ ...store, MemberId: member })).GroupMemberships,
    )
    assert.deepEqual(
      ofGroup.map(one => one.MemberId),
      [member],
    )
    assert.deepEqual(
      ofMember.map(one => one.GroupId),
      [group.GroupId],
    )
    const { Results } = await identities.isMemberInGroups({
      ...store,
      MemberId: member,
      GroupIds: [given(group.GroupId), other],
    })
    assert.deepEqual(
      given(Results).map(result => [result.GroupId, result.MembershipExists]),
      [
        [group.GroupId, true],
        [other, false],
      ],
    )
    await identities.deleteGroupMembership({ ...store, MembershipId })
    const gone = identities.getGroupMembershipId({ ...group, MemberId: member })
    await refused(gone, ResourceNotFoundException, /member/i)
  })
}
