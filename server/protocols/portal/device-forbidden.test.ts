import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { DEVICE_GRANT, type PortalWorld, portalWorld } from './testing/world.ts'

const START_URL = 'http://localhost:8480/start'
const REDIRECT = 'http://127.0.0.1:33145/oauth/callback'
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const cli = { clientName: 'cli', clientType: 'public', scopes: ['sso:account:access'] }
const codeCli = {
  ...cli,
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
}

async function register(world: PortalWorld, body: object) {
  const { clientId, clientSecret } = (await world.post('/client/register', body)).json()
  return { clientId, clientSecret }
}

const allow = (world: PortalWorld, allowed: boolean) =>
  world.atomically(unit => unit.sessionSettings.setDeviceGrant(allowed))

const REFUSED = [400, 'UnauthorizedClientException', 'unauthorized_client', 'oauth.device_grant_forbidden']

async function outcome(answer: Promise<Awaited<ReturnType<PortalWorld['post']>>>) {
  const { statusCode, headers, json } = await answer
  const { error, refusal, message } = json()
  assert.match(message, /administrator/, 'it says who can change it')
  return [statusCode, headers['x-amzn-errortype'], error, refusal.code]
}

for (const engine of engines)
  describe(`where the device grant is forbidden, on ${engine.name}`, () => {
    test('none is begun, and none that was under way gets tokens until it is allowed again', async () => {
      const world = await portalWorld(engine)
      const client = await register(world, cli)
      const start = () => world.post('/device_authorization', { ...client, startUrl: START_URL })
      const { deviceCode, userCode } = (await start()).json()
      const window = await world.signedIn()
      await window.get(`/device?user_code=${userCode}`)
      await window.submit({ decision: 'allow' })
      const redeem = () => world.post('/token', { ...client, grantType: DEVICE_GRANT, deviceCode })
      await allow(world, false)
      assert.deepEqual(await outcome(start()), REFUSED)
      assert.deepEqual(await outcome(redeem()), REFUSED)
      await allow(world, true)
      assert.match((await redeem()).json().accessToken, /^aoa/)
    })

    test('a client that nobody registered learns nothing of it', async () => {
      const world = await portalWorld(engine)
      await allow(world, false)
      const answer = await world.post('/device_authorization', {
        clientId: 'x',
        clientSecret: 'y',
        startUrl: START_URL,
      })
      assert.equal(answer.headers['x-amzn-errortype'], 'InvalidClientException')
    })

    test('who is led to confirm a code is warned instead, and the event names them', async () => {
      const world = await portalWorld(engine)
      const client = await register(world, cli)
      const { userCode } = (await world.post('/device_authorization', { ...client, startUrl: START_URL })).json()
      const window = await world.signedIn()
      await window.get(`/device?user_code=${userCode}`)
      await allow(world, false)
      const confirmed = await window.submit({ decision: 'allow' })
      assert.equal(confirmed.status, 403)
      assert.match(confirmed.body, /somebody sent you this code or link/)
      assert.equal((await window.get(`/device?user_code=${userCode}`)).status, 403)
      const { items } = await world.stores.events.find({ refusalCode: 'oauth.device_grant_forbidden', limit: 5 })
      assert.deepEqual(
        items.map(({ eventName, record }) => [eventName, JSON.parse(record).userIdentity.type]),
        [1, 2].map(() => ['AuthorizeDevice', 'IdentityCenterUser']),
      )
    })

    test('authorization code with PKCE and the refreshing of tokens go on', async () => {
      const world = await portalWorld(engine)
      await allow(world, false)
      const client = await register(world, codeCli)
      const window = await world.signedIn()
      await window.get(
        `/authorize?${new URLSearchParams({
          response_type: 'code',
          client_id: client.clientId,
          redirect_uri: REDIRECT,
          state: 'f00d',
          code_challenge_method: 'S256',
          scopes: 'sso:account:access',
          code_challenge: CHALLENGE,
        })}`,
      )
      const { location } = await window.submit({ decision: 'allow' })
      const code = new URL(location).searchParams.get('code')
      const grant = { ...client, grantType: 'authorization_code', code, redirectUri: REDIRECT, codeVerifier: VERIFIER }
      const { refreshToken } = (await world.post('/token', grant)).json()
      const refreshed = await world.post('/token', { ...client, grantType: 'refresh_token', refreshToken })
      assert.match(refreshed.json().accessToken, /^aoa/)
    })
  })
