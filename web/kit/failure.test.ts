import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actorLabel, failureFrom, failureOf, RequestFailed } from './failure.ts'

const refusal = {
  code: 'access.not_assigned',
  cause: 'No assignment.',
  fix: 'Ask.',
  actor: 'administrator',
  reference: 'r-1',
}

/** What a 403 without a refusal is answered with. */
const advice = { fix: 'Ask for an assignment, then open the portal again.', actor: 'administrator', reference: 'q-1' }

for (const [why, body, failure] of [
  ['a refusal is taken whole', { message: 'No access', refusal }, { status: 403, message: 'No access', ...refusal }],
  ['without a refusal the request id is the reference', { message: 'No' }, { status: 403, message: 'No', ...advice }],
  ['a body that is no JSON', undefined, { status: 403, message: 'Portico answered with status 403.', ...advice }],
  [
    'members of other types are ignored',
    { message: 7, refusal: { code: 8 } },
    { status: 403, message: 'Portico answered with status 403.', ...advice },
  ],
] as const)
  test(`failure: ${why}`, () => assert.deepEqual(failureFrom(403, body, 'q-1'), failure))

test('our own error keeps its failure; anything else means that no answer came', () => {
  const failure = failureFrom(500, undefined, null)
  assert.equal(failureOf(new RequestFailed(failure)), failure)
  assert.equal(failureOf(new TypeError('Failed to fetch')).status, 0)
})

test('a party that this version does not know is shown by its name', () => {
  assert.equal(actorLabel('administrator'), 'Your Portico administrator')
  assert.equal(actorLabel('network-team'), 'network team')
})
