import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceKind, MfaMode, WithoutDevice } from '#server/credentials/index.ts'
import { type Facts, nextStep } from './steps.ts'
import type { Progress, Step } from './types.ts'

const begun: Progress = {
  signinId: 's',
  userName: 'ann',
  proven: [],
  mustChangePassword: false,
  returnTo: '/start/',
  expiresAt: 0,
}
const proven: Progress = { ...begun, userId: 'u', proven: ['PASSWORD'] }

const facts = (mode: MfaMode, withoutDevice: WithoutDevice, more: Partial<Facts> = {}): Facts => ({
  mfa: { mode, withoutDevice, kinds: ['TOTP', 'WEBAUTHN'], selfManaged: true },
  kinds: [],
  trusted: false,
  ...more,
})
const never = facts('DISABLED', 'BLOCK')

for (const [why, progress, step] of [
  ['nobody has said a name', undefined, 'identify'],
  ["the name is nobody's", begun, 'password'],
  ["the name is somebody's", { ...begun, userId: 'u' }, 'password'],
  ['the password is right', proven, 'done'],
  ['the password is right, for one sign-in only', { ...proven, mustChangePassword: true }, 'new-password'],
  ['a nobody has somehow proven something', { ...begun, proven: ['PASSWORD'] }, 'password'],
  ['a new password is due and nothing is proven', { ...begun, userId: 'u', mustChangePassword: true }, 'password'],
] as const satisfies readonly (readonly [string, Progress | undefined, Step])[])
  test(`without second factors, when ${why}, the next step is ${step}`, () =>
    assert.equal(nextStep(progress, { identitySource: 'directory' }, never), step))

const both: readonly DeviceKind[] = ['TOTP', 'WEBAUTHN']

/** Reference: AWS's decision table. Mode, what happens without a device, devices, trusted place, the next step. */
for (const [mode, withoutDevice, kinds, trusted, step] of [
  ['DISABLED', 'REQUIRE_REGISTRATION', both, false, 'done'],
  ['DISABLED', 'BLOCK', [], false, 'done'],
  ['ALWAYS_ON', 'ALLOW', both, false, 'second-factor'],
  ['ALWAYS_ON', 'ALLOW', ['TOTP'], true, 'second-factor'],
  ['CONTEXT_AWARE', 'ALLOW', ['WEBAUTHN'], false, 'second-factor'],
  ['CONTEXT_AWARE', 'BLOCK', both, true, 'done'],
  ['CONTEXT_AWARE', 'ALLOW', [], false, 'done'],
  ['ALWAYS_ON', 'ALLOW', [], false, 'done'],
  ['CONTEXT_AWARE', 'BLOCK', [], false, 'blocked'],
  ['CONTEXT_AWARE', 'BLOCK', [], true, 'blocked'],
  ['ALWAYS_ON', 'BLOCK', [], true, 'blocked'],
  ['CONTEXT_AWARE', 'REQUIRE_REGISTRATION', [], true, 'register-device'],
  ['ALWAYS_ON', 'REQUIRE_REGISTRATION', [], false, 'register-device'],
  ['CONTEXT_AWARE', 'EMAIL_OTP', [], false, 'email-code'],
  ['CONTEXT_AWARE', 'EMAIL_OTP', [], true, 'done'],
  ['ALWAYS_ON', 'EMAIL_OTP', [], true, 'email-code'],
] as const satisfies readonly (readonly [MfaMode, WithoutDevice, readonly DeviceKind[], boolean, Step])[])
  test(`${mode}, ${withoutDevice}, devices: ${kinds.join(' ') || 'none'}, ${trusted ? 'a' : 'no'} trusted place: ${step}`, () =>
    assert.equal(
      nextStep(proven, { identitySource: 'directory' }, facts(mode, withoutDevice, { kinds, trusted })),
      step,
    ))

for (const second of ['TOTP', 'WEBAUTHN', 'EMAIL_OTP', 'RECOVERY_CODE'] as const)
  test(`whoever gave ${second} is asked for nothing more than a password that is due`, () => {
    const now: Progress = { ...proven, proven: ['PASSWORD', second] }
    const strict = facts('ALWAYS_ON', 'BLOCK', { kinds: both })
    assert.equal(nextStep(now, { identitySource: 'directory' }, strict), 'done')
    assert.equal(
      nextStep({ ...now, mustChangePassword: true }, { identitySource: 'directory' }, strict),
      'new-password',
    )
  })

test('a password that is due is set after the second factor', () => {
  const due: Progress = { ...proven, mustChangePassword: true }
  assert.equal(
    nextStep(due, { identitySource: 'directory' }, facts('ALWAYS_ON', 'ALLOW', { kinds: both })),
    'second-factor',
  )
})
