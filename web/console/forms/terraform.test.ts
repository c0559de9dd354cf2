import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from './commands.ts'
import { terraformOf } from './terraform.ts'

const portal = {
  url: 'https://sso.example.org',
  startUrl: '',
  aliasStartUrl: '',
  region: 'eu-west-1',
  instanceArn: 'arn:aws:sso:::instance/ssoins-1',
  identityStoreId: 'd-1',
}

/** Text that Terraform would take for a template. */
const template = ['$', '{x}%', '{y}'].join('')
const set = { InstanceArn: 'i', PermissionSetArn: 'PERMISSION_SET_ARN' }
const sso = (operation: string, input: Record<string, unknown>): Call => ({ service: 'sso-admin', operation, input })
/** Without the provider. */
const resourcesOf = (...calls: readonly Call[]) => terraformOf(calls, portal).split('\n\n').slice(2).join('\n\n')

test('the provider asks this installation; the accounts, where they are', () => {
  assert.equal(
    terraformOf([], portal),
    `provider "aws" {
  region = "eu-west-1"

  endpoints {
    ssoadmin      = "https://sso.example.org"
    identitystore = "https://sso.example.org"
    organizations = "https://sso.example.org"
  }
}`,
  )
  assert.match(terraformOf([], { ...portal, accountsEndpoint: 'https://sso.example.org' }), /sts {11}= "https/)
})

test('a user is a resource whose texts are no templates', () => {
  const input = {
    IdentityStoreId: 'd-1',
    UserName: "o'neil",
    DisplayName: template,
    Name: { GivenName: 'O', FamilyName: 'N' },
    Emails: [{ Value: 'o@example.org', Type: 'work', Primary: true }],
  }
  assert.equal(
    resourcesOf({ service: 'identitystore', operation: 'CreateUser', input }),
    `resource "aws_identitystore_user" "o_neil" {
  identity_store_id = "d-1"
  user_name         = "o'neil"
  display_name      = "$\${x}%%{y}"

  name {
    given_name  = "O"
    family_name = "N"
  }

  emails {
    value   = "o@example.org"
    type    = "work"
    primary = true
  }
}`,
  )
})

test('a permission set with everything refers to itself', () => {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: template }] }
  const text = resourcesOf(
    sso('CreatePermissionSet', { InstanceArn: 'i', Name: 'ReadOnly', Tags: [{ Key: 'a:b', Value: 'c' }] }),
    sso('AttachManagedPolicyToPermissionSet', { ...set, ManagedPolicyArn: 'arn:aws:iam::aws:policy/job/ViewOnly' }),
    sso('PutInlinePolicyToPermissionSet', { ...set, InlinePolicy: JSON.stringify(policy) }),
    sso('PutPermissionsBoundaryToPermissionSet', {
      ...set,
      PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'Edge', Path: '/' } },
    }),
  )
  for (const part of [
    'resource "aws_ssoadmin_permission_set" "read_only" {',
    '  tags = {\n    "a:b" = "c"\n  }',
    'resource "aws_ssoadmin_managed_policy_attachment" "view_only" {',
    '  permission_set_arn = aws_ssoadmin_permission_set.read_only.arn',
    '  inline_policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n      {\n        Effect   = "Allow"',
    '        Action   = ["s3:*"]\n        Resource = "$${x}%%{y}"\n      }\n    ]\n  })',
    '  permissions_boundary {\n    customer_managed_policy_reference {\n      name = "Edge"',
  ])
    assert.ok(text.includes(part), `${part}\n${text}`)
})

test('a change of what is there already imports it', () => {
  const update: Call = {
    service: 'sso-admin',
    operation: 'UpdatePermissionSet',
    input: { InstanceArn: 'i', PermissionSetArn: 'p', RelayState: 'https://example.org' },
    named: 'Reader',
  }
  assert.match(resourcesOf(update), /import \{\n {2}to = aws_ssoadmin_permission_set.reader\n {2}id = "p,i"\n\}/)
  assert.match(resourcesOf(update), /name {9}= "Reader"/)
})

test('two of one name are called differently', () => {
  const group = (DisplayName: string): Call => ({
    service: 'identitystore',
    operation: 'CreateGroup',
    input: { IdentityStoreId: 'd-1', DisplayName },
  })
  const text = resourcesOf(group('a b'), group('a-b'), group('1st'), group('日本'))
  assert.deepEqual(
    [...text.matchAll(/group" "(\w+)"/g)].map(([, name]) => name),
    ['a_b', 'a_b_2', 'r_1st', 'this_4'],
  )
})

test('what is no resource is said', () => {
  const text = terraformOf(
    [sso('DetachManagedPolicyFromPermissionSet', set), { method: 'POST', path: '/x' }, sso('UpdateInstance', {})],
    portal,
  )
  for (const part of [
    '# DetachManagedPolicyFromPermissionSet: take its aws_ssoadmin_managed_policy_attachment out of the configuration.',
    '# Terraform has no resource for POST /api/v1/x.',
    '# Terraform has no resource for UpdateInstance.',
  ])
    assert.ok(text.includes(part), part)
})
