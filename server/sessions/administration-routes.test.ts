import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import { PASSWORD } from '#tests/portico.ts'

const HOUR = 3_600_000

for (const { name, ...w } of await eachEngine(consoleWorld)) {
  const { app, admin } = w
  const eventsNamed = async (eventName: string) => (await admin.get(`/events?eventName=${eventName}`)).json.events
  const person = async (userName: string) => {
    const userId = await w.user(userName)
    await w.assign(w.managementAccountId, await w.set(userName), userId)
    await app.provisioned()
    await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
    return { userId, signIn: () => w.console(userName, userName) }
  }
  const sessionsOf = async (userId: string) => (await admin.get(`/users/${userId}/sessions`)).json.sessions

  describe(`sessions in /api/v1 on ${name}`, () => {
    test('an administrator sees where a user is signed in, and ends one session and no other', async () => {
      const { userId, signIn } = await person('ann')
      const [first, second] = [await signIn(), await signIn()]
      const open = await sessionsOf(userId)
      assert.equal(open.length, 2)
      assert.equal(open[0].expiresAt - open[0].createdAt, 8 * HOUR)
      assert.deepEqual(Object.keys(open[0]).sort(), ['createdAt', 'expiresAt', 'sessionId', 'sourceIp', 'userAgent'])
      assert.equal((await admin.delete(`/users/${userId}/sessions/${open[0].sessionId}`)).status, 204)
      assert.deepEqual(
        (await sessionsOf(userId)).map((one: { sessionId: string }) => one.sessionId),
        [open[1].sessionId],
      )
      const answers = [
        await first.post('/permissions', { questions: [] }),
        await second.post('/permissions', { questions: [] }),
      ]
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401])
      const [event, ...more] = await eventsNamed('BatchDeleteSession')
      assert.deepEqual(more, [])
      assert.ok(event.resources.some(({ name }: { name: string }) => name === open[0].sessionId))
      assert.equal(event.userName, w.ada.userName)
    })

    test('a session is ended by its own user’s address alone', async () => {
      const { userId, signIn } = await person('bob')
      await signIn()
      const [{ sessionId }] = await sessionsOf(userId)
      const { status, json } = await admin.delete(`/users/${w.ada.userId}/sessions/${sessionId}`)
      assert.deepEqual([status, json.refusal.code], [404, 'session.not_found'])
      assert.equal((await sessionsOf(userId)).length, 1)
    })

    test('sessions that begin after the setting last as long as it says; those before stay as they are', async () => {
      const { userId, signIn } = await person('cyd')
      assert.deepEqual((await admin.get('/settings/sessions')).json, { duration: 28_800, deviceGrant: true })
      await signIn()
      assert.equal((await admin.put('/settings/sessions', { duration: 900 })).status, 204)
      await signIn()
      const lasting = (await sessionsOf(userId)).map(
        (one: { createdAt: number; expiresAt: number }) => one.expiresAt - one.createdAt,
      )
      assert.deepEqual(
        lasting.sort((a: number, b: number) => a - b),
        [900_000, 8 * HOUR],
      )
      assert.deepEqual((await admin.get('/settings/sessions')).json, { duration: 900, deviceGrant: true })
      const [event, ...more] = await eventsNamed('UpdateSessionSettings')
      assert.deepEqual(more, [])
      assert.deepEqual(event.record.requestParameters, { duration: 900 })
      assert.deepEqual(event.resources, [{ type: 'AWS::SSO::Instance', name: app.description.instanceArn }])
    })

    test('the device grant is forbidden and allowed again, and the duration stays as it is', async () => {
      const { duration } = (await admin.get('/settings/sessions')).json
      for (const deviceGrant of [false, true]) {
        assert.equal((await admin.put('/settings/sessions', { deviceGrant })).status, 204)
        assert.deepEqual((await admin.get('/settings/sessions')).json, { duration, deviceGrant })
        const [event] = await eventsNamed('UpdateSessionSettings')
        assert.deepEqual(event.record.requestParameters, { deviceGrant })
      }
      const { status, json } = await admin.put('/settings/sessions', {})
      assert.deepEqual([status, json.refusal.code], [400, 'http.invalid_input'])
    })

    test('a duration beyond the bounds is refused and changes nothing', async () => {
      const before = (await admin.get('/settings/sessions')).json
      for (const duration of [0, 899, 7_776_001, 900.5, '8h']) {
        const { status, json } = await admin.put('/settings/sessions', { duration })
        assert.deepEqual([status, json.refusal.code], [400, 'http.invalid_input'], String(duration))
      }
      assert.deepEqual((await admin.get('/settings/sessions')).json, before)
    })

    test('who may not is refused, and the refusal is an event', async () => {
      const somebody = await w.somebody('reader', { Effect: 'Allow', Action: 'sso:ListInstances', Resource: '*' })
      const session = '00000000-0000-4000-8000-000000000000'
      for (const [eventName, ask] of [
        ['ListSessions', () => somebody.get(`/users/${w.ada.userId}/sessions`)],
        ['BatchDeleteSession', () => somebody.delete(`/users/${w.ada.userId}/sessions/${session}`)],
        ['GetSessionSettings', () => somebody.get('/settings/sessions')],
        ['UpdateSessionSettings', () => somebody.put('/settings/sessions', { duration: 1_000 })],
      ] as const) {
        const { status, json } = await ask()
        assert.deepEqual([status, json.refusal.code], [403, 'policy.access_denied'], eventName)
        const [event] = (await admin.get(`/events?reference=${json.refusal.reference}`)).json.events
        assert.equal(event.eventName, eventName)
      }
    })

    test('the settings can be allowed for the instance by its ARN', async () => {
      const { instanceArn } = app.description
      const statement = { Effect: 'Allow', Action: 'sso:GetSessionSettings', Resource: instanceArn }
      const somebody = await w.somebody('setter', statement)
      assert.equal((await somebody.get('/settings/sessions')).status, 200)
      assert.equal((await somebody.put('/settings/sessions', { duration: 1_000 })).status, 403)
    })
  })
}
