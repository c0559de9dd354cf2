import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const policyRefusals = {
  'policy.malformed_document': {
    kind: 'invalid',
    title: 'The policy document breaks the grammar of IAM policies',
    toUser: 'The policy document is not valid.',
    cause:
      'One member of the document is unknown, missing, of the wrong type, or has a value that the policy language does not allow. The refusal names the member by its path.',
    fix: 'Correct the named member, or take it out.',
    actor: 'caller',
  },
  'policy.access_denied': {
    kind: 'denied',
    title: 'No policy allows this, or one denies it',
    toUser: 'You are not allowed to do this.',
    cause:
      'Every request starts as denied. It is allowed where the identity-based policies, the permissions boundary, every level of service control policies and the session policies allow it, each where it exists, and none of them denies it.',
    fix: 'Where no policy allows the action, add a statement that does to the kind of policy that is named; where one denies it, change that statement.',
    actor: 'administrator',
  },
  'policy.unknown_managed_policy': {
    kind: 'missing',
    title: 'No AWS managed policy of this name is known here',
    toUser: 'The policy does not exist.',
    cause: 'Portico knows the documents of some AWS managed policies; this name is none of theirs.',
    fix: 'List them with GET /api/v1/managed-policies. In a real account others work too: name them by ARN.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const refuse = refuser(policyRefusals)
