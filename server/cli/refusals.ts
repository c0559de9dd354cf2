import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const cliRefusals = {
  'cli.usage': {
    kind: 'invalid',
    title: 'The command line is not valid',
    toUser: 'The command could not be understood.',
    cause: 'The command is unknown, or an option is missing, unknown or has no value.',
    fix: 'Run portico without arguments to see every command with its options.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const refuse = refuser(cliRefusals)
