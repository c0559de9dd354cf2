import assert from 'node:assert/strict'
import { CloudTrail } from '@aws-sdk/client-cloudtrail'
import { IAM } from '@aws-sdk/client-iam'
import { Identitystore } from '@aws-sdk/client-identitystore'
import { Organizations } from '@aws-sdk/client-organizations'
import { SSOAdmin } from '@aws-sdk/client-sso-admin'
import { STS } from '@aws-sdk/client-sts'
import type { App } from '#server/app.ts'
import type { TestEngine } from '#tests/engines.ts'
import { type Administrator, administrator, clientConfig, startPortico, testConfig, until } from '#tests/portico.ts'
import { type Recorder, recorder } from './recorder.ts'

/** A listening server with an administrator, and the official clients with the administrator's access key. */
export interface World {
  readonly engine: string
  readonly app: App
  readonly origin: string
  readonly admin: Administrator
  readonly instanceArn: string
  readonly storeId: string
  readonly management: string
  readonly clients: Clients
  readonly recorder: Recorder
}

export interface Clients {
  readonly sso: SSOAdmin
  readonly identities: Identitystore
  readonly organizations: Organizations
  readonly iam: IAM
  readonly sts: STS
  readonly trail: CloudTrail
}

/** Stories take the world of each engine. */
export type Stories = (world: World) => void

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export async function openWorld(engine: TestEngine): Promise<World> {
  const config = await testConfig(await engine.settings())
  const app = await startPortico(config)
  const admin = await administrator(app)
  const recording = recorder()
  const { instanceArn, identityStoreId, managementAccountId } = app.description
  return {
    engine: engine.name,
    app,
    origin: config.origin,
    admin,
    instanceArn,
    storeId: identityStoreId,
    management: managementAccountId,
    clients: clientsWith(config.origin, admin, recording),
    recorder: recording,
  }
}

export function clientsWith(origin: string, keys: Keys, recording: Recorder): Clients {
  const { accessKeyId, secretAccessKey, sessionToken } = keys
  const session = sessionToken === undefined ? {} : { sessionToken }
  const config = clientConfig(origin, { accessKeyId, secretAccessKey, ...session })
  const clients = {
    sso: new SSOAdmin(config),
    identities: new Identitystore(config),
    organizations: new Organizations(config),
    iam: new IAM(config),
    sts: new STS(config),
    trail: new CloudTrail(config),
  }
  recording.watch('sso-admin', clients.sso)
  recording.watch('identitystore', clients.identities)
  recording.watch('organizations', clients.organizations)
  recording.watch('iam', clients.iam)
  recording.watch('sts', clients.sts)
  recording.watch('cloudtrail', clients.trail)
  return clients
}

interface SdkError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string }
}

type ExceptionClass = abstract new (...args: never[]) => SdkError

/** The call is refused with this class of the SDK, AWS's status, the text, and the reference of the request. */
export async function refused<T extends ExceptionClass>(
  call: Promise<unknown>,
  exception: T,
  text: RegExp,
  status = 400,
): Promise<InstanceType<T>> {
  const error = await call.then(
    () => assert.fail(`expected ${exception.name}`),
    (failure: unknown) => failure,
  )
  assert.ok(error instanceof exception, `expected ${exception.name}: ${error}`)
  const { httpStatusCode, requestId } = error.$metadata
  assert.equal(httpStatusCode, status)
  assert.match(requestId ?? '', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.match(error.message, text)
  assert.ok(error.message.includes(`(reference ${requestId})`), error.message)
  return error as InstanceType<T>
}

export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess'
export const READ_ONLY_ACCESS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

export const policyDocument = (action: string, resource = '*'): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] })

export async function newUser({ clients, storeId }: World, userName: string): Promise<string> {
  const { UserId } = await clients.identities.createUser({
    IdentityStoreId: storeId,
    UserName: userName,
    DisplayName: `${userName} Example`,
    Name: { GivenName: userName, FamilyName: 'Example' },
    Emails: [{ Value: `${userName}@example.org`, Type: 'work', Primary: true }],
  })
  return given(UserId)
}

export async function newGroup({ clients, storeId }: World, name: string): Promise<string> {
  const { GroupId } = await clients.identities.createGroup({ IdentityStoreId: storeId, DisplayName: name })
  return given(GroupId)
}

export async function newPermissionSet({ clients, instanceArn }: World, name: string): Promise<string> {
  const { PermissionSet } = await clients.sso.createPermissionSet({ InstanceArn: instanceArn, Name: name })
  return given(PermissionSet?.PermissionSetArn)
}

export async function newAccount({ clients }: World, name: string): Promise<string> {
  const { CreateAccountStatus } = await clients.organizations.createAccount({
    AccountName: name,
    Email: `${name}@example.org`,
  })
  return given(CreateAccountStatus?.AccountId)
}

interface Assignment {
  readonly accountId: string
  readonly permissionSetArn: string
  readonly principalId: string
  readonly principalType?: 'USER' | 'GROUP'
}

export const assignmentInput = ({ instanceArn }: World, assignment: Assignment) => ({
  InstanceArn: instanceArn,
  TargetType: 'AWS_ACCOUNT' as const,
  TargetId: assignment.accountId,
  PermissionSetArn: assignment.permissionSetArn,
  PrincipalType: assignment.principalType ?? ('USER' as const),
  PrincipalId: assignment.principalId,
})

/** Creates an assignment and polls its request as Terraform does. @returns the request's id */
export async function assign(world: World, assignment: Assignment): Promise<string> {
  const { sso } = world.clients
  const { AccountAssignmentCreationStatus: begun } = await sso.createAccountAssignment(
    assignmentInput(world, assignment),
  )
  const requestId = given(begun?.RequestId)
  await finished(async () => {
    const { AccountAssignmentCreationStatus: status } = await sso.describeAccountAssignmentCreationStatus({
      InstanceArn: world.instanceArn,
      AccountAssignmentCreationRequestId: requestId,
    })
    return status
  })
  return requestId
}

export async function unassign(world: World, assignment: Assignment): Promise<string> {
  const { sso } = world.clients
  const { AccountAssignmentDeletionStatus: begun } = await sso.deleteAccountAssignment(
    assignmentInput(world, assignment),
  )
  const requestId = given(begun?.RequestId)
  await finished(async () => {
    const { AccountAssignmentDeletionStatus: status } = await sso.describeAccountAssignmentDeletionStatus({
      InstanceArn: world.instanceArn,
      AccountAssignmentDeletionRequestId: requestId,
    })
    return status
  })
  return requestId
}

/** Provisions a permission set in one account, or everywhere. */
export async function provision(world: World, permissionSetArn: string, accountId?: string): Promise<string> {
  const { sso } = world.clients
  const { PermissionSetProvisioningStatus: begun } = await sso.provisionPermissionSet({
    InstanceArn: world.instanceArn,
    PermissionSetArn: permissionSetArn,
    ...(accountId === undefined
      ? { TargetType: 'ALL_PROVISIONED_ACCOUNTS' as const }
      : { TargetType: 'AWS_ACCOUNT' as const, TargetId: accountId }),
  })
  const requestId = given(begun?.RequestId)
  await finished(async () => {
    const { PermissionSetProvisioningStatus: status } = await sso.describePermissionSetProvisioningStatus({
      InstanceArn: world.instanceArn,
      ProvisionPermissionSetRequestId: requestId,
    })
    return status
  })
  return requestId
}

interface RequestStatus {
  readonly Status?: string | undefined
  readonly FailureReason?: string | undefined
  readonly CreatedDate?: Date | undefined
}

async function finished(ask: () => Promise<RequestStatus | undefined>): Promise<void> {
  let last: RequestStatus | undefined
  await until(async () => {
    last = await ask()
    return last?.Status !== 'IN_PROGRESS'
  })
  assert.equal(last?.Status, 'SUCCEEDED', last?.FailureReason ?? 'no answer')
  assert.ok(last.CreatedDate instanceof Date)
}

/** A member that the answer must have. */
export function given<T>(value: T | undefined): T {
  assert.ok(value !== undefined, 'a member is missing from the answer')
  return value
}
