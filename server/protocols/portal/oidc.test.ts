import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { DEVICE_GRANT, type PortalWorld, portalWorld } from './testing/world.ts'

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const REDIRECT = 'http://127.0.0.1:33145/oauth/callback'

const cli = {
  clientName: 'botocore-client-corp',
  clientType: 'public',
  scopes: ['sso:account:access'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
  issuerUrl: 'http://localhost:8480/start',
}
const deviceCli = { clientName: 'botocore-client-corp', clientType: 'public', scopes: ['sso:account:access'] }

async function register(world: PortalWorld, body: object = deviceCli) {
  const { clientId, clientSecret } = (await world.post('/client/register', body)).json()
  return { clientId, clientSecret }
}

async function startDevice(world: PortalWorld, client: object) {
  return (await world.post('/device_authorization', { ...client, startUrl: 'http://localhost:8480/start' })).json()
}

async function confirm(world: PortalWorld, userCode: string, decision = 'allow') {
  const window = await world.signedIn()
  await window.get(`/device?user_code=${userCode}`)
  return { window, answer: await window.submit({ decision }) }
}

async function deviceTokens(world: PortalWorld) {
  const client = await register(world)
  const { deviceCode, userCode } = await startDevice(world, client)
  const { window } = await confirm(world, userCode)
  const grant = { ...client, grantType: DEVICE_GRANT, deviceCode }
  return { client, window, grant, tokens: (await world.post('/token', grant)).json() }
}

function authorizeUrl(clientId: string, more: Record<string, string> = {}) {
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    state: 'f00d',
    code_challenge_method: 'S256',
    scopes: 'sso:account:access',
    code_challenge: CHALLENGE,
    ...more,
  }
  return `/authorize?${new URLSearchParams(parameters)}`
}

for (const engine of engines)
  describe(`sso-oidc on ${engine.name}`, () => {
    test('what every object has is no grant type, and no scope', async () => {
      const world = await portalWorld(engine)
      const client = await register(world, { ...deviceCli, scopes: ['constructor'] })
      for (const grantType of ['constructor', 'toString', '__proto__', 'valueOf']) {
        const answer = await world.post('/token', { ...client, grantType })
        assert.deepEqual([answer.statusCode, answer.json().error], [400, 'unsupported_grant_type'])
      }
      const { userCode } = await startDevice(world, client)
      const page = await (await world.signedIn()).get(`/device?user_code=${userCode}`)
      assert.ok(page.body.includes('<li>constructor</li>'))
    })

    test('a program signs in with a code that a person confirms', async () => {
      const world = await portalWorld(engine)
      const client = await register(world)
      const device = await startDevice(world, client)
      assert.match(device.userCode, /^[B-Z]{4}-[B-Z]{4}$/)
      assert.match(device.deviceCode, /^[A-Za-z0-9_-]{86}$/)
      assert.deepEqual([device.expiresIn, device.interval], [600, 1])
      assert.equal(device.verificationUri, 'http://localhost:8480/device')
      assert.equal(device.verificationUriComplete, `http://localhost:8480/device?user_code=${device.userCode}`)
      const { answer } = await confirm(world, device.userCode)
      assert.match(answer.body, /Access given[\s\S]*take it back/)
      const grant = { ...client, grantType: DEVICE_GRANT, deviceCode: device.deviceCode }
      const issued = await world.post('/token', grant)
      assert.equal(issued.headers['cache-control'], 'no-store')
      const tokens = issued.json()
      assert.deepEqual([tokens.tokenType, tokens.expiresIn], ['Bearer', 3600])
      assert.match(tokens.accessToken, /^aoa/)
      assert.match(tokens.refreshToken, /^aor/)
      const headers = { 'x-amz-sso_bearer_token': tokens.accessToken }
      const accounts = await world.call('GET', '/assignment/accounts', headers)
      assert.deepEqual([accounts.statusCode, accounts.headers['cache-control']], [200, 'no-store'])
      const text = JSON.stringify(await world.records())
      for (const secret of [tokens.accessToken, tokens.refreshToken, client.clientSecret, device.deviceCode])
        assert.ok(!text.includes(secret), 'no secret is in the events')
    })

    test('a program signs in with a code and its verifier', async () => {
      const world = await portalWorld(engine)
      const client = await register(world, cli)
      const window = await world.signedIn()
      const page = await window.get(authorizeUrl(client.clientId))
      assert.match(page.body, /botocore-client-corp/)
      assert.match(String(page.headers['content-security-policy']), /form-action 'self' http:\/\/127\.0\.0\.1:33145/)
      const answer = new URL((await window.submit({ decision: 'allow' })).location)
      assert.equal(answer.origin + answer.pathname, REDIRECT)
      assert.equal(answer.searchParams.get('state'), 'f00d')
      const code = answer.searchParams.get('code')
      const grant = { ...client, grantType: 'authorization_code', code, redirectUri: REDIRECT, codeVerifier: VERIFIER }
      const tokens = (await world.post('/token', grant)).json()
      assert.match(tokens.accessToken, /^aoa/)
      const again = await world.post('/token', grant)
      assert.deepEqual([again.statusCode, again.json().error], [400, 'invalid_grant'])
    })

    test('a refresh gives both tokens again, and none once the session has ended', async () => {
      const world = await portalWorld(engine)
      const { client, tokens } = await deviceTokens(world)
      const grant = { ...client, grantType: 'refresh_token', refreshToken: tokens.refreshToken }
      const next = (await world.post('/token', grant)).json()
      assert.ok(next.accessToken !== tokens.accessToken && next.refreshToken.startsWith('aor'))
      await world.call('POST', '/logout', { 'x-amz-sso_bearer_token': next.accessToken })
      const refused = await world.post('/token', { ...grant, refreshToken: next.refreshToken })
      assert.equal(refused.headers['x-amzn-errortype'], 'InvalidGrantException')
      const { items } = await world.stores.events.find({ refusalCode: 'oauth.refresh_session_over', limit: 5 })
      assert.equal(items.length, 1)
    })
  })

const [engine] = engines
if (engine === undefined) throw new Error('no engine')

describe('errors of sso-oidc', () => {
  type Answer = Awaited<ReturnType<PortalWorld['post']>>
  const token = (world: PortalWorld, body: object) => world.post('/token', body)
  const withClient = async (world: PortalWorld, more: object) => token(world, { ...(await register(world)), ...more })

  for (const [exception, status, error, why, ask] of [
    ['InvalidRequestException', 400, 'invalid_request', 'a member that is missing', w => token(w, { clientId: 'x' })],
    [
      'InvalidRequestException',
      400,
      'invalid_request',
      'a body that is no JSON',
      w => w.post('/token', 'grant_type=x'),
    ],
    ['InvalidRequestException', 400, 'invalid_request', 'a body that is a list', w => w.post('/token', [])],
    ['InvalidRequestException', 400, 'invalid_request', 'a member that is no text', w => token(w, { clientId: 1 })],
    [
      'InvalidClientException',
      401,
      'invalid_client',
      'a client that nobody registered',
      w => token(w, { clientId: 'x.y', clientSecret: 'z', grantType: DEVICE_GRANT, deviceCode: 'c' }),
    ],
    [
      'InvalidGrantException',
      400,
      'invalid_grant',
      'a device code of another format',
      w => withClient(w, { grantType: DEVICE_GRANT, deviceCode: 'c' }),
    ],
    [
      'InvalidGrantException',
      400,
      'invalid_grant',
      'a refresh token of nobody',
      w => withClient(w, { grantType: 'refresh_token', refreshToken: 'aorx' }),
    ],
    [
      'UnauthorizedClientException',
      400,
      'unauthorized_client',
      'a grant that was not registered',
      async w => {
        const client = await register(w, cli)
        return w.post('/device_authorization', { ...client, startUrl: 'http://localhost:8480' })
      },
    ],
    [
      'UnsupportedGrantTypeException',
      400,
      'unsupported_grant_type',
      'the grant password',
      w => withClient(w, { grantType: 'password' }),
    ],
    [
      'InvalidScopeException',
      400,
      'invalid_scope',
      'a malformed scope',
      w => w.post('/client/register', { ...deviceCli, scopes: ['a b'] }),
    ],
    [
      'AuthorizationPendingException',
      400,
      'authorization_pending',
      'a poll before the decision',
      async w => {
        const client = await register(w)
        const { deviceCode } = await startDevice(w, client)
        return token(w, { ...client, grantType: DEVICE_GRANT, deviceCode })
      },
    ],
    [
      'SlowDownException',
      400,
      'slow_down',
      'a flood of polls',
      async w => {
        const client = await register(w)
        const { deviceCode } = await startDevice(w, client)
        let last: Answer | undefined
        for (let i = 0; i < 6; i++) last = await token(w, { ...client, grantType: DEVICE_GRANT, deviceCode })
        return last
      },
    ],
    [
      'AccessDeniedException',
      400,
      'access_denied',
      'a request that the person refused',
      async w => {
        const client = await register(w)
        const { deviceCode, userCode } = await startDevice(w, client)
        await confirm(w, userCode, 'deny')
        return token(w, { ...client, grantType: DEVICE_GRANT, deviceCode })
      },
    ],
    [
      'ExpiredTokenException',
      400,
      'expired_token',
      'a device code that has expired',
      async w => {
        const client = await register(w)
        const { deviceCode } = await startDevice(w, client)
        w.pass(600_000)
        return token(w, { ...client, grantType: DEVICE_GRANT, deviceCode })
      },
    ],
    [
      'InvalidClientMetadataException',
      400,
      'invalid_client_metadata',
      'a confidential client',
      w => w.post('/client/register', { ...deviceCli, clientType: 'confidential' }),
    ],
    [
      'InvalidRedirectUriException',
      400,
      'invalid_redirect_uri',
      'a redirect URI of a web site',
      w => w.post('/client/register', { ...cli, redirectUris: ['https://evil.test/'] }),
    ],
    ['UnsupportedOperation', 400, 'unsupported_operation', 'CreateTokenWithIAM', w => w.post('/token?aws_iam=t', {})],
  ] as const satisfies readonly (readonly [
    string,
    number,
    string,
    string,
    (world: PortalWorld) => Promise<Answer | undefined>,
  ])[])
    test(`${why} is ${exception} with ${status}`, async () => {
      const answer = await ask(await portalWorld(engine))
      assert.ok(answer)
      const body = answer.json()
      assert.deepEqual([answer.statusCode, answer.headers['x-amzn-errortype']], [status, exception])
      assert.deepEqual([body.error, body.__type], [error, exception])
      assert.ok(answer.headers['x-amzn-requestid'] === body.refusal.reference)
      assert.ok(body.error_description.includes(body.refusal.reference))
      assert.match(String(answer.headers['content-type']), /^application\/json/)
    })

  test('a start URL of another instance is refused with those that are accepted', async () => {
    const world = await portalWorld(engine)
    const client = await register(world)
    const answer = await world.post('/device_authorization', {
      ...client,
      startUrl: 'https://d-9999999999.awsapps.com/start',
    })
    const { error, error_description } = answer.json()
    assert.equal(error, 'invalid_request')
    const { identityStoreId, instanceId, region } = world.instance
    for (const url of [
      'http://localhost:8480/start',
      `https://${identityStoreId}.awsapps.com/start`,
      `https://${instanceId}.portal.${region}.app.aws`,
    ])
      assert.ok(error_description.includes(url), url)
  })

  test('registration says its times in seconds', async () => {
    const world = await portalWorld(engine)
    const body = (await world.post('/client/register', deviceCli)).json()
    assert.equal(body.clientIdIssuedAt, world.clock() / 1000)
    assert.equal(body.clientSecretExpiresAt - body.clientIdIssuedAt, 90 * 24 * 3600)
  })

  test('null members count as absent', async () => {
    const world = await portalWorld(engine)
    const body = { ...deviceCli, redirectUris: null, grantTypes: null, issuerUrl: null }
    assert.equal((await world.post('/client/register', body)).statusCode, 200)
  })
})

describe('the page of /authorize', () => {
  for (const [why, more] of [
    ['a redirect URI of another host', { redirect_uri: 'http://evil.test/oauth/callback' }],
    ['a redirect URI of another path', { redirect_uri: 'http://127.0.0.1:1/other' }],
    ['no redirect URI', { redirect_uri: '' }],
    ['a client that nobody registered', { client_id: 'x.y' }],
  ] as const)
    test(`with ${why} shows what is wrong and sends nobody away`, async () => {
      const world = await portalWorld(engine)
      const window = await world.signedIn()
      const { clientId } = await register(world, cli)
      const answer = await window.get(authorizeUrl(clientId, more))
      assert.ok(answer.status >= 400 && answer.location === '')
    })

  for (const [why, more, error] of [
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
  ] as const)
    test(`with ${why} answers ${error} to the program`, async () => {
      const world = await portalWorld(engine)
      const { clientId } = await register(world, cli)
      const { location } = await (await world.signedIn()).get(authorizeUrl(clientId, more))
      const answer = new URL(location).searchParams
      assert.deepEqual([answer.get('error'), answer.get('state')], [error, 'f00d'])
    })

  test('without a session goes through the sign-in and comes back', async () => {
    const world = await portalWorld(engine)
    const { clientId } = await register(world, cli)
    const answer = await world.call('GET', authorizeUrl(clientId))
    assert.equal(answer.statusCode, 303)
    const back = new URL(String(answer.headers.location), 'http://x').searchParams.get('return') ?? ''
    assert.ok(back.startsWith('/authorize?') && back.includes('code_challenge='))
  })

  test('tells the program when the person refuses', async () => {
    const world = await portalWorld(engine)
    const { clientId } = await register(world, cli)
    const window = await world.signedIn()
    await window.get(authorizeUrl(clientId))
    const answer = new URL((await window.submit({ decision: 'deny' })).location).searchParams
    assert.deepEqual([answer.get('error'), answer.get('state'), answer.get('code')], ['access_denied', 'f00d', null])
  })

  test('gives no code to a form that we did not make', async () => {
    const world = await portalWorld(engine)
    const { clientId } = await register(world, cli)
    const window = await world.signedIn()
    await window.get(authorizeUrl(clientId))
    assert.equal((await window.submit({ decision: 'allow', token: 'x' })).status, 400)
    await window.get(authorizeUrl(clientId))
    assert.equal((await window.submit({ decision: 'allow', redirect_uri: 'http://evil.test/' })).status, 400)
  })
})

describe('the page of /device', () => {
  test('shows who asks, the code to compare, and asks before it gives anything', async () => {
    const world = await portalWorld(engine)
    const { userCode } = await startDevice(world, await register(world))
    const window = await world.signedIn()
    const page = await window.get(`/device?user_code=${userCode.toLowerCase().replace('-', '')}`)
    for (const text of ['botocore-client-corp', userCode, '127.0.0.1', 'Deny'])
      assert.ok(page.body.includes(text), text)
  })

  test('asks for the code, and for another one where it is wrong', async () => {
    const world = await portalWorld(engine)
    const { userCode } = await startDevice(world, await register(world))
    const window = await world.signedIn()
    await window.get('/device')
    const answer = await window.submit({ user_code: userCode })
    assert.equal(answer.location, `/device?user_code=${userCode}`)
    const wrong = await window.get('/device?user_code=BCDF-GHJK')
    assert.ok(wrong.status === 403 && wrong.body.includes('This code is not valid'))
  })

  test('says how long to wait after ten wrong codes', async () => {
    const world = await portalWorld(engine)
    const window = await world.signedIn()
    for (let i = 0; i < 10; i++) assert.equal((await window.get('/device?user_code=BCDF-GHJK')).status, 403)
    const answer = await window.get('/device?user_code=BCDF-GHJK')
    assert.ok(answer.status === 429 && answer.headers['retry-after'] === '600')
  })

  test('a link on another site uses up none of the tries', async () => {
    const world = await portalWorld(engine)
    const { userCode } = await startDevice(world, await register(world))
    const window = await world.signedIn()
    const elsewhere = { 'sec-fetch-site': 'cross-site' }
    for (let i = 0; i < 12; i++) {
      const page = await window.get('/device?user_code=BCDF-GHJK', elsewhere)
      assert.ok(page.status === 200 && page.body.includes('value="BCDF-GHJK"'))
    }
    assert.equal((await window.get(`/device?user_code=${userCode}`)).status, 200)
  })

  test('without a session goes through the sign-in with the code', async () => {
    const world = await portalWorld(engine)
    const answer = await world.call('GET', '/device?user_code=BCDF-GHJK')
    assert.equal(answer.headers.location, `/signin?return=${encodeURIComponent('/device?user_code=BCDF-GHJK')}`)
  })
})
