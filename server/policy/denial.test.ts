import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessDenied, denialSentence } from './denial.ts'
import type { Denial, PolicyType } from './evaluate.ts'

const attempt = {
  who: 'arn:aws:sts::111122223333:assumed-role/Ops/ana',
  action: 'sso:CreatePermissionSet',
  resource: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
}
const prefix = `User: ${attempt.who} is not authorized to perform: ${attempt.action} on resource: ${attempt.resource}`

const sentences: readonly (readonly [PolicyType, implicit: string, explicit: string])[] = [
  ['identity', 'because no identity-based policy allows', 'with an explicit deny in an identity-based policy'],
  ['boundary', 'because no permissions boundary allows', 'with an explicit deny in a permissions boundary'],
  ['scp', 'because no service control policy allows', 'with an explicit deny in a service control policy'],
  ['session', 'because no session policy allows', 'with an explicit deny in a session policy'],
  ['resource', 'because no resource-based policy allows', 'with an explicit deny in a resource-based policy'],
]
for (const [policyType, implicit, explicit] of sentences) {
  test(`AWS's sentences name the kind of policy: ${policyType}`, () => {
    const denial = { allowed: false, policyType } as const
    assert.equal(
      denialSentence(attempt, { ...denial, reason: 'implicit-deny' }),
      `${prefix} ${implicit} the ${attempt.action} action`,
    )
    assert.equal(denialSentence(attempt, { ...denial, reason: 'explicit-deny' }), `${prefix} ${explicit}`)
  })
}

test('an unsigned call is denied without a name', () => {
  const denial: Denial = { allowed: false, reason: 'implicit-deny', policyType: 'resource' }
  assert.equal(
    denialSentence({ action: 'sts:AssumeRoleWithSAML', resource: 'arn:aws:iam::1:role/R' }, denial),
    'Not authorized to perform sts:AssumeRoleWithSAML',
  )
})

test('the refusal names the policy and the statement that denied, where they are the caller’s own', () => {
  const refusal = accessDenied(attempt, {
    ...{ allowed: false, reason: 'explicit-deny', policyType: 'identity' },
    ...{ policyId: 'AwsSSOInlinePolicy', statement: 'NoNewSets' },
  })
  assert.equal(refusal.code, 'policy.access_denied')
  assert.equal(refusal.kind, 'denied')
  assert.deepEqual(refusal.details, {
    sentence: `${prefix} with an explicit deny in an identity-based policy`,
    about: attempt.resource,
    observed: 'an identity-based policy, AwsSSOInlinePolicy, statement NoNewSets, denies sso:CreatePermissionSet',
    expected: 'no statement in any policy that denies sso:CreatePermissionSet on this resource',
  })
})

test('the policies of the organization are named in the event only', () => {
  const { details } = accessDenied(attempt, {
    ...{ allowed: false, reason: 'explicit-deny', policyType: 'scp', level: 2 },
    ...{ policyId: 'p-0123456789', statement: 'NoSso' },
  })
  assert.equal(details.observed, 'a service control policy denies sso:CreatePermissionSet')
  assert.deepEqual(details.secret, { policyId: 'p-0123456789', statement: 'NoSso', level: '2' })
})

test('where nothing allows, the refusal says which kind of policy would have to', () => {
  const { details } = accessDenied(attempt, { allowed: false, reason: 'implicit-deny', policyType: 'boundary' })
  assert.equal(details.observed, 'no permissions boundary allows sso:CreatePermissionSet')
  assert.equal(
    details.expected,
    'a statement in a permissions boundary that allows sso:CreatePermissionSet on this resource',
  )
  assert.equal(details.secret, undefined)
})
