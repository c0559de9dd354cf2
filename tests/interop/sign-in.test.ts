import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { paginateListAccountRoles, paginateListAccounts, UnauthorizedException } from '@aws-sdk/client-sso'
import { AuthorizationPendingException, InvalidGrantException } from '@aws-sdk/client-sso-oidc'
import { STS } from '@aws-sdk/client-sts'
import { browserLite } from '#tests/browser-lite.ts'
import { engines } from '#tests/engines.ts'
import { clientConfig, PASSWORD } from '#tests/portico.ts'
import {
  DEVICE_GRANT,
  deviceLogin,
  loopback,
  openPortal,
  type Portal,
  pkce,
  register,
  secretOf,
  tokensOf,
} from './portal.ts'

for (const engine of engines)
  describe(`Sign-in with the official clients, over ${engine.name}`, async () => {
    const portal = await openPortal(engine)
    deviceStories(portal)
    codeStories(portal)
    portalStories(portal)
  })

function deviceStories(portal: Portal): void {
  const { oidc, startUrl, browser, origin } = portal

  test('a device waits while nobody has decided, and gets its tokens once somebody allows it', async () => {
    const client = await register(portal)
    const device = await oidc.startDeviceAuthorization({ ...secretOf(client), startUrl })
    assert.equal(device.verificationUri, `${origin}/device`)
    assert.match(device.userCode ?? '', /^[A-Z]{4}-[A-Z]{4}$/)
    assert.deepEqual([device.expiresIn, device.interval], [600, 1])
    const poll = () => oidc.createToken({ ...secretOf(client), grantType: DEVICE_GRANT, deviceCode: device.deviceCode })
    await assert.rejects(poll(), AuthorizationPendingException)
    await assert.rejects(poll(), AuthorizationPendingException)
    const confirm = await browser.submit(await browser.open('/device'), {
      user_code: device.userCode?.toLowerCase() ?? '',
    })
    assert.match(confirm.html, /interop/)
    const done = await browser.submit(confirm, { decision: 'allow' })
    assert.match(done.html, /Access given/)
    const answer = await poll()
    assert.deepEqual([answer.tokenType, answer.expiresIn], ['Bearer', 3600])
    assert.match(tokensOf(answer).refreshToken, /^aor/)
    await assert.rejects(poll(), InvalidGrantException)
  })

  test('a registration without scopes gets a token of eight hours and no refresh token', async () => {
    const { clientId = '', clientSecret = '' } = await oidc.registerClient({ clientName: 'old', clientType: 'public' })
    const device = await oidc.startDeviceAuthorization({ clientId, clientSecret, startUrl })
    await browser.approve(device.verificationUriComplete ?? '')
    const asked = { clientId, clientSecret, grantType: DEVICE_GRANT, deviceCode: device.deviceCode }
    const tokens = await oidc.createToken(asked)
    assert.deepEqual([tokens.expiresIn, tokens.refreshToken], [28_800, undefined])
  })

  test('each refresh brings a refresh token, and the one before still works for a program that shares the cache', async () => {
    const client = await register(portal)
    const first = await deviceLogin(portal, client)
    const refresh = async (refreshToken: string) =>
      tokensOf(await oidc.createToken({ ...secretOf(client), grantType: 'refresh_token', refreshToken }))
    const second = await refresh(first.refreshToken)
    const third = await refresh(first.refreshToken)
    assert.equal(new Set([first, second, third].map(tokens => tokens.accessToken)).size, 3)
    await refresh(second.refreshToken)
    await refresh(third.refreshToken)
  })
}

function codeStories(portal: Portal): void {
  const { oidc, origin, browser } = portal
  const registration = {
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: ['http://127.0.0.1/oauth/callback'],
  }

  const authorizeUrl = (clientId: string, redirectUri: string, challenge: string) => {
    const url = new URL('/authorize', origin)
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state: 'a-state',
      code_challenge_method: 'S256',
      code_challenge: challenge,
      scopes: 'sso:account:access',
    }
    url.search = new URLSearchParams(parameters).toString()
    return url
  }

  test('a program on this computer gets a code at its loopback address, and tokens for it once', async () => {
    const client = await register(portal, registration)
    const listener = await loopback()
    const { verifier, challenge } = pkce()
    const consent = await browser.open(authorizeUrl(client.clientId, listener.redirectUri, challenge))
    await browser.submit(consent, { decision: 'allow' })
    listener.close()
    const [answer] = listener.received
    assert.equal(answer?.get('state'), 'a-state')
    const asked = {
      ...secretOf(client),
      grantType: 'authorization_code',
      code: answer?.get('code') ?? '',
      redirectUri: listener.redirectUri,
      codeVerifier: verifier,
    }
    const tokens = tokensOf(await oidc.createToken(asked))
    assert.equal(tokens.expiresIn, 3600)
    await assert.rejects(oidc.createToken(asked), InvalidGrantException)
  })

  test('a person who refuses sends the program an error and no code', async () => {
    const client = await register(portal, registration)
    const listener = await loopback()
    const consent = await browser.open(authorizeUrl(client.clientId, listener.redirectUri, pkce().challenge))
    await browser.submit(consent, { decision: 'deny' })
    listener.close()
    const [answer] = listener.received
    assert.deepEqual(
      [answer?.get('error'), answer?.get('state'), answer?.get('code')],
      ['access_denied', 'a-state', null],
    )
  })
}

function portalStories(portal: Portal): void {
  const { sso, management, admin, origin, oidc } = portal

  test('a token lists accounts and roles page by page, and opens a role as its person', async () => {
    const { accessToken } = await deviceLogin(portal, await register(portal))
    const accounts: unknown[] = []
    for await (const page of paginateListAccounts({ client: sso, pageSize: 1 }, { accessToken }))
      accounts.push(...(page.accountList ?? []).map(account => account.accountId))
    assert.deepEqual(accounts, [management])
    const roles: unknown[] = []
    for await (const page of paginateListAccountRoles(
      { client: sso, pageSize: 1 },
      { accessToken, accountId: management },
    ))
      roles.push(...(page.roleList ?? []))
    assert.deepEqual(roles, [{ roleName: 'AdministratorAccess', accountId: management }])
    const asked = { accessToken, accountId: management, roleName: 'AdministratorAccess' }
    const { roleCredentials } = await sso.getRoleCredentials(asked)
    const { accessKeyId = '', secretAccessKey = '', sessionToken = '', expiration = 0 } = roleCredentials ?? {}
    assert.ok(expiration > Date.now() && expiration < Date.now() + 13 * 3_600_000, 'expiration is in milliseconds')
    const sts = new STS(clientConfig(origin, { accessKeyId, secretAccessKey, sessionToken }))
    const { Arn, UserId } = await sts.getCallerIdentity({})
    assert.match(
      Arn ?? '',
      new RegExp(`:assumed-role/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}/${admin.userName}$`),
    )
    assert.match(UserId ?? '', new RegExp(`^AROA[A-Z0-9]+:${admin.userName}$`))
  })

  for (const [why, accountId, roleName] of [
    ['a role that is not assigned', undefined, 'ReadOnly'],
    ['an account that is not assigned', '111122223333', 'AdministratorAccess'],
  ] as const)
    test(`credentials for ${why} are refused with "No access", a reason, and a reference`, async () => {
      const { accessToken } = await deviceLogin(portal, await register(portal))
      const call = sso.getRoleCredentials({ accessToken, accountId: accountId ?? management, roleName })
      await assert.rejects(call, { name: 'ForbiddenException', message: /^No access\. .*\(reference [0-9a-f-]{36}\)$/ })
    })

  test('signing out by one program ends the tokens of that session, and role credentials live on', async () => {
    const other = await openAgain(portal)
    const client = await register(portal)
    const { accessToken, refreshToken } = await deviceLogin(other, client)
    const asked = { accessToken, accountId: management, roleName: 'AdministratorAccess' }
    const { roleCredentials } = await sso.getRoleCredentials(asked)
    await sso.logout({ accessToken })
    await assert.rejects(sso.listAccounts({ accessToken }), UnauthorizedException)
    const refresh = oidc.createToken({ ...secretOf(client), grantType: 'refresh_token', refreshToken })
    await assert.rejects(refresh, InvalidGrantException)
    const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = roleCredentials ?? {}
    await new STS(clientConfig(origin, { accessKeyId, secretAccessKey, sessionToken })).getCallerIdentity({})
  })

  test('a token that nobody has is told to be invalid in the words that the clients know', async () => {
    const call = sso.listAccounts({ accessToken: 'aoaNobodyHasThis' })
    await assert.rejects(call, (error: unknown) => {
      assert.ok(error instanceof UnauthorizedException)
      assert.equal(error.$metadata.httpStatusCode, 401)
      assert.match(error.message, /^Session token not found or invalid/)
      return true
    })
  })
}

/** The same server, in a browser of its own with a session of its own. */
async function openAgain(portal: Portal): Promise<Portal> {
  const browser = browserLite(portal.origin)
  await browser.signIn(portal.admin.userName, PASSWORD)
  return { ...portal, browser }
}
