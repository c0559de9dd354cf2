import assert from 'node:assert/strict'
import { test } from 'node:test'
import { driftText, judgeCode, setUpOf, stillBurned } from './totp.ts'

/** RFC 6238 appendix B, SHA-1, the last six digits. */
const secret = Buffer.from('12345678901234567890')
const fresh = { secret, lastStep: -1, burned: [] }
const at = (seconds: number) => seconds * 1000

for (const [seconds, code] of [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const)
  test(`the RFC's code at ${seconds} is right then, and a step before and after`, async () => {
    const step = Math.floor(seconds / 30)
    for (const later of [-30, 0, 30])
      assert.deepEqual(await judgeCode(code, fresh, at(seconds + later)), { outcome: 'right', step })
  })

test('spaces that apps show within a code are left out', async () => {
  assert.equal((await judgeCode(' 287 082 ', fresh, at(59))).outcome, 'right')
})

test('a code that was accepted, and any before it, is not accepted again', async () => {
  assert.deepEqual(await judgeCode('287082', { ...fresh, lastStep: 1 }, at(59)), { outcome: 'used' })
  assert.deepEqual(await judgeCode('287082', { ...fresh, lastStep: 2 }, at(59)), { outcome: 'used' })
})

test('a code of up to ten steps away tells how wrong the clock is', async () => {
  assert.deepEqual(await judgeCode('050471', fresh, at(1_111_111_111 - 180)), {
    outcome: 'drift',
    seconds: 180,
    step: 37_037_037,
  })
  assert.equal((await judgeCode('050471', fresh, at(1_111_111_111 + 300))).outcome, 'drift')
  assert.equal((await judgeCode('050471', fresh, at(1_111_111_111 + 330))).outcome, 'wrong')
})

test('a code that was disclosed by telling so is not accepted when its time has come', async () => {
  const told = { ...fresh, burned: [37_037_037] }
  assert.equal((await judgeCode('050471', told, at(1_111_111_111))).outcome, 'used')
  assert.deepEqual(stillBurned(told.burned, at(1_111_111_111)), [37_037_037])
  assert.deepEqual(stillBurned(told.burned, at(1_111_111_111 + 90)), [])
})

for (const code of ['', '12345', '1234567', 'abcdef', '٢٨٧٠٨٢', '287082\u0000'])
  test(`${JSON.stringify(code)} is no code`, async () => {
    assert.deepEqual(await judgeCode(code, fresh, at(59)), { outcome: 'wrong' })
  })

test('how wrong a clock is, is said in minutes', () => {
  assert.equal(driftText(180), 'about 3 minutes fast')
  assert.equal(driftText(-60), 'about 1 minute slow')
})

test('an app can scan the secret, or have it typed', async () => {
  const { typed, uri, qr } = await setUpOf(secret, { issuer: 'Portico', userName: 'ann o’neil' })
  assert.equal(typed, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  assert.match(uri, /^otpauth:\/\/totp\/Portico:ann/)
  assert.equal(new URL(uri).searchParams.get('secret'), typed)
  assert.match(qr, /^<svg/)
})
