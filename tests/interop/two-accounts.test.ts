import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Organizations } from '@aws-sdk/client-organizations'
import { SSOAdmin } from '@aws-sdk/client-sso-admin'
import { engines } from '#tests/engines.ts'
import { clientConfig } from '#tests/portico.ts'
import { awsCli, ruleSets, texts } from './aws-cli.ts'
import { homeOf } from './home.ts'
import { openPortal } from './portal.ts'

const portal = await openPortal(engines.at(-1))
const { app, origin, admin, management, browser } = portal
const { identityStoreId, instanceArn } = app.description

/** A member account in which the administrator of the instance has full rights, too. */
async function memberAccount(): Promise<string> {
  const config = clientConfig(origin, admin)
  const { CreateAccountStatus } = await new Organizations(config).createAccount({
    AccountName: 'payments',
    Email: 'payments@example.org',
  })
  const sso = new SSOAdmin(config)
  const { PermissionSets } = await sso.listPermissionSets({ InstanceArn: instanceArn })
  await sso.createAccountAssignment({
    InstanceArn: instanceArn,
    PermissionSetArn: PermissionSets?.[0],
    PrincipalType: 'USER',
    PrincipalId: admin.userId,
    TargetType: 'AWS_ACCOUNT',
    TargetId: CreateAccountStatus?.AccountId,
  })
  await app.provisioned()
  return CreateAccountStatus?.AccountId ?? ''
}

const member = await memberAccount()
const home = homeOf(portal, { member })
const cli = awsCli(home, { AWS_DATA_PATH: ruleSets(home, origin) })
const login = cli.start('sso', 'login', '--no-browser', '--profile', 'dev')
await browser.approve(`/device?user_code=${await login.prints(/\b[A-Z]{4}-[A-Z]{4}\b/)}`)
assert.equal(await login.ended(), 0)

const as = (profile: string, ...args: readonly string[]) => [...args, '--profile', profile, '--endpoint-url', origin]

test('one sign-in opens both accounts, each under its own reserved role', async () => {
  for (const [profile, account] of [
    ['dev', management],
    ['member', member],
  ] as const) {
    const arn = await cli.json(...as(profile, 'sts', 'get-caller-identity', '--query', 'Arn'))
    assert.match(String(arn), new RegExp(`^arn:aws:sts::${account}:assumed-role/AWSReservedSSO_AdministratorAccess_`))
  }
})

test('full rights in the management account administer the instance', async () => {
  const users = await cli.json(
    ...as('dev', 'identitystore', 'list-users', '--identity-store-id', identityStoreId, '--query', 'Users[].UserName'),
  )
  assert.deepEqual(users, ['ada'])
})

for (const command of [
  ['sso-admin', 'list-instances'],
  ['sso-admin', 'create-permission-set', '--instance-arn', instanceArn, '--name', 'Mine'],
  ['identitystore', 'list-users', '--identity-store-id', identityStoreId],
  ['organizations', 'list-accounts'],
  ['cloudtrail', 'lookup-events'],
] as const)
  test(`full rights in a member account are no rights over the instance: ${command[0]} ${command[1]}`, async () => {
    const error = await cli.failure(...as('member', ...command))
    assert.match(error, /An error occurred \(AccessDeniedException\) when calling the \w+ operation: /)
    assert.match(error, /management account/)
  })

test('full rights in a member account are rights over its own roles, and over no reserved one', async () => {
  const listed = texts(await cli.json(...as('member', 'iam', 'list-roles', '--query', 'Roles[].RoleName')))
  const reserved = listed.find(name => name.startsWith('AWSReservedSSO_')) ?? ''
  assert.ok(listed.includes('OrganizationAccountAccessRole'))
  const error = await cli.failure(...as('member', 'iam', 'delete-role', '--role-name', reserved))
  assert.match(error, /\(UnmodifiableEntity\) .* - this role is only modifiable by AWS/)
})
