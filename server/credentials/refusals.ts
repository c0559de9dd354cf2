import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const credentialRefusals = {
  'credentials.password_policy': {
    kind: 'invalid',
    title: 'The password does not meet the policy',
    toUser: 'Please choose another password: this one does not meet all the rules.',
    cause:
      'A password has 8 to 64 characters, among them a-z, A-Z, 0-9 and a symbol; it does not contain the user name, is none of the last three, and is not guessed early: it is not known from leaks, nor a word, a name or a row of keys with little beside it. An administrator can ask for a longer one, and for more that are not used again.',
    fix: 'Choose a password that meets the named rules.',
    actor: 'user',
    seed: true,
  },
  'credentials.password_replaced': {
    kind: 'conflict',
    title: 'The password was replaced meanwhile',
    toUser: 'Your password was changed since you entered it. Please sign in again with the new one.',
    cause:
      'The sign-in proved a password that is no longer the one of the user: an administrator, or another window, has set another since.',
    fix: 'Start the sign-in again, with the password that was set last.',
    actor: 'user',
  },
  'credentials.overloaded': {
    kind: 'unavailable',
    title: 'Too many passwords are being checked',
    toUser: 'Many people are signing in at this moment. Please try again in a few seconds.',
    cause: 'Checking a password is made to cost time. So many are waiting that this one would have waited too long.',
    fix: 'Try again. If it stays so, give the server more processors or look for an attack in the event history.',
    actor: 'operator',
  },
} as const satisfies RefusalTable

export const refuse = refuser(credentialRefusals)
