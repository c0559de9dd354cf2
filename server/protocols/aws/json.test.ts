import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { ConflictException, CreateUserCommand, IdentitystoreClient } from '@aws-sdk/client-identitystore'
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import {
  AccessDeniedException,
  CreatePermissionSetCommand,
  InternalServerException,
  ListInstancesCommand,
  ListPermissionSetsCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-sso-admin'
import {
  type Credentials,
  clientSettings,
  failureOf,
  INSTANCE,
  keys,
  MANAGEMENT,
  MEMBER,
  startServer,
  type TestServer,
} from './testing/server.ts'

let server: TestServer
before(async () => {
  server = await startServer()
})
after(() => server.close())
beforeEach(() => {
  server.recorded.length = 0
  server.counted.length = 0
})

const settings = (credentials: Credentials = keys.admin) => clientSettings(server, credentials)

const createPermissionSet = (name: string, credentials: Credentials = keys.admin) =>
  new SSOAdminClient(settings(credentials)).send(new CreatePermissionSetCommand({ Name: name, InstanceArn: INSTANCE }))

test('an operation answers with its typed output and a request id', async () => {
  const output = await createPermissionSet('ReadOnly')
  assert.equal(output.PermissionSet?.Name, 'ReadOnly')
  assert.equal(output.PermissionSet?.CreatedDate?.getTime(), 1650989104461)
  assert.match(output.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/)
})

test('an empty list is sent, not left out', async () => {
  const output = await new SSOAdminClient(settings()).send(new ListInstancesCommand({}))
  assert.deepEqual(output.Instances, [])
})

test('temporary credentials sign with their session token', async () => {
  assert.equal((await createPermissionSet('Session', keys.session)).PermissionSet?.Name, 'Session')
})

test('several problems of an input arrive as one ValidationException', async () => {
  const client = new SSOAdminClient(settings())
  const error = await failureOf(
    client.send(new CreatePermissionSetCommand({ Name: undefined, InstanceArn: undefined })),
  )
  assert.ok(error instanceof ValidationException)
  assert.match(
    error.message,
    /^2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; Value null at 'instanceArn' failed/,
  )
})

test('a constraint that the schema lacks is refused with the text of AWS, reason, fix and reference', async () => {
  const error = await failureOf(createPermissionSet('a name'))
  assert.ok(error instanceof ValidationException)
  assert.match(
    error.message,
    /^1 validation error detected: Value 'a name' at 'name' failed .* pattern: \[\\w\+=,\.@-\]\+\. /,
  )
  assert.ok(error.message.endsWith(`(reference ${error.$metadata.requestId})`))
})

test('a refusal of a proven caller is recorded once, under the id that the caller got', async () => {
  const error = await failureOf(createPermissionSet('a name'))
  assert.deepEqual(
    server.recorded.map(({ code, call }) => [code, call.requestId, call.eventSource, call.eventName]),
    [['aws.invalid_input', error.$metadata.requestId, 'sso.amazonaws.com', 'CreatePermissionSet']],
  )
  assert.deepEqual(server.recorded[0]?.call.parameters, { name: 'a name', instanceArn: INSTANCE })
  assert.deepEqual(server.counted, [])
})

test('full rights in a member account are no rights over the instance', async () => {
  const error = await failureOf(createPermissionSet('x', keys.member))
  assert.ok(error instanceof AccessDeniedException)
  assert.match(error.message, /^User: arn:aws:iam::444455556666:user\/test is not authorized to perform: sso:Create/)
  assert.ok(!error.message.includes(MANAGEMENT))
  assert.deepEqual(
    server.recorded.map(({ code }) => code),
    ['aws.not_management_account'],
  )
})

test('an operation of the account plane serves principals of member accounts', async () => {
  const output = await new OrganizationsClient(settings(keys.member)).send(new ListAccountsCommand({}))
  assert.deepEqual(output.Accounts?.[0]?.JoinedTimestamp, new Date(1000))
  assert.equal(output.Accounts?.[0]?.Id, MEMBER)
})

test('an identity store conflict carries its Reason', async () => {
  const client = new IdentitystoreClient(settings())
  const error = await failureOf(
    client.send(new CreateUserCommand({ IdentityStoreId: 'd-1234567890', UserName: 'ann' })),
  )
  assert.ok(error instanceof ConflictException)
  assert.equal(error.Reason, 'UNIQUENESS_CONSTRAINT_VIOLATION')
  assert.match(
    error.message,
    /^Duplicate UserName\. The cause\. Observed: ann\. Whoever sends the request must act: The fix\. \(reference /,
  )
  assert.equal(error.$metadata.httpStatusCode, 400)
})

test('a throttled call says when to come back, and its secret members are hidden from the event', async () => {
  const client = new SSOAdminClient(settings())
  const input = { InstanceArn: INSTANCE, PermissionSetArn: 'ps', InlinePolicy: 'secret' }
  const error = await failureOf(client.send(new PutInlinePolicyToPermissionSetCommand(input)))
  assert.ok(error instanceof ThrottlingException)
  assert.equal(server.recorded[0]?.call.parameters?.inlinePolicy, 'HIDDEN_DUE_TO_SECURITY_REASONS')
})

test('an unexpected failure says nothing but its reference', async () => {
  const client = new SSOAdminClient(settings())
  const input = { InstanceArn: INSTANCE, PermissionSetArn: 'ps', InlinePolicy: 'break' }
  const error = await failureOf(client.send(new PutInlinePolicyToPermissionSetCommand(input)))
  assert.ok(error instanceof InternalServerException)
  assert.equal(error.$metadata.httpStatusCode, 500)
  assert.equal(
    error.message,
    `The request processing has failed because of an internal error. (reference ${error.$metadata.requestId})`,
  )
})

test('an operation that is not built says so and names the list', async () => {
  const error = await failureOf(
    new SSOAdminClient(settings()).send(new ListPermissionSetsCommand({ InstanceArn: INSTANCE })),
  )
  assert.equal(error.name, 'UnsupportedOperation')
  assert.match(error.message, /ListPermissionSets is not supported\..*docs\/aws-coverage\.md/)
  assert.deepEqual(server.counted, ['aws.unsupported_operation'])
})

test('a value of a wrong JSON type is a SerializationException that names the types', async () => {
  const wrong = { MaxResults: 'ten' as unknown as number }
  const error = await failureOf(new OrganizationsClient(settings()).send(new ListAccountsCommand(wrong)))
  assert.equal(error.name, 'SerializationException')
  assert.match(error.message, /^STRING_VALUE can not be converted to a Number\./)
})

test('what no policy allows is refused before the handler runs', async () => {
  const denying = await startServer({ denied: true })
  const client = new SSOAdminClient({ ...settings(), endpoint: denying.url })
  const command = new CreatePermissionSetCommand({ Name: 'not valid!', InstanceArn: INSTANCE })
  assert.ok((await failureOf(client.send(command))) instanceof AccessDeniedException)
  assert.deepEqual(
    denying.recorded.map(({ code }) => code),
    ['policy.access_denied'],
  )
  await denying.close()
})
