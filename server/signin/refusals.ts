import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const signinRefusals = {
  'signin.wrong_credentials': {
    kind: 'unauthenticated',
    title: 'Name or password is wrong',
    toUser: 'The username or password is wrong. Check both, and Caps Lock, and try again.',
    cause: 'No enabled user has this name, or the password is not the one of the user. The event says which.',
    fix: 'Try again, or ask an administrator, who can look the user name up and set a new password.',
    actor: 'user',
  },
  'signin.too_many_attempts': {
    kind: 'throttled',
    title: 'Too many attempts',
    toUser: 'Too many attempts. Wait a moment and try again.',
    cause:
      'Sign-ins with this name failed several times, so further ones are delayed. The delay grows and ends by itself.',
    fix: 'Wait for the time that is named. A browser that has signed in before is not delayed by others.',
    actor: 'user',
  },
  'signin.user_disabled': {
    kind: 'denied',
    title: 'The user is disabled',
    toUser: 'Your password is right, but your access to this portal is switched off.',
    cause: 'An administrator, or the provisioning from the identity provider, has disabled the user.',
    fix: 'Enable the user, or do so at the source that provisions it.',
    actor: 'administrator',
  },
  'signin.expired': {
    kind: 'invalid',
    title: 'The sign-in took too long',
    toUser: 'This sign-in was started too long ago, or finished in another window. Please start again.',
    cause: 'A sign-in must be finished within 15 minutes, in the browser that began it.',
    fix: 'Start again from the sign-in page.',
    actor: 'user',
  },
  'signin.form': {
    kind: 'invalid',
    title: 'The form cannot be used',
    toUser: 'This form is out of date, or your browser does not keep our cookies. Please start again.',
    cause: 'The form does not carry the token of the cookie that came with it, or no cookie came.',
    fix: 'Allow cookies for this site and start again from the sign-in page.',
    actor: 'user',
  },
  'signin.passwords_differ': {
    kind: 'invalid',
    title: 'The two passwords differ',
    toUser: 'The two passwords are not the same.',
    cause: 'The repetition of the new password is another text.',
    fix: 'Enter the same new password twice.',
    actor: 'user',
  },
  'signin.name_missing': {
    kind: 'invalid',
    title: 'The user name is missing',
    toUser: 'Enter your username.',
    cause: 'The field was empty, or longer than a user name can be (128 characters).',
    fix: 'Enter the user name, as your administrator gave it to you.',
    actor: 'user',
  },
  'setup.link_invalid': {
    kind: 'denied',
    title: 'The set-up link is not valid',
    toUser: 'This set-up link was used already, or is more than one hour old.',
    cause: 'A set-up link works once and for one hour, and only while the portal has no administrator.',
    fix: 'Restart the server: it prints a new link. Or run: portico setup.',
    actor: 'operator',
  },
  'setup.done': {
    kind: 'conflict',
    title: 'This portal has an administrator already',
    toUser: 'This portal is set up already. Please sign in.',
    cause:
      'Setting up makes the first administrator of an empty store. Somebody is assigned to the management account already, or is being set up at this moment.',
    fix: 'Ask an administrator for access. An administrator who is locked out uses: portico user set-password',
    actor: 'administrator',
  },
  'setup.field_missing': {
    kind: 'invalid',
    title: 'A field is missing',
    toUser: 'Fill in every field.',
    cause: 'The first administrator needs a user name, an e-mail address, both names and a password.',
    fix: 'Fill in the field that is named.',
    actor: 'user',
  },
} as const satisfies RefusalTable

export const refuse = refuser(signinRefusals)
