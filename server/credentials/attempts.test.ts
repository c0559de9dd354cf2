import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Counters, decide, delayAfter, networkOf, subjectOf } from './attempts.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** Attempts that fail, each as soon as it is looked at. @returns the seconds between them */
function failures(count: number, elsewhere?: Counters['elsewhere']): readonly number[] {
  const waits: number[] = []
  let counters: Counters = { elsewhere }
  let at = 1_000_000
  for (let index = 0; index < count; index++) {
    const decision = decide(counters, at)
    assert.ok(decision.admitted)
    waits.push(decision.wait)
    counters = { own: decision.own, elsewhere: decision.elsewhere }
    at += decision.wait * 1_000
  }
  return waits
}

describe('the delay between attempts', () => {
  test('begins with the fifth failure, doubles, and ends at fifteen minutes', () => {
    assert.deepEqual(failures(16), [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    assert.equal(delayAfter(1_000_000), 15 * MINUTE)
  })

  test('is told in whole seconds that remain', () => {
    const counters = { own: { failures: 6, lastAt: 10_000 } }
    assert.deepEqual(decide(counters, 10_500), { admitted: false, retryAfter: 2 })
    assert.deepEqual(decide(counters, 11_001), { admitted: false, retryAfter: 1 })
    assert.equal(decide(counters, 12_000).admitted, true)
  })

  test('an attempt that came at the same time, or at a server whose clock is behind, waits for no delay that there is not', () => {
    assert.equal(decide({ own: { failures: 1, lastAt: 10_000 } }, 9_999).admitted, true)
  })

  test('a waiting attempt is not counted, so that waiting does not make it longer', () => {
    assert.deepEqual(Object.keys(decide({ own: { failures: 6, lastAt: 0 } }, 1)), ['admitted', 'retryAfter'])
  })

  test('failures are forgotten after a quiet day', () => {
    const decision = decide({ own: { failures: 40, lastAt: 0 }, elsewhere: { failures: 90, lastAt: 0 } }, DAY)
    assert.ok(decision.admitted)
    assert.deepEqual([decision.own.failures, decision.elsewhere?.failures, decision.wait], [1, 1, 0])
  })

  const attack = { failures: 500, lastAt: 999_999 }

  test('an origin with a recent success is not slowed down by attacks from elsewhere', () => {
    const decision = decide(
      { own: { failures: 1, lastAt: 999_999, succeededAt: 500_000 }, elsewhere: attack },
      1_000_000,
    )
    assert.ok(decision.admitted)
    assert.deepEqual([decision.wait, decision.elsewhere], [0, undefined])
  })

  test('a new origin has its first attempt at once, even under attack, and waits long after it', () => {
    assert.deepEqual(failures(2, attack), [900, 900])
  })

  test('a success of more than thirty days ago no longer counts', () => {
    const own = { failures: 1, lastAt: 31 * DAY, succeededAt: 0 }
    assert.equal(decide({ own, elsewhere: { failures: 500, lastAt: 31 * DAY } }, 31 * DAY + 1).admitted, false)
  })

  test('is never longer than fifteen minutes, whatever the counters say', () => {
    const counter = fc.record({ failures: fc.nat(), lastAt: fc.nat({ max: 1e12 }) })
    fc.assert(
      fc.property(counter, counter, fc.nat({ max: 1e12 }), (own, elsewhere, later) => {
        const decision = decide({ own, elsewhere }, own.lastAt + later)
        assert.ok((decision.admitted ? decision.wait : decision.retryAfter) <= 900)
        assert.ok(decision.admitted || later < 15 * MINUTE)
      }),
    )
  })
})

describe('whom an attempt is counted against', () => {
  const key = Buffer.alloc(32, 1)

  test('a user, however the name was spelt', () => {
    assert.equal(
      subjectOf(key, { userId: 'u', userName: 'CORP\\ann' }),
      subjectOf(key, { userId: 'u', userName: 'ann@corp.example' }),
    )
  })

  test('a name that is nobody’s, whatever its case, under a key', () => {
    assert.equal(subjectOf(key, { userName: 'Nobody' }), subjectOf(key, { userName: 'NOBODY' }))
    assert.notEqual(subjectOf(key, { userName: 'nobody' }), subjectOf(Buffer.alloc(32, 2), { userName: 'nobody' }))
    assert.notEqual(subjectOf(key, { userName: 'u' }), subjectOf(key, { userId: 'u', userName: 'u' }))
  })
})

describe('the network of an address', () => {
  for (const [rule, one, other, same] of [
    ['addresses of one /24 are one network', '192.0.2.1', '192.0.2.254', true],
    ['addresses of two /24 are two', '192.0.2.1', '192.0.3.1', false],
    ['addresses of one /48 are one network', '2001:db8:1:1::1', '2001:db8:1:ffff::1', true],
    ['addresses of two /48 are two', '2001:db8:1::1', '2001:db8:2::1', false],
    ['an IPv4 address in IPv6 form is the same', '::ffff:192.0.2.7', '192.0.2.1', true],
    ['IPv6 and IPv4 do not meet', '::1', '0.0.0.1', false],
  ] as const)
    test(rule, () => assert.equal(networkOf(one) === networkOf(other), same))

  test('any text has one', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), text => networkOf(text).length <= 64))
  })
})
