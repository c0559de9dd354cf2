import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemOf, settingsOf, typedOf } from './passwords.ts'

test('settings of passwords are typed and read back', () => {
  const settings = { minimumLength: 12, history: 24, refuseCommon: true }
  assert.deepEqual(settingsOf(typedOf(settings)), settings)
})

for (const [field, typed, right] of [
  ['minimumLength', '8', true],
  ['minimumLength', ' 64 ', true],
  ['minimumLength', '7', false],
  ['minimumLength', '65', false],
  ['minimumLength', '', false],
  ['minimumLength', '9.5', false],
  ['history', '3', true],
  ['history', '2', false],
  ['history', '25', false],
] as const)
  test(`${field} ${right ? 'can' : 'cannot'} be “${typed}”`, () => {
    assert.equal(problemOf(field, typed) === undefined, right)
    const settings = { ...typedOf({ minimumLength: 8, history: 3, refuseCommon: true }), [field]: typed }
    assert.equal(settingsOf(settings) !== undefined, right)
  })
