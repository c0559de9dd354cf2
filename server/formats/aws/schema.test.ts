import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as iam from '@aws-sdk/client-iam'
import * as identityStore from '@aws-sdk/client-identitystore'
import * as organizations from '@aws-sdk/client-organizations'
import * as ssoAdmin from '@aws-sdk/client-sso-admin'
import * as sts from '@aws-sdk/client-sts'
import { NormalizedSchema } from '@smithy/core/schema'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { operationSchemas, parseJson, readInput, requiredCount, writeJson } from './index.ts'

const sso = operationSchemas(ssoAdmin)
const store = operationSchemas(identityStore)

type Schema = Parameters<typeof NormalizedSchema.of>[0]
const struct = (members: Record<string, Schema>, required = 0) =>
  NormalizedSchema.of([
    3,
    't',
    'Struct',
    0,
    Object.keys(members),
    Object.values(members),
    required,
  ] as unknown as Schema)

const STRING = 0
const BLOB = 21
const TIMESTAMP = 4
const DOCUMENT = 15
const everyType = struct({
  text: STRING,
  flag: 2,
  count: 1,
  at: TIMESTAMP,
  bytes: BLOB,
  anything: DOCUMENT,
  names: 64 | STRING,
  map: 128 | STRING,
  sparse: [1, 't', 'Sparse', { sparse: 1 }, STRING] as unknown as Schema,
})

function refusalOf(read: () => unknown): Refusal {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return error
  }
  return assert.fail('it was read')
}

const inputOf = (operations: typeof sso, name: string) => operations.get(name)?.input ?? assert.fail(name)

for (const [name, operations, required] of [
  ['CreatePermissionSet', sso, ['Name', 'InstanceArn']],
  ['ListInstances', sso, []],
  ['CreateGroupMembership', store, ['IdentityStoreId', 'GroupId', 'MemberId']],
  ['CreateRole', operationSchemas(iam), ['RoleName', 'AssumeRolePolicyDocument']],
  ['AssumeRoleWithSAML', operationSchemas(sts), ['RoleArn', 'PrincipalArn', 'SAMLAssertion']],
  ['MoveAccount', operationSchemas(organizations), ['AccountId', 'SourceParentId', 'DestinationParentId']],
] as const) {
  test(`the schema of ${name} requires what the API documents`, () => {
    const schema = inputOf(operations, name)
    const first = [...schema.structIterator()].slice(0, requiredCount(schema)).map(([member]) => member)
    assert.deepEqual(first, required)
  })
}

test('values become what the official client types them as', () => {
  const input = readInput(everyType, {
    text: 'a',
    flag: false,
    count: 3,
    at: 1650989104.461,
    bytes: 'AQID',
    anything: { deep: [1, null, { x: 'y' }] },
    names: ['a', 'b'],
    map: { constructor: 'c' },
    sparse: ['a', null],
    unknown: 'dropped',
    __type: 'dropped too',
  }) as Record<string, unknown>
  assert.deepEqual(input, {
    text: 'a',
    flag: false,
    count: 3,
    at: new Date(1650989104461),
    bytes: new Uint8Array([1, 2, 3]),
    anything: { deep: [1, null, { x: 'y' }] },
    names: ['a', 'b'],
    map: { constructor: 'c' },
    sparse: ['a', null],
  })
})

test('null is absent', () => {
  assert.deepEqual(readInput(inputOf(sso, 'ListInstances'), { MaxResults: null, NextToken: null }), {})
  const user = { IdentityStoreId: 's', UserId: 'u', Operations: [{ AttributePath: 'nickName', AttributeValue: null }] }
  assert.deepEqual(readInput(inputOf(store, 'UpdateUser'), user), {
    IdentityStoreId: 's',
    UserId: 'u',
    Operations: [{ AttributePath: 'nickName' }],
  })
})

for (const [member, wrong] of [
  ['text', 1],
  ['text', ['a']],
  ['flag', 'true'],
  ['count', '3'],
  ['count', Number.POSITIVE_INFINITY],
  ['at', '2026-01-01T00:00:00Z'],
  ['at', 1e300],
  ['bytes', 'not base64'],
  ['bytes', 'AQI'],
  ['names', 'a'],
  ['names', { 0: 'a' }],
  ['names', [1]],
  ['map', ['a']],
  ['map', { a: 1 }],
] as const) {
  test(`${JSON.stringify(wrong)} is no ${member}`, () => {
    assert.equal(refusalOf(() => readInput(everyType, { [member]: wrong })).code, 'aws.unreadable_body')
  })
}

test('all missing members are named in one sentence', () => {
  const refusal = refusalOf(() => readInput(inputOf(sso, 'CreatePermissionSet'), { Tags: [{ Key: 'a' }] }))
  assert.equal(refusal.code, 'aws.invalid_input')
  assert.equal(
    refusal.message,
    "3 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'instanceArn' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
  )
})

test('a list that is not sparse holds no null', () => {
  assert.match(
    refusalOf(() => readInput(everyType, { names: ['a', null] })).message,
    /Value null at 'names\.2\.member'/,
  )
})

test('exactly one member of a union is set', () => {
  const schema = inputOf(store, 'CreateGroupMembership')
  const membership = (MemberId: object) => ({ IdentityStoreId: 's', GroupId: 'g', MemberId })
  assert.deepEqual(readInput(schema, membership({ UserId: 'u' })), membership({ UserId: 'u' }))
  for (const wrong of [{}, { GroupId: 'x' }, { UserId: null }]) {
    assert.match(refusalOf(() => readInput(schema, membership(wrong))).message, /'memberId' .* exactly one/)
  }
})

test('no key reaches a prototype', () => {
  for (const hostile of ['{"map":{"__proto__":"x"}}', '{"anything":{"a":[{"__proto__":{"admin":true}}]}}']) {
    assert.equal(refusalOf(() => readInput(everyType, JSON.parse(hostile))).code, 'aws.unreadable_body')
  }
  const input = readInput(everyType, JSON.parse('{"__proto__":{"text":"inherited"}}')) as Record<string, unknown>
  assert.equal(input.text, undefined)
})

test('a document nested without end is refused', () => {
  const deep = JSON.parse(`{"anything":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)
  assert.equal(refusalOf(() => readInput(everyType, deep)).code, 'aws.unreadable_body')
})

test('a body is a JSON object in UTF-8', () => {
  for (const bytes of ['', '{}', ' {"a":1} ']) assert.doesNotThrow(() => parseJson(Buffer.from(bytes)))
  for (const bytes of ['[]', 'null', '"a"', '{', '{"a":1}x', 'Action=x', '\ufeff\ufeff{}']) {
    assert.equal(refusalOf(() => parseJson(Buffer.from(bytes))).code, 'aws.unreadable_body', bytes)
  }
  assert.equal(refusalOf(() => parseJson(Buffer.from([0x7b, 0xff, 0x7d]))).code, 'aws.unreadable_body')
})

test('whatever the JSON is, it is read or refused', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('text', 'at', 'bytes', 'map', 'names'), fc.jsonValue()),
      (a, b) => {
        for (const json of [a, b, { anything: a }]) {
          try {
            readInput(everyType, json)
          } catch (error) {
            assert.ok(error instanceof Refusal, String(error))
          }
        }
      },
    ),
  )
})

test('answers are written as the service prints them', () => {
  const output = sso.get('CreatePermissionSet')?.output ?? assert.fail()
  const written = writeJson(output, { PermissionSet: { Name: 'ü"', CreatedDate: new Date(1500) }, internal: 1 })
  assert.equal(written.toString(), '{"PermissionSet":{"Name":"ü\\"","CreatedDate":1.5}}')
  assert.equal(writeJson(output, undefined).toString(), '{}')
})
