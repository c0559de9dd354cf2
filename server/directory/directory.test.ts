import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { author, directoryOver, person } from './testing/directory.ts'

const create = author('CreateUser')
const group = (displayName: string, more: object = {}) => ({ displayName, ...more })

for (const engine of engines) {
  const open = async () => directoryOver(await engine.fresh())

  describe(`users on ${engine.name}`, () => {
    test('a user is found by id, by name in any case and Unicode form, by email and by external id', async () => {
      const { directory } = await open()
      const externalId = { issuer: 'https://idp.example/tenant', id: 'ext-1' }
      const made = await directory.createUser(create, {
        ...person('José', { emails: [{ value: 'Jose@Example.com', type: 'work', primary: true }], title: 'Chef' }),
        externalIds: [externalId],
      })
      assert.match(made.userId, /^[0-9a-f]{10}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      for (const found of [
        await directory.user(made.userId),
        await directory.userByName('JOSE\u0301'),
        await directory.userByEmail('jose@EXAMPLE.com'),
        await directory.userByExternalId(externalId),
      ])
        assert.deepEqual(found, made)
      assert.equal(await directory.groupByExternalId(externalId), undefined)
      assert.equal(await directory.userByName('Jose'), undefined)
    })

    test('two users cannot share a user name, whatever its case', async () => {
      const { directory } = await open()
      await directory.createUser(create, person('ann'))
      await assert.rejects(directory.createUser(create, person('ANN')), {
        code: 'user.name_taken',
        message: 'Duplicate UserName',
      })
      const bob = await directory.createUser(create, person('bob'))
      const rename = directory.updateUser(author('UpdateUser'), bob.userId, user => ({ ...user, userName: 'Ann' }))
      await assert.rejects(rename, { code: 'user.name_taken' })
    })

    test('two users cannot share an email address, and many may have none', async () => {
      const { directory } = await open()
      const emails = [{ value: 'all@example.com', primary: true }]
      await directory.createUser(create, person('ann', { emails }))
      await assert.rejects(directory.createUser(create, person('bob', { emails: [{ value: 'ALL@example.com' }] })), {
        code: 'user.email_taken',
      })
      const bob = await directory.createUser(create, person('bob'))
      await directory.createUser(create, person('cid'))
      await assert.rejects(
        directory.updateUser(create, bob.userId, user => ({ ...user, emails })),
        { code: 'user.email_taken' },
      )
    })

    test('a user may change the case of their own name', async () => {
      const { directory } = await open()
      const ann = await directory.createUser(create, person('ann'))
      await directory.updateUser(author('UpdateUser', 1_764_000_001_000), ann.userId, u => ({ ...u, userName: 'Ann' }))
      const found = await directory.userByName('ann')
      assert.deepEqual(
        [found?.userName, found?.createdAt, found?.updatedAt],
        ['Ann', 1_764_000_000_000, 1_764_000_001_000],
      )
    })

    test('of many who ask for one name at once, one gets it', async () => {
      const { directory, events } = await open()
      const asked = Array.from({ length: 12 }, (_, index) =>
        directory.createUser(create, person(index % 2 === 0 ? 'race' : 'RACE')),
      )
      const outcomes = await Promise.allSettled(asked)
      const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
      assert.deepEqual(refused, Array(11).fill('user.name_taken'))
      assert.equal((await events()).length, 1)
    })

    test('an external id belongs to one object, and a refused claim changes nothing', async () => {
      const { directory } = await open()
      const externalIds = [{ issuer: 'idp', id: '1' }]
      await directory.createUser(create, { ...person('ann'), externalIds })
      await assert.rejects(directory.createUser(create, { ...person('bob'), externalIds }), {
        code: 'directory.external_id_taken',
      })
      assert.equal(await directory.userByName('bob'), undefined)
    })

    for (const [rule, id] of [
      ['of 257 characters', '1'.repeat(257)],
      ['with a space', '1 2'],
      ['that is empty', ''],
    ] as const)
      test(`an external id ${rule} is refused`, async () => {
        const { directory } = await open()
        const externalIds = [{ issuer: 'idp', id }]
        const refused = { code: 'directory.attribute_invalid' }
        await assert.rejects(directory.createUser(create, { ...person('ann'), externalIds }), refused)
        await assert.rejects(directory.createGroup(create, group('ops', { externalIds })), refused)
      })

    test('users are listed in the order of their names, page by page, with their external ids', async () => {
      const { directory } = await open()
      for (const name of ['dan', 'Ann', 'eve', 'cid', 'Bob'])
        await directory.createUser(create, { ...person(name), externalIds: [{ issuer: 'idp', id: name }] })
      const seen: (string | undefined)[] = []
      let after: string | undefined
      do {
        const page = await directory.users(after === undefined ? { limit: 2 } : { limit: 2, after })
        seen.push(...page.items.map(user => user.externalIds?.[0]?.id))
        after = page.next
      } while (after !== undefined)
      assert.deepEqual(seen, ['Ann', 'Bob', 'cid', 'dan', 'eve'])
    })

    test('disabling a user ends their sessions in the same unit, enabling does not', async () => {
      const { directory, told } = await open()
      const { userId } = await directory.createUser(create, person('ann'))
      await directory.updateUser(author('DisableUser'), userId, user => ({ ...user, status: 'DISABLED' }))
      await directory.updateUser(author('EnableUser'), userId, user => ({ ...user, status: 'ENABLED' }))
      assert.deepEqual(told, [`disabled ${userId}`])
    })

    test('a deleted user takes memberships, external ids, credentials and sessions along', async () => {
      const { directory, told } = await open()
      const externalId = { issuer: 'idp', id: '1' }
      const ann = await directory.createUser(create, { ...person('ann'), externalIds: [externalId] })
      const ops = await directory.createGroup(author('CreateGroup'), group('ops', { addMembers: [ann.userId] }))
      await directory.deleteUser(author('DeleteUser'), ann.userId)
      assert.equal(await directory.user(ann.userId), undefined)
      assert.equal(await directory.userByExternalId(externalId), undefined)
      assert.deepEqual((await directory.membersOf(ops.groupId, { limit: 10 })).items, [])
      assert.deepEqual(told, [`forget ${ann.userId}`, `deleted ${ann.userId}`])
    })

    test('a deleted user is remembered; deleting again changes nothing, an id that never was is refused', async () => {
      const { directory, events } = await open()
      const ann = await directory.createUser(create, person('Ann'))
      await directory.deleteUser(author('DeleteUser', 1_764_000_009_000), ann.userId)
      await directory.deleteUser(author('DeleteUser'), ann.userId)
      const expected = { type: 'USER', id: ann.userId, name: 'Ann', deletedAt: 1_764_000_009_000 } as const
      assert.deepEqual(await directory.principal('USER', ann.userId), expected)
      assert.equal(await directory.principal('GROUP', ann.userId), undefined)
      await assert.rejects(directory.deleteGroup(author('DeleteGroup'), ann.userId), { code: 'group.not_found' })
      await assert.rejects(directory.deleteUser(author('DeleteUser'), 'never'), { code: 'user.not_found' })
      const update = directory.updateUser(author('UpdateUser'), ann.userId, user => user)
      await assert.rejects(update, (error: { details: unknown }) => {
        assert.match(JSON.stringify(error.details), /deleted 2025-11-24T16:00:09Z/)
        return true
      })
      assert.deepEqual((await events()).map(event => event.eventName).sort(), ['CreateUser', 'DeleteUser'])
    })

    test('a name is free again after its user was deleted, and the id is another', async () => {
      const { directory } = await open()
      const first = await directory.createUser(create, person('ann'))
      await directory.deleteUser(author('DeleteUser'), first.userId)
      const second = await directory.createUser(create, person('ann'))
      assert.notEqual(second.userId, first.userId)
    })

    test('names and addresses of any allowed length are kept apart', async () => {
      const { directory } = await open()
      const long = '💥'.repeat(1020)
      for (const end of ['a', 'b']) {
        await directory.createGroup(author('CreateGroup'), group(`${long}${end}`))
        await directory.createUser(create, person(end, { emails: [{ value: `${long}${end}` }] }))
      }
      const page = await directory.groups({ limit: 1 })
      assert.ok((page.next ?? '').length < 1_100)
      assert.equal((await directory.groupByName(`${long}B`))?.displayName, `${long}b`)
      assert.equal((await directory.userByEmail(`${long}B`))?.userName, 'b')
    })

    for (const name of ['Administrator', 'AWSADMINISTRATORS'])
      test(`${name} is nobody's name`, async () => {
        const { directory } = await open()
        await assert.rejects(directory.createUser(create, person(name)), { code: 'directory.name_reserved' })
        await assert.rejects(directory.createGroup(create, group(name)), { code: 'directory.name_reserved' })
      })

    test('each change writes one event with the ids it concerns', async () => {
      const { directory, events } = await open()
      const { userId } = await directory.createUser(author('CreateUser', 1), person('ann'))
      const { groupId } = await directory.createGroup(author('CreateGroup', 2), group('ops'))
      const { membershipId } = await directory.addMember(author('CreateGroupMembership', 3), groupId, userId)
      await directory.updateGroup(author('UpdateGroup', 4), groupId, () => group('operations'))
      await directory.removeMember(author('DeleteGroupMembership', 5), membershipId)
      await directory.deleteGroup(author('DeleteGroup', 6), groupId)
      await directory.deleteUser(author('DeleteUser', 7), userId)
      const identityStoreId = `d-${userId.slice(0, 10)}`
      const membership = [groupId, membershipId, userId].sort()
      assert.deepEqual((await events()).reverse(), [
        { eventName: 'CreateUser', resources: [userId], response: { userId, identityStoreId } },
        { eventName: 'CreateGroup', resources: [groupId], response: { groupId, identityStoreId } },
        { eventName: 'CreateGroupMembership', resources: membership, response: { membershipId, identityStoreId } },
        { eventName: 'UpdateGroup', resources: [groupId], response: null },
        { eventName: 'DeleteGroupMembership', resources: membership, response: null },
        { eventName: 'DeleteGroup', resources: [groupId], response: null },
        { eventName: 'DeleteUser', resources: [userId], response: null },
      ])
    })
  })

  describe(`groups on ${engine.name}`, () => {
    test('two groups cannot share a display name, whatever its case', async () => {
      const { directory } = await open()
      await directory.createGroup(create, group('Ops'))
      await assert.rejects(directory.createGroup(create, group('OPS')), {
        code: 'group.name_taken',
        message: 'Duplicate GroupDisplayName',
      })
      const { groupId } = await directory.createGroup(create, group('Dev'))
      await assert.rejects(
        directory.updateGroup(create, groupId, () => group('ops')),
        { code: 'group.name_taken' },
      )
      await directory.updateGroup(create, groupId, before => ({ ...before, displayName: 'DEV' }))
      assert.equal((await directory.groupByName('dev'))?.displayName, 'DEV')
    })

    test('a change of a group may add and remove members, and says who is nobody', async () => {
      const { directory } = await open()
      const [ann, bob] = [
        await directory.createUser(create, person('ann')),
        await directory.createUser(create, person('bob')),
      ]
      const { groupId } = await directory.createGroup(create, group('ops', { addMembers: [ann.userId] }))
      await directory.updateGroup(create, groupId, before => ({
        ...before,
        addMembers: [bob.userId, bob.userId],
        removeMembers: [ann.userId],
      }))
      const members = async () => (await directory.membersOf(groupId, { limit: 10 })).items.map(found => found.userId)
      assert.deepEqual(await members(), [bob.userId])
      await assert.rejects(
        directory.updateGroup(create, groupId, before => ({
          ...before,
          removeMembers: [bob.userId],
          addMembers: ['x'],
        })),
        { code: 'user.not_found', message: 'Member does not exist' },
      )
      assert.deepEqual(await members(), [bob.userId])
    })

    test('any number of members fit into one change', async () => {
      const { directory, store } = await open()
      const ids = Array.from({ length: 2_001 }, (_, index) => `u${index}`)
      await assert.rejects(directory.createGroup(create, group('all', { addMembers: ids })), { code: 'user.not_found' })
      await directory.createGroup(create, group('none', { removeMembers: ids }))
      assert.deepEqual(await store.existingUsers(ids), [])
    })

    test('a deleted group takes its memberships along and is remembered', async () => {
      const { directory } = await open()
      const { userId } = await directory.createUser(create, person('ann'))
      const { groupId } = await directory.createGroup(create, group('ops', { description: 'Operations' }))
      const { membershipId } = await directory.addMember(create, groupId, userId)
      await directory.deleteGroup(author('DeleteGroup'), groupId)
      await directory.deleteGroup(author('DeleteGroup'), groupId)
      await directory.removeMember(author('DeleteGroupMembership'), membershipId)
      assert.deepEqual(await directory.groupIdsOf(userId), [])
      assert.equal((await directory.principal('GROUP', groupId))?.name, 'ops')
      await assert.rejects(directory.addMember(create, groupId, userId), {
        code: 'group.not_found',
        message: 'Group does not exist',
      })
    })
  })

  describe(`memberships on ${engine.name}`, () => {
    test('a user is a member of a group once, also when many say so at once', async () => {
      const { directory } = await open()
      const { userId } = await directory.createUser(create, person('ann'))
      const { groupId } = await directory.createGroup(create, group('ops'))
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => directory.addMember(create, groupId, userId)),
      )
      const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
      assert.deepEqual(refused, Array(7).fill('membership.exists'))
      assert.deepEqual(await directory.groupIdsOf(userId), [groupId])
    })

    test('nobody becomes a member of a group that is deleted at the same moment', async () => {
      const { directory } = await open()
      const { userId } = await directory.createUser(create, person('ann'))
      for (let round = 0; round < 5; round++) {
        const { groupId } = await directory.createGroup(create, group(`g${round}`))
        await Promise.allSettled([
          directory.addMember(create, groupId, userId),
          directory.deleteGroup(author('DeleteGroup'), groupId),
        ])
        assert.deepEqual(await directory.groupIdsOf(userId), [])
      }
    })

    test('memberships are listed both ways, page by page', async () => {
      const { directory } = await open()
      const users = await Promise.all(['a', 'b', 'c'].map(name => directory.createUser(create, person(name))))
      const ids = users.map(user => user.userId)
      const groups = await Promise.all(
        ['x', 'y', 'z'].map(name => directory.createGroup(create, group(name, { addMembers: ids }))),
      )
      const [first] = groups
      assert.ok(first)
      const one = await directory.membersOf(first.groupId, { limit: 2 })
      const two = await directory.membersOf(first.groupId, { limit: 2, after: one.next ?? '' })
      assert.deepEqual([...one.items, ...two.items].map(found => found.userId).sort(), [...ids].sort())
      assert.equal(two.next, undefined)
      const [ann = ''] = ids
      const of = await directory.membershipsOf(ann, { limit: 10 })
      assert.deepEqual(of.items.map(found => found.groupId).sort(), groups.map(found => found.groupId).sort())
      assert.deepEqual(await directory.memberIn(ann, [first.groupId, 'other']), [first.groupId])
      assert.equal((await directory.membershipOf(ann, first.groupId))?.groupId, first.groupId)
    })
  })
}
