import assert from 'node:assert/strict'
import { test } from 'node:test'
import { desiredRole, reservedRoleName, samlProviderName } from './role.ts'
import type { WantedRole } from './types.ts'

const instance = { instanceId: 'ssoins-1234567890abcdef', region: 'us-east-1' }
const place = { instance, accountId: '111122223333', audience: 'http://localhost:8480/cloud/saml' }

const bare: WantedRole = {
  permissionSetId: 'ps-abcdef1234567890',
  name: 'ReadOnly',
  sessionDuration: 'PT1H',
  createdAt: 0,
  version: 1,
  managedPolicies: [],
  customerPolicies: [],
  revocations: [],
}

test('the role of a bare permission set', () => {
  assert.deepEqual(desiredRole(bare, place), {
    arn: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_ReadOnly_877648a9d3f21a16',
    roleName: 'AWSReservedSSO_ReadOnly_877648a9d3f21a16',
    path: '/aws-reserved/sso.amazonaws.com/',
    trustPolicy:
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/AWSSSO_61c8806d3390b797_DO_NOT_DELETE"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"http://localhost:8480/cloud/saml"}}}]}',
    maxSessionDuration: 43_200,
    inlinePolicies: {},
    attachedPolicies: [],
  })
})

test('a full permission set brings its policies, boundary and description, and not its duration or relay state', () => {
  const document = '{"Version":"2012-10-17","Statement":[]}'
  const role = desiredRole(
    {
      ...bare,
      description: 'Reads',
      sessionDuration: 'PT12H',
      relayState: 'https://example.com/',
      managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      customerPolicies: [
        { name: 'team', path: '/' },
        { name: 'more', path: '/a/b/' },
      ],
      inlinePolicy: document,
      boundary: { customerPolicy: { name: 'edge', path: '/limits/' } },
    },
    place,
  )
  assert.equal(role.description, 'Reads')
  assert.equal(role.maxSessionDuration, 43_200)
  assert.deepEqual(role.inlinePolicies, { AwsSSOInlinePolicy: document })
  assert.deepEqual(role.attachedPolicies, [
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    'arn:aws:iam::111122223333:policy/team',
    'arn:aws:iam::111122223333:policy/a/b/more',
  ])
  assert.equal(role.boundaryArn, 'arn:aws:iam::111122223333:policy/limits/edge')
})

test('revoked sessions are denied by name and time, to the end of the second in which they were revoked', () => {
  const at = Date.UTC(2026, 10, 24, 10, 0, 0, 250)
  const { inlinePolicies } = desiredRole({ ...bare, revocations: [{ sessionName: 'ann', before: at }] }, place)
  assert.deepEqual(Object.keys(inlinePolicies), ['AWSRevokeOlderSessions'])
  assert.deepEqual(JSON.parse(inlinePolicies.AWSRevokeOlderSessions ?? '').Statement, [
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        StringLike: { 'aws:userid': '*:ann' },
        DateLessThan: { 'aws:TokenIssueTime': '2026-11-24T10:00:01Z' },
      },
    },
  ])
})

test('outside us-east-1 the path names the Region', () => {
  const role = desiredRole(bare, { ...place, instance: { ...instance, region: 'eu-west-1' } })
  assert.equal(role.path, '/aws-reserved/sso.amazonaws.com/eu-west-1/')
  assert.ok(role.arn.includes(':role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_ReadOnly_'))
})

test('the digits differ by account and permission set, and the longest name still fits IAM', () => {
  const key = { accountId: '111122223333', permissionSetId: 'ps-abcdef1234567890' }
  const names = [
    reservedRoleName(instance, key, 'X'),
    reservedRoleName(instance, { ...key, accountId: '111122223334' }, 'X'),
    reservedRoleName(instance, { ...key, permissionSetId: 'ps-abcdef1234567891' }, 'X'),
    reservedRoleName({ ...instance, instanceId: 'ssoins-1234567890abcdee' }, key, 'X'),
  ]
  assert.equal(new Set(names).size, 4)
  assert.equal(reservedRoleName(instance, key, 'x'.repeat(32)).length, 64)
  assert.match(samlProviderName(instance, '111122223333'), /^AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE$/)
})
