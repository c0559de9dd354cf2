import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const launchRefusals = {
  'launch.destination': {
    kind: 'invalid',
    title: 'The destination of the link is not valid',
    toUser:
      'The link that you followed has a destination that cannot be used. Open the account from the portal instead.',
    cause: 'A destination is an https address, or a path on this portal, of at most 1024 characters.',
    fix: 'Make the shortcut again in the portal.',
    actor: 'user',
  },
  'launch.address': {
    kind: 'invalid',
    title: 'The link to the account is not valid',
    toUser: 'The link that you followed names no account or role. Open the account from the portal instead.',
    cause: 'The address is /launch/account/{12 digits}/{permission set name}.',
    fix: 'Make the shortcut again in the portal.',
    actor: 'user',
  },
} as const satisfies RefusalTable

export const refuse = refuser(launchRefusals)
