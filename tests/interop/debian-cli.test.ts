import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PASSWORD } from '#tests/portico.ts'
import { awsCli, member, ruleSets, texts } from './aws-cli.ts'
import { homeOf, tokenFile } from './home.ts'
import { openPortal } from './portal.ts'

const portal = await openPortal()
const { origin, admin, management, startUrl } = portal
const { instanceArn, identityStoreId } = portal.app.description

const keys = { AWS_ACCESS_KEY_ID: admin.accessKeyId, AWS_SECRET_ACCESS_KEY: admin.secretAccessKey }
const automation = awsCli(homeOf(portal), keys)
const at = (service: string, operation: string, ...args: readonly string[]) =>
  automation.json(service, operation, '--endpoint-url', origin, ...args)
const store = ['--identity-store-id', identityStoreId]
const instance = ['--instance-arn', instanceArn]

test('an access key tells who it is, on the command line', async () => {
  const identity = await at('sts', 'get-caller-identity')
  assert.equal(member(identity, 'Account'), management)
})

test('a person, a permission set and an assignment are made by commands, and the role is seen by another', async () => {
  const user = await at(
    ...['identitystore', 'create-user', ...store, '--user-name', 'clara', '--display-name', 'Clara C'],
    ...(['--name', 'GivenName=Clara,FamilyName=C'] as const),
  )
  const userId = String(member(user, 'UserId'))
  const attribute = '{"UniqueAttribute":{"AttributePath":"userName","AttributeValue":"clara"}}'
  const found = await at('identitystore', 'get-user-id', ...store, '--alternate-identifier', attribute)
  assert.equal(member(found, 'UserId'), userId)
  const created = await at(
    'sso-admin',
    'create-permission-set',
    ...instance,
    '--name',
    'Cli',
    '--session-duration',
    'PT2H',
  )
  const set = [...instance, '--permission-set-arn', String(member(created, 'PermissionSet', 'PermissionSetArn'))]
  const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  await automation.run(
    ...['sso-admin', 'attach-managed-policy-to-permission-set', '--endpoint-url', origin, ...set],
    ...['--managed-policy-arn', policy],
  )
  const target = ['--target-id', management, '--target-type', 'AWS_ACCOUNT']
  const principal = ['--principal-type', 'USER', '--principal-id', userId]
  await at('sso-admin', 'create-account-assignment', ...set, ...target, ...principal)
  await portal.app.provisioned()
  const roles = await at('iam', 'list-roles', '--path-prefix', '/aws-reserved/', '--query', 'Roles[].RoleName')
  const role = texts(roles).find(name => name.startsWith('AWSReservedSSO_Cli_')) ?? ''
  const attached = await at('iam', 'list-attached-role-policies', '--role-name', role)
  assert.deepEqual(attached, { AttachedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: policy }] })
  const trust = await at('iam', 'get-role', '--role-name', role, '--query', 'Role.AssumeRolePolicyDocument')
  assert.equal(member(trust, 'Version'), '2012-10-17', 'the CLI decodes the percent-encoded document')
})

test('lists of the CLI are there, and page by themselves', async () => {
  const accounts = await at('organizations', 'list-accounts', '--query', 'Accounts[].Id')
  assert.deepEqual(accounts, [management])
  const users = await at('identitystore', 'list-users', ...store, '--page-size', '1', '--query', 'Users[].UserName')
  assert.deepEqual(users, ['ada', 'clara'])
  const empty = await at('sso-admin', 'list-account-assignment-deletion-status', ...instance)
  assert.deepEqual(empty, { AccountAssignmentsDeletionStatus: [] })
})

test('a refusal is an exception of the CLI with its name, its reason and its reference', async () => {
  const error = await automation.failure(
    ...['sso-admin', 'create-permission-set', '--endpoint-url', origin, ...instance, '--name', 'AdministratorAccess'],
  )
  const exception = 'An error occurred \\(ConflictException\\) when calling the CreatePermissionSet operation'
  assert.match(error, new RegExp(`${exception}: PermissionSet with name AdministratorAccess already exists\\.`))
  const reference = /\(reference ([0-9a-f-]{36})\)/.exec(error)?.[1] ?? ''
  const attribute = `AttributeKey=EventId,AttributeValue=${reference}`
  const events = await at(
    'cloudtrail',
    'lookup-events',
    '--lookup-attributes',
    attribute,
    '--query',
    'Events[].EventName',
  )
  assert.deepEqual(events, ['CreatePermissionSet'])
})

test('a protected role is not modifiable, in the words that people search for', async () => {
  const roles = await at('iam', 'list-roles', '--path-prefix', '/aws-reserved/', '--query', 'Roles[].RoleName')
  const [role = ''] = texts(roles)
  const error = await automation.failure('iam', 'delete-role', '--endpoint-url', origin, '--role-name', role)
  const sentence = `Cannot perform the operation on the protected role '${role}' - this role is only modifiable by AWS`
  assert.match(error, new RegExp(`\\(UnmodifiableEntity\\) when calling the DeleteRole operation: ${sentence}`))
})

for (const [why, profile] of [
  ['a profile with an sso-session', 'dev'],
  ['a profile of the old form', 'legacy'],
] as const)
  test(`aws sso login, credentials and aws sso logout go through with ${why}`, async () => {
    const home = homeOf(portal)
    const cli = awsCli(home, { AWS_DATA_PATH: ruleSets(home, origin) })
    // Anew, since logout ends the session of the browser, as at AWS.
    await portal.browser.signIn(admin.userName, PASSWORD)
    const login = cli.start('sso', 'login', '--no-browser', '--profile', profile)
    const userCode = await login.prints(/\b[A-Z]{4}-[A-Z]{4}\b/)
    const confirm = await portal.browser.open(`/device?user_code=${userCode}`)
    assert.match(confirm.html, /botocore-client-/)
    await portal.browser.submit(confirm, { decision: 'allow' })
    await login.prints(/Successfully logged into Start URL/)
    assert.equal(await login.ended(), 0)

    const identity = await cli.json('sts', 'get-caller-identity', '--profile', profile, '--endpoint-url', origin)
    assert.match(
      String(member(identity, 'Arn')),
      new RegExp(`^arn:aws:sts::${management}:assumed-role/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}/ada$`),
    )
    const instances = await cli.json('sso-admin', 'list-instances', '--profile', profile, '--endpoint-url', origin)
    assert.equal(member(instances, 'Instances', '0', 'InstanceArn'), instanceArn)

    await cli.run('sso', 'logout')
    assert.deepEqual(readdirSync(join(home, '.aws/cli/cache')), [])
    const after = await cli.failure('sts', 'get-caller-identity', '--profile', profile, '--endpoint-url', origin)
    assert.match(
      after,
      /Error (loading SSO Token|when retrieving token)|SSO session .* expired or is otherwise invalid/,
    )
  })

test('the CLI refreshes an expired token of its cache, and the new one is kept', async () => {
  const home = homeOf(portal)
  const cli = awsCli(home, { AWS_DATA_PATH: ruleSets(home, origin) })
  await portal.browser.signIn(admin.userName, PASSWORD)
  const login = cli.start('sso', 'login', '--no-browser', '--profile', 'dev')
  await portal.browser.approve(`/device?user_code=${await login.prints(/\b[A-Z]{4}-[A-Z]{4}\b/)}`)
  assert.equal(await login.ended(), 0)
  assert.ok(existsSync(tokenFile.path(home)))
  const kept = tokenFile.read(home)
  assert.equal(kept.startUrl, startUrl)
  tokenFile.write(home, { ...kept, expiresAt: '2020-01-01T00:00:00Z' })
  const identity = await cli.json('sts', 'get-caller-identity', '--profile', 'dev', '--endpoint-url', origin)
  assert.equal(member(identity, 'Account'), management)
  const refreshed = tokenFile.read(home)
  assert.notEqual(refreshed.accessToken, kept.accessToken)
  assert.match(refreshed.refreshToken, /^aor/)
})
