import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RefusalKind, refuser } from '#server/base/refusal.ts'
import { invalidInput } from '#server/formats/aws/index.ts'
import { officialApi } from './catalog.ts'
import { refusalAnswer } from './errors.ts'
import { byCode, byKind, unmodelled } from './exceptions.ts'
import type { ServiceName } from './operation.ts'
import { serviceNames, services } from './services.ts'

const jsonServices = serviceNames.filter(service => services[service].protocol === 'json')

test('a client has a class for every exception of its service, or AWS has it for all services', async () => {
  for (const service of jsonServices) {
    const { exceptions } = await officialApi(service)
    const exact = Object.values(byCode).flatMap(to => to[service] ?? to.json ?? [])
    for (const name of [...Object.values(byKind[service]), ...exact]) {
      assert.ok(exceptions.has(name) || unmodelled.has(name), `${service} ${name}`)
    }
  }
})

const answer = (service: ServiceName, code: string, kind: RefusalKind, retryAfter?: number) => {
  const definition = { kind, title: 'No', toUser: 'No.', cause: 'Because.', fix: 'Do.', actor: 'caller' } as const
  const refuse = refuser({ [code]: definition })
  const details = { about: 'the-id', ...(retryAfter === undefined ? {} : { retryAfter }) }
  return refusalAnswer(refuse(code, details), { service, requestId: 'ref' })
}

const bodyOf = (made: { readonly body: string | Buffer }) => JSON.parse(String(made.body)) as Record<string, unknown>

test('the body of a JSON error has the name, the text twice, and the record of the refusal', () => {
  assert.deepEqual(bodyOf(answer('sso-admin', 'access.permission_set_exists', 'conflict')), {
    __type: 'ConflictException',
    Message: 'No. Because. Whoever sends the request must act: Do. (reference ref)',
    message: 'No. Because. Whoever sends the request must act: Do. (reference ref)',
    refusal: {
      code: 'access.permission_set_exists',
      about: 'the-id',
      cause: 'Because.',
      fix: 'Do.',
      actor: 'caller',
      reference: 'ref',
    },
  })
})

test('the identity store says what is missing and repeats the request id', () => {
  const { ResourceType, ResourceId, RequestId } = bodyOf(answer('identitystore', 'user.missing', 'missing'))
  assert.deepEqual([ResourceType, ResourceId, RequestId], ['USER', 'the-id', 'ref'])
})

test('a throttled caller learns when to come back', () => {
  const made = answer('identitystore', 'x.y', 'throttled', 3)
  assert.equal(made.retryAfter, 3)
  assert.equal(bodyOf(made).RetryAfterSeconds, 3)
})

test('Organizations names the reason of the first problem', () => {
  const refusal = invalidInput([
    { at: 'name', value: 'a', must: 'have length less than or equal to 50' },
    { at: 'email', value: null, must: 'not be null' },
  ])
  const body = bodyOf(refusalAnswer(refusal, { service: 'organizations', requestId: 'ref' }))
  assert.deepEqual([body.__type, body.Reason], ['InvalidInputException', 'MAX_LENGTH_EXCEEDED'])
})

for (const [service, code, kind, status, name] of [
  ['iam', 'cloud.role_missing', 'missing', 404, 'NoSuchEntity'],
  ['iam', 'cloud.role_protected', 'denied', 400, 'UnmodifiableEntity'],
  ['iam', 'policy.access_denied', 'denied', 403, 'AccessDenied'],
  ['sts', 'cloud.packed_policy_too_large', 'limit', 400, 'PackedPolicyTooLarge'],
  ['iam', 'x.y', 'unavailable', 500, 'ServiceFailure'],
] as const) {
  test(`${code} is ${name} with status ${status} to clients of ${service}`, () => {
    const made = answer(service, code, kind)
    assert.equal(made.status, status)
    assert.ok(String(made.body).includes(`<Code>${name}</Code>`))
    assert.ok(String(made.body).includes(`<Type>${status === 500 ? 'Receiver' : 'Sender'}</Type>`))
    assert.ok(String(made.body).includes('<refusal><code>'))
  })
}

test('JSON services answer 400 to every client error', () => {
  for (const kind of ['invalid', 'unauthenticated', 'denied', 'missing', 'conflict', 'limit', 'throttled'] as const) {
    for (const service of jsonServices) assert.equal(answer(service, 'x.y', kind).status, 400)
  }
  assert.equal(answer('sso-admin', 'x.y', 'unavailable').status, 500)
})
