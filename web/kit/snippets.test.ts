import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configFileBlock, credentialsFileBlock, keyVariables, masked, signInCommand } from './snippets.ts'

const place = { accountId: '111122223333', roleName: 'Admin' }
const credentials = { accessKeyId: 'ASIA1', secretAccessKey: 'se/cr+et', sessionToken: 'to/ken==', expiration: 0 }
const portal = { url: 'https://sso.example.org/', aliasStartUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1' }

test('the credentials file block is named after account and permission set', () =>
  assert.equal(
    credentialsFileBlock(place, credentials),
    '[111122223333_Admin]\naws_access_key_id=ASIA1\naws_secret_access_key=se/cr+et\naws_session_token=to/ken==',
  ))

test('the config block signs in at the alias and sends the CLI to this portal', () =>
  assert.equal(
    configFileBlock(place, portal),
    `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile Admin-111122223333]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-west-1
services = corp

[services corp]
sso =
  endpoint_url = https://sso.example.org
sso_oidc =
  endpoint_url = https://sso.example.org`,
  ))

test('accounts that live in the portal are reached at its address, by the profile and by the variables', () => {
  const embedded = { ...portal, accountsEndpoint: 'https://sso.example.org' }
  assert.match(configFileBlock(place, embedded), /services = corp\nendpoint_url = https:\/\/sso\.example\.org\n/)
  assert.equal(keyVariables(credentials, embedded).AWS_ENDPOINT_URL, 'https://sso.example.org')
  assert.equal(keyVariables(credentials, portal).AWS_ENDPOINT_URL, undefined)
})

test('masking hides both secrets wherever they would stand, and nothing else', () => {
  const shown =
    JSON.stringify(keyVariables(masked(credentials), portal)) + credentialsFileBlock(place, masked(credentials))
  assert.doesNotMatch(shown, /se\/cr\+et|to\/ken/)
  assert.match(shown, /ASIA1/)
})

for (const [roleName, command] of [
  ['Admin', 'aws sso login --profile Admin-111122223333'],
  ['Ops,EU=1', 'aws sso login --profile "Ops,EU=1-111122223333"'],
] as const)
  test(`signing in with the profile of ${roleName} can be pasted into any shell`, () =>
    assert.equal(signInCommand({ ...place, roleName }), command))
