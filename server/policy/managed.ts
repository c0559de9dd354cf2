/**
 * The AWS managed policies that the embedded cloud knows. The documents are our own: they grant what the name promises
 * in the services that Portico has, and in others as far as plain wildcards say it. In a real account AWS's documents
 * hold, under the same ARNs.
 */
import { parsePolicy } from './document.ts'
import { jobFunctionPolicies } from './managed-job-functions.ts'
import { allow, allowAllBut, type ManagedPolicySource } from './managed-source.ts'
import type { PolicyDocument } from './types.ts'

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  readonly arn: string
  readonly description: string
  /** The JSON text, as GetPolicyVersion gives it (there percent-encoded). */
  readonly text: string
  readonly document: PolicyDocument
}

const policy = (name: string, description: string, ...statements: ManagedPolicySource['statements']) => ({
  name,
  path: '/',
  description,
  statements,
})

const READ_ORGANIZATION = ['organizations:Describe*', 'organizations:List*']

const SSO_SERVICE_ROLE = 'arn:aws:iam::*:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO'

/** What managing the instance takes in any account that may do so. */
const ADMINISTER_SSO = allow(
  ...['sso:*', 'sso-directory:*', 'identitystore:*', 'identitystore-auth:*', 'identity-sync:*'],
  ...['ds:DescribeDirectories', 'ds:DescribeTrusts', 'ds:AuthorizeApplication', 'ds:UnauthorizeApplication'],
  ...['ds:CreateAlias', 'iam:ListPolicies', 'access-analyzer:ValidatePolicy'],
  ...['organizations:EnableAWSServiceAccess', ...READ_ORGANIZATION],
)

const READ_DIRECTORY = [
  ...['sso-directory:Describe*', 'sso-directory:Get*', 'sso-directory:List*', 'sso-directory:Search*'],
  ...['identitystore:Describe*', 'identitystore:Get*', 'identitystore:List*', 'identitystore:IsMemberInGroups'],
]

const generalPolicies: readonly ManagedPolicySource[] = [
  policy('AdministratorAccess', 'Everything.', allow('*')),
  policy(
    'PowerUserAccess',
    'Everything but managing IAM, the organization and the account.',
    allowAllBut('iam:*', 'organizations:*', 'account:*'),
    allow(
      ...['iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:ListRoles'],
      ...['organizations:DescribeOrganization', 'account:GetAccountInformation', 'account:ListRegions'],
    ),
  ),
  policy(
    'ReadOnlyAccess',
    'Reading everything, changing nothing.',
    // Credentials are no reading: the Get operations of sts that hand some out are not among these.
    allow(
      ...['*:Describe*', '*:List*', '*:BatchGet*', '*:Search*', '*:Lookup*', 'identitystore:IsMemberInGroups'],
      ...['sso:Get*', 'sso-directory:Get*', 'identitystore:Get*', 'identity-sync:Get*', 'iam:Get*', 'iam:Generate*'],
      ...['iam:Simulate*', 'organizations:Get*', 'cloudtrail:Get*', 'cloudwatch:Get*', 'logs:Get*', 'ec2:Get*'],
      ...['s3:Get*', 'access-analyzer:Get*', 'sts:GetAccessKeyInfo', 'sts:GetCallerIdentity'],
    ),
  ),
  policy(
    'SecurityAudit',
    'Reading how security is set up, without reading data.',
    allow(
      ...['*:Describe*', '*:List*', 'sso:Get*', 'identitystore:GetGroupId', 'identitystore:GetUserId'],
      ...['identitystore:GetGroupMembershipId', 'identitystore:IsMemberInGroups', 'iam:Get*', 'iam:Generate*'],
      ...['iam:Simulate*', 'cloudtrail:Get*', 'cloudtrail:LookupEvents', 'access-analyzer:Get*', 's3:GetBucket*'],
    ),
  ),
  policy('IAMFullAccess', 'Managing IAM.', allow('iam:*', ...READ_ORGANIZATION)),
  policy(
    'IAMReadOnlyAccess',
    'Reading IAM, and trying policies out.',
    allow('iam:Get*', 'iam:List*', 'iam:Generate*', 'iam:Simulate*'),
  ),
]

const ssoPolicies: readonly ManagedPolicySource[] = [
  policy(
    'AWSSSOReadOnly',
    'Reading the settings of single sign-on.',
    allow('sso:Describe*', 'sso:Get*', 'sso:List*', 'sso:Search*', 'iam:ListPolicies', ...READ_ORGANIZATION),
    allow(...READ_DIRECTORY),
    allow('ds:DescribeDirectories', 'ds:DescribeTrusts', 'access-analyzer:ValidatePolicy'),
  ),
  policy(
    'AWSSSOMemberAccountAdministrator',
    'Managing single sign-on for member accounts and applications.',
    ADMINISTER_SSO,
  ),
  policy(
    'AWSSSOMasterAccountAdministrator',
    // Roles in the management account itself are made with rights that this policy does not have: IAMFullAccess.
    'Managing single sign-on for the organization, its delegated administrator included.',
    ADMINISTER_SSO,
    {
      ...allow('iam:CreateServiceLinkedRole'),
      Resource: SSO_SERVICE_ROLE,
      Condition: { StringLike: { 'iam:AWSServiceName': 'sso.amazonaws.com' } },
    },
    {
      ...allow('iam:PassRole'),
      Resource: SSO_SERVICE_ROLE,
      Condition: { StringLike: { 'iam:PassedToService': 'sso.amazonaws.com' } },
    },
    {
      ...allow('organizations:RegisterDelegatedAdministrator', 'organizations:DeregisterDelegatedAdministrator'),
      Condition: { StringEquals: { 'organizations:ServicePrincipal': 'sso.amazonaws.com' } },
    },
  ),
  policy(
    'AWSSSODirectoryAdministrator',
    'Managing users and groups.',
    allow('sso-directory:*', 'identitystore:*', 'identitystore-auth:*', 'sso:ListDirectoryAssociations'),
  ),
  policy('AWSSSODirectoryReadOnly', 'Reading users and groups.', allow(...READ_DIRECTORY)),
  policy(
    'AWSIdentitySyncFullAccess',
    'Managing the sync of an Active Directory.',
    allow('identity-sync:*', 'ds:AuthorizeApplication', 'ds:UnauthorizeApplication'),
  ),
  policy(
    'AWSIdentitySyncReadOnlyAccess',
    'Reading the settings of the sync of an Active Directory.',
    allow('identity-sync:Get*', 'identity-sync:List*'),
  ),
]

const organizationPolicies: readonly ManagedPolicySource[] = [
  policy(
    'AWSOrganizationsFullAccess',
    'Managing the organization and the contacts of its accounts.',
    allow('organizations:*', 'account:Get*', 'account:List*', 'account:Put*', 'account:DeleteAlternateContact'),
    {
      ...allow('iam:CreateServiceLinkedRole'),
      Condition: { StringEquals: { 'iam:AWSServiceName': 'organizations.amazonaws.com' } },
    },
  ),
  policy(
    'AWSOrganizationsReadOnlyAccess',
    'Reading the organization and the contacts of its accounts.',
    allow(...READ_ORGANIZATION, 'account:Get*', 'account:List*'),
  ),
  policy(
    'AWSCloudTrail_FullAccess',
    'Managing CloudTrail and reading its events.',
    allow('cloudtrail:*', 's3:ListAllMyBuckets', 's3:GetBucketLocation', 'logs:Describe*', 'sns:ListTopics'),
    allow('iam:ListRoles', 'kms:ListAliases', 'kms:ListKeys', 'organizations:DescribeOrganization'),
  ),
  policy(
    'AWSCloudTrail_ReadOnlyAccess',
    'Reading the events and settings of CloudTrail.',
    allow('cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:List*', 'cloudtrail:LookupEvents'),
  ),
]

/** In the order of their names, as ListPolicies pages them. */
export const managedPolicies: readonly ManagedPolicy[] = [
  ...generalPolicies,
  ...ssoPolicies,
  ...organizationPolicies,
  ...jobFunctionPolicies,
]
  .map(managed)
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))

const byArn: ReadonlyMap<string, ManagedPolicy> = new Map(managedPolicies.map(one => [one.arn, one]))

/** @returns undefined for an ARN that is not known here; whoever asks decides what that means */
export const managedPolicy = (arn: string): ManagedPolicy | undefined => byArn.get(arn)

function managed({ name, path, description, statements }: ManagedPolicySource): ManagedPolicy {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const arn = `arn:aws:iam::aws:policy${path}${name}`
  return { name, path, arn, description, text, document: parsePolicy(text, 'identity') }
}
