import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const awsDoorRefusals = {
  'aws.unknown_operation': {
    kind: 'unsupported',
    title: 'There is no such operation',
    toUser: 'The server does not know this operation.',
    cause: 'Neither X-Amz-Target nor Action and Version name an operation of a service that answers here.',
    fix: 'Update the client or correct the name. The services that answer at this address are listed in docs/aws-coverage.md.',
    actor: 'caller',
  },
  'aws.unsupported_operation': {
    kind: 'unsupported',
    title: 'AWS has this operation, Portico does not',
    toUser: 'The server does not support this operation.',
    cause: 'The operation is part of the official API but was not built.',
    fix: 'See docs/aws-coverage.md for the operations that are supported.',
    actor: 'operator',
  },
  'aws.not_management_account': {
    kind: 'denied',
    title: 'Only principals of the management account administer this instance',
    toUser: 'You are not authorized to do this.',
    cause:
      'The credentials belong to another account than the management account. Full rights in a member account are no rights over the instance.',
    fix: 'Call with credentials of a permission set that is assigned in the management account.',
    actor: 'caller',
  },
  'aws.no_account': {
    kind: 'denied',
    title: 'The caller acts for no account',
    toUser: 'You are not authorized to do this.',
    cause: 'The operation concerns the account of the caller, and this session belongs to a person, not to an account.',
    fix: 'Enter an account first and call with its credentials.',
    actor: 'caller',
  },
  'aws.no_permission_set_named': {
    kind: 'denied',
    title: 'The call does not say in whose name it acts',
    toUser: 'Enter the administrator console from the portal first.',
    cause:
      'A browser session elevates nothing by itself: each administrative call names, in the header x-portico-as, the permission set of the management account that it acts with.',
    fix: 'Choose a permission set when entering the console. Programs sign their calls instead.',
    actor: 'user',
  },
  'aws.body_too_large': {
    kind: 'invalid',
    title: 'The body is larger than 1 MiB',
    toUser: 'The request is too large.',
    cause: 'Bodies are read up to 1 MiB, which every documented request fits into.',
    fix: 'Send less at once.',
    actor: 'caller',
  },
  'aws.rate_exceeded': {
    kind: 'throttled',
    title: 'Too many requests',
    toUser: 'There are too many requests. Please try again shortly.',
    cause: 'This address sends more requests than the server accepts from one.',
    fix: 'Retry with growing delay, as AWS SDKs do by themselves.',
    actor: 'caller',
  },
  'aws.overloaded': {
    kind: 'unavailable',
    title: 'The server is busy',
    toUser: 'The server is busy. Please try again shortly.',
    cause: 'The server refuses work early while it is overloaded or stopping.',
    fix: 'Retry with growing delay, as AWS SDKs do by themselves.',
    actor: 'operator',
  },
} as const satisfies RefusalTable

export const refuse = refuser(awsDoorRefusals)
