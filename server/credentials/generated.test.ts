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
