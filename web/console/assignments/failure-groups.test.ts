import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureGroups } from './failure-groups.ts'

const row = (accountId: string, principalId: string, failure: string) => ({
  accountId,
  accountName: accountId,
  permissionSetArn: 'arn',
  permissionSetName: 'Build',
  principal: { principalType: 'GROUP' as const, principalId, name: principalId },
  status: 'failed' as const,
  failure,
})

test('one reason in one account is told once, for all whom it hits', () => {
  const groups = failureGroups([row('a', 'g', 'x'), row('b', 'g', 'x'), row('a', 'h', 'x'), row('a', 'i', 'y')])
  assert.deepEqual(
    groups.map(rows => rows.map(({ accountId, principal }) => accountId + principal.name).join(' ')),
    ['ag ah', 'bg', 'ai'],
  )
})
