import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Console, consoleWorld } from '#tests/console.ts'
import { engines, type TestEngine } from '#tests/engines.ts'

const READS = ['identitystore:List*', 'identitystore:Describe*', 'sso-directory:Describe*']

async function worldOn(engine: TestEngine) {
  const w = await consoleWorld(engine)
  const reader = await w.somebody('reader', { Effect: 'Allow', Action: READS, Resource: '*' })
  const ids = []
  for (const name of ['Zoé', 'bea', 'Cem', 'dora', 'edgar']) ids.push(await w.user(name))
  const [zoe = '', bea = '', cem = ''] = ids
  const all = await w.group('Everybody', ...ids)
  const two = await w.group('Two', zoe, bea)
  const eventsOf = async (eventName: string, userId: string) => {
    const { items } = await w.app.audit.find({ eventName, limit: 50 })
    return items.map(item => JSON.parse(item.record)).filter(record => JSON.stringify(record).includes(userId))
  }
  return { ...w, reader, zoe, bea, cem, all, two, eventsOf }
}

/** Two rows at a time. */
async function paged<T>(by: Console, path: string, member: string): Promise<readonly T[]> {
  const rows: T[] = []
  for (let token = ''; ; ) {
    const { status, json } = await by.get(`${path}${path.includes('?') ? '&' : '?'}limit=2${token}`)
    assert.equal(status, 200, JSON.stringify(json))
    assert.ok(json[member].length <= 2)
    rows.push(...json[member])
    if (json.next === undefined) return rows
    token = `&token=${encodeURIComponent(json.next)}`
  }
}

type Row = Readonly<Record<string, unknown>>

for (const engine of engines) {
  const w = await worldOn(engine)
  const { admin, reader } = w

  describe(`users and groups in /api/v1 on ${engine.name}`, () => {
    test('users are listed in the order that is asked for, page by page', async () => {
      const names = async (query: string) =>
        (await paged<Row>(admin, `/users${query}`, 'users')).map(row => row.userName)
      const byName = ['ada', 'bea', 'Cem', 'dora', 'edgar', 'reader', 'Zoé']
      assert.deepEqual(await names(''), byName)
      assert.deepEqual(await names('?sort=userName'), byName)
      assert.deepEqual(await names('?sort=-userName'), byName.toReversed())
      const byAge = await names('?sort=createdAt')
      assert.deepEqual(byAge.toSorted(), byName.toSorted())
      assert.deepEqual(await names('?sort=-createdAt'), byAge.toReversed())
    })

    test('a user is found without case and accents, with what the list shows', async () => {
      const [found, ...others] = (await admin.get('/users?search=ADA%20lov')).json.users
      const { userId, createdAt, ...shown } = found
      assert.deepEqual(others, [])
      assert.equal(userId, w.ada.userId)
      assert.ok(Number.isInteger(createdAt))
      const name = { userName: 'ada', displayName: 'Ada Lovelace', email: 'ada@example.org' }
      assert.deepEqual(shown, { ...name, status: 'ENABLED' })
      assert.deepEqual((await admin.get('/users?search=zoe')).json.users[0].userId, w.zoe)
      assert.deepEqual((await admin.get('/users?search=nobody')).json, { users: [] })
    })

    test('groups come with the number of their members, members with their memberships, groups of a user too', async () => {
      const groups = await paged<Row>(admin, '/groups', 'groups')
      assert.deepEqual(
        groups.map(row => [row.displayName, row.members]),
        [
          ['Everybody', 5],
          ['Two', 2],
        ],
      )
      assert.deepEqual((await admin.get('/groups?search=tw&sort=-createdAt')).json.groups[0].groupId, w.two)
      const members = await paged<Row>(admin, `/groups/${w.all}/members`, 'members')
      assert.deepEqual(
        members.map(row => row.userName),
        ['bea', 'Cem', 'dora', 'edgar', 'Zoé'],
      )
      const membership = await w.app.directory.membershipOf(w.bea, w.all)
      assert.equal(members[0]?.membershipId, membership?.membershipId)
      assert.equal(members[0]?.joinedAt, membership?.createdAt)
      assert.equal((await admin.get(`/groups/${w.all}/members?search=zo`)).json.members.length, 1)
      const own = await paged<Row>(admin, `/users/${w.bea}/groups`, 'groups')
      assert.deepEqual(
        own.map(row => [row.displayName, row.members]),
        [
          ['Everybody', 5],
          ['Two', 2],
        ],
      )
    })

    test('a token continues its own list only', async () => {
      const { next } = (await admin.get('/users?limit=2')).json
      for (const path of ['/users?search=e', '/users?status=ENABLED', '/users?sort=-userName', '/groups?'])
        assert.equal((await admin.get(`${path}&token=${encodeURIComponent(next)}`)).status, 400, path)
    })

    test('whoever is not there is missing, and what is not allowed in a query is refused by code', async () => {
      const nobody = '00000000-0000-4000-8000-000000000000'
      for (const [path, code] of [
        [`/users/${nobody}/groups`, 'user.not_found'],
        [`/groups/${nobody}/members`, 'group.not_found'],
      ] as const) {
        const { status, json } = await admin.get(path)
        assert.deepEqual([status, json.refusal.code], [404, code])
      }
      for (const verb of ['enable', 'disable'])
        assert.equal((await admin.post(`/users/${nobody}/${verb}`)).json.refusal.code, 'user.not_found')
      const long = 'x'.repeat(257)
      for (const query of [
        'limit=0',
        'limit=201',
        'sort=email',
        'status=GONE',
        `search=${long}`,
        'search=%00',
        'more=1',
      ])
        assert.equal((await admin.get(`/users?${query}`)).status, 400, query)
      assert.equal((await admin.get(`/users/${encodeURIComponent("a'b")}/groups`)).status, 400)
    })

    test('disabling ends sessions and enabling lets in again, each with one event; again changes nothing', async () => {
      const { userId } = { userId: await w.user('leaver') }
      const leaver = await w.app.signin.signInAfterSetup(w.app.author('Test'), userId)
      assert.equal((await admin.post(`/users/${userId}/disable`)).status, 204)
      assert.equal((await w.app.directory.user(userId))?.status, 'DISABLED')
      assert.equal(await w.app.sessions.byToken(leaver.sessionToken), undefined)
      assert.equal((await admin.post(`/users/${userId}/disable`)).status, 204)
      assert.deepEqual((await admin.get('/users?status=DISABLED')).json.users[0].userId, userId)
      assert.equal((await admin.post(`/users/${userId}/enable`)).status, 204)
      assert.equal((await admin.post(`/users/${userId}/enable`)).status, 204)
      assert.deepEqual((await admin.get('/users?status=DISABLED')).json.users, [])
      for (const name of ['DisableUser', 'EnableUser']) {
        const [event, ...others] = await w.eventsOf(name, userId)
        assert.deepEqual(others, [])
        assert.deepEqual([event.eventSource, event.readOnly], ['sso-directory.amazonaws.com', false])
      }
    })

    test('a policy that reads reads every list, writes no event by it, and is refused each change with an event', async () => {
      const before = (await w.app.audit.find({ limit: 1 })).items[0]?.eventId
      for (const path of ['/users', '/groups', `/groups/${w.all}/members`, `/users/${w.cem}/groups`])
        assert.equal((await reader.get(path)).status, 200, path)
      assert.equal((await w.app.audit.find({ limit: 1 })).items[0]?.eventId, before)
      for (const [verb, name] of [
        ['enable', 'EnableUser'],
        ['disable', 'DisableUser'],
      ] as const) {
        assert.equal((await reader.post(`/users/${w.cem}/${verb}`)).status, 403)
        const [event, ...others] = await w.eventsOf(name, w.cem)
        assert.deepEqual(others, [])
        assert.equal(event.errorCode, 'policy.access_denied')
      }
      assert.equal((await w.app.directory.user(w.cem))?.status, 'ENABLED')
    })

    test('what the identity store API keeps from somebody, these lists keep from them too', async () => {
      const all = { Effect: 'Allow', Action: 'identitystore:*' }
      const group = (id: string) => `arn:aws:identitystore:::group/${id}`
      const store = `arn:aws:identitystore::${w.managementAccountId}:identitystore/*`
      const every = 'arn:aws:identitystore:::membership/*'
      const one = await w.somebody('one-group', { ...all, Resource: [store, group(w.two), every] })
      assert.equal((await one.get(`/groups/${w.two}/members`)).status, 200)
      const refused = ['/users', '/groups', `/groups/${w.all}/members`, `/users/${w.cem}/groups`]
      for (const path of refused) assert.equal((await one.get(path)).status, 403, path)
      const stranger = await w.somebody('stranger', { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' })
      for (const path of [...refused, `/groups/${w.two}/members`]) {
        const { status, json } = await stranger.get(path)
        assert.equal(status, 403, path)
        assert.ok(json.refusal.code !== undefined)
      }
    })
  })
}
