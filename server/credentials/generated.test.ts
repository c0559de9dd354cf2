import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from '#server/base/random.ts'
import { generatedPassword } from './generated.ts'
import { unmetRules } from './policy.ts'

test('a generated password meets the policy, and no two are equal', () => {
  const all = Array.from({ length: 500 }, () => generatedPassword(systemRandom))
  assert.deepEqual(
    all.flatMap(password => unmetRules(password, 'ada.lovelace')),
    [],
  )
  assert.equal(new Set(all).size, all.length)
})

test('a generated password has 80 bits, and no character that looks like another', () => {
  const all = Array.from({ length: 2_000 }, () => generatedPassword(systemRandom))
  const places = Array.from({ length: all[0]?.length ?? 0 }, (_, at) => new Set(all.map(password => password[at])))
  const bits = places.reduce((sum, { size }) => sum + Math.log2(size), 0)
  assert.ok(bits >= 80, `${bits} bits`)
  assert.deepEqual(
    all.filter(password => /[0O1lI]/.test(password)),
    [],
  )
})
