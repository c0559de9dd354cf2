import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sessionNameFor } from './session-name.ts'

for (const [why, userName, expected] of [
  ['a plain name stays', 'ann', 'ann'],
  ['an address stays', 'ann+x@example.com', 'ann+x@example.com'],
  ['64 characters stay', 'a'.repeat(64), 'a'.repeat(64)],
  ['a single letter is too short for AWS', 'a', 'a=ca978112ca1bbdca'],
  ['other letters are replaced and told apart by the hash', 'jürgen', 'j_rgen=19b720a911fced55'],
  ['a down-level name loses its backslash', 'CORP\\ann', 'CORP_ann=bb870f81d1f1aed6'],
] as const)
  test(`session name: ${why}`, () => assert.equal(sessionNameFor(userName), expected))

test('every session name is one that AWS takes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }), userName => {
      assert.match(sessionNameFor(userName), /^[A-Za-z0-9_+=,.@-]{2,64}$/)
    }),
  )
})

test('two people never share a session name, even where one is named like what another is made into', () => {
  const name = fc.string({ minLength: 1, maxLength: 70, unit: fc.constantFrom('a', 'ä', 'ö', '=', '0') })
  const madeOrNot = fc.tuple(name, fc.boolean()).map(([given, made]) => (made ? sessionNameFor(given) : given))
  fc.assert(
    fc.property(madeOrNot, madeOrNot, (one, other) => {
      fc.pre(one !== other)
      assert.notEqual(sessionNameFor(one), sessionNameFor(other))
    }),
  )
})
