/** The settings for second factors, in words. */
import type { MfaSettings } from '../api/types.ts'

export const modes = [
  {
    value: 'ALWAYS_ON',
    label: 'Every time they sign in',
    description: 'Whoever has a device is asked for it at every sign-in.',
  },
  {
    value: 'CONTEXT_AWARE',
    label: 'Only when their sign-in context changes',
    description:
      'People may say that a browser is trusted. They are asked there again when the browser, the system or the network differ, or after 30 days.',
  },
  {
    value: 'DISABLED',
    label: 'Never',
    description: 'The password alone. Devices that are registered are kept and not asked for.',
  },
] as const satisfies readonly {
  readonly value: MfaSettings['mode']
  readonly label: string
  readonly description: string
}[]

export const kinds = [
  {
    value: 'WEBAUTHN',
    label: 'Security keys, built-in authenticators and passkeys',
    description: 'They cannot be phished.',
  },
  { value: 'TOTP', label: 'Authenticator apps', description: 'A code of six digits that an app shows.' },
] as const satisfies readonly {
  readonly value: MfaSettings['kinds'][number]
  readonly label: string
  readonly description: string
}[]

export const withoutDevice = [
  {
    value: 'REQUIRE_REGISTRATION',
    label: 'Require them to register a device at sign-in',
    description: 'After the password, and before they get in.',
  },
  {
    value: 'EMAIL_OTP',
    label: 'Require a code that is sent by e-mail',
    description: 'Not where the mailbox can be entered only by this portal. Whoever has no address is kept out.',
  },
  {
    value: 'BLOCK',
    label: 'Block their sign-in',
    description: 'Also in browsers that they trusted before. Nobody can register a first device by themselves then.',
  },
  {
    value: 'ALLOW',
    label: 'Allow them to sign in',
    description: 'The portal asks them to register a device. Whoever has one is asked for it.',
  },
] as const satisfies readonly {
  readonly value: MfaSettings['withoutDevice']
  readonly label: string
  readonly description: string
}[]

/** What becomes of somebody who signs in without a device. */
export function withoutDeviceFollows({ mode, withoutDevice: rule }: MfaSettings): string {
  if (mode === 'DISABLED') return 'the password alone, since second factors are switched off.'
  const follows: Readonly<Record<MfaSettings['withoutDevice'], string>> = {
    REQUIRE_REGISTRATION: 'the password, and then a new device has to be registered.',
    EMAIL_OTP: 'the password, and a code that is sent by e-mail.',
    BLOCK: 'blocked, since the settings let nobody in without a device.',
    ALLOW: 'the password alone; the portal asks to register a device.',
  }
  return follows[rule]
}
