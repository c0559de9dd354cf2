import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#tests/portico.ts'
import { startJobs } from './index.ts'

const alone = async (_name: string, _milliseconds: number, work: () => Promise<void>) => {
  await work()
  return true
}

test('a job that fails is reported and runs again', async () => {
  const failures: string[] = []
  let runs = 0
  const job = {
    name: 'flaky',
    every: 1,
    lease: 1_000,
    run: async () => {
      runs += 1
      if (runs === 1) throw new Error('not yet')
    },
  }
  const jobs = startJobs([job], { withLease: alone, failed: name => failures.push(name) })
  await until(() => runs > 1)
  await jobs.stop()
  assert.deepEqual(failures, ['flaky'])
})

test('without the lease a job does not run', async () => {
  let asked = 0
  const job = { name: 'elsewhere', every: 1, lease: 1_000, run: () => assert.fail('another replica has the lease') }
  const jobs = startJobs([job], {
    withLease: async () => {
      asked += 1
      return false
    },
    failed: (_name, error) => assert.fail(String(error)),
  })
  await until(() => asked > 1)
  await jobs.stop()
})

test('stopping waits for the run under way', async () => {
  let started = false
  let ended = false
  let finish = () => {}
  const job = {
    name: 'long',
    every: 1,
    lease: 1_000,
    run: () =>
      new Promise<void>(resolve => {
        started = true
        finish = resolve
      }).then(() => {
        ended = true
      }),
  }
  const jobs = startJobs([job], { withLease: alone, failed: (_name, error) => assert.fail(String(error)) })
  await until(() => started)
  const stopped = jobs.stop()
  finish()
  await stopped
  assert.ok(ended)
})
