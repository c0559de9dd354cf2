import { type RefusalTable, refuser } from '#server/base/refusal.ts'

const notFound = {
  'access.instance_missing': {
    kind: 'missing',
    title: 'This is not the ARN of the instance',
    toUser: 'There is no such instance.',
    cause: 'Portico is one instance, and the ARN that was given is not its own.',
    fix: 'Use the InstanceArn that ListInstances returns.',
    actor: 'caller',
  },
  'access.permission_set_missing': {
    kind: 'missing',
    title: 'There is no permission set with this ARN',
    toUser: 'There is no such permission set.',
    cause:
      'No permission set of the instance has this ARN. It may have been deleted; a new one of the same name has another ARN.',
    fix: 'Take the ARN from ListPermissionSets.',
    actor: 'caller',
  },
  'access.account_missing': {
    kind: 'missing',
    title: 'The organization has no account with this id',
    toUser: 'There is no such account.',
    cause: 'Permission sets are assigned in accounts of the organization only, and this id is none of them.',
    fix: 'Take the id from ListAccounts of Organizations.',
    actor: 'caller',
  },
  'access.principal_missing': {
    kind: 'missing',
    title: 'There is no such user or group',
    toUser: 'There is no such user or group.',
    cause:
      'Assignments hold ids, not names. The id is not in the identity store: it was mistyped, is of the other principal type, or its user or group was deleted; one made again under the same name has a new id.',
    fix: 'Look the id up by name (GetUserId, GetGroupId).',
    actor: 'caller',
    seed: true,
  },
  'access.assignment_missing': {
    kind: 'missing',
    title: 'There is no such assignment',
    toUser: 'There is no such assignment.',
    cause: 'The principal is not assigned this permission set in this account; it may have been removed already.',
    fix: 'Nothing has to be done, or take the values from ListAccountAssignments.',
    actor: 'caller',
  },
  'access.request_missing': {
    kind: 'missing',
    title: 'There is no request of this kind with this id',
    toUser: 'There is no such request.',
    cause: 'No call of this kind was answered with this id, or it ended more than 90 days ago.',
    fix: 'Use the RequestId that the call returned, with the Describe operation of the same kind.',
    actor: 'caller',
  },
  'access.policy_not_attached': {
    kind: 'missing',
    title: 'The policy is not attached to the permission set',
    toUser: 'The policy is not attached.',
    cause: 'ARNs, names and paths are compared exactly, letter case included.',
    fix: 'Nothing has to be done, or take the policy from the list of attached ones.',
    actor: 'caller',
  },
  'access.boundary_missing': {
    kind: 'missing',
    title: 'The permission set has no permissions boundary',
    toUser: 'There is no permissions boundary.',
    cause: 'No boundary was put on this permission set, or it was deleted.',
    fix: 'Nothing has to be done, or put a boundary first.',
    actor: 'caller',
  },
  'access.region_missing': {
    kind: 'missing',
    title: 'The instance is not in this Region',
    toUser: 'There is no such Region.',
    cause: 'An instance is in the one Region that it was set up with.',
    fix: 'Use the Region that ListRegions returns.',
    actor: 'caller',
  },
  'access.resource_missing': {
    kind: 'missing',
    title: 'Nothing that carries tags has this ARN',
    toUser: 'There is no such resource.',
    cause: 'Tags are kept on the instance and on its permission sets.',
    fix: 'Use the ARN of the instance or of a permission set that exists.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

const conflicts = {
  'access.permission_set_exists': {
    kind: 'conflict',
    title: 'A permission set of this name exists already',
    toUser: 'The name is taken.',
    cause: 'Names of permission sets are unique in the instance. This is permanent: trying again does not help.',
    fix: 'Choose another name, or use (in Terraform: import) the permission set that has it.',
    actor: 'caller',
  },
  'access.permission_set_in_use': {
    kind: 'conflict',
    title: 'The permission set is still assigned',
    toUser: 'The permission set is still assigned.',
    cause:
      'Somebody is assigned the permission set in an account, or the removal of the last assignment is not finished.',
    fix: 'Delete its assignments in the named accounts, wait until that has SUCCEEDED, and delete it then.',
    actor: 'caller',
  },
  'access.policy_attached': {
    kind: 'conflict',
    title: 'The policy is attached already',
    toUser: 'The policy is attached already.',
    cause: 'A policy is attached to a permission set once. This is permanent: trying again does not help.',
    fix: 'Nothing has to be done.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

const limits = {
  'access.permission_set_quota': {
    kind: 'limit',
    title: 'The instance holds as many permission sets as it may',
    toUser: 'There are too many permission sets.',
    cause: 'An instance holds 3,500 permission sets.',
    fix: 'Delete permission sets that are not assigned.',
    actor: 'caller',
  },
  'access.account_quota': {
    kind: 'limit',
    title: 'The account holds as many permission sets as it may',
    toUser: 'There are too many permission sets in this account.',
    cause: 'Up to 500 permission sets are assigned in one account.',
    fix: 'Remove assignments in this account.',
    actor: 'caller',
  },
  'access.policy_quota': {
    kind: 'limit',
    title: 'The permission set holds as many policies as it may',
    toUser: 'There are too many policies.',
    cause: 'A permission set holds 20 AWS managed and customer managed policies together.',
    fix: 'Detach a policy, or join several in one customer managed policy.',
    actor: 'caller',
  },
  'access.inline_policy_size': {
    kind: 'limit',
    title: 'The inline policy is too long',
    toUser: 'The policy is too long.',
    cause: 'IAM holds 10,240 characters of inline policy for each role; white space is not counted.',
    fix: 'Shorten the policy, or attach customer managed policies.',
    actor: 'caller',
  },
  'access.tag_quota': {
    kind: 'limit',
    title: 'The resource carries as many tags as it may',
    toUser: 'There are too many tags.',
    cause: 'A resource carries up to 50 tags.',
    fix: 'Remove tags first.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

const invalid = {
  'access.session_duration': {
    kind: 'invalid',
    title: 'The session duration is not between one and twelve hours',
    toUser: 'The session duration is not valid.',
    cause: 'A session duration is an ISO 8601 duration in weeks, days, hours, minutes and seconds, of 1 to 12 hours.',
    fix: 'Send for example PT1H, PT90M or PT12H.',
    actor: 'caller',
  },
  'access.boundary_choice': {
    kind: 'invalid',
    title: 'A permissions boundary is one policy',
    toUser: 'The permissions boundary is not valid.',
    cause:
      'The boundary is either an AWS managed policy or a reference to a customer managed one, exactly one of them.',
    fix: 'Send ManagedPolicyArn or CustomerManagedPolicyReference, not both.',
    actor: 'caller',
  },
  'access.instance_setting': {
    kind: 'invalid',
    title: 'This setting of the instance cannot be changed',
    toUser: 'This setting cannot be changed.',
    cause: 'Permission sets are always enabled, and what is stored is sealed under the master key of the deployment.',
    fix: 'Leave EncryptionConfiguration and PermissionSetsEnabled out.',
    actor: 'caller',
  },
  'access.target': {
    kind: 'invalid',
    title: 'Target type and target do not go together',
    toUser: 'The target is not valid.',
    cause: 'AWS_ACCOUNT needs the TargetId of the account; ALL_PROVISIONED_ACCOUNTS takes none.',
    fix: 'Add the TargetId, or leave it out.',
    actor: 'caller',
  },
  'access.tag_key': {
    kind: 'invalid',
    title: 'A tag key is not allowed here',
    toUser: 'A tag is not valid.',
    cause: 'Keys that begin with aws: are reserved, and a key can be given once in a call.',
    fix: 'Choose another key, or send each key once.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

const entering = {
  'access.no_access': {
    kind: 'denied',
    title: 'Nothing gives this person this permission set in this account',
    toUser: 'You have no access to this account with this role.',
    cause:
      'Neither the person nor one of their groups is assigned a permission set of this name in this account. The names are compared exactly. An assignment to a user or group that was deleted gives nothing to one made again under the same name.',
    fix: 'Choose one of your own accounts and roles in the portal, or ask an administrator for an assignment.',
    actor: 'administrator',
    seed: true,
  },
  'access.batch_too_large': {
    kind: 'limit',
    title: 'The batch has too many assignments',
    toUser: 'Too much was asked for at once.',
    cause: 'A batch makes every combination of its principals, accounts and permission sets, and has a bound.',
    fix: 'Choose fewer at once and make several batches. A group in place of many users needs one assignment.',
    actor: 'caller',
  },
  'access.batch_missing': {
    kind: 'missing',
    title: 'There is no such batch',
    toUser: 'The batch does not exist.',
    cause: 'No batch of assignments has this id.',
    fix: 'List the batches with GET /api/v1/assignment-batches.',
    actor: 'caller',
  },
  'access.batch_working': {
    kind: 'conflict',
    title: 'The batch is being carried out',
    toUser: 'The batch is under way.',
    cause: 'A server works on this batch, or did until a moment ago.',
    fix: 'Watch it with GET /api/v1/assignment-batches/{batchId}; go on with it when it says that it was interrupted.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const accessRefusals = { ...notFound, ...conflicts, ...limits, ...invalid, ...entering } as const

export const refuse = refuser(accessRefusals)
