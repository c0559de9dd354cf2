import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import {
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  TagRoleCommand,
  UnmodifiableEntityException,
} from '@aws-sdk/client-iam'
import { AssumeRoleWithSAMLCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import {
  type Credentials,
  clientSettings,
  failureOf,
  keys,
  MANAGEMENT,
  startServer,
  type TestServer,
  taggedWith,
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

test('IAM answers a role, with an empty list and escaped text', async () => {
  const output = await new IAMClient(settings(keys.member)).send(new GetRoleCommand({ RoleName: 'viewer' }))
  assert.equal(output.Role?.RoleName, 'viewer')
  assert.equal(output.Role?.Description, '<b> & "quotes"')
  assert.deepEqual(output.Role?.CreateDate, new Date('2026-08-10T09:00:00Z'))
  assert.deepEqual(output.Role?.Tags, [])
  assert.match(output.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/)
})

test('lists of structures arrive, the empty one too', async () => {
  const client = new IAMClient(settings(keys.member))
  const tags = [
    { Key: 'team', Value: 'a=b&c d+e%' },
    { Key: 'ключ', Value: '' },
  ]
  taggedWith.length = 0
  await client.send(new TagRoleCommand({ RoleName: 'r', Tags: tags }))
  await client.send(new TagRoleCommand({ RoleName: 'r', Tags: [] }))
  assert.deepEqual(taggedWith, [tags, []])
})

test('a missing role is a NoSuchEntityException with status 404', async () => {
  const error = await failureOf(new IAMClient(settings()).send(new GetRoleCommand({ RoleName: 'missing' })))
  assert.ok(error instanceof NoSuchEntityException)
  assert.equal(error.$metadata.httpStatusCode, 404)
  assert.match(error.message, /^The role with name missing cannot be found\. The cause\./)
})

test('a protected role is an UnmodifiableEntityException', async () => {
  const command = new TagRoleCommand({ RoleName: 'AWSReservedSSO_x', Tags: [] })
  assert.ok((await failureOf(new IAMClient(settings()).send(command))) instanceof UnmodifiableEntityException)
})

test('a missing parameter is a ValidationError', async () => {
  const error = await failureOf(new IAMClient(settings()).send(new GetRoleCommand({ RoleName: undefined })))
  assert.equal(error.name, 'ValidationError')
  assert.match(error.message, /^1 validation error detected: Value null at 'roleName'/)
})

test('STS says who the caller is', async () => {
  const output = await new STSClient(settings(keys.session)).send(new GetCallerIdentityCommand({}))
  assert.equal(output.Account, MANAGEMENT)
})

test('a public operation needs no signature, and its own refusals are recorded', async () => {
  const client = new STSClient({ ...settings(), credentials: keys.admin })
  const command = (SAMLAssertion: string) =>
    new AssumeRoleWithSAMLCommand({ RoleArn: 'arn:role', PrincipalArn: 'arn:provider', SAMLAssertion })
  const output = await client.send(command('assertion'))
  assert.equal(output.Issuer, 'assertion')
  assert.equal(output.PackedPolicySize, 6)
  await failureOf(client.send(command('refused')))
  assert.deepEqual(
    server.recorded.map(({ call }) => call.parameters?.sAMLAssertion),
    ['HIDDEN_DUE_TO_SECURITY_REASONS'],
  )
})
