import assert from 'node:assert/strict'
import { test } from 'node:test'
import { creationCall, empty, policyCalls, updateCall } from './definition.ts'

const set = { InstanceArn: 'i', PermissionSetArn: 's' }
const names = (calls: readonly { operation: string }[]) => calls.map(({ operation }) => operation)

test('a permission set is made with what was filled in', () => {
  assert.deepEqual(creationCall('i', { ...empty, name: ' Reader ', description: 'Reads' }).input, {
    InstanceArn: 'i',
    Name: 'Reader',
    Description: 'Reads',
    SessionDuration: 'PT1H',
  })
})

test('an update says everything again, since it replaces', () => {
  assert.deepEqual(updateCall(set, { ...empty, relayState: 'https://example.org' }).input, {
    ...set,
    SessionDuration: 'PT1H',
    RelayState: 'https://example.org',
  })
})

test('only the policies that differ are attached, detached, put and deleted', () => {
  const from = { ...empty, managed: ['a', 'b'], customer: [{ name: 'c', path: '/' }], inline: '{}', boundary: 'x' }
  const to = { ...empty, managed: ['b', 'd'], customer: [{ name: 'c', path: '/team/' }], inline: '', boundary: 'y' }
  assert.deepEqual(names(policyCalls(set, from, to)), [
    'DetachManagedPolicyFromPermissionSet',
    'AttachManagedPolicyToPermissionSet',
    'DetachCustomerManagedPolicyReferenceFromPermissionSet',
    'AttachCustomerManagedPolicyReferenceToPermissionSet',
    'DeleteInlinePolicyFromPermissionSet',
    'PutPermissionsBoundaryToPermissionSet',
  ])
  assert.deepEqual(policyCalls(set, to, to), [])
})
