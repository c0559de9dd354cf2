import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const mfaRefusals = {
  'mfa.code_wrong': {
    kind: 'unauthenticated',
    title: 'The code is wrong',
    toUser: 'This code is not right. Enter the one that your app shows now.',
    cause:
      'No authenticator app of the user shows this code, neither now nor within five minutes before and after. A code of another entry of the app looks alike.',
    fix: 'Enter the code of the entry for this portal. Use another device or a recovery code if it stays wrong.',
    actor: 'user',
    seed: true,
  },
  'mfa.code_used': {
    kind: 'unauthenticated',
    title: 'The code was used before',
    toUser: 'This code was used already. Wait until your app shows the next one.',
    cause: 'Each code is accepted once, and none that is older than one that was accepted.',
    fix: 'Wait up to 30 seconds for the next code.',
    actor: 'user',
  },
  'mfa.clock_drift': {
    kind: 'unauthenticated',
    title: 'The clock of the device is wrong',
    toUser:
      'Your code belongs to another time: the clock of your device is wrong. Set it to automatic time and try again.',
    cause:
      'The code is right for a time that differs from the server’s by more than half a minute and at most five minutes: the clock of the device that makes the codes is that much fast or slow. It is not accepted, now or later.',
    fix: 'Switch the device to automatic (network) time, wait for a new code and enter it.',
    actor: 'user',
    seed: true,
  },
  'mfa.too_many_attempts': {
    kind: 'throttled',
    title: 'Too many codes were wrong',
    toUser: 'Too many attempts. Wait a moment and try again.',
    cause: 'Second factors of this user failed several times, so further ones are delayed. The delay ends by itself.',
    fix: 'Wait for the time that is named.',
    actor: 'user',
  },
  'mfa.email_code_wrong': {
    kind: 'unauthenticated',
    title: 'The mailed code is wrong',
    toUser: 'This is not the code of the last mail, or it is older than ten minutes.',
    cause: 'The code of the last mail of this sign-in is another one, was used, or is older than ten minutes.',
    fix: 'Enter the code of the newest mail, or have another one sent.',
    actor: 'user',
  },
  'mfa.recovery_code_wrong': {
    kind: 'unauthenticated',
    title: 'The recovery code is wrong',
    toUser: 'This is none of your recovery codes that are left. Each works once.',
    cause: 'The code was never one of the user’s, was used, or belongs to a list that was replaced by a newer one.',
    fix: 'Try another code of the newest list, or ask an administrator to reset the second factors.',
    actor: 'user',
  },
  'mfa.device_unknown': {
    kind: 'missing',
    title: 'There is no such device',
    toUser: 'This device is not there any more.',
    cause: 'The device was removed meanwhile, or belongs to somebody else.',
    fix: 'Read the list of devices again.',
    actor: 'caller',
  },
  'mfa.device_name': {
    kind: 'invalid',
    title: 'The name cannot be used',
    toUser: 'Choose another name: 1 to 64 characters that none of your devices has yet.',
    cause: 'The name is empty, longer than 64 characters, or that of another device of the user.',
    fix: 'Choose another name.',
    actor: 'user',
  },
  'mfa.device_limit': {
    kind: 'limit',
    title: 'There are eight devices already',
    toUser: 'You have eight devices, and there can be no more. Remove one that you do not use.',
    cause: 'A user has at most eight devices for the second factor.',
    fix: 'Remove a device first.',
    actor: 'user',
  },
  'mfa.kind_not_allowed': {
    kind: 'denied',
    title: 'This kind of device is not allowed',
    toUser: 'Devices of this kind are not used here.',
    cause: 'The settings for second factors do not name this kind of device, or second factors are switched off.',
    fix: 'Use another kind, or allow this one in the settings.',
    actor: 'administrator',
  },
  'mfa.not_self_managed': {
    kind: 'denied',
    title: 'Devices are managed by administrators',
    toUser: 'Your administrator looks after devices here. Ask there.',
    cause: 'The settings do not let people add, name or remove their own devices.',
    fix: 'Ask an administrator, or let people manage their devices in the settings.',
    actor: 'administrator',
  },
  'mfa.registration_expired': {
    kind: 'invalid',
    title: 'The registration took too long',
    toUser: 'This registration was begun too long ago, or finished in another window. Begin it again.',
    cause: 'A registration must be finished within ten minutes, in the browser that began it.',
    fix: 'Begin the registration again.',
    actor: 'user',
  },
  'mfa.webauthn_response': {
    kind: 'unauthenticated',
    title: 'The answer of the security key was not accepted',
    toUser: 'The answer of your security key or device was not accepted. Try again.',
    cause: 'What the browser sent does not answer the challenge of this page, or is not signed by a key of the user.',
    fix: 'Try again on a page that was just opened, at the address of the portal.',
    actor: 'user',
    seed: true,
  },
  'mfa.webauthn_counter': {
    kind: 'denied',
    title: 'The security key may have been copied',
    toUser:
      'Your security key gave an answer that is out of order, as a copy of it would. Use another device and tell your administrator.',
    cause:
      'The signature counter of the key did not grow (WebAuthn, 7.2 step 22): two keys with the same secret are in use, or the answer was replayed.',
    fix: 'Remove the key from the user and register another one.',
    actor: 'administrator',
  },
  'mfa.credential_known': {
    kind: 'conflict',
    title: 'The key is registered already',
    toUser: 'This key is registered already.',
    cause: 'A credential with the same id belongs to this or another user.',
    fix: 'Use the device that is there, or another key.',
    actor: 'user',
  },
} as const satisfies RefusalTable

export const refuse = refuser(mfaRefusals)
