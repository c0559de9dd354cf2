import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { systemRandom } from '#server/base/random.ts'
import { clientRegistry } from './clients.ts'
import type { RegisteredClient, RegistrationRequest } from './types.ts'

const DAY = 24 * 3600 * 1000

const cli: RegistrationRequest = {
  clientName: 'botocore-client-corp',
  clientType: 'public',
  scopes: ['sso:account:access'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
}
const legacyCli: RegistrationRequest = { clientName: 'legacy', clientType: 'public' }

describe('client registrations', () => {
  const time = { now: Date.UTC(2026, 0, 1) }
  const registry = (key = 'a') =>
    clientRegistry({
      derive: purpose => createHash('sha256').update(key).update(purpose).digest(),
      clock: () => time.now,
      random: systemRandom,
    })

  test('survive a restart and say what was registered', () => {
    const registered = registry().register(cli)
    const client = registry().authenticate(registered.clientId, registered.clientSecret)
    assert.deepEqual(client.redirectUris, cli.redirectUris)
    assert.deepEqual(
      [client.clientName, client.scopes, client.grantTypes],
      [cli.clientName, cli.scopes, cli.grantTypes],
    )
  })

  test('have a name that is what people see', () => {
    for (const clientName of ['AWS CLI\u202e', 'AWS\u200bCLI', 'AWS\nCLI', ' ', ''])
      assert.throws(() => registry().register({ ...cli, clientName }), { code: 'oauth.client_metadata' })
    assert.equal(registry().register({ ...cli, clientName: 'Zoë’s CLI 日本' }).clientName, 'Zoë’s CLI 日本')
  })

  test('of the same program are never the same', () =>
    assert.notEqual(registry().register(cli).clientId, registry().register(cli).clientId))

  test('last 90 days', () => {
    const { clientId } = registry().register(cli)
    time.now += 90 * DAY - 1
    assert.equal(registry().client(clientId).clientId, clientId)
    time.now += 1
    assert.throws(() => registry().client(clientId), { code: 'oauth.client_expired' })
  })

  for (const [why, id, secret] of [
    ['a secret that was changed', (c: RegisteredClient) => c.clientId, (c: RegisteredClient) => `${c.clientSecret}x`],
    [
      'a client id that was changed',
      (c: RegisteredClient) => `A${c.clientId.slice(1)}`,
      (c: RegisteredClient) => c.clientSecret,
    ],
    [
      'a client id with more behind it',
      (c: RegisteredClient) => `${c.clientId}.x`,
      (c: RegisteredClient) => c.clientSecret,
    ],
    ['nothing', () => '', () => ''],
  ] as const)
    test(`are not believed with ${why}`, () => {
      const client = registry().register(cli)
      assert.throws(() => registry().authenticate(id(client), secret(client)), { code: 'oauth.client_unknown' })
    })

  test('of another instance are not believed', () => {
    const { clientId, clientSecret } = registry('other').register(cli)
    assert.throws(() => registry().authenticate(clientId, clientSecret), { code: 'oauth.client_unknown' })
  })

  for (const [why, change, code] of [
    ['confidential client type', { clientType: 'confidential' }, 'oauth.client_metadata'],
    ['empty name', { clientName: '' }, 'oauth.client_metadata'],
    ['scope with spaces', { scopes: ['a b'] }, 'oauth.scope'],
    ['redirect URI of a web site', { redirectUris: ['https://evil.test/cb'] }, 'oauth.redirect_uri'],
    ['grant type password', { grantTypes: ['password'] }, 'oauth.grant_type'],
  ] as const)
    test(`are refused with a ${why}`, () => assert.throws(() => registry().register({ ...cli, ...change }), { code }))

  for (const scopes of [['sso:account:access'], ['sso-portal:*'], ['openid', 'aws', 'sts:identity_context'], []])
    test(`are taken with the scopes [${scopes}]`, () =>
      assert.deepEqual(registry().register({ ...legacyCli, scopes }).scopes, scopes))
})
