import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { GetRoleCredentialsCommand, ListAccountsCommand, LogoutCommand, SSOClient } from '@aws-sdk/client-sso'
import {
  AuthorizationPendingException,
  CreateTokenCommand,
  InvalidClientException,
  InvalidGrantException,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
  UnauthorizedClientException,
} from '@aws-sdk/client-sso-oidc'
import { HttpResponse } from '@smithy/core/protocols'
import { ORIGIN } from '#server/signin/testing/world.ts'
import { engines } from '#tests/engines.ts'
import { DEVICE_GRANT, type PortalWorld, portalWorld } from './testing/world.ts'

const [engine] = engines
if (engine === undefined) throw new Error('no engine')

interface SentRequest {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly query?: Record<string, string | string[] | null>
  readonly body?: unknown
}

/** AWS's own clients, whose requests go to the doors without a socket. */
function clients({ app }: PortalWorld) {
  const requestHandler = {
    async handle({ method, path, headers, query = {}, body }: SentRequest) {
      const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString()
      const response = await app.inject({
        method: method === 'POST' ? 'POST' : 'GET',
        url: text === '' ? path : `${path}?${text}`,
        headers: { ...headers, host: 'localhost:8480' },
        ...(typeof body === 'string' || body instanceof Uint8Array ? { payload: Buffer.from(body) } : {}),
      })
      const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
      return {
        response: new HttpResponse({
          statusCode: response.statusCode,
          headers: Object.fromEntries(answered),
          body: Readable.from([response.rawPayload]),
        }),
      }
    },
  }
  const configuration = { region: 'us-east-1', endpoint: ORIGIN, requestHandler, maxAttempts: 1 }
  return { oidc: new SSOOIDCClient(configuration), sso: new SSOClient(configuration) }
}

describe("AWS's own clients", () => {
  test('sign in, list accounts, get credentials and sign out', async () => {
    const world = await portalWorld(engine)
    const { oidc, sso } = clients(world)
    const { clientId, clientSecret } = await oidc.send(
      new RegisterClientCommand({ clientName: 'sdk', clientType: 'public', scopes: ['sso:account:access'] }),
    )
    const start = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: `${ORIGIN}/start` })
    const { deviceCode, userCode } = await oidc.send(start)
    const poll = () =>
      oidc.send(new CreateTokenCommand({ clientId, clientSecret, grantType: DEVICE_GRANT, deviceCode }))
    await assert.rejects(poll(), AuthorizationPendingException)
    const window = await world.signedIn()
    await window.get(`/device?user_code=${userCode}`)
    await window.submit({ decision: 'allow' })
    const { accessToken, refreshToken } = await poll()
    await assert.rejects(poll(), InvalidGrantException)
    const { accountList } = await sso.send(new ListAccountsCommand({ accessToken, maxResults: 2 }))
    const accountId = accountList?.[0]?.accountId
    const get = (roleName: string) => sso.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName }))
    assert.equal((await get('Admin')).roleCredentials?.expiration, world.clock() + 3_600_000)
    await assert.rejects(get('Other'), { name: 'ForbiddenException', message: /^No access\./ })
    await sso.send(new LogoutCommand({ accessToken }))
    await assert.rejects(get('Admin'), { name: 'UnauthorizedException' })
    const refresh = new CreateTokenCommand({ clientId, clientSecret, grantType: 'refresh_token', refreshToken })
    await assert.rejects(oidc.send(refresh), InvalidGrantException)
  })

  test('know the class of a grant that is forbidden, register all the same, and can say what to do', async () => {
    const world = await portalWorld(engine)
    await world.atomically(unit => unit.sessionSettings.setDeviceGrant(false))
    const { oidc } = clients(world)
    const { clientId, clientSecret } = await oidc.send(
      new RegisterClientCommand({ clientName: 'sdk', clientType: 'public' }),
    )
    const start = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: `${ORIGIN}/start` })
    const poll = new CreateTokenCommand({ clientId, clientSecret, grantType: DEVICE_GRANT, deviceCode: 'any' })
    for (const call of [() => oidc.send(start), () => oidc.send(poll)])
      await assert.rejects(call(), error => {
        assert.ok(error instanceof UnauthorizedClientException)
        assert.match(error.message, /switched off[\s\S]*PKCE/)
        return true
      })
  })

  test('know the class of an unknown client', async () => {
    const { oidc } = clients(await portalWorld(engine))
    const request = { clientId: 'x', clientSecret: 'y', grantType: 'refresh_token', refreshToken: 'aorx' }
    await assert.rejects(oidc.send(new CreateTokenCommand(request)), error => {
      assert.ok(error instanceof InvalidClientException)
      assert.deepEqual([error.error, error.$metadata.httpStatusCode], ['invalid_client', 401])
      assert.match(error.message, /not registered here[\s\S]*aws sso login/, 'it says what to do')
      return true
    })
  })
})
