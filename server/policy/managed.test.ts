import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from './evaluate.ts'
import { managedPolicies, managedPolicy } from './managed.ts'

const ARN = 'arn:aws:iam::aws:policy/'
const SLR = 'arn:aws:iam::111122223333:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO'

function allows(name: string, action: string, resource = 'arn:aws:iam::111122223333:role/R', context = {}) {
  const policy = managedPolicy(ARN + name)
  assert.ok(policy, `${name} is not known`)
  const principal = { kind: 'AWS', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/ana' } as const
  return evaluate(
    { principal, action, resource, context },
    { identity: [{ id: policy.arn, document: policy.document }] },
  ).allowed
}

const promises: readonly (readonly [name: string, allowed: readonly string[], denied: readonly string[]])[] = [
  ['AdministratorAccess', ['sso:DeleteInstance', 'iam:CreateRole', 'anything:AtAll'], []],
  [
    'PowerUserAccess',
    ['sso:CreatePermissionSet', 's3:PutObject', 'iam:ListRoles', 'organizations:DescribeOrganization'],
    ['iam:CreateRole', 'organizations:CreateAccount'],
  ],
  [
    'ReadOnlyAccess',
    [
      'sso:ListInstances',
      'sso:GetInlinePolicyForPermissionSet',
      'sso-directory:SearchUsers',
      'identitystore:IsMemberInGroups',
      'iam:GetRole',
      'organizations:ListAccounts',
      'cloudtrail:LookupEvents',
      'sts:GetCallerIdentity',
    ],
    [
      'sso:CreatePermissionSet',
      'identitystore:CreateUser',
      'sts:AssumeRole',
      'sts:GetSessionToken',
      'sts:GetFederationToken',
    ],
  ],
  [
    'SecurityAudit',
    ['iam:GetRole', 'sso:ListAccountAssignments', 'cloudtrail:LookupEvents'],
    ['iam:CreateRole', 's3:GetObject'],
  ],
  ['IAMFullAccess', ['iam:CreateRole', 'organizations:DescribeAccount'], ['sso:ListInstances', 'sts:AssumeRole']],
  ['IAMReadOnlyAccess', ['iam:GetRole', 'iam:SimulatePrincipalPolicy'], ['iam:CreateRole']],
  [
    'AWSSSOReadOnly',
    ['sso:ListInstances', 'sso-directory:DescribeUser', 'identitystore:ListUsers'],
    ['sso:CreatePermissionSet', 'identitystore:CreateUser'],
  ],
  [
    'AWSSSOMemberAccountAdministrator',
    ['sso:CreateAccountAssignment', 'identitystore:CreateUser'],
    ['iam:CreateRole', 'organizations:RegisterDelegatedAdministrator'],
  ],
  [
    'AWSSSOMasterAccountAdministrator',
    ['sso:CreateAccountAssignment', 'identity-sync:CreateSyncProfile', 'organizations:ListAccounts'],
    ['iam:CreateRole', 'iam:PassRole', 'organizations:CreateAccount'],
  ],
  [
    'AWSSSODirectoryAdministrator',
    ['identitystore:CreateUser', 'sso-directory:UpdatePassword'],
    ['sso:CreatePermissionSet'],
  ],
  ['AWSSSODirectoryReadOnly', ['identitystore:ListUsers', 'sso-directory:SearchGroups'], ['identitystore:CreateUser']],
  ['AWSIdentitySyncFullAccess', ['identity-sync:CreateSyncProfile'], ['sso:ListInstances']],
  ['AWSIdentitySyncReadOnlyAccess', ['identity-sync:GetSyncProfile'], ['identity-sync:CreateSyncProfile']],
  ['AWSOrganizationsFullAccess', ['organizations:CreateAccount'], ['iam:CreateRole', 'sso:ListInstances']],
  ['AWSOrganizationsReadOnlyAccess', ['organizations:ListAccounts'], ['organizations:CreateAccount']],
  ['AWSCloudTrail_FullAccess', ['cloudtrail:LookupEvents', 'cloudtrail:CreateTrail'], ['iam:CreateRole']],
  ['AWSCloudTrail_ReadOnlyAccess', ['cloudtrail:LookupEvents'], ['cloudtrail:CreateTrail']],
  ['job-function/ViewOnlyAccess', ['iam:ListRoles', 'sso:ListInstances'], ['iam:CreateRole', 's3:GetObject']],
  ['job-function/Billing', ['budgets:ViewBudget'], ['sso:ListInstances']],
  ['job-function/DatabaseAdministrator', ['rds:CreateDBInstance'], ['sso:ListInstances', 'iam:CreateRole']],
  ['job-function/NetworkAdministrator', ['ec2:CreateVpc'], ['ec2:RunInstances', 'iam:CreateRole']],
  [
    'job-function/SystemAdministrator',
    ['ec2:RunInstances', 'cloudtrail:LookupEvents'],
    ['iam:CreateRole', 'sso:CreatePermissionSet'],
  ],
  ['job-function/DataScientist', ['athena:StartQueryExecution'], ['iam:CreateRole']],
  ['job-function/SupportUser', ['support:CreateCase', 'iam:GetRole'], ['iam:CreateRole']],
]
for (const [name, allowed, denied] of promises) {
  test(`${name} grants what its name promises and no more`, () => {
    assert.deepEqual(
      allowed.filter(action => !allows(name, action)),
      [],
    )
    assert.deepEqual(
      denied.filter(action => allows(name, action)),
      [],
    )
  })
}

test('every managed policy that is known is tested here', () => {
  assert.deepEqual(managedPolicies.map(one => one.arn).toSorted(), promises.map(([name]) => ARN + name).toSorted())
})

test('AWSSSOMasterAccountAdministrator may make the service-linked role of single sign-on, and no other', () => {
  const forSso = { 'iam:AWSServiceName': 'sso.amazonaws.com' }
  assert.equal(allows('AWSSSOMasterAccountAdministrator', 'iam:CreateServiceLinkedRole', SLR, forSso), true)
  assert.equal(allows('AWSSSOMasterAccountAdministrator', 'iam:CreateServiceLinkedRole', `${SLR}2`, forSso), false)
})

test('a managed policy has the text that GetPolicyVersion gives', () => {
  const policy = managedPolicy(`${ARN}AdministratorAccess`)
  assert.equal(policy?.text, '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["*"],"Resource":"*"}]}')
})

test('a name that is not known is no managed policy', () =>
  assert.equal(managedPolicy(`${ARN}AmazonS3FullAccess`), undefined))
