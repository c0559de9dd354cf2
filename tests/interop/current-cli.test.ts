import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { PASSWORD } from '#tests/portico.ts'
import { DEVICE_GRANT, loopback, openPortal, pkce } from './portal.ts'

/** The requests of AWS CLI 2.36.7 as they were recorded from it, sent byte for byte alike. */
const portal = await openPortal()
const { origin, startUrl, browser, management } = portal
const { instanceArn, identityStoreId } = portal.app.description
const instanceId = instanceArn.split('/').at(-1) ?? ''

const USER_AGENT =
  'aws-cli/2.36.7 md/awscrt#0.31.2 ua/2.1 os/linux lang/python#3.14.5 md/installer#exe md/command#sso.login'

async function post(path: string, body: object) {
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  return { response, answer: new Map(Object.entries(answer ?? {})) }
}

const portalGet = (path: string, accessToken: string) =>
  fetch(origin + path, { headers: { 'x-amz-sso_bearer_token': accessToken, 'user-agent': USER_AGENT } })

/** HEAD on the start URL, and the one redirect that the CLI follows: what it takes for the issuer, and the Region in it. */
async function resolveStartUrl(url: string): Promise<{ readonly issuer: string; readonly region: string }> {
  const response = await fetch(url, { method: 'HEAD', redirect: 'manual', headers: { 'user-agent': USER_AGENT } })
  assert.equal(response.status, 302)
  const target = new URL(response.headers.get('location') ?? '')
  const [, region = ''] = /^[^.]+\.portal\.([a-z0-9-]+)\.app\.aws$/.exec(target.hostname) ?? []
  assert.equal(target.protocol, 'https:')
  return { issuer: target.href.replace(/\/$/, ''), region }
}

test('the start URL leads the CLI to a name of AWS, and people to the portal', async () => {
  for (const url of [startUrl, `${startUrl}/`])
    assert.deepEqual(await resolveStartUrl(url), {
      issuer: `https://${instanceId}.portal.us-east-1.app.aws`,
      region: 'us-east-1',
    })
  const page = await browser.open(startUrl)
  assert.match(page.html, /<!doctype html>/i)
})

const names = {
  'what the start URL redirects to': async () => (await resolveStartUrl(startUrl)).issuer,
  'the awsapps.com alias': async () => `https://${identityStoreId}.awsapps.com/start`,
  'the start URL itself': async () => startUrl,
  'the start URL as the portal shows it': async () => `${startUrl}/#/`,
}

for (const [name, issuer] of Object.entries(names))
  test(`aws sso login with a browser on this computer goes through under ${name}`, async () => {
    const session = await authorizationCodeLogin(await issuer())
    await useAndEnd(session)
  })

for (const [name, issuer] of Object.entries(names))
  test(`aws sso login --use-device-code goes through under ${name}`, async () => {
    await useAndEnd(await deviceCodeLogin(await issuer()))
  })

interface Session {
  readonly client: { readonly clientId: unknown; readonly clientSecret: unknown }
  readonly accessToken: string
  readonly refreshToken: string
}

async function authorizationCodeLogin(issuerUrl: string): Promise<Session> {
  await browser.signIn(portal.admin.userName, PASSWORD)
  const { answer: registered } = await post('/client/register', {
    clientName: 'botocore-client-corp',
    clientType: 'public',
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: ['http://127.0.0.1/oauth/callback'],
    issuerUrl,
    scopes: ['sso:account:access'],
  })
  const client = { clientId: registered.get('clientId'), clientSecret: registered.get('clientSecret') }
  assert.ok(Number(registered.get('clientSecretExpiresAt')) - Number(registered.get('clientIdIssuedAt')) > 89 * 86_400)
  const listener = await loopback()
  const { verifier, challenge } = pkce()
  const state = randomUUID()
  const query = [
    'response_type=code',
    `client_id=${client.clientId}`,
    `redirect_uri=${encodeURIComponent(listener.redirectUri)}`,
    `state=${state}`,
    'code_challenge_method=S256',
    'scopes=sso%3Aaccount%3Aaccess',
    `code_challenge=${challenge}`,
  ]
  await browser.submit(await browser.open(`/authorize?${query.join('&')}`), { decision: 'allow' })
  listener.close()
  const [callback] = listener.received
  assert.equal(callback?.get('state'), state)
  return tokens(client, {
    grantType: 'authorization_code',
    code: callback?.get('code'),
    codeVerifier: verifier,
    redirectUri: listener.redirectUri,
  })
}

async function deviceCodeLogin(start: string): Promise<Session> {
  await browser.signIn(portal.admin.userName, PASSWORD)
  const registration = { clientName: 'botocore-client-corp', clientType: 'public', scopes: ['sso:account:access'] }
  const { answer: registered } = await post('/client/register', registration)
  const client = { clientId: registered.get('clientId'), clientSecret: registered.get('clientSecret') }
  const { answer: device } = await post('/device_authorization', { ...client, startUrl: start })
  const grant = { grantType: DEVICE_GRANT, deviceCode: device.get('deviceCode') }
  // It polls once before it shows the code, and again at once.
  for (let poll = 0; poll < 2; poll++) {
    const { response } = await post('/token', { ...client, ...grant })
    assert.equal(response.headers.get('x-amzn-errortype'), 'AuthorizationPendingException')
  }
  await browser.approve(String(device.get('verificationUriComplete')))
  return tokens(client, grant)
}

async function tokens(client: Session['client'], grant: object): Promise<Session> {
  const { response, answer } = await post('/token', { ...client, ...grant })
  assert.equal(response.status, 200)
  assert.deepEqual([answer.get('tokenType'), answer.get('expiresIn')], ['Bearer', 3600])
  return { client, accessToken: String(answer.get('accessToken')), refreshToken: String(answer.get('refreshToken')) }
}

/** Refresh, credentials with the parameters in botocore's order, and logout. */
async function useAndEnd({ client, refreshToken }: Session): Promise<void> {
  const { accessToken } = await tokens(client, { grantType: 'refresh_token', refreshToken })
  const query = `role_name=AdministratorAccess&account_id=${management}`
  const credentials = await portalGet(`/federation/credentials?${query}`, accessToken)
  assert.equal(credentials.status, 200)
  const ended = await fetch(`${origin}/logout`, {
    method: 'POST',
    headers: { 'x-amz-sso_bearer_token': accessToken, 'user-agent': USER_AGENT },
  })
  assert.deepEqual([ended.status, await ended.text()], [200, ''])
  const after = await portalGet(`/federation/credentials?${query}`, accessToken)
  assert.deepEqual([after.status, after.headers.get('x-amzn-errortype')], [401, 'UnauthorizedException'])
}

test('an issuer or start URL that is none of this portal is refused with the names that are', async () => {
  const foreign = 'https://elsewhere.awsapps.com/start'
  const registration = { clientName: 'c', clientType: 'public', issuerUrl: foreign }
  const { response, answer } = await post('/client/register', registration)
  assert.equal(response.headers.get('x-amzn-errortype'), 'InvalidRequestException')
  assert.equal(answer.get('__type'), 'InvalidRequestException')
  assert.match(String(answer.get('error_description')), new RegExp(`${identityStoreId}\\.awsapps\\.com/start`))
})
