import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from '#server/base/random.ts'
import { httpServer } from './index.ts'

test('a request that does not arrive within a minute is given up', async t => {
  const app = await httpServer({
    random: systemRandom,
    origin: 'http://localhost:8480',
    hosts: new Set(['localhost:8480']),
    trustedProxies: [],
    tls: undefined,
    logLevel: 'silent',
  })
  t.after(() => app.close())
  assert.equal(app.server.requestTimeout, 60_000)
})
