import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from '#server/base/random.ts'
import { httpServer, metrics } from './index.ts'

test('metrics are read on this machine alone, also behind a proxy of this machine', async t => {
  const app = await httpServer({
    random: systemRandom,
    origin: 'http://localhost:8480',
    hosts: new Set(['localhost:8480']),
    trustedProxies: [],
    tls: undefined,
    logLevel: 'silent',
  })
  t.after(() => app.close())
  metrics(app, { counted: () => new Map() })
  const read = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode
  assert.equal(await read('127.0.0.1'), 200)
  assert.equal(await read('192.0.2.7'), 403)
  assert.equal(await read('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' }), 403)
  assert.equal(await read('127.0.0.1', { forwarded: 'for=192.0.2.7' }), 403)
})
