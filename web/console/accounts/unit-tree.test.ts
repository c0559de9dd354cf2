import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choicesOf, pathTo, treeOf } from './unit-tree.ts'

const organization = {
  rootId: 'r-abcd',
  managementAccountId: '111122223333',
  accounts: 5,
  units: [
    { unitId: 'ou-3', name: 'Production', parentId: 'ou-2', accounts: 1 },
    { unitId: 'ou-2', name: 'Workloads', parentId: 'r-abcd', accounts: 3 },
    { unitId: 'ou-1', name: 'Infrastructure', parentId: 'r-abcd', accounts: 1 },
  ],
}

test('units stand below their parents, in the order of their names', () => {
  const root = treeOf(organization)
  assert.deepEqual([root.unitId, root.accounts], ['r-abcd', 5])
  assert.deepEqual(
    root.units.map(({ name, units }) => [name, units.map(unit => unit.name)]),
    [
      ['Infrastructure', []],
      ['Workloads', ['Production']],
    ],
  )
})

test('every place is offered with its path', () => {
  assert.deepEqual(
    choicesOf(treeOf(organization)).map(({ path }) => path.join(' / ')),
    ['Root', 'Root / Infrastructure', 'Root / Workloads', 'Root / Workloads / Production'],
  )
})

test('the path to a unit names those above it; the root and what is unknown have none', () => {
  assert.deepEqual(
    pathTo(organization, 'ou-3').map(({ unitId }) => unitId),
    ['ou-2', 'ou-3'],
  )
  assert.deepEqual(pathTo(organization, 'r-abcd'), [])
  assert.deepEqual(pathTo(organization, 'ou-9'), [])
})
