import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { type Browser, browser } from './testing/browser.ts'
import { PASSWORD, type SigninWorld, signinWorld } from './testing/world.ts'

const MINUTE = 60_000
const HERE = { sourceIp: '192.0.2.1', userAgent: 'test' }

async function giveName(window: Browser, userName: string, returnTo = '/start/') {
  await window.get(`/signin?return=${encodeURIComponent(returnTo)}`)
  await window.submit({ username: userName })
  return window.follow()
}

async function signIn(window: Browser, userName: string, password = PASSWORD, returnTo?: string) {
  await giveName(window, userName, returnTo)
  return window.submit({ password })
}

const sessionOf = (world: SigninWorld, window: Browser) =>
  world.sessions.byToken(window.cookies.get('portico_session') ?? '')

const shown = (records: readonly Record<string, unknown>[]) =>
  records
    .filter(({ eventSource }) => eventSource === 'signin.amazonaws.com')
    .map(({ eventName, serviceEventDetails }) => `${eventName} ${Object.values(serviceEventDetails ?? {})[0]}`)

for (const engine of engines)
  describe(`signing in on ${engine.name}`, () => {
    test('name and password lead to a session and to where the person wanted to go', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann')
      const window = browser(world.app)
      const answer = await signIn(window, 'Ann', PASSWORD, '/device?user_code=BCDF-GHJK')
      assert.deepEqual([answer.status, answer.location], [303, '/device?user_code=BCDF-GHJK'])
      assert.equal((await sessionOf(world, window))?.userId, userId)
      assert.equal(window.cookies.has('portico_signin'), false)
    })

    test('the three events of a sign-in share its workflow id and name the user once', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann')
      await signIn(browser(world.app), 'ann', PASSWORD, '/authorize?code_challenge=secret')
      const records = (await world.records()).filter(({ eventSource }) => eventSource === 'signin.amazonaws.com')
      assert.deepEqual(shown(records), [
        'CredentialChallenge Success',
        'CredentialVerification Success',
        'UserAuthentication Success',
      ])
      const data = records.map(record => record.additionalEventData as Record<string, string>)
      assert.equal(new Set(data.map(({ AuthWorkflowID }) => AuthWorkflowID)).size, 1)
      assert.deepEqual(
        data.map(({ UserName }) => UserName),
        ['ann', undefined, undefined],
      )
      assert.deepEqual(
        data.map(({ CredentialType }) => CredentialType),
        ['PASSWORD', 'PASSWORD', 'PASSWORD'],
      )
      assert.equal(data[2]?.LoginTo, 'http://localhost:8480/authorize')
      for (const { userIdentity } of records) {
        const identity = userIdentity as { type: string; onBehalfOf: { userId: string } }
        assert.deepEqual([identity.type, identity.onBehalfOf.userId], ['IdentityCenterUser', userId])
      }
    })

    test('an unknown name and a wrong password look the same', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann')
      const answers = []
      for (const name of ['ann', 'bob']) {
        const window = browser(world.app)
        const asked = await giveName(window, name)
        const refused = await window.submit({ password: 'Wrong-horse-7' })
        assert.equal(await sessionOf(world, window), undefined)
        const anonymous = (text: string) => text.replaceAll(name, 'NAME').replace(/name="token" value="[^"]*"/g, '')
        answers.push([asked.status, anonymous(asked.body), refused.status, anonymous(refused.body)])
      }
      assert.deepEqual(answers[0], answers[1])
      assert.equal(answers[0]?.[2], 401)
    })

    test('a name that matches nobody is hidden in the events, and the reason is in the event alone', async () => {
      const world = await signinWorld(engine)
      const window = browser(world.app)
      const refused = await signIn(window, 'My-secret-password-7')
      const text = JSON.stringify(await world.records())
      assert.ok(!text.includes('My-secret-password-7'))
      assert.ok(text.includes('HIDDEN_DUE_TO_SECURITY_REASONS'))
      assert.ok(text.includes('unknown_user') && !refused.body.includes('unknown_user'))
      const { items } = await world.stores.events.find({ refusalCode: 'signin.wrong_credentials', limit: 10 })
      assert.deepEqual(
        items.map(({ eventName }) => eventName),
        ['CredentialVerification'],
      )
      assert.deepEqual(shown(await world.records()).sort(), [
        'CredentialChallenge Success',
        'CredentialChallenge Success',
        'CredentialVerification Failure',
      ])
    })

    test('after several wrong passwords the page says how long to wait, for nobodies as well', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann')
      for (const name of ['ann', 'bob']) {
        const window = browser(world.app)
        await giveName(window, name)
        for (let i = 0; i < 5; i++) assert.equal((await window.submit({ password: 'Wrong-horse-7' })).status, 401)
        const refused = await window.submit({ password: PASSWORD })
        assert.equal(refused.status, 429)
        assert.match(refused.body, /Too many attempts\. Try again in \d+ seconds?\./)
        assert.ok(Number(refused.headers['retry-after']) >= 1)
      }
    })

    test('a browser that has signed in before is not slowed down by failures elsewhere', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann')
      const own = browser(world.app)
      await signIn(own, 'ann')
      await own.get('/signin/out')
      await own.submit({})
      await signIn(own, 'ann')
      own.cookies.delete('portico_session')
      const stranger = browser(world.app)
      await giveName(stranger, 'ann')
      for (let i = 0; i < 8; i++) await stranger.submit({ password: 'Wrong-horse-7' })
      assert.equal((await stranger.submit({ password: PASSWORD })).status, 429)
      assert.equal((await signIn(own, 'ann')).status, 303)
    })

    test('a disabled user is refused, but only after the right password', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann')
      await world.disable(userId)
      const window = browser(world.app)
      await giveName(window, 'ann')
      const wrong = await window.submit({ password: 'Wrong-horse-7' })
      assert.ok(wrong.status === 401 && !wrong.body.includes('signin.user_disabled'))
      const right = await window.submit({ password: PASSWORD })
      assert.ok(right.status === 403 && right.body.includes('signin.user_disabled'))
      assert.equal(await sessionOf(world, window), undefined)
    })

    test('a password for one sign-in must be replaced before there is a session', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann', { mustChange: true })
      const window = browser(world.app)
      const answer = await signIn(window, 'ann')
      assert.equal(answer.location, '/signin/new-password')
      assert.equal(await sessionOf(world, window), undefined)
      await window.follow()
      const differ = await window.submit({ password: 'Another-horse-8', repeated: 'Another-horse-9' })
      assert.match(differ.body, /not the same/)
      const weak = await window.submit({ password: 'short', repeated: 'short' })
      assert.match(weak.body, /shorter than 8 characters, it has no letter A–Z/)
      const done = await window.submit({ password: 'Another-horse-8', repeated: 'Another-horse-8' })
      assert.deepEqual([done.status, done.location], [303, '/start/'])
      assert.ok(await sessionOf(world, window))
      assert.equal((await signIn(browser(world.app), 'ann', 'Another-horse-8')).status, 303)
    })

    test('a sign-in that stands before a new password ends with the password that it proved', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann', { mustChange: true })
      const stranger = browser(world.app)
      await signIn(stranger, 'ann')
      await stranger.follow()
      world.pass(MINUTE)
      const author = { call: { ...callOf(world) }, identity: { type: 'Unknown' } } as const
      const reset = { userId, userName: 'ann', password: 'Rescued-horse-9', mustChange: true }
      await world.passwords.set(author, reset)
      const late = await stranger.submit({ password: 'Stolen-horse-8', repeated: 'Stolen-horse-8' })
      assert.ok(late.status === 409 && late.body.includes('credentials.password_replaced'))
      assert.equal(await world.passwords.verify(userId, reset.password), true)
      assert.equal(await sessionOf(world, stranger), undefined)
    })

    test('a user who was disabled before setting a new password sets none', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann', { mustChange: true })
      const window = browser(world.app)
      await signIn(window, 'ann')
      await window.follow()
      await world.disable(userId)
      const late = await window.submit({ password: 'Another-horse-8', repeated: 'Another-horse-8' })
      assert.ok(late.status === 403 && late.body.includes('signin.user_disabled'))
      assert.equal(await world.passwords.verify(userId, PASSWORD), true)
    })

    test("giving another name meanwhile does not lend one person's password to the other", async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann')
      const victim = await world.addUser('bob', { mustChange: true })
      const author = { call: { ...callOf(world) }, identity: { type: 'Unknown' } } as const
      const progress = await world.signin.identify(author, 'cookie', { userName: 'bob', returnTo: '/start/' })
      await world.signin.identify(author, 'cookie', { userName: 'ann', returnTo: '/start/' })
      await assert.rejects(world.signin.givePassword(author, progress, { password: PASSWORD, context: HERE }), {
        code: 'signin.expired',
      })
      assert.deepEqual((await world.signin.progress('cookie'))?.proven, [])
      assert.deepEqual(await world.sessions.openSessionsOf(victim.userId), [])
    })

    test('of two right passwords for one sign-in at once, one makes a session', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann')
      const author = { call: { ...callOf(world) }, identity: { type: 'Unknown' } } as const
      const progress = await world.signin.identify(author, 'cookie', { userName: 'ann', returnTo: '/start/' })
      const give = () => world.signin.givePassword(author, progress, { password: PASSWORD, context: HERE })
      const outcomes = await Promise.allSettled([give(), give()])
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.equal((await world.sessions.openSessionsOf(userId)).length, 1)
    })

    test('a sign-in ends after fifteen minutes', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann')
      const window = browser(world.app)
      await giveName(window, 'ann')
      world.pass(15 * MINUTE)
      assert.equal((await window.submit({ password: PASSWORD })).location, '/signin')
      assert.equal(await world.signin.sweep(), 1)
    })
  })

const [engine] = engines
if (engine === undefined) throw new Error('no engine')

describe('the pages of a sign-in', () => {
  test('send nobody to another site', async () => {
    const world = await signinWorld(engine)
    await world.addUser('ann')
    const window = browser(world.app)
    assert.equal((await signIn(window, 'ann', PASSWORD, '//evil.test/')).location, '/start/')
    await world.addUser('bob')
    const other = browser(world.app)
    await other.get('/signin')
    await other.submit({ username: 'bob', return: 'https://evil.test/start' })
    await other.follow()
    assert.equal((await other.submit({ password: PASSWORD })).location, '/start/')
  })

  test('go on at once where there is a session', async () => {
    const world = await signinWorld(engine)
    await world.addUser('ann')
    const window = browser(world.app)
    await signIn(window, 'ann')
    assert.equal((await window.get('/signin?return=%2Fcloud')).location, '/cloud')
  })

  for (const [why, given, headers] of [
    ['the token of another browser', { token: 'x' }, {}],
    ['an Origin of another site', {}, { origin: 'https://evil.test' }],
    ['a hidden Origin from another site', {}, { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ] as const)
    test(`refuse a form with ${why}`, async () => {
      const world = await signinWorld(engine)
      const window = browser(world.app)
      await window.get('/signin')
      const answer = await window.submit({ username: 'ann', ...given }, headers)
      assert.ok(answer.status === 400 && answer.body.includes('signin.form'))
    })

  test('take a form whose Origin browsers hide under no-referrer', async () => {
    const world = await signinWorld(engine)
    const window = browser(world.app)
    await window.get('/signin')
    const answer = await window.submit({ username: 'ann' }, { origin: 'null', 'sec-fetch-site': 'same-origin' })
    assert.equal(answer.location, '/signin/password')
  })

  test('say what is wrong with a name beside its field', async () => {
    const world = await signinWorld(engine)
    const window = browser(world.app)
    await window.get('/signin')
    const answer = await window.submit({ username: '  ' })
    assert.match(answer.body, /<title>Error: Sign in/)
    assert.match(answer.body, /href="#username"/)
    assert.match(answer.body, /aria-invalid="true"/)
  })

  test('escape what was typed', async () => {
    const world = await signinWorld(engine)
    const window = browser(world.app)
    const page = await giveName(window, '"><script>alert(1)</script>')
    assert.ok(!page.body.includes('<script>'))
  })

  test('run no script but that of keys and passkeys, and weigh little', async () => {
    const world = await signinWorld(engine)
    await world.addUser('ann')
    const window = browser(world.app)
    const page = await window.get('/signin')
    const policyOf = ({ headers }: Awaited<ReturnType<typeof window.get>>) => String(headers['content-security-policy'])
    assert.match(policyOf(page), /script-src 'self'.*frame-ancestors 'none'/)
    const style = await window.get('/signin/style.css')
    assert.equal(style.headers['content-type'], 'text/css; charset=utf-8')
    const script = await window.get('/signin/webauthn.js')
    assert.ok(page.body.length + style.body.length + script.body.length < 40_000)
    assert.match(policyOf(await giveName(window, 'ann')), /script-src 'none'/)
    await world.setMfa({ kinds: ['TOTP'] })
    const without = await window.get('/signin')
    assert.match(policyOf(without), /script-src 'none'/)
    assert.doesNotMatch(without.body, /passkey/)
  })

  test('sign out after a question, and only from our own page', async () => {
    const world = await signinWorld(engine)
    await world.addUser('ann')
    const window = browser(world.app)
    await signIn(window, 'ann')
    const token = window.cookies.get('portico_session') ?? ''
    await window.get('/signin/out')
    assert.ok(await world.sessions.byToken(token), 'the question alone ends nothing')
    const forged = await window.submit({ token: 'x' })
    assert.equal(forged.status, 400)
    const elsewhere = { host: 'localhost:8480', origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    const foreign = await world.app.inject({ method: 'POST', url: '/signin/out', headers: elsewhere })
    assert.ok(foreign.statusCode === 400 && foreign.cookies.length === 0, 'a form without our cookies takes none')
    await window.get('/signin/out')
    const done = await window.submit({})
    assert.match(done.body, /You are signed out/)
    assert.equal(await world.sessions.byToken(token), undefined)
    assert.equal(window.cookies.has('portico_session'), false)
    assert.ok((await world.records()).some(({ eventName }) => eventName === 'Logout'))
  })
})

function callOf(world: SigninWorld) {
  return {
    requestId: '00000000-0000-4000-8000-00000000000f',
    at: world.clock(),
    eventSource: 'signin.amazonaws.com',
    eventName: 'CredentialVerification',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    sourceIp: '192.0.2.9',
    userAgent: 'test',
  } as const
}
