import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkPolicy } from './check.ts'

const policy = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...statement }] })

test('nothing is wrong with a policy that can be used', () => {
  assert.deepEqual(checkPolicy(policy({})), [])
})

test('a member that breaks the grammar is named, with its place, what was seen and what is expected', () => {
  const text = policy({ Action: ['s3:Get*', 's3 List'] })
  assert.deepEqual(checkPolicy(text), [
    {
      line: 1,
      column: text.indexOf('"s3 List"') + 1,
      path: 'Statement[0].Action[1]',
      message: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. Observed: "s3 List".',
      expected: 'service:Operation, with * and ? as wildcards, or *',
    },
  ])
})

describe('a text that is no JSON is told where it breaks', () => {
  for (const [text, line, column, message] of [
    ['{\n  "Version": x\n}', 2, 14, 'This is not JSON.'],
    ['{\n  "Version"', 2, 12, 'The text ends before the JSON does.'],
    ['', 1, 1, 'The text ends before the JSON does.'],
  ] as const)
    test(JSON.stringify(text), () => {
      const [finding, ...more] = checkPolicy(text)
      assert.deepEqual(more, [])
      assert.deepEqual([finding?.line, finding?.column, finding?.path, finding?.message], [line, column, '', message])
    })
})

test('a condition is found by its key, whatever stands in it', () => {
  const text = policy({ Condition: { StringEquals: { 'bad key]': 'x' } } })
  const [finding] = checkPolicy(text)
  assert.equal(finding?.path, 'Statement[0].Condition.StringEquals["bad key]"]')
  assert.equal(finding.column, text.indexOf('"bad key]"') + 1)
})

test('names of members that look like paths are only names', () => {
  for (const name of ['a]', '[', '.', 'a.b[0]', '__proto__', '"']) {
    const [finding] = checkPolicy(policy({ [name]: 1 }))
    assert.ok(finding !== undefined, name)
  }
})

test('a document that is nested without end is refused like any other', () => {
  const [finding] = checkPolicy('['.repeat(60_000) + ']'.repeat(60_000))
  assert.equal(finding?.path, 'document')
})

test('white space does not count for the size of a policy, but only so much of it', () => {
  const size = policy({}).length
  const longest = policy({ Action: `s3:${'x'.repeat(10_240 - size - 2)}` })
  assert.equal(longest.length, 10_240)
  assert.deepEqual(checkPolicy(`${longest}${' '.repeat(20_000)}`), [])
  const [weight] = checkPolicy(policy({ Action: `s3:${'x'.repeat(10_240 - size - 1)}` }))
  assert.deepEqual(weight, {
    line: 1,
    column: 1,
    path: '',
    message: 'The policy has 10241 characters without white space.',
    expected: 'at most 10240',
  })
  const [length] = checkPolicy(`${longest}${' '.repeat(30_000)}`)
  assert.equal(length?.message, 'The policy has 40240 characters with white space.')
})

test('a character that PutInlinePolicyToPermissionSet does not take is found', () => {
  const text = policy({ Resource: 'arn:aws:s3:::żółw' })
  const [finding] = checkPolicy(text)
  assert.deepEqual([finding?.line, finding?.column], [1, text.indexOf('ż') + 1])
})
