import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchOf, nothing, objection, presetOf, rowsOf } from './wanted.ts'

const some = (count: number, of: string) =>
  Array.from({ length: count }, (_, place) => ({ id: `${of}-${place}`, name: `${of} ${place}` }))

test('each step wants something, and not too much', () => {
  assert.match(objection(0, nothing) ?? '', /at least one account/)
  assert.match(objection(1, nothing) ?? '', /at least one user or group/)
  assert.match(objection(2, nothing) ?? '', /at least one permission set/)
  assert.match(objection(0, { ...nothing, accounts: some(501, 'a') }) ?? '', /at most 500 accounts: 501/)
  assert.match(
    objection(1, { ...nothing, users: some(60, 'u'), groups: some(41, 'g') }) ?? '',
    /at most 100 users and groups/,
  )
  assert.equal(objection(3, nothing), undefined)
})

test('the product has a bound of its own', () => {
  const wanted = { accounts: some(300, 'a'), users: some(10, 'u'), groups: some(7, 'g'), sets: some(2, 's') }
  assert.equal(rowsOf(wanted), 10_200)
  assert.match(objection(2, wanted) ?? '', /10,200 assignments/)
  assert.equal(objection(2, { ...wanted, sets: some(1, 's') }), undefined)
})

test('the batch names groups and users by type', () => {
  const wanted = { accounts: some(1, 'a'), users: some(1, 'u'), groups: some(1, 'g'), sets: some(1, 's') }
  assert.deepEqual(batchOf(wanted), {
    action: 'assign',
    principals: [
      { principalType: 'GROUP', principalId: 'g-0' },
      { principalType: 'USER', principalId: 'u-0' },
    ],
    accountIds: ['a-0'],
    permissionSetArns: ['s-0'],
  })
})

test('an address may say one or many, and what it says twice counts once', () => {
  assert.deepEqual(presetOf(new URLSearchParams('accountIds=1,2,2&userId=u&accountId=3')), {
    accounts: ['1', '2', '3'],
    users: ['u'],
    groups: [],
    sets: [],
  })
})
