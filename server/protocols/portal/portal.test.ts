import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sessionRoutes } from '#server/sessions/routes.ts'
import { ORIGIN } from '#server/signin/testing/world.ts'
import { engines } from '#tests/engines.ts'
import { aliasStartUrl } from './start-url.ts'
import { ACCOUNTS, DEVICE_GRANT, type PortalWorld, portalWorld } from './testing/world.ts'

const [engine] = engines
if (engine === undefined) throw new Error('no engine')

async function bearer(world: PortalWorld): Promise<Record<string, string>> {
  const client = (
    await world.post('/client/register', { clientName: 'cli', clientType: 'public', scopes: ['sso:account:access'] })
  ).json()
  const { clientId, clientSecret } = client
  const device = (await world.post('/device_authorization', { clientId, clientSecret, startUrl: ORIGIN })).json()
  const window = await world.signedIn()
  await window.get(`/device?user_code=${device.userCode}`)
  await window.submit({ decision: 'allow' })
  const grant = { clientId, clientSecret, grantType: DEVICE_GRANT, deviceCode: device.deviceCode }
  return { 'x-amz-sso_bearer_token': (await world.post('/token', grant)).json().accessToken }
}

const credentials = '/federation/credentials?role_name=Admin&account_id=111122223333'

describe('the portal API', () => {
  test('lists accounts, a page at a time', async () => {
    const world = await portalWorld(engine)
    const headers = await bearer(world)
    const seen: string[] = []
    let next = ''
    do {
      const page = (await world.call('GET', `/assignment/accounts?max_result=2&next_token=${next}`, headers)).json()
      seen.push(...page.accountList.map((account: { accountId: string }) => account.accountId))
      next = page.nextToken ?? ''
    } while (next !== '')
    assert.deepEqual(seen, ACCOUNTS)
    const { accountList, nextToken } = (await world.call('GET', '/assignment/accounts', headers)).json()
    const [accountId] = ACCOUNTS
    assert.deepEqual(accountList[0], {
      accountId,
      accountName: `Account ${accountId}`,
      emailAddress: `${accountId}@example.org`,
    })
    assert.equal(nextToken, null)
  })

  test('lists roles by permission set name', async () => {
    const world = await portalWorld(engine)
    const headers = await bearer(world)
    const page = (await world.call('GET', '/assignment/roles?account_id=111122223333&max_result=1', headers)).json()
    assert.deepEqual(page.roleList, [{ roleName: 'Admin', accountId: '111122223333' }])
    assert.ok(page.nextToken)
  })

  test('gives role credentials that expire in milliseconds, and writes one event', async () => {
    const world = await portalWorld(engine)
    const headers = await bearer(world)
    const before = (await world.records()).length
    const answer = await world.call('GET', credentials, headers)
    assert.equal(answer.headers['cache-control'], 'no-store')
    const { roleCredentials } = answer.json()
    assert.equal(roleCredentials.expiration, world.clock() + 3_600_000)
    assert.deepEqual(Object.keys(roleCredentials).sort(), [
      'accessKeyId',
      'expiration',
      'secretAccessKey',
      'sessionToken',
    ])
    assert.equal(world.issued[0]?.sessionName, 'ann')
    const records = (await world.records()).slice(before)
    assert.deepEqual(
      records.map(({ eventName }) => eventName),
      ['GetRoleCredentials'],
    )
    assert.deepEqual(records[0]?.serviceEventDetails, { role_name: 'Admin', account_id: '111122223333' })
    assert.ok(!JSON.stringify(records).includes('secret'))
  })

  for (const [why, path, status, exception] of [
    [
      'a role that is not assigned',
      '/federation/credentials?role_name=Other&account_id=111122223333',
      403,
      'ForbiddenException',
    ],
    ['an account that is not assigned', '/assignment/roles?account_id=999999999999', 403, 'ForbiddenException'],
    ['no role name', '/federation/credentials?account_id=111122223333', 400, 'InvalidRequestException'],
    ['an account id of letters', '/assignment/roles?account_id=abc', 400, 'InvalidRequestException'],
    [
      'an account id sent twice',
      '/assignment/roles?account_id=111122223333&account_id=1',
      400,
      'InvalidRequestException',
    ],
    ['a page of none', '/assignment/accounts?max_result=0', 400, 'InvalidRequestException'],
    ['a page of 101', '/assignment/accounts?max_result=101', 400, 'InvalidRequestException'],
    ['a page token of ours for another list', '/assignment/accounts?next_token=MTIz.x', 400, 'InvalidRequestException'],
  ] as const)
    test(`${why} is ${exception} with ${status}`, async () => {
      const world = await portalWorld(engine)
      const answer = await world.call('GET', path, await bearer(world))
      const body = answer.json()
      assert.deepEqual(
        [answer.statusCode, answer.headers['x-amzn-errortype'], body.__type],
        [status, exception, exception],
      )
      assert.equal(answer.headers['x-amzn-requestid'], body.refusal.reference)
      if (status === 403) assert.match(body.message, /^No access\./)
      assert.ok(!answer.body.includes('only for administrators'))
    })

  test('a refused role is found in the events by the reference', async () => {
    const world = await portalWorld(engine)
    const path = '/federation/credentials?role_name=Other&account_id=111122223333'
    const { refusal } = (await world.call('GET', path, await bearer(world))).json()
    const { items } = await world.stores.events.find({ eventId: refusal.reference, limit: 1 })
    assert.equal(items[0]?.eventName, 'GetRoleCredentials')
    assert.ok(items[0]?.record.includes('only for administrators'))
  })

  for (const [why, headers] of [
    ['no token', {}],
    ['a token of nobody', { 'x-amz-sso_bearer_token': 'aoax' }],
    ['a token in the Authorization header', { authorization: 'Bearer aoax' }],
  ] as const)
    test(`${why} is UnauthorizedException with AWS's sentence`, async () => {
      const world = await portalWorld(engine)
      const answer = await world.call('GET', credentials, headers)
      assert.deepEqual([answer.statusCode, answer.headers['x-amzn-errortype']], [401, 'UnauthorizedException'])
      assert.match(answer.json().message, /^Session token not found or invalid\./)
      assert.deepEqual(await world.records(), [], 'garbage is counted, not recorded')
      assert.equal(world.audit.counted().get('session.unknown_token'), 1)
    })

  test('logout ends the session and its tokens at once', async () => {
    const world = await portalWorld(engine)
    const headers = await bearer(world)
    const answer = await world.call('POST', '/logout', headers)
    assert.deepEqual([answer.statusCode, answer.body], [200, ''])
    const after = await world.call('GET', credentials, headers)
    assert.equal(after.statusCode, 401)
    assert.equal(after.json().refusal.code, 'session.ended')
  })
})

describe('the portal API in the browser', () => {
  const self = { 'x-portico-as': 'self' }

  test("takes the session of the portal's own page", async () => {
    const world = await portalWorld(engine)
    const window = await world.signedIn()
    assert.equal((await window.get(credentials, self)).status, 200)
  })

  for (const [why, headers, status] of [
    ['from another site', { ...self, 'sec-fetch-site': 'cross-site' }, 403],
    ['without x-portico-as', {}, 403],
    ['in the name of a permission set', { 'x-portico-as': 'Admin' }, 403],
    ['beside an Authorization header', { ...self, authorization: 'x' }, 401],
    ['beside a token of nobody', { ...self, 'x-amz-sso_bearer_token': 'aoax' }, 401],
  ] as const)
    test(`does not take it ${why}`, async () => {
      const window = await (await portalWorld(engine)).signedIn()
      assert.equal((await window.get(credentials, headers)).status, status)
    })

  test('says who is signed in, and ends other sessions', async () => {
    const world = await portalWorld(engine)
    const { sessions, people, instance, clock } = world
    await world.app.register(sessionRoutes, {
      sessions,
      people,
      instance,
      clock,
      origin: ORIGIN,
      administers: async () => ['AdministratorAccess'],
      aliasStartUrl: aliasStartUrl(instance),
    })
    const window = await world.signedIn()
    const me = JSON.parse((await window.get('/api/v1/session', self)).body)
    assert.equal(me.user.userName, 'ann')
    assert.equal(me.portal.startUrl, `${ORIGIN}/start`)
    assert.deepEqual(me.administers, ['AdministratorAccess'])
    const { sessions: open } = JSON.parse((await window.get('/api/v1/sessions', self)).body)
    assert.deepEqual(
      open.map((one: { current: boolean }) => one.current),
      [true],
    )
    const stranger = await world.call('GET', '/api/v1/session')
    assert.deepEqual([stranger.statusCode, stranger.json().refusal.code], [401, 'http.no_session'])
  })
})

test("HEAD of the start URL leads to a name of AWS's own, for current CLIs", async () => {
  const world = await portalWorld(engine)
  const { instanceId, region } = world.instance
  for (const path of ['/start', '/start/']) {
    const answer = await world.call('HEAD', path)
    assert.equal(answer.statusCode, 302)
    assert.equal(answer.headers.location, `https://${instanceId}.portal.${region}.app.aws/`)
  }
})
