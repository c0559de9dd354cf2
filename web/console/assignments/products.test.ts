import assert from 'node:assert/strict'
import { test } from 'node:test'
import { productsOf } from './products.ts'

const row = (principalId: string, accountId: string, permissionSetArn: string) => ({
  accountId,
  permissionSetArn,
  principal: { principalType: 'GROUP' as const, principalId },
})

const every = (principals: string, accounts: string, sets: string) =>
  [...principals].flatMap(p => [...accounts].flatMap(a => [...sets].map(s => row(p, a, s))))

const shown = (rows: readonly ReturnType<typeof row>[]) =>
  productsOf(rows).map(({ principals, accountIds, permissionSetArns }) =>
    [principals.map(({ principalId }) => principalId), accountIds, permissionSetArns]
      .map(ids => ids.toSorted().join(''))
      .join('×'),
  )

test('a whole product is one batch', () => assert.deepEqual(shown(every('gh', 'ab', 'ST')), ['gh×ab×ST']))

test('a row that is missing is not swept along', () => {
  const rows = every('gh', 'ab', 'ST').filter(
    ({ accountId, permissionSetArn, principal }) => accountId + permissionSetArn + principal.principalId !== 'bTh',
  )
  assert.deepEqual(shown(rows), ['gh×a×ST', 'gh×b×S', 'g×b×T'])
})

test('rows that have nothing in common are batches of their own', () =>
  assert.deepEqual(shown([row('g', 'a', 'S'), row('h', 'b', 'T')]), ['g×a×S', 'h×b×T']))

test('nothing is no batch', () => assert.deepEqual(productsOf([]), []))
