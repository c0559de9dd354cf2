import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld, eachEngine } from '#tests/console.ts'

for (const { name, app, admin, somebody } of await eachEngine(engine => consoleWorld(engine)))
  describe(`the settings of passwords, in /api/v1 on ${name}`, () => {
    const path = '/settings/passwords'

    test('are those of AWS until an administrator asks for more, with an event', async () => {
      assert.deepEqual((await admin.get(path)).json, { minimumLength: 8, history: 3, refuseCommon: true })
      const wanted = { minimumLength: 14, history: 24, refuseCommon: false }
      assert.equal((await admin.put(path, wanted)).status, 204)
      assert.deepEqual((await admin.get(path)).json, wanted)
      const { items } = await app.audit.find({ eventName: 'UpdatePasswordSettings', limit: 5 })
      assert.equal(items.length, 1)
    })

    test('are never less than AWS asks for, nor more than a password can be', async () => {
      const set = { minimumLength: 8, history: 3, refuseCommon: true }
      for (const wrong of [{ minimumLength: 7 }, { minimumLength: 65 }, { history: 2 }, { history: 25 }])
        assert.equal((await admin.put(path, { ...set, ...wrong })).status, 400, JSON.stringify(wrong))
    })

    test('may be read by a policy that reads, which is refused to set them', async () => {
      const reader = await somebody('reader', { Effect: 'Allow', Action: 'sso:GetPasswordSettings', Resource: '*' })
      assert.equal((await reader.get(path)).status, 200)
      const refused = await reader.put(path, { minimumLength: 8, history: 3, refuseCommon: true })
      assert.deepEqual([refused.status, refused.json.refusal.code], [403, 'policy.access_denied'])
    })
  })
