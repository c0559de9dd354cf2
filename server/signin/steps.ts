import type { DeviceKind, MfaSettings } from '#server/credentials/index.ts'
import type { Progress, SigninSettings, Step } from './types.ts'

/** What a person proves first, by where users come from. */
const FIRST_FACTOR = { directory: 'password' } as const satisfies Record<SigninSettings['identitySource'], Step>

/** What has to be known of somebody who has proven a first factor. */
export interface Facts {
  readonly mfa: MfaSettings
  /** Kinds of the user's devices that may be used. */
  readonly kinds: readonly DeviceKind[]
  /** Nothing differs from where this user gave a second factor before and said that the place is trusted. */
  readonly trusted: boolean
}

/** The one decider of the way through a sign-in; pages save what was given and come back to it. */
export function nextStep(progress: Progress | undefined, settings: SigninSettings, facts?: Facts): Step {
  if (progress === undefined) return 'identify'
  if (progress.userId === undefined || progress.proven.length === 0 || facts === undefined)
    return FIRST_FACTOR[settings.identitySource]
  const second = hasSecond(progress) ? undefined : secondFactor(facts)
  if (second !== undefined) return second
  return progress.mustChangePassword ? 'new-password' : 'done'
}

/** A device that was registered in this sign-in proves as much as one that was asked for. */
const hasSecond = ({ proven }: Progress): boolean => proven.some(type => type !== 'PASSWORD')

function secondFactor({ mfa, kinds, trusted }: Facts): Step | undefined {
  if (mfa.mode === 'DISABLED') return undefined
  const known = mfa.mode === 'CONTEXT_AWARE' && trusted
  if (kinds.length > 0) return known ? undefined : 'second-factor'
  switch (mfa.withoutDevice) {
    case 'ALLOW':
      return undefined
    // Also at a trusted place: whoever lets nobody in without a device means it.
    case 'BLOCK':
      return 'blocked'
    case 'REQUIRE_REGISTRATION':
      return 'register-device'
    case 'EMAIL_OTP':
      return known ? undefined : 'email-code'
  }
}
