import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationProblem, inWords, secondsOf, typedOf } from './duration.ts'
import { configFile, credentialsFile, keyVariables } from './key-blocks.ts'
import { keyProblem, nameProblem, tagCalls, valueProblem } from './tags.ts'

for (const [seconds, words] of [
  [900, '15 minutes'],
  [5400, '90 minutes'],
  [28_800, '8 hours'],
  [86_400, '1 day'],
  [7_776_000, '90 days'],
] as const)
  test(`${seconds} seconds are ${words}, typed and read`, () => {
    assert.equal(inWords(seconds), words)
    assert.equal(secondsOf(typedOf(seconds)), seconds)
  })

test('a duration outside of the bounds, or none at all, is said', () => {
  assert.match(durationProblem({ amount: '14', unit: 'minutes' }) ?? '', /15 minutes/)
  assert.match(durationProblem({ amount: '91', unit: 'days' }) ?? '', /90 days/)
  assert.match(durationProblem({ amount: '1.5', unit: 'hours' }) ?? '', /whole number/)
  assert.equal(durationProblem({ amount: '90', unit: 'days' }), undefined)
})

test('tags: only what differs is asked for', () => {
  const instance = { InstanceArn: 'arn:i' }
  const before = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]
  assert.deepEqual(tagCalls(instance, before, before), [])
  const calls = tagCalls(instance, before, [
    { Key: 'b', Value: '3' },
    { Key: 'c', Value: '' },
  ])
  assert.deepEqual(
    calls.map(({ operation, input }) => [operation, input]),
    [
      ['UntagResource', { InstanceArn: 'arn:i', ResourceArn: 'arn:i', TagKeys: ['a'] }],
      [
        'TagResource',
        {
          InstanceArn: 'arn:i',
          ResourceArn: 'arn:i',
          Tags: [
            { Key: 'b', Value: '3' },
            { Key: 'c', Value: '' },
          ],
        },
      ],
    ],
  )
})

test('tags and names that AWS would refuse are named while they are typed', () => {
  const twice = [
    { Key: 'a', Value: '' },
    { Key: 'a', Value: '' },
  ]
  assert.equal(keyProblem(twice, 0), undefined)
  assert.match(keyProblem(twice, 1) ?? '', /Another/)
  assert.match(keyProblem([{ Key: 'aws:x', Value: '' }], 0) ?? '', /AWS/)
  assert.match(keyProblem([{ Key: '', Value: '' }], 0) ?? '', /needs/)
  assert.ok(valueProblem({ Key: 'a', Value: 'x'.repeat(257) }))
  assert.equal(nameProblem('Portico-1'), undefined)
  assert.ok(nameProblem('two words'))
})

test('the blocks of a key reach this portal', () => {
  const key = { accessKeyId: 'AKIA1', secretAccessKey: 's3/cr+t' }
  const portal = { url: 'https://sso.example.org', region: 'eu-west-1' }
  assert.deepEqual(keyVariables(key, portal), {
    AWS_ACCESS_KEY_ID: 'AKIA1',
    AWS_SECRET_ACCESS_KEY: 's3/cr+t',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'https://sso.example.org',
  })
  assert.match(credentialsFile(key), /^\[portico\]\naws_access_key_id=AKIA1\naws_secret_access_key=s3\/cr\+t$/)
  assert.match(
    configFile(portal),
    /^\[profile portico\]\nregion = eu-west-1\nendpoint_url = https:\/\/sso.example.org$/,
  )
})
