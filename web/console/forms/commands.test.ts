import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { type Call, cliOf, kebab, sdkOf } from './commands.ts'

const portal = {
  url: 'http://localhost:8480',
  startUrl: '',
  aliasStartUrl: '',
  region: 'eu-west-1',
  instanceArn: 'arn:aws:sso:::instance/ssoins-1',
  identityStoreId: 'd-1',
}

/** Text that Terraform would take for a template. */
const template = ['$', '{x}'].join('')

const createUser: Call = {
  service: 'identitystore',
  operation: 'CreateUser',
  input: {
    IdentityStoreId: 'd-1',
    UserName: "o'neil",
    DisplayName: template,
    Name: { GivenName: 'O', FamilyName: 'N' },
  },
}

for (const [name, option] of [
  ['InstanceArn', 'instance-arn'],
  ['SAMLProviderArn', 'saml-provider-arn'],
  ['TargetId', 'target-id'],
] as const)
  test(`the CLI calls ${name} ${option}`, () => assert.equal(kebab(name), option))

test('a shell takes the command apart into what was meant', () => {
  const command = cliOf([createUser], portal).replace(/^aws /, 'printf "%s\\n" ')
  assert.deepEqual(execFileSync('sh', ['-c', command]).toString().trimEnd().split('\n'), [
    'identitystore',
    'create-user',
    '--endpoint-url',
    'http://localhost:8480',
    '--region',
    'eu-west-1',
    '--identity-store-id',
    'd-1',
    '--user-name',
    "o'neil",
    '--display-name',
    template,
    '--name',
    '{"GivenName":"O","FamilyName":"N"}',
  ])
})

test('booleans are options of their own, and what begins with a dash is no option', () => {
  const input = { InstanceArn: 'i', PermissionSetsEnabled: true, Other: false, Description: '-x', List: ['a b'] }
  const command = cliOf([{ service: 'sso-admin', operation: 'UpdateInstance', input }], portal)
  for (const part of ['--permission-sets-enabled', '--no-other', '--description=-x', `--list '["a b"]'`])
    assert.ok(command.includes(`\n  ${part}`), part)
})

test('an address is given as it stands, not fetched', () => {
  const input = { Name: 'x', RelayState: 'https://example.org/' }
  const command = cliOf([{ service: 'sso-admin', operation: 'CreatePermissionSet', input }], portal)
  assert.ok(command.endsWith(`--name x \\\n  --cli-input-json '{"RelayState":"https://example.org/"}'`), command)
})

test('what an earlier command gives is a variable of the later ones', () => {
  const member = { IdentityStoreId: 'd-1', GroupId: 'g', MemberId: { UserId: 'USER_ID' } }
  const calls: Call[] = [
    createUser,
    { service: 'identitystore', operation: 'CreateGroupMembership', input: member },
    { method: 'POST', path: '/users/USER_ID/one-time-password' },
  ]
  const script = `aws() { case $2 in create-user) echo u-7;; *) printf '%s\n' "$@";; esac; }
    curl() { for last; do :; done; printf '%s\n' "$last"; }\n${cliOf(calls, portal)}`
  const told = execFileSync('sh', ['-c', script]).toString().trimEnd().split('\n')
  assert.equal(told.at(-2), '{"UserId":"u-7"}')
  assert.equal(told.at(-1), 'http://localhost:8480/api/v1/users/u-7/one-time-password')
  assert.match(sdkOf(calls, portal), /^const userId = \(await .*\)\.UserId$/ms)
  assert.match(sdkOf(calls, portal), /"UserId": userId/)
})

test('a call of /api/v1 is a signed request of curl', () => {
  const command = cliOf([{ method: 'POST', path: '/users/u-1/disable' }], portal)
  assert.match(command, /^curl --aws-sigv4 aws:amz:eu-west-1:sso /)
  assert.match(command, /--request POST/)
  assert.match(command, /http:\/\/localhost:8480\/api\/v1\/users\/u-1\/disable$/)
})

test('temporary credentials send their session token, others none', () => {
  const script = `curl() { printf '%s\\n' "$@" | grep -c '^-Hx-amz-security-token:t k$'; }\n${cliOf([{ method: 'GET', path: '/x' }], portal)}`
  const told = (env: Record<string, string>) =>
    execFileSync('sh', ['-c', `${script} || true`], { env: { PATH: process.env.PATH ?? '', ...env } })
      .toString()
      .trim()
  assert.deepEqual([told({ AWS_SESSION_TOKEN: 't k' }), told({})], ['1', '0'])
})

test('the SDK gets one client for each service, called as the SDK calls it', async () => {
  const text = sdkOf([createUser, createUser], portal)
  assert.equal(text.match(/new IdentitystoreClient/g)?.length, 1)
  assert.equal(text.match(/new CreateUserCommand/g)?.length, 2)
  assert.match(text, /^import \{ IdentitystoreClient, CreateUserCommand \} from '@aws-sdk\/client-identitystore'/)
  for (const service of ['sso-admin', 'identitystore', 'organizations', 'cloudtrail'] as const) {
    const [, client = ''] = /new (\w+)\(/.exec(sdkOf([{ service, operation: 'X', input: {} }], portal)) ?? []
    assert.equal(typeof (await import(`@aws-sdk/client-${service}`))[client], 'function', client)
  }
})
