import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Overview, ProvisionedRole } from '../api/types.ts'
import { attentionIn } from './attention.ts'
import { setUpSteps } from './set-up.ts'

const calm: Overview = { certificates: [], denied: [] }

const role: ProvisionedRole = {
  accountId: '111122223333',
  accountName: 'Shop',
  permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-2',
  permissionSetName: 'Reader',
  roleArn: 'arn:aws:iam::111122223333:role/x',
  state: 'failed',
  error: 'AWS said no',
  assignments: 1,
}

test('where nothing is wrong nothing needs attention', () => assert.deepEqual(attentionIn(calm, 0), []))

test('failures come first, and lead to where they are mended', () => {
  const overview: Overview = {
    ...calm,
    failedRoles: { count: 3, first: [role] },
    delayedSignIns: [{ userId: 'u-1', userName: 'bob', failures: 7, at: 1, eventId: 'e' }],
    certificates: [{ purpose: 'accounts', keyId: 'k', expiresAt: 10 }],
  }
  const found = attentionIn(overview, 20)
  assert.deepEqual(
    found.map(({ subject, href }) => [subject, href]),
    [
      ['Reader in Shop', '#/permission-sets/ps-2?tab=roles'],
      ['2 more', '#/permission-sets'],
      ['Trust of the AWS accounts', '#/events?resourceName=k'],
      ['bob', '#/users/u-1'],
    ],
  )
  assert.equal(found[2]?.level, 'error', 'the certificate has expired')
})

test('set-up steps are open until something beyond set-up itself is there', () => {
  const fresh = setUpSteps({ ...calm, users: 1, groups: 0, accounts: 1, permissionSets: 1, assignments: 1 })
  assert.equal(fresh.length, 5)
  assert.ok(fresh.every(({ done }) => !done))
  const grown = setUpSteps({ ...calm, users: 2, groups: 1, accounts: 2, permissionSets: 2, assignments: 2 })
  assert.ok(grown.every(({ done }) => done))
  assert.deepEqual(setUpSteps(calm), [], 'nothing is said of what may not be read')
})
