import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const auditRefusals = {
  'audit.lookup_attributes': {
    kind: 'invalid',
    title: 'The lookup attributes cannot be used',
    toUser: 'The search for events is not valid.',
    cause: 'LookupEvents takes at most one lookup attribute, with a key that CloudTrail knows and a value.',
    fix: 'Give one of EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, EventSource, AccessKeyId.',
    actor: 'caller',
  },
  'audit.time_range': {
    kind: 'invalid',
    title: 'The time range is not valid',
    toUser: 'The search for events is not valid.',
    cause: 'The start of the range is after its end.',
    fix: 'Give a StartTime that is before the EndTime, or leave one of them out.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const refuse = refuser(auditRefusals)
