import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { type SessionWorld, sessionWorld } from './testing/world.ts'
import type { RegisteredClient, RegistrationRequest } from './types.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const REDIRECT = 'http://127.0.0.1:33145/oauth/callback'
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

const cli: RegistrationRequest = {
  clientName: 'botocore-client-corp',
  clientType: 'public',
  scopes: ['sso:account:access'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
}
const deviceCli: RegistrationRequest = { clientName: 'cli', clientType: 'public', scopes: ['sso:account:access'] }
const legacyCli: RegistrationRequest = { clientName: 'legacy', clientType: 'public' }

const secretsOf = ({ clientId, clientSecret }: RegisteredClient) => ({ clientId, clientSecret })

const poll = (world: SessionWorld, client: RegisteredClient, deviceCode: string) =>
  world.oauth.createToken(world.author(), { ...secretsOf(client), grantType: DEVICE_GRANT, deviceCode })

const refresh = (world: SessionWorld, client: RegisteredClient, refreshToken = '') =>
  world.oauth.createToken(world.author(), { ...secretsOf(client), grantType: 'refresh_token', refreshToken })

/** A client with a device request that a signed-in person has allowed. */
async function allowedDevice(world: SessionWorld, request = deviceCli) {
  const client = world.oauth.register(request)
  const device = await world.oauth.startDevice(world.author('StartDeviceAuthorization'), client)
  const { session, token } = await world.signIn('user-1')
  const { userCode } = device
  await world.oauth.decideDevice(world.author('AuthorizeDevice'), { userCode, session, approved: true })
  return { client, device, session, token }
}

async function signedInCli(world: SessionWorld) {
  const allowed = await allowedDevice(world)
  return { ...allowed, tokens: await poll(world, allowed.client, allowed.device.deviceCode) }
}

async function issuedCode(world: SessionWorld, request = cli) {
  const client = world.oauth.register(request)
  const { session } = await world.signIn('user-1')
  const codeChallenge = createHash('sha256').update(VERIFIER).digest('base64url')
  const asked = { clientId: client.clientId, redirectUri: REDIRECT, codeChallenge }
  const code = await world.oauth.authorizationCode(world.author('AuthorizeClient'), asked, session)
  const redeem = (changed: Record<string, string> = {}) =>
    world.oauth.createToken(world.author(), {
      ...secretsOf(client),
      grantType: 'authorization_code',
      code,
      redirectUri: REDIRECT,
      codeVerifier: VERIFIER,
      ...changed,
    })
  return { client, session, code, redeem }
}

for (const engine of engines) {
  describe(`the device grant on ${engine.name}`, () => {
    test('an allowed request gives tokens once, then InvalidGrant', async () => {
      const world = await sessionWorld(engine)
      const { client, device, tokens } = await signedInCli(world)
      assert.match(tokens.accessToken, /^aoa.{43}$/)
      assert.match(tokens.refreshToken ?? '', /^aor.{43}$/)
      assert.equal(tokens.expiresIn, 3600)
      await assert.rejects(poll(world, client, device.deviceCode), { code: 'oauth.device_code_invalid' })
      assert.deepEqual(await world.eventNames(), ['AuthorizeDevice', 'CreateToken', 'StartDeviceAuthorization'])
    })

    test('of polls at the same time after the decision, one gets the tokens', async () => {
      const world = await sessionWorld(engine)
      const { client, device } = await allowedDevice(world)
      const polls = await Promise.allSettled([1, 2, 3, 4].map(() => poll(world, client, device.deviceCode)))
      assert.equal(polls.filter(({ status }) => status === 'fulfilled').length, 1)
    })

    test('two instant polls and then one a second are pending, never too fast', async () => {
      const world = await sessionWorld(engine)
      const client = world.oauth.register(deviceCli)
      const { deviceCode } = await world.oauth.startDevice(world.author(), client)
      await assert.rejects(poll(world, client, deviceCode), { code: 'oauth.authorization_pending' })
      for (let second = 0; second < 30; second++) {
        await assert.rejects(poll(world, client, deviceCode), { code: 'oauth.authorization_pending' })
        world.pass(950)
      }
    })

    test('a flood of polls is told to slow down, and pending again after a pause', async () => {
      const world = await sessionWorld(engine)
      const client = world.oauth.register(deviceCli)
      const { deviceCode } = await world.oauth.startDevice(world.author(), client)
      const codes: string[] = []
      for (let i = 0; i < 6; i++) await poll(world, client, deviceCode).catch(error => codes.push(error.code))
      assert.deepEqual(codes.slice(0, 4), Array(4).fill('oauth.authorization_pending'))
      assert.deepEqual(codes.slice(4), Array(2).fill('oauth.slow_down'))
      world.pass(5000)
      await assert.rejects(poll(world, client, deviceCode), { code: 'oauth.authorization_pending' })
    })

    test('an expired code ends the loop of the client, also after it was swept away', async () => {
      const world = await sessionWorld(engine)
      const client = world.oauth.register(deviceCli)
      const { deviceCode, expiresIn } = await world.oauth.startDevice(world.author(), client)
      assert.equal(expiresIn, 600)
      world.pass(600_000)
      await assert.rejects(poll(world, client, deviceCode), { code: 'oauth.device_code_expired' })
      world.pass(60 * DAY)
      await world.sessions.sweep()
      await assert.rejects(poll(world, client, deviceCode), { code: 'oauth.device_code_expired' })
      await assert.rejects(poll(world, client, 'not-of-ours'), { code: 'oauth.device_code_invalid' })
    })

    test('a refused request gives nothing, and cannot be allowed afterwards', async () => {
      const world = await sessionWorld(engine)
      const client = world.oauth.register(deviceCli)
      const { deviceCode, userCode } = await world.oauth.startDevice(world.author(), client)
      const { session } = await world.signIn('user-1')
      await world.oauth.decideDevice(world.author(), { userCode, session, approved: false })
      await assert.rejects(poll(world, client, deviceCode), { code: 'oauth.device_denied' })
      const again = world.oauth.decideDevice(world.author(), { userCode, session, approved: true })
      await assert.rejects(again, { code: 'oauth.user_code_unknown' })
    })

    test('the code of another client is refused', async () => {
      const world = await sessionWorld(engine)
      const { device } = await allowedDevice(world)
      const other = world.oauth.register(deviceCli)
      await assert.rejects(poll(world, other, device.deviceCode), { code: 'oauth.device_code_invalid' })
    })

    test('a person sees who asks, whatever the case and dashes of the code', async () => {
      const world = await sessionWorld(engine)
      const client = world.oauth.register(deviceCli)
      const { userCode } = await world.oauth.startDevice(world.author(), client)
      const typed = userCode.toLowerCase().replace('-', ' ')
      const asked = await world.oauth.deviceRequest(typed, 'user-1')
      assert.deepEqual([asked.clientName, asked.sourceIp], ['cli', '203.0.113.7'])
    })

    test('after ten wrong codes even the right one has to wait, for that person alone', async () => {
      const world = await sessionWorld(engine)
      const { userCode } = await world.oauth.startDevice(world.author(), world.oauth.register(deviceCli))
      for (let i = 0; i < 10; i++)
        await assert.rejects(world.oauth.deviceRequest('BCDF-GHJK', 'user-1'), { code: 'oauth.user_code_unknown' })
      await assert.rejects(world.oauth.deviceRequest(userCode, 'user-1'), { code: 'oauth.user_code_throttled' })
      assert.ok(await world.oauth.deviceRequest(userCode, 'user-2'))
      world.pass(10 * MINUTE - 1)
      await assert.rejects(world.oauth.deviceRequest(userCode, 'user-1'), { code: 'oauth.user_code_throttled' })
      world.pass(1)
      await assert.rejects(world.oauth.deviceRequest(userCode, 'user-1'), { code: 'oauth.user_code_unknown' })
    })

    test('looking at one right code again and again costs nothing', async () => {
      const world = await sessionWorld(engine)
      const { userCode } = await world.oauth.startDevice(world.author(), world.oauth.register(deviceCli))
      for (let i = 0; i < 15; i++) assert.ok(await world.oauth.deviceRequest(userCode, 'user-1'))
    })

    for (const scopes of [undefined, ['sso-portal:*']])
      test(`with the scopes ${scopes ?? 'of older programs, none,'} the token lasts eight hours and is not refreshed`, async () => {
        const world = await sessionWorld(engine)
        const { client, device, token, session } = await allowedDevice(world, {
          ...legacyCli,
          ...(scopes && { scopes }),
        })
        world.pass(5 * MINUTE)
        const tokens = await poll(world, client, device.deviceCode)
        assert.deepEqual([tokens.expiresIn, tokens.refreshToken], [28_800, undefined])
        world.pass(28_800_000 - 1)
        assert.equal(await world.sessions.byToken(token), undefined)
        assert.equal((await world.sessions.byAccessToken(tokens.accessToken))?.sessionId, session.sessionId)
        world.pass(1)
        assert.equal(await world.sessions.byAccessToken(tokens.accessToken), undefined)
      })

    test('a token that outlives its session ends when the person signs out with it', async () => {
      const world = await sessionWorld(engine)
      const { client, device, session } = await allowedDevice(world, legacyCli)
      world.pass(5 * MINUTE)
      const { accessToken } = await poll(world, client, device.deviceCode)
      world.pass(8 * HOUR - 5 * MINUTE)
      assert.ok(await world.sessions.byAccessToken(accessToken))
      await world.sessions.end(world.author('Logout'), session.sessionId, 'signed-out')
      assert.equal(await world.sessions.byAccessToken(accessToken), undefined)
    })
  })

  describe(`the authorization code grant on ${engine.name}`, () => {
    test('a code with its verifier gives tokens', async () => {
      const world = await sessionWorld(engine)
      const { redeem, session } = await issuedCode(world)
      const tokens = await redeem()
      assert.equal((await world.sessions.byAccessToken(tokens.accessToken))?.sessionId, session.sessionId)
      assert.deepEqual(await world.eventNames(), ['AuthorizeClient', 'CreateToken'])
    })

    test('of several that use a code at once, at most one gets tokens', async () => {
      const world = await sessionWorld(engine)
      const { redeem } = await issuedCode(world)
      const outcomes = await Promise.allSettled([redeem(), redeem(), redeem()])
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    })

    test('a second use ends the tokens of the first', async () => {
      const world = await sessionWorld(engine)
      const { redeem } = await issuedCode(world)
      const { accessToken } = await redeem()
      await assert.rejects(redeem(), { code: 'oauth.code_invalid' })
      assert.equal(await world.sessions.byAccessToken(accessToken), undefined)
    })

    for (const [why, changed] of [
      ['another redirect URI', { redirectUri: 'http://127.0.0.1:1/oauth/callback' }],
      ['another verifier', { codeVerifier: VERIFIER.replace('d', 'e') }],
      ['another code', { code: 'x'.repeat(43) }],
    ] as const)
      test(`a code with ${why} is refused`, async () => {
        const { redeem } = await issuedCode(await sessionWorld(engine))
        await assert.rejects(redeem(changed), { code: 'oauth.code_invalid' })
      })

    test('a code is spent by the first who shows it, right or wrong', async () => {
      const { redeem } = await issuedCode(await sessionWorld(engine))
      await assert.rejects(redeem({ codeVerifier: VERIFIER.replace('d', 'e') }), { code: 'oauth.code_invalid' })
      await assert.rejects(redeem(), { code: 'oauth.code_invalid' })
    })

    test('a code of another client is refused', async () => {
      const world = await sessionWorld(engine)
      const { redeem } = await issuedCode(world)
      await assert.rejects(redeem(secretsOf(world.oauth.register(cli))), { code: 'oauth.code_invalid' })
    })

    test('a code is good for one minute, and not after the session has ended', async () => {
      const world = await sessionWorld(engine)
      const late = await issuedCode(world)
      world.pass(MINUTE)
      await assert.rejects(late.redeem(), { code: 'oauth.code_invalid' })
      const ended = await issuedCode(world)
      await world.sessions.end(world.author('Logout'), ended.session.sessionId, 'signed-out')
      await assert.rejects(ended.redeem(), { code: 'oauth.code_invalid' })
    })

    for (const member of ['code', 'redirectUri', 'codeVerifier'] as const)
      test(`a request without ${member} is refused by name`, async () => {
        const { redeem } = await issuedCode(await sessionWorld(engine))
        await assert.rejects(redeem({ [member]: '' }), {
          code: 'oauth.parameter_missing',
          details: { about: member, expected: member },
        })
      })

    test('a client that registered for the device grant only has no codes', async () => {
      const { redeem } = await issuedCode(await sessionWorld(engine), { ...cli, grantTypes: [DEVICE_GRANT] })
      await assert.rejects(redeem(), { code: 'oauth.grant_not_registered' })
    })
  })

  describe(`refreshing on ${engine.name}`, () => {
    test('gives a new pair each time, as long as the session lives', async () => {
      const world = await sessionWorld(engine)
      const { client, tokens } = await signedInCli(world)
      let { refreshToken } = tokens
      const seen = new Set([refreshToken])
      for (let hour = 0; hour < 7; hour++) {
        world.pass(HOUR)
        const next = await refresh(world, client, refreshToken)
        assert.equal((await world.sessions.byAccessToken(next.accessToken))?.userId, 'user-1')
        refreshToken = next.refreshToken
        seen.add(refreshToken)
      }
      assert.equal(seen.size, 8)
      world.pass(HOUR)
      await assert.rejects(refresh(world, client, refreshToken), { code: 'oauth.refresh_session_over' })
    })

    test('near the end of the session gives a token that ends with it', async () => {
      const world = await sessionWorld(engine)
      const { client, tokens } = await signedInCli(world)
      world.pass(7.5 * HOUR)
      assert.equal((await refresh(world, client, tokens.refreshToken)).expiresIn, 1800)
    })

    test('two programs that share a cache may both refresh, at once and for ten minutes', async () => {
      const world = await sessionWorld(engine)
      const { client, tokens } = await signedInCli(world)
      const both = await Promise.all([
        refresh(world, client, tokens.refreshToken),
        refresh(world, client, tokens.refreshToken),
      ])
      world.pass(10 * MINUTE)
      const late = await refresh(world, client, tokens.refreshToken)
      for (const { refreshToken } of [...both, late])
        assert.ok((await refresh(world, client, refreshToken)).refreshToken)
    })

    test('with a token that was replaced more than ten minutes ago ends all tokens of the sign-in', async () => {
      const world = await sessionWorld(engine)
      const { client, tokens, token } = await signedInCli(world)
      const next = await refresh(world, client, tokens.refreshToken)
      world.pass(10 * MINUTE + 1)
      await assert.rejects(refresh(world, client, tokens.refreshToken), { code: 'oauth.refresh_token_reused' })
      await assert.rejects(refresh(world, client, next.refreshToken), { code: 'oauth.refresh_session_over' })
      assert.equal(await world.sessions.byAccessToken(next.accessToken), undefined)
      assert.ok(await world.sessions.byToken(token), 'the browser stays signed in')
    })

    test('is refused at once after the session was ended, and so are its access tokens', async () => {
      const world = await sessionWorld(engine)
      const { client, tokens, session } = await signedInCli(world)
      await world.sessions.end(world.author('Logout'), session.sessionId, 'revoked')
      await assert.rejects(refresh(world, client, tokens.refreshToken), { code: 'oauth.refresh_session_over' })
      assert.equal(await world.sessions.byAccessToken(tokens.accessToken), undefined)
      await assert.rejects(world.sessions.requireAccessToken(tokens.accessToken), {
        code: 'session.ended',
        message: 'Session token not found or invalid',
        details: { sentence: 'Session token not found or invalid', observed: 'revoked' },
      })
    })

    test('needs the client that the token was given to', async () => {
      const world = await sessionWorld(engine)
      const { tokens } = await signedInCli(world)
      const other = world.oauth.register(deviceCli)
      await assert.rejects(refresh(world, other, tokens.refreshToken), { code: 'oauth.refresh_token_invalid' })
      await assert.rejects(refresh(world, other, 'aorx'), { code: 'oauth.refresh_token_invalid' })
    })

    test('an access token says that it expired, or is not known', async () => {
      const world = await sessionWorld(engine)
      const { tokens } = await signedInCli(world)
      world.pass(HOUR)
      await assert.rejects(world.sessions.requireAccessToken(tokens.accessToken), { code: 'session.expired' })
      await assert.rejects(world.sessions.requireAccessToken('aoax'), { code: 'session.unknown_token' })
    })
  })
}
