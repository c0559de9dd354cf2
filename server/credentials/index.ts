/**
 * What people prove themselves with. Here: passwords (Argon2id, policy, history), the counters of failed attempts, and
 * tokens that work once.
 *
 * - `passwords.ts`: check, verify, set; `policy.ts`: the rules that a new one must meet; `common-passwords.ts`: what is
 *   guessed early; `settings.ts`: what an administrator asks for beyond AWS's rules; `hash.ts`: Argon2id and the bound on
 *   how much of it runs at once
 * - `attempts.ts`: failures counted in the database before the outcome is known; the delay grows with them and is never a
 *   lasting lockout: a browser or network that has succeeded lately is not slowed down by what others do
 * - `one-time.ts`: set-up links and their like
 * - `mfa/`: second factors: `totp.ts`, `webauthn.ts` (what is right), `second-factors.ts` (judging answers of a sign-in),
 *   `registration.ts`, `devices.ts` (adding, naming, removing), `trust.ts` (where none is asked for), `settings.ts`
 * - `store.ts`, `settings-store.ts`: tables password, attempt, one_time, password_setting; `mfa/store.ts`: the tables of second factors
 *
 * Which factors a sign-in asks for, and the events of its steps, are the business of `signin/`.
 */
export { type AttemptNeeds, attempts, networkOf } from './attempts.ts'
export { DEFAULT_COST, type HashingSettings } from './hash.ts'
export { deviceSchema, freeName, mfaDevices } from './mfa/devices.ts'
export { mfaRefusals, refuse as refuseMfa } from './mfa/refusals.ts'
export { type Holder, type Registrations, registrations } from './mfa/registration.ts'
export { type Answering, type SecondFactors, type Situation, secondFactors } from './mfa/second-factors.ts'
export { type MfaSettingsService, mfaSettings } from './mfa/settings.ts'
export { ceremonyStore, deviceStore, mfaSettingStore, recoveryStore, trustStore } from './mfa/store.ts'
export type * from './mfa/types.ts'
export type { Attachment } from './mfa/webauthn.ts'
export { type OneTimeNeeds, oneTimeTokens } from './one-time.ts'
export { type PasswordNeeds, passwords } from './passwords.ts'
export { AWS_POLICY, LONGEST_PASSWORD, SHORTEST_NAME } from './policy.ts'
export { credentialRefusals, refuse as refuseCredentials } from './refusals.ts'
export { type PasswordSettings, passwordSettings } from './settings.ts'
export { passwordPolicyStore } from './settings-store.ts'
export { attemptStore, forgetsCredentials, oneTimeStore, passwordStore, sweepCredentials } from './store.ts'
export type * from './types.ts'
