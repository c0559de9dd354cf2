/** Job functions: whole kinds of work, mostly in services that exist only in real accounts. */
import { allow, type ManagedPolicySource } from './managed-source.ts'

const jobFunction = (name: string, description: string, ...statements: ManagedPolicySource['statements']) => ({
  name,
  path: '/job-function/',
  description,
  statements,
})

export const jobFunctionPolicies: readonly ManagedPolicySource[] = [
  jobFunction(
    'Billing',
    'Billing and cost management: payment methods, invoices, budgets and cost reports.',
    allow(
      ...['account:GetAccountInformation', 'aws-portal:*', 'billing:*', 'budgets:*', 'ce:*', 'consolidatedbilling:*'],
      ...['cur:*', 'freetier:*', 'invoicing:*', 'payments:*', 'purchase-orders:*', 'tax:*'],
    ),
  ),
  jobFunction(
    'DatabaseAdministrator',
    'Setting up, configuring and maintaining databases, with what they need to be watched.',
    allow(
      ...['cloudwatch:*', 'dynamodb:*', 'elasticache:*', 'logs:*', 'rds:*', 'redshift:*', 'sns:*'],
      ...['ec2:Describe*', 'iam:GetRole', 'iam:ListRoles', 'kms:ListAliases', 's3:ListAllMyBuckets'],
    ),
  ),
  jobFunction(
    'DataScientist',
    'Running analyses and training models on data.',
    allow(
      ...['athena:*', 'cloudwatch:*', 'dynamodb:*', 'elasticmapreduce:*', 'glue:*', 'kinesis:*', 'logs:*', 's3:*'],
      ...['sagemaker:*', 'ec2:Describe*', 'iam:GetRole', 'iam:ListRoles', 'iam:GetPolicy*', 'iam:ListPolicies'],
    ),
  ),
  jobFunction(
    'NetworkAdministrator',
    'Setting up and maintaining networks, name resolution and load balancing.',
    allow(
      ...['cloudfront:*', 'directconnect:*', 'elasticloadbalancing:*', 'networkmanager:*', 'route53:*'],
      ...['ec2:*Vpc*', 'ec2:*Subnet*', 'ec2:*Route*', 'ec2:*Gateway*', 'ec2:*NetworkAcl*', 'ec2:*SecurityGroup*'],
      ...['ec2:*Address*', 'ec2:*NetworkInterface*', 'ec2:Describe*', 'cloudwatch:*', 'logs:*', 'iam:ListRoles'],
    ),
  ),
  jobFunction(
    'SupportUser',
    'Opening and following support cases, and seeing what they are about.',
    allow('support:*', '*:Describe*', '*:List*', 'iam:Get*', 'cloudtrail:LookupEvents', 'cloudtrail:Get*'),
  ),
  jobFunction(
    'SystemAdministrator',
    'Setting up and maintaining what applications run on.',
    allow(
      ...['autoscaling:*', 'cloudformation:*', 'cloudtrail:*', 'cloudwatch:*', 'config:*', 'ec2:*', 'events:*'],
      ...['elasticloadbalancing:*', 'lambda:*', 'logs:*', 'rds:*', 'route53:*', 's3:*', 'sns:*', 'sqs:*', 'ssm:*'],
      ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:GetPolicy*', 'iam:List*', 'trustedadvisor:*'],
    ),
  ),
  jobFunction(
    'ViewOnlyAccess',
    'Seeing which resources exist and how they are set up, without reading what is in them.',
    allow(
      ...['*:Describe*', '*:List*', 'cloudtrail:GetTrailStatus', 'iam:GetAccountSummary', 'iam:GetLoginProfile'],
      ...['s3:GetBucketLocation', 'sts:GetCallerIdentity'],
    ),
  ),
]
