import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentOf, stateOf, titleOf, whoOf } from './batch.ts'

const batch = {
  batchId: 'b',
  action: 'assign',
  createdAt: 0,
  createdBy: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ada',
  rows: 8,
  waiting: 0,
  working: 0,
  succeeded: 8,
  failed: 0,
  interrupted: false,
} as const

for (const [state, change] of [
  ['succeeded', {}],
  ['failed', { succeeded: 7, failed: 1 }],
  ['working', { succeeded: 6, failed: 1, working: 1 }],
  ['working', { succeeded: 0, waiting: 8 }],
  ['interrupted', { succeeded: 4, waiting: 4, interrupted: true }],
] as const)
  test(`${JSON.stringify(change)}: ${state}`, () => assert.equal(stateOf({ ...batch, ...change }), state))

test('rows that failed are done too', () => {
  assert.equal(percentOf({ ...batch, succeeded: 2, failed: 1, waiting: 5 }), 37)
  assert.equal(percentOf({ ...batch, rows: 0, succeeded: 0 }), 100)
})

test('a batch is named by what it does, and who began it by the name of the session', () => {
  assert.equal(titleOf(batch), 'Assign 8 assignments')
  assert.equal(titleOf({ action: 'unassign', rows: 1 }), 'Remove 1 assignment')
  assert.equal(whoOf(batch), 'ada')
})
