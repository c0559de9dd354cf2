import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesOf, missing, newGroup } from './group.ts'

const group = { GroupId: 'g-1', DisplayName: 'Platform', Description: 'Those who build it' }

test('a new group has a description only where one was written', () => {
  assert.deepEqual(newGroup({ displayName: ' Data ', description: '  ' }), { DisplayName: 'Data' })
  assert.deepEqual(newGroup({ displayName: 'Data', description: 'x' }), { DisplayName: 'Data', Description: 'x' })
})

test('a change names only what is different, and an empty description takes it away', () => {
  assert.deepEqual(changesOf(group, { displayName: 'Platform ', description: 'Those who build it' }), [])
  assert.deepEqual(changesOf(group, { displayName: 'Base', description: '' }), [
    { AttributePath: 'displayName', AttributeValue: 'Base' },
    { AttributePath: 'description' },
  ])
})

test('a group needs a name', () => {
  assert.equal(missing({ displayName: ' ', description: 'x' }), 'Still missing: name')
  assert.equal(missing({ displayName: 'x', description: '' }), undefined)
})
