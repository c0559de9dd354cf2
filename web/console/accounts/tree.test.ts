import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitOptions } from './tree.ts'

test('units stand below their parents, indented', () => {
  const unit = (unitId: string, name: string, parentId: string) => ({ unitId, name, parentId, accounts: 1 })
  const tree = {
    rootId: 'r',
    managementAccountId: '1',
    accounts: 3,
    units: [unit('b', 'B', 'r'), unit('a', 'A', 'r'), unit('a1', 'A1', 'a')],
  }
  assert.deepEqual(
    unitOptions(tree).map(({ label }) => label),
    ['The whole organization', '\u2003B', '\u2003A', '\u2003\u2003A1'],
  )
})
