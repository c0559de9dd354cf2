import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arn, readArn } from './index.ts'

const account = '111122223333'
const instanceId = 'ssoins-1234567890abcdef'

test('an ARN is built and taken apart again', () => {
  const permissionSet = { instanceId, permissionSetId: 'ps-abcdef1234567890' }
  const text = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-abcdef1234567890'
  assert.equal(arn('permissionSet', permissionSet), text)
  assert.deepEqual(readArn('permissionSet', text), permissionSet)
})

test('the path of a role is a part of its own', () => {
  const role = {
    account,
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
    roleName: 'AWSReservedSSO_x_0123456789abcdef',
  }
  assert.deepEqual(readArn('role', arn('role', role)), role)
  assert.deepEqual(readArn('role', `arn:aws:iam::${account}:role/plain`), { account, path: '/', roleName: 'plain' })
})

for (const [why, text] of [
  ['another kind', `arn:aws:sso:::instance/${instanceId}`],
  ['something after it', `arn:aws:sso:::permissionSet/${instanceId}/ps-abcdef1234567890/x`],
  ['a line break at the end', `arn:aws:sso:::permissionSet/${instanceId}/ps-abcdef1234567890\n`],
  ['an id that is too short', `arn:aws:sso:::permissionSet/${instanceId}/ps-abc`],
  ['another partition', `arn:aws-cn:sso:::permissionSet/${instanceId}/ps-abcdef1234567890`],
  ['no ARN at all', ''],
  ['a very long text', `arn:aws:sso:::permissionSet/${'x'.repeat(10_000)}`],
] as const) {
  test(`${why} is not read as a permission set`, () => assert.equal(readArn('permissionSet', text), undefined))
}
