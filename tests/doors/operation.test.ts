import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refusalRegistry } from '#server/app.ts'
import { engines } from '#tests/engines.ts'
import { administrator, startPortico, testConfig } from '#tests/portico.ts'

for (const engine of engines)
  describe(`a server on ${engine.name}, for those who operate it`, async () => {
    const app = await startPortico(await testConfig(await engine.settings()))
    const { origin } = new URL(app.description.portalUrl)
    const read = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(origin + path, { headers })
      return { status: response.status, text: await response.text() }
    }

    test('is alive and ready', async () => {
      assert.deepEqual(await read('/healthz'), { status: 200, text: 'ok\n' })
      assert.deepEqual(await read('/readyz'), { status: 200, text: 'ready\n' })
    })

    test('counts requests by route and status, without addresses that could hold a token', async () => {
      await read('/setup?token=secret')
      const { text } = await read('/metrics')
      assert.match(text, /portico_http_requests_total\{method="GET",route="\/setup",status="\d+"/)
      assert.doesNotMatch(text, /secret/)
    })

    test('explains every code of its registry, and says of others that there are none', async () => {
      const { text: list } = await read('/help')
      for (const [code, { fix }] of Object.entries(refusalRegistry)) {
        assert.ok(list.includes(`/help/${code}`), code)
        if (code !== 'cloud.role_protected') continue
        const { status, text } = await read(`/help/${code}`)
        assert.equal(status, 200)
        assert.ok(text.includes(fix.slice(0, 20)))
      }
      assert.equal((await read('/help/no.such_code')).status, 404)
      assert.equal((await read('/help/__proto__')).status, 404)
    })

    test('describes its own API', async () => {
      const { paths } = JSON.parse((await read('/api/v1/openapi.json')).text)
      const own = app.routes().flatMap(({ path }) => (path.startsWith('/api/v1/') ? [path] : []))
      const described = new Set(own.filter(path => !path.endsWith('/openapi.json')))
      assert.deepEqual(Object.keys(paths).sort(), [...described].map(path => path.replace(/:(\w+)/g, '{$1}')).sort())
    })

    test('the doctor finds nothing wrong after the set-up, and the place where the history was altered', async () => {
      const before = await app.commands.diagnose()
      assert.ok(
        before.some(({ ok, fix }) => !ok && fix?.includes('portico setup')),
        'there is no administrator yet',
      )
      await administrator(app)
      await app.audit.chain()
      assert.deepEqual(
        (await app.commands.diagnose()).filter(({ ok }) => !ok),
        [],
      )
      await app.storage.unit(db => db.updateTable('event').set({ record: '{}' }).where('number', '=', 2).execute())
      const found = (await app.commands.diagnose()).filter(({ ok }) => !ok)
      assert.deepEqual(
        found.map(({ observed }) => observed),
        ['the chain breaks at number 2'],
      )
    })
  })
