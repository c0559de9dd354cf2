import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTurns, tryEach } from './in-turns.ts'

const numbers = Array.from({ length: 20 }, (_, index) => index)

test('each is tried once, at most six at a time, and what fails is told with its failure', async () => {
  let open = 0
  let most = 0
  const seen: number[] = []
  const progress: number[] = []
  const work = async (one: number) => {
    most = Math.max(most, ++open)
    await new Promise(resolve => setImmediate(resolve))
    open--
    seen.push(one)
    if (one % 7 === 3) throw new Error(`not ${one}`)
  }
  const { failed, untried } = await tryEach(numbers, work, { onProgress: tried => progress.push(tried) })
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    numbers,
  )
  assert.equal(most, 6)
  assert.deepEqual(
    failed.map(({ one, error }) => [one, String(error)]),
    [3, 10, 17].map(one => [one, `Error: not ${one}`]),
  )
  assert.deepEqual(untried, [])
  assert.equal(progress.at(-1), 20)
})

test('what has not begun when it is stopped stays untried', async () => {
  let tried = 0
  const { failed, untried } = await tryEach(numbers, async () => tried++, { isStopped: () => tried >= 5 })
  assert.deepEqual(failed, [])
  assert.equal(untried.length, numbers.length - tried)
})

test('a failure is thrown after all were tried', async () => {
  const seen: number[] = []
  const work = async (one: number) => {
    seen.push(one)
    if (one === 0) throw new Error('the first')
  }
  await assert.rejects(inTurns(numbers, work), /the first/)
  assert.equal(seen.length, numbers.length)
})
