import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration } from './time.ts'

for (const [ms, text] of [
  [-5_000, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min 0 s'],
  [3_599_000, '59 min 59 s'],
  [3_600_000, '1 h 0 min'],
  [43_200_000 - 1, '11 h 59 min'],
  [90 * 86_400_000, '90 d 0 h'],
] as const)
  test(`${ms} ms are shown as ${text}`, () => assert.equal(formatDuration(ms), text))
