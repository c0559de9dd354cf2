import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextStep } from './steps.ts'
import type { Progress, Step } from './types.ts'

const begun: Progress = {
  signinId: 's',
  userName: 'ann',
  proven: [],
  mustChangePassword: false,
  returnTo: '/start/',
  expiresAt: 0,
}

for (const [why, progress, step] of [
  ['nobody has said a name', undefined, 'identify'],
  ["the name is nobody's", begun, 'password'],
  ["the name is somebody's", { ...begun, userId: 'u' }, 'password'],
  ['the password is right', { ...begun, userId: 'u', proven: ['PASSWORD'] }, 'done'],
  [
    'the password is right, for one sign-in only',
    { ...begun, userId: 'u', proven: ['PASSWORD'], mustChangePassword: true },
    'new-password',
  ],
  ['a nobody has somehow proven something', { ...begun, proven: ['PASSWORD'] }, 'password'],
  ['a new password is due and nothing is proven', { ...begun, userId: 'u', mustChangePassword: true }, 'password'],
] as const satisfies readonly (readonly [string, Progress | undefined, Step])[])
  test(`when ${why}, the next step is ${step}`, () =>
    assert.equal(nextStep(progress, { identitySource: 'directory' }), step))
