/** A server with an organization, and callers of every kind before its doors. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import { CreateAccountAssignmentCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { App } from '#server/app.ts'
import { engines } from '#tests/engines.ts'
import { administrator, clientConfig, PASSWORD, startPortico, testConfig } from '#tests/portico.ts'
import { Browser, send } from './wire.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
}

/** A value that the test cannot go on without. */
export function needed<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('a value that the test needs is missing')
  return value
}

export const ADMINISTRATOR = 'AdministratorAccess'

/** A set-up server on SQLite: the rules of the doors do not depend on the engine. */
export async function doorWorld() {
  const [engine] = engines
  const config = await testConfig(await needed(engine).settings())
  const app = await startPortico(config)
  const ada = await administrator(app)
  const { origin } = config
  const memberAccountId = await newAccount(origin, ada, 'Workload')
  return { app, origin, ada, memberAccountId, instance: app.storage.instance, ...app.description }
}

export type DoorWorld = Awaited<ReturnType<typeof doorWorld>>

export async function newAccount(origin: string, key: Credentials, name: string): Promise<string> {
  const organizations = new OrganizationsClient(clientConfig(origin, key))
  const wanted = { AccountName: name, Email: `${name.toLowerCase()}@example.org` }
  const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand(wanted))
  return needed(CreateAccountStatus?.AccountId)
}

/** Somebody of the directory with a password. */
export async function newPerson(app: App, userName: string): Promise<string> {
  const { userId } = await app.directory.createUser(app.author('CreateUser'), {
    userName,
    displayName: userName,
    name: { givenName: userName, familyName: 'Example' },
    attributes: {},
    status: 'ENABLED',
  })
  await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
  return userId
}

export async function signedIn(origin: string, userName: string): Promise<Browser> {
  const browser = new Browser(origin)
  const { status } = await browser.signIn(userName, PASSWORD)
  if (status !== 303) throw new Error(`${userName} could not sign in: ${status}`)
  return browser
}

/** Assigns, and waits until the role is there. */
export async function assign(
  { app, origin, ada, instanceArn }: DoorWorld,
  userId: string,
  PermissionSetArn: string,
  TargetId: string,
) {
  const principal = { PrincipalType: 'USER', PrincipalId: userId, TargetType: 'AWS_ACCOUNT' } as const
  const sso = new SSOAdminClient(clientConfig(origin, ada))
  const target = { InstanceArn: instanceArn, PermissionSetArn, TargetId, ...principal }
  await sso.send(new CreateAccountAssignmentCommand(target))
  await app.provisioned()
}

/** The ARN of the permission set of this name. */
export async function arnOf(app: App, name: string): Promise<string> {
  return needed(await app.access.permissionSets.byName(name)).arn
}

/** Role credentials, as the portal hands them out. */
export async function portalCredentials(origin: string, person: Browser, accountId: string, roleName = ADMINISTRATOR) {
  const path = `/federation/credentials?account_id=${accountId}&role_name=${roleName}`
  const { status, body } = await send(origin, { path, headers: person.self })
  if (status !== 200) throw new Error(body)
  const { roleCredentials } = JSON.parse(body) as { roleCredentials: Required<Credentials> }
  const { accessKeyId, secretAccessKey, sessionToken } = roleCredentials
  return { accessKeyId, secretAccessKey, sessionToken }
}

/** Goes into an account from the portal: the browser then holds the cookie of the account's console. */
export async function enter(person: Browser, accountId: string, permissionSet = ADMINISTRATOR) {
  const page = await person.get(`/launch/account/${accountId}/${permissionSet}`)
  const entered = await person.submit('/cloud/saml', page.body, {})
  if (entered.status !== 303) throw new Error(entered.body)
}

/** A session of a new role of the management account, with these rights and no others. */
export async function roleWith(
  { origin, ada, instance }: DoorWorld,
  name: string,
  statements: readonly Statement[],
): Promise<Credentials> {
  const iam = new IAMClient(clientConfig(origin, ada))
  const everybody = { AWS: `arn:aws:iam::${instance.managementAccountId}:root` }
  const trust = document([{ Effect: 'Allow', Principal: everybody, Action: 'sts:AssumeRole' }])
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }))
  if (statements.length > 0) {
    const policy = { RoleName: name, PolicyName: 'rights', PolicyDocument: document(statements) }
    await iam.send(new PutRolePolicyCommand(policy))
  }
  const sts = new STSClient(clientConfig(origin, ada))
  const asked = { RoleArn: needed(Role?.Arn), RoleSessionName: 'tester' }
  const { AccessKeyId, SecretAccessKey, SessionToken } = needed(
    (await sts.send(new AssumeRoleCommand(asked))).Credentials,
  )
  return {
    accessKeyId: needed(AccessKeyId),
    secretAccessKey: needed(SecretAccessKey),
    sessionToken: needed(SessionToken),
  }
}

export const document = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })
