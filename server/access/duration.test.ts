import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { sessionSeconds } from './duration.ts'

for (const [duration, seconds] of [
  ['PT1H', 3_600],
  ['PT60M', 3_600],
  ['PT3600S', 3_600],
  ['PT1H30M', 5_400],
  ['PT12H', 43_200],
  ['P0DT2H', 7_200],
] as const)
  test(`${duration} is ${seconds} seconds`, () => assert.equal(sessionSeconds(duration), seconds))

for (const duration of [
  'PT59M',
  'PT12H1S',
  'P1D',
  'P1M',
  'P1Y',
  '-PT2H',
  'PT',
  'P',
  'PT1.5H',
  'PT3600.5S',
  '2H',
  '',
  'PT1H\n',
])
  test(`${JSON.stringify(duration)} is no session duration`, () => {
    assert.throws(() => sessionSeconds(duration), { code: 'access.session_duration' })
  })

test('whatever the text, the answer is seconds in range or the refusal', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'PTHMSWD0123456789.-') }))
  fc.assert(
    fc.property(text, duration => {
      try {
        const seconds = sessionSeconds(duration)
        assert.ok(seconds >= 3_600 && seconds <= 43_200)
      } catch (error) {
        assert.ok(error instanceof Refusal)
      }
    }),
  )
})
