import type { Progress, SigninSettings, Step } from './types.ts'

/** What a person proves first, by where users come from. */
const FIRST_FACTOR = { directory: 'password' } as const satisfies Record<SigninSettings['identitySource'], Step>

/** The one decider of the way through a sign-in; pages save what was given and come back to it. */
export function nextStep(progress: Progress | undefined, settings: SigninSettings): Step {
  if (progress === undefined) return 'identify'
  if (progress.userId === undefined || progress.proven.length === 0) return FIRST_FACTOR[settings.identitySource]
  return progress.mustChangePassword ? 'new-password' : 'done'
}
