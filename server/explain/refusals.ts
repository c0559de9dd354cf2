import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const explainRefusals = {
  'explain.unknown_code': {
    kind: 'missing',
    title: 'No refusal has this code',
    toUser: 'There is no such code.',
    cause: 'The code is none of those that this version of Portico can answer with.',
    fix: 'Look the code up in the list of all refusals at /help.',
    actor: 'user',
  },
} as const satisfies RefusalTable

export const refuse = refuser(explainRefusals)
