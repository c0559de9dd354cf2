import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Definition, empty } from './definition.ts'
import { changes, created, creation } from './steps.ts'

const set = { InstanceArn: 'i', PermissionSetArn: 's' }
const from: Definition = {
  ...empty,
  name: 'Reader',
  managed: ['a', 'b'],
  customer: [{ name: 'c', path: '/' }],
  inline: '{}',
  boundary: 'x',
  tags: [{ Key: 'k', Value: '1' }],
}
const to: Definition = {
  ...from,
  relayState: ' https://example.org ',
  managed: ['b', 'd'],
  customer: [{ name: 'c', path: '/team/' }],
  inline: '',
  boundary: { name: 'Edge', path: '/' },
  tags: [{ Key: 'k', Value: '2' }],
}

test('a permission set is made with what was filled in', () => {
  const value = { ...empty, name: ' Reader ', description: 'Reads', tags: from.tags }
  assert.deepEqual(creation('i', value).call.input, {
    InstanceArn: 'i',
    Name: 'Reader',
    Description: 'Reads',
    SessionDuration: 'PT1H',
    Tags: [{ Key: 'k', Value: '1' }],
  })
})

test('an update says everything again, since it replaces', () => {
  const [first] = changes(set, from, to)
  assert.deepEqual(first?.call.input, { ...set, SessionDuration: 'PT1H', RelayState: 'https://example.org' })
  assert.equal(first?.call.named, 'Reader')
})

test('only what differs is called, removals first', () => {
  assert.deepEqual(
    changes(set, from, to).map(({ call }) => call.operation),
    [
      'UpdatePermissionSet',
      'TagResource',
      'DetachManagedPolicyFromPermissionSet',
      'AttachManagedPolicyToPermissionSet',
      'DetachCustomerManagedPolicyReferenceFromPermissionSet',
      'AttachCustomerManagedPolicyReferenceToPermissionSet',
      'DeleteInlinePolicyFromPermissionSet',
      'PutPermissionsBoundaryToPermissionSet',
    ],
  )
  assert.deepEqual(changes(set, to, to), [])
})

test('each step leads a part of the way, so that going on after a failure does only the rest', () => {
  const all = changes(set, from, to)
  const reached = all.slice(0, 4).reduce((definition, { after }) => after(definition), from)
  const labels = (some: readonly { label: string }[]) => some.map(({ label }) => label)
  assert.deepEqual(labels(changes(set, reached, to)), labels(all.slice(4)))
  const made = all.reduce((definition, { after }) => after(definition), from)
  assert.deepEqual(changes(set, made, to), [])
})

test('what was just created has no policies yet', () => {
  assert.deepEqual(
    changes(set, created(to), to).map(({ label }) => label),
    ['Attach b', 'Attach d', 'Attach /team/c', 'Set the permissions boundary Edge'],
  )
})
