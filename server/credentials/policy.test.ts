import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { unmetRules } from './policy.ts'

describe('the password policy', () => {
  for (const [rule, password, userName, unmet] of [
    ['a password with all classes is good', 'Correct-7', 'ann', []],
    ['letters of other scripts and spaces count as symbols', 'Пароль aB3', 'ann', []],
    ['eight characters are enough, counted as people count', 'aB3💥💥💥💥💥', 'ann', []],
    ['64 characters are allowed', `aB3-${'x'.repeat(60)}`, 'ann', []],
    ['65 characters are too many', `aB3-${'x'.repeat(61)}`, 'ann', ['too_long']],
    ['every unmet rule is named', 'short', 'ann', ['too_short', 'missing_upper', 'missing_digit', 'missing_symbol']],
    [
      'an empty password breaks them all',
      '',
      'ann',
      ['too_short', 'missing_lower', 'missing_upper', 'missing_digit', 'missing_symbol'],
    ],
    ['the user name must not occur, whatever its case', 'xx-ANNETTE-7x', 'annette', ['contains_username']],
    ['nor the part before the @', 'xx-Annette-7', 'annette@example.com', ['contains_username']],
    ['two letters of a name are a coincidence', 'xx-Al-77x', 'al', []],
  ] as const)
    test(rule, () => assert.deepEqual(unmetRules(password, userName), unmet))

  test('judges whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (password, userName) => {
        const unmet = unmetRules(password, userName)
        const length = Array.from(password.normalize('NFC')).length
        assert.equal(unmet.includes('too_short'), length < 8)
        assert.equal(unmet.includes('missing_digit'), !/\d/.test(password))
        assert.equal(new Set(unmet).size, unmet.length)
      }),
    )
  })
})
