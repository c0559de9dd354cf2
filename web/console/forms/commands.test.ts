import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { type Call, cliOf, kebab, sdkOf } from './commands.ts'
import { terraformOf } from './terraform.ts'

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

test('a call of /api/v1 is a signed request of curl', () => {
  const command = cliOf([{ method: 'POST', path: '/users/u-1/disable' }], portal)
  assert.match(command, /^curl --aws-sigv4 aws:amz:eu-west-1:sso /)
  assert.match(command, /--request POST/)
  assert.match(command, /http:\/\/localhost:8480\/api\/v1\/users\/u-1\/disable$/)
})

test('the SDK gets one client for each service', () => {
  const text = sdkOf([createUser, createUser], portal)
  assert.equal(text.match(/new IdentitystoreClient/g)?.length, 1)
  assert.equal(text.match(/new CreateUserCommand/g)?.length, 2)
  assert.match(text, /^import \{ IdentitystoreClient, CreateUserCommand \} from '@aws-sdk\/client-identitystore'/)
})

test('Terraform gets a resource whose texts are no templates', () => {
  const text = terraformOf([createUser], portal)
  assert.match(text, /resource "aws_identitystore_user" "o_neil" \{/)
  assert.match(text, /display_name = "\$\$\{x\}"/)
  assert.match(text, /name \{\n {4}given_name = "O"\n {4}family_name = "N"\n {2}\}/)
  assert.match(text, /endpoints \{\n {4}ssoadmin = "http:\/\/localhost:8480"/)
})

test('what Terraform has no resource for is said', () => {
  const text = terraformOf([{ service: 'sso-admin', operation: 'DeletePermissionSet', input: {} }], portal)
  assert.match(text, /# Terraform has no resource for DeletePermissionSet\./)
})
