import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { systemRandom } from '#server/base/random.ts'
import { newUserCode, normalUserCode, USER_CODE_ALPHABET } from './user-code.ts'

test('a user code has no vowels and no digits that look like letters', () => {
  assert.match(USER_CODE_ALPHABET, /^[^AEIOU0-9]{20}$/)
  for (let i = 0; i < 100; i++) assert.match(newUserCode(systemRandom), /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/)
})

test('a user code is recognised however people type it', () => {
  const typed = fc.record({
    code: fc.string({ unit: fc.constantFrom(...USER_CODE_ALPHABET), minLength: 8, maxLength: 8 }),
    upper: fc.boolean(),
    between: fc.constantFrom('', '-', ' ', ' – ', '—'),
    around: fc.constantFrom('', ' ', '\t'),
  })
  fc.assert(
    fc.property(typed, ({ code, upper, between, around }) => {
      const written = `${around}${code.slice(0, 4)}${between}${code.slice(4)}${around}`
      const normal = normalUserCode(upper ? written : written.toLowerCase())
      assert.equal(normal, `${code.slice(0, 4)}-${code.slice(4)}`)
    }),
  )
})

test('what is no user code is recognised as none, whatever it is', () => {
  for (const typed of ['', 'BCDF', 'BCDF-GHJA', 'BCDF-GHJ1', 'BCDF-GHJKL', 'bcdf-ghjı'])
    assert.equal(normalUserCode(typed), undefined, typed)
  fc.assert(
    fc.property(
      fc.string(),
      text => normalUserCode(text) === undefined || /^.{4}-.{4}$/.test(normalUserCode(text) ?? ''),
    ),
  )
})
