import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as Wire from '@aws-sdk/client-sso-oidc'
import { clientConfig, PASSWORD } from '#tests/portico.ts'
import { type Client, DEVICE_GRANT, deviceLogin, openPortal, register, secretOf } from './portal.ts'

const portal = await openPortal()
const { oidc, sso, startUrl, browser } = portal

type ExceptionClass = abstract new (...args: never[]) => Wire.SSOOIDCServiceException

const client = await register(portal)
const startDevice = async (by: Client = client) => {
  const { deviceCode = '', verificationUriComplete = '' } = await oidc.startDeviceAuthorization({
    ...secretOf(by),
    startUrl,
  })
  return { deviceCode, verificationUriComplete }
}
const redeem = (deviceCode: string, by: Client = client) =>
  oidc.createToken({ ...secretOf(by), grantType: DEVICE_GRANT, deviceCode })

interface Row {
  readonly why: string
  readonly exception: ExceptionClass
  readonly status?: number
  /** `error` of OAuth. */
  readonly error: string
  readonly call: () => Promise<unknown>
}

/** All exceptions of botocore's model of sso-oidc but the server's own failure and those of CreateTokenWithIAM. */
const rows: readonly Row[] = [
  {
    why: 'a start URL of another portal',
    exception: Wire.InvalidRequestException,
    error: 'invalid_request',
    call: () => oidc.startDeviceAuthorization({ ...secretOf(client), startUrl: 'https://elsewhere.awsapps.com/start' }),
  },
  {
    why: 'a client secret that is not the one of the client',
    exception: Wire.InvalidClientException,
    status: 401,
    error: 'invalid_client',
    call: () => oidc.startDeviceAuthorization({ clientId: client.clientId, clientSecret: 'wrong', startUrl }),
  },
  {
    why: 'a device code that was never issued',
    exception: Wire.InvalidGrantException,
    error: 'invalid_grant',
    call: () => redeem('never-issued'),
  },
  {
    why: 'a refresh token after its session was ended',
    exception: Wire.InvalidGrantException,
    error: 'invalid_grant',
    call: async () => {
      const { accessToken, refreshToken } = await deviceLogin(portal, client)
      await sso.logout({ accessToken })
      await browser.signIn(portal.admin.userName, PASSWORD)
      return oidc.createToken({ ...secretOf(client), grantType: 'refresh_token', refreshToken })
    },
  },
  {
    why: 'a grant that the client did not register for',
    exception: Wire.UnauthorizedClientException,
    error: 'unauthorized_client',
    call: async () => startDevice(await register(portal, { grantTypes: ['authorization_code'] })),
  },
  {
    why: 'a grant type that does not exist',
    exception: Wire.UnsupportedGrantTypeException,
    error: 'unsupported_grant_type',
    call: () => oidc.createToken({ ...secretOf(client), grantType: 'password' }),
  },
  {
    why: 'a malformed scope',
    exception: Wire.InvalidScopeException,
    error: 'invalid_scope',
    call: () => register(portal, { scopes: ['not a scope'] }),
  },
  {
    why: 'a code that nobody has decided',
    exception: Wire.AuthorizationPendingException,
    error: 'authorization_pending',
    call: async () => redeem((await startDevice()).deviceCode),
  },
  {
    why: 'a flood of polls',
    exception: Wire.SlowDownException,
    error: 'slow_down',
    call: async () => {
      const { deviceCode } = await startDevice()
      const polls = await Promise.allSettled(Array.from({ length: 20 }, () => redeem(deviceCode)))
      const answers = polls.map(poll => (poll.status === 'rejected' ? poll.reason : poll.value))
      throw answers.find(answer => !(answer instanceof Wire.AuthorizationPendingException))
    },
  },
  {
    why: 'a device that the person refused',
    exception: Wire.AccessDeniedException,
    error: 'access_denied',
    call: async () => {
      const { deviceCode, verificationUriComplete } = await startDevice()
      await browser.submit(await browser.open(verificationUriComplete), { decision: 'deny' })
      return redeem(deviceCode)
    },
  },
  {
    why: 'a device code that is older than ten minutes',
    exception: Wire.ExpiredTokenException,
    error: 'expired_token',
    call: async () => {
      const { deviceCode } = await startDevice()
      portal.advance(601)
      return redeem(deviceCode)
    },
  },
  {
    why: 'a device code that was swept away long ago',
    exception: Wire.ExpiredTokenException,
    error: 'expired_token',
    call: () => redeem('A'.repeat(86)),
  },
  {
    why: 'a client type other than public',
    exception: Wire.InvalidClientMetadataException,
    error: 'invalid_client_metadata',
    call: () => oidc.registerClient({ clientName: 'confidential', clientType: 'confidential' }),
  },
  {
    why: 'a redirect URI on another computer',
    exception: Wire.InvalidRedirectUriException,
    error: 'invalid_redirect_uri',
    call: () => register(portal, { redirectUris: ['https://example.org/callback'] }),
  },
]

for (const { why, exception, status = 400, error: oauthError, call } of rows)
  test(`${why} is answered with ${exception.name}, ${status} and ${oauthError}`, async () => {
    const error = await call().then(
      () => assert.fail('it was not refused'),
      (failure: unknown) => failure,
    )
    assert.ok(error instanceof exception, String(error))
    assert.equal(error.$metadata.httpStatusCode, status)
    const { error: sent, error_description: description } = { error: '', error_description: '', ...error }
    assert.equal(sent, oauthError)
    assert.ok(description.endsWith(`(reference ${error.$metadata.requestId})`), description)
  })

test('CreateTokenWithIAM, which is not built, says so instead of failing otherwise', async () => {
  const signed = new Wire.SSOOIDC(clientConfig(portal.origin, portal.admin))
  const call = signed.createTokenWithIAM({ clientId: 'arn:aws:sso::1:application/a', grantType: 'authorization_code' })
  await assert.rejects(call, { name: 'UnsupportedOperation' })
})
