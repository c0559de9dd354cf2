import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureFromText } from './failure-text.ts'

test('what IAM of the account refused: AWS’s sentence, why, what to do, and that the account’s administrator must act', () => {
  const text =
    'Received a 404 status error: Policy arn:aws:iam::111122223333:policy/Build.Boundary does not exist. Accounts need the policy. Create the policy, then provision again.'
  assert.deepEqual(failureFromText(text), {
    status: 0,
    message: 'Received a 404 status error: Policy arn:aws:iam::111122223333:policy/Build.Boundary does not exist.',
    cause: 'Accounts need the policy.',
    fix: 'Create the policy, then provision again.',
    actor: 'account-administrator',
  })
})

test('a refusal of the portal: everything that it says', () => {
  const text =
    'There is no such account. It is none of them. Observed: 1. Whoever sends the request must act: Take the id from ListAccounts. (reference ab-1)'
  assert.deepEqual(failureFromText(text), {
    status: 0,
    message: 'There is no such account.',
    cause: 'It is none of them.',
    observed: '1',
    actor: 'Whoever sends the request',
    fix: 'Take the id from ListAccounts.',
    reference: 'ab-1',
  })
})

test('a fault of the server is for its operators', () => {
  const { actor, message, fix } = failureFromText('An unexpected internal service exception was encountered')
  assert.equal(actor, 'operator')
  assert.equal(message, 'An unexpected internal service exception was encountered')
  assert.match(fix ?? '', /Provision it again/)
})

test('what was refused before it reached the account is for administrators', () => {
  assert.equal(failureFromText('There is no such user. It was deleted. Look it up.').actor, 'administrator')
})
