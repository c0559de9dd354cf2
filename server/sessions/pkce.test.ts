import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitsChallenge, isChallenge } from './pkce.ts'

/** RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

test('the vector of RFC 7636 fits', () => assert.ok(isChallenge(CHALLENGE) && fitsChallenge(VERIFIER, CHALLENGE)))

for (const [why, verifier, challenge] of [
  ['another verifier', `${VERIFIER.slice(0, -1)}A`, CHALLENGE],
  ['a verifier of 42 characters', VERIFIER.slice(1), CHALLENGE],
  ['a verifier of 129 characters', 'a'.repeat(129), CHALLENGE],
  ['a verifier with a character outside of the alphabet', `${VERIFIER.slice(0, -1)}=`, CHALLENGE],
  ['the plain method', VERIFIER, VERIFIER],
] as const)
  test(`${why} does not fit`, () => assert.equal(fitsChallenge(verifier, challenge), false))

for (const challenge of ['', 'short', `${CHALLENGE}=`, `${CHALLENGE}A`, CHALLENGE.replace('-', '+')])
  test(`'${challenge}' is no challenge`, () => assert.equal(isChallenge(challenge), false))
