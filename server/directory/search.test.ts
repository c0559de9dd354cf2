import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from '#server/base/paging.ts'
import type { Storage } from '#server/storage/index.ts'
import { engines } from '#tests/engines.ts'
import { searchStore } from './search-store.ts'
import { author, directoryOver, person } from './testing/directory.ts'
import type { DirectorySearch, ListOrder, PrincipalType, UserStatus } from './types.ts'

const BY_NAME: ListOrder = { by: 'name', descending: false }
const ORDERS: readonly ListOrder[] = [
  BY_NAME,
  { by: 'name', descending: true },
  { by: 'age', descending: false },
  { by: 'age', descending: true },
]

/** All rows of a list, and how many pages they came on. */
async function walked<T>(limit: number, page: (request: { limit: number; after?: string }) => Promise<Page<T>>) {
  const rows: T[] = []
  for (let [pages, after] = [1, {}]; ; pages++) {
    const { items, next } = await page({ limit, ...after })
    rows.push(...items)
    assert.ok(items.length <= limit)
    if (next === undefined) return { rows, pages }
    after = { after: next }
  }
}

const namesFound = async (lists: DirectorySearch, search: string, status?: UserStatus) =>
  (await lists.users({ search, order: BY_NAME, limit: 50, ...(status === undefined ? {} : { status }) })).items.map(
    user => user.userName,
  )

const wordsIn = async ({ db }: Storage, type: PrincipalType, id: string): Promise<readonly string[]> => {
  const words = db.selectFrom('search_word').select('word').orderBy('word')
  const rows = await words.where('principal_type', '=', type).where('principal_id', '=', id).execute()
  return rows.map(row => row.word)
}

for (const engine of engines) {
  const open = async () => {
    const storage = await engine.fresh()
    return { storage, ...directoryOver(storage), lists: searchStore(storage.db) }
  }

  describe(`users are searched on ${engine.name}`, () => {
    test('by the beginnings of words of each of their names, whatever case and accents', async () => {
      const { directory, lists } = await open()
      await directory.createUser(author('CreateUser'), {
        ...person('ilopez-ruiz', { displayName: 'Chief Cook', name: { givenName: 'Inês', familyName: 'López Ruiz' } }),
        emails: [{ value: 'ines.l@Kitchen.example', type: 'work', primary: true }],
      })
      await directory.createUser(author('CreateUser'), person('ΟΔΟΣΣΕΥΣ', { displayName: 'Straße' }))
      const found = [
        'ilopez',
        'RUIZ',
        'chi',
        'COOK',
        'ines',
        'INÊS',
        'Ine\u0302s',
        'lopez',
        'ines.l',
        'INES.L@kitchen.ex',
      ]
      for (const search of found) assert.deepEqual(await namesFound(lists, search), ['ilopez-ruiz'], search)
      for (const search of ['οδος', 'ΟΔΟΣ', 'οδοσσευς', 'straß'])
        assert.deepEqual(await namesFound(lists, search), ['ΟΔΟΣΣΕΥΣ'], search)
      for (const search of ['opez', 'kitchen', '%', '_lopez', 'ilopez*', "'"])
        assert.deepEqual(await namesFound(lists, search), [], search)
    })

    test('by all terms together, in any order, among those of one status', async () => {
      const { directory, lists } = await open()
      const make = (userName: string, givenName: string, familyName: string) =>
        directory.createUser(author('CreateUser'), {
          ...person(userName, { displayName: userName, name: { givenName, familyName } }),
        })
      await make('u1', 'Ada', 'Lovelace')
      const { userId } = await make('u2', 'Adam', 'Lovett')
      await make('u3', 'Ada', 'Byron')
      assert.deepEqual(await namesFound(lists, 'ada lov'), ['u1', 'u2'])
      assert.deepEqual(await namesFound(lists, '  LOV   ada '), ['u1', 'u2'])
      assert.deepEqual(await namesFound(lists, 'ada lov u1'), ['u1'])
      assert.deepEqual(await namesFound(lists, 'ada nobody'), [])
      assert.deepEqual(await namesFound(lists, '   '), ['u1', 'u2', 'u3'])
      await directory.updateUser(author('DisableUser'), userId, before => ({ ...before, status: 'DISABLED' }))
      assert.deepEqual(await namesFound(lists, 'ada lov', 'DISABLED'), ['u2'])
      assert.deepEqual(await namesFound(lists, 'ada lov', 'ENABLED'), ['u1'])
      assert.deepEqual(await namesFound(lists, '', 'DISABLED'), ['u2'])
    })

    test('by what they are called now: a new name replaces the words of the old one, and the deleted are not found', async () => {
      const { directory, lists, storage } = await open()
      const { userId } = await directory.createUser(author('CreateUser'), person('before', { displayName: 'Old Name' }))
      await directory.updateUser(author('UpdateUser'), userId, user => ({
        ...user,
        userName: 'after',
        displayName: 'New Name',
      }))
      assert.deepEqual(await namesFound(lists, 'before'), [])
      assert.deepEqual(await namesFound(lists, 'old'), [])
      for (const search of ['after', 'new', 'name', 'given'])
        assert.deepEqual(await namesFound(lists, search), ['after'])
      const words = await wordsIn(storage, 'USER', userId)
      assert.deepEqual(words, ['after', 'family', 'given', 'name', 'new'])
      await directory.updateUser(author('DisableUser'), userId, user => ({ ...user, status: 'DISABLED' }))
      assert.deepEqual(await wordsIn(storage, 'USER', userId), words)
      await directory.deleteUser(author('DeleteUser'), userId)
      assert.deepEqual(await wordsIn(storage, 'USER', userId), [])
      assert.deepEqual(await namesFound(lists, 'after'), [])
    })

    test('a user who was there before the words has all of them after the next new name', async () => {
      const { directory, lists, storage } = await open()
      const { userId } = await directory.createUser(author('CreateUser'), person('early', { displayName: 'Early' }))
      await storage.unit(db => db.deleteFrom('search_word').where('word', '=', 'family').execute())
      await directory.updateUser(author('UpdateUser'), userId, user => ({ ...user, displayName: 'Earlier' }))
      assert.deepEqual(await namesFound(lists, 'family'), ['early'])
    })

    test('a refused rename leaves the words as they were', async () => {
      const { directory, lists } = await open()
      await directory.createUser(author('CreateUser'), person('ann'))
      const { userId } = await directory.createUser(author('CreateUser'), person('bob'))
      const rename = directory.updateUser(author('UpdateUser'), userId, user => ({ ...user, userName: 'ann' }))
      await assert.rejects(rename, { code: 'user.name_taken' })
      assert.deepEqual(await namesFound(lists, 'bob'), ['bob'])
      assert.deepEqual(await namesFound(lists, 'ann'), ['ann'])
    })

    test('names of the greatest length are kept and found', async () => {
      const { directory, lists } = await open()
      const long = `${'word '.repeat(200)}${'😀'.repeat(12)}`
      await directory.createUser(author('CreateUser'), person('x'.repeat(128), { displayName: long }))
      for (const search of ['x'.repeat(40), 'x'.repeat(128), 'word'])
        assert.equal((await namesFound(lists, search)).length, 1, search)
      assert.equal((await namesFound(lists, 'word '.repeat(60))).length, 1)
    })

    test('pages lose and repeat nobody, in each order, with and without search and status', async () => {
      const { directory, lists } = await open()
      for (let number = 0; number < 23; number++) {
        // Several of one instant, so that the order by age needs more than the age.
        const at = 1_764_000_000_000 + Math.floor(number / 4) * 1_000
        const name = `u${(number * 7) % 23}`
        const details = person(name, { displayName: number % 3 === 0 ? 'Third Person' : 'Person' })
        const { userId } = await directory.createUser(author('CreateUser', at), details)
        if (number % 2 === 0)
          await directory.updateUser(author('DisableUser', at), userId, user => ({ ...user, status: 'DISABLED' }))
      }
      const expected = { '': [23, 12, 11], third: [8, 4, 4], 'third per': [8, 4, 4], nobody: [0, 0, 0] }
      for (const order of ORDERS)
        for (const [search, [every, disabled, enabled]] of Object.entries(expected))
          for (const [filter, count] of [
            [{}, every],
            [{ status: 'DISABLED' }, disabled],
            [{ status: 'ENABLED' }, enabled],
          ] as const) {
            const { rows } = await walked(3, page => lists.users({ search, order, ...filter, ...page }))
            const what = JSON.stringify([order, search, filter])
            assert.equal(rows.length, count, what)
            assert.equal(new Set(rows.map(row => row.userId)).size, count, what)
            const keys = rows.map(row => (order.by === 'name' ? row.userName : `${row.createdAt} ${row.userId}`))
            assert.deepEqual(keys, order.descending ? keys.toSorted().reverse() : keys.toSorted(), what)
          }
    })
  })

  describe(`groups are searched on ${engine.name}`, () => {
    test('by the words of names and descriptions, with the number of their members', async () => {
      const { directory, lists, storage } = await open()
      const { userId } = await directory.createUser(author('CreateUser'), person('ann'))
      const make = (displayName: string, description: string, addMembers: readonly string[] = []) =>
        directory.createGroup(author('CreateGroup'), { displayName, description, addMembers })
      const ops = await make('Plattform-Betrieb', 'Runs the Kubernetes clusters', [userId])
      await make('Empty', 'Nobody runs')
      const find = async (search: string, order = BY_NAME) =>
        (await lists.groups({ search, order, limit: 50 })).items.map(group => [group.displayName, group.members])
      assert.deepEqual(await find(''), [
        ['Empty', 0],
        ['Plattform-Betrieb', 1],
      ])
      assert.deepEqual(await find('', { by: 'name', descending: true }), [
        ['Plattform-Betrieb', 1],
        ['Empty', 0],
      ])
      assert.deepEqual(await find('BETR kuber'), [['Plattform-Betrieb', 1]])
      assert.deepEqual(await find('runs'), [
        ['Empty', 0],
        ['Plattform-Betrieb', 1],
      ])
      const words = { displayName: 'Renamed', description: 'word '.repeat(100) }
      await directory.updateGroup(author('UpdateGroup'), ops.groupId, group => ({ ...group, ...words }))
      assert.deepEqual(await find('betrieb'), [])
      assert.deepEqual(await find('rena'), [['Renamed', 1]])
      await directory.deleteGroup(author('DeleteGroup'), ops.groupId)
      assert.deepEqual(await find('rena'), [])
      assert.deepEqual(await wordsIn(storage, 'GROUP', ops.groupId), [])
    })

    test('pages lose and repeat none, in each order', async () => {
      const { directory, lists } = await open()
      for (let number = 0; number < 11; number++)
        await directory.createGroup(author('CreateGroup', 1_764_000_000_000 + (number % 3) * 1_000), {
          displayName: `Team ${number}`,
        })
      for (const order of ORDERS)
        for (const search of ['', 'team']) {
          const { rows } = await walked(2, page => lists.groups({ search, order, ...page }))
          assert.equal(rows.length, 11)
          assert.equal(new Set(rows.map(row => row.groupId)).size, 11)
          const ages = rows.map(row => row.createdAt)
          if (order.by === 'age') assert.deepEqual(ages, order.descending ? ages.toSorted().reverse() : ages.toSorted())
        }
    })

    test('members come in the order of their names with their memberships; who left or was deleted is gone', async () => {
      const { directory, lists } = await open()
      const ids = []
      for (const name of ['dan', 'ann', 'cid', 'bob'])
        ids.push((await directory.createUser(author('CreateUser'), person(name))).userId)
      const [dan = '', , cid = ''] = ids
      const { groupId } = await directory.createGroup(author('CreateGroup'), { displayName: 'All', addMembers: ids })
      const names = async (search = '') =>
        (await walked(2, page => lists.members(groupId, { search, ...page }))).rows.map(row => row.userName)
      assert.deepEqual(await names(), ['ann', 'bob', 'cid', 'dan'])
      assert.deepEqual(await names('b'), ['bob'])
      const [first] = (await lists.members(groupId, { limit: 1 })).items
      const membership = await directory.membershipOf(first?.userId ?? '', groupId)
      assert.deepEqual([first?.membershipId, first?.joinedAt], [membership?.membershipId, membership?.createdAt])
      const of = await directory.membershipOf(dan, groupId)
      await directory.removeMember(author('DeleteGroupMembership'), of?.membershipId ?? '')
      await directory.deleteUser(author('DeleteUser'), cid)
      assert.deepEqual(await names(), ['ann', 'bob'])
      assert.deepEqual(await lists.members('nobody', { limit: 5 }), { items: [] })
    })

    test('groups of a user come in the order of their names, page by page, with when the user joined', async () => {
      const { directory, lists } = await open()
      const { userId } = await directory.createUser(author('CreateUser'), person('ann'))
      const other = await directory.createUser(author('CreateUser'), person('bob'))
      for (const displayName of ['C', 'A', 'B'])
        await directory.createGroup(author('CreateGroup', 1_764_000_005_000), {
          displayName,
          addMembers: displayName === 'A' ? [userId, other.userId] : [userId],
        })
      const { rows } = await walked(2, page => lists.groupsOf(userId, page))
      assert.deepEqual(
        rows.map(row => [row.displayName, row.members, row.joinedAt]),
        [
          ['A', 2, 1_764_000_005_000],
          ['B', 1, 1_764_000_005_000],
          ['C', 1, 1_764_000_005_000],
        ],
      )
    })
  })

  const large = await largeDirectory(await engine.fresh())
  describe(`a large directory on ${engine.name}`, () => {
    test('a word that everybody has finds everybody once, in each order; few of one status are all found', async () => {
      const { lists, count } = large
      for (const order of ORDERS) {
        const { rows } = await walked(1_500, page => lists.users({ search: 'every', order, ...page }))
        assert.equal(new Set(rows.map(row => row.userId)).size, count)
        assert.equal(rows.length, count)
        for (const search of ['', 'every', 'every odd'])
          assert.deepEqual(
            (await walked(2, page => lists.users({ search, status: 'DISABLED', order, ...page }))).rows.length,
            6,
          )
      }
    })

    test('terms that very many have and terms that few have combine', async () => {
      const { lists } = large
      const names = async (search: string, limit: number) =>
        (await walked(limit, page => lists.users({ search, order: BY_NAME, ...page }))).rows.map(row => row.userName)
      assert.deepEqual(
        await names('every user0000', 3),
        Array.from({ length: 10 }, (_, n) => `user0000${n}`),
      )
      assert.equal((await names('odd every', 400)).length, 6_000)
    })

    for (const [group, size] of [
      ['everyFifth', 2_400],
      ['first', 2_100],
      ['last', 2_100],
      ['everybody', 12_000],
      ['small', 2_000],
    ] as const)
      test(`a group of ${size} is paged through: ${group}`, async () => {
        const { lists } = large
        for (const limit of [50, 200]) {
          const { rows } = await walked(limit, page => lists.members(group, page))
          const names = rows.map(row => row.userName)
          assert.equal(new Set(names).size, size)
          assert.deepEqual(names, names.toSorted())
        }
        const odd = await walked(200, page => lists.members(group, { search: 'odd', ...page }))
        const every = await walked(200, page => lists.members(group, { search: 'every', ...page }))
        assert.equal(every.rows.length, size)
        assert.equal(new Set(odd.rows.map(row => row.userId)).size, size / 2)
        assert.deepEqual((await lists.members(group, { search: 'nobody', limit: 5 })).items, [])
      })
  })
}

/** 12,000 users, written as rows: every one has the words `every` and `user…`, every second `odd`; six are disabled. */
async function largeDirectory(storage: Storage) {
  const count = 12_000
  const changed = { created_by: 'test', updated_by: 'test', updated_at: 1 }
  const users = Array.from({ length: count }, (_, number) => {
    const name = `user${String(number).padStart(5, '0')}`
    return {
      ...{ user_id: `id-${(number * 7_919) % count}`, user_name: name, name_key: name, display_name: null },
      ...{ email_key: null, details: '{"attributes":{}}', created_at: Math.floor(number / 5), ...changed },
      status: number % 2_000 === 1_999 ? ('DISABLED' as const) : ('ENABLED' as const),
    }
  })
  const words = users.flatMap(({ user_id, user_name }, number) =>
    [user_name, 'every', ...(number % 2 === 1 ? ['odd'] : [])].map(word => ({
      ...{ principal_type: 'USER' as const, word, principal_id: user_id },
    })),
  )
  const groups = {
    everyFifth: users.filter((_, number) => number % 5 === 0),
    first: users.slice(0, 2_100),
    last: users.slice(-2_100),
    everybody: users,
    small: users.slice(0, 2_000),
  }
  const memberships = Object.entries(groups).flatMap(([group_id, members]) =>
    members.map(({ user_id }) => ({
      ...{ membership_id: `${group_id} ${user_id}`, group_id, user_id, created_at: 1, ...changed },
    })),
  )
  await storage.unit(async db => {
    for (const rows of portions(users)) await db.insertInto('directory_user').values(rows).execute()
    for (const rows of portions(words)) await db.insertInto('search_word').values(rows).execute()
    for (const rows of portions(memberships)) await db.insertInto('membership').values(rows).execute()
  })
  return { count, lists: searchStore(storage.db) }
}

function portions<T>(rows: readonly T[], size = 1_000): readonly T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, at) => rows.slice(at * size, (at + 1) * size))
}
