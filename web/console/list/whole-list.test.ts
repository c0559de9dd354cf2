import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Arranging, arranged } from './whole-list.ts'

interface Row {
  readonly name: string
  readonly at: number
}

const rows: readonly Row[] = [
  { name: 'Phone', at: 9 },
  { name: 'blue key', at: 10 },
  { name: 'Red key', at: 2 },
]
const columns: readonly Arranging<Row>[] = [
  { id: 'name', by: ({ name }) => name },
  { id: 'at', by: ({ at }) => at },
  { id: 'kind' },
]
const names = (how: Parameters<typeof arranged>[2]) => arranged(rows, columns, how).map(({ name }) => name)

test('a list stays as it came until somebody sorts it', () => {
  assert.deepEqual(names({}), ['Phone', 'blue key', 'Red key'])
  assert.deepEqual(names({ sort: 'kind' }), ['Phone', 'blue key', 'Red key'])
})

test('text sorts as people sort it, and numbers by their size', () => {
  assert.deepEqual(names({ sort: 'name' }), ['blue key', 'Phone', 'Red key'])
  assert.deepEqual(names({ sort: 'at' }), ['Red key', 'Phone', 'blue key'])
  assert.deepEqual(names({ sort: '-at' }), ['blue key', 'Phone', 'Red key'])
})

test('every word that was typed has to stand in the row', () => {
  assert.deepEqual(names({ search: 'KEY', sort: 'name' }), ['blue key', 'Red key'])
  assert.deepEqual(names({ search: 'key red' }), ['Red key'])
  assert.deepEqual(names({ search: 'nothing' }), [])
})
