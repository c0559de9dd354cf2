import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import { Browser, send } from '#tests/doors/wire.ts'
import { PASSWORD } from '#tests/portico.ts'

for (const { name, ...w } of await eachEngine(consoleWorld)) {
  const { app, admin, origin } = w
  const person = async (userName: string) => {
    const userId = await w.user(userName)
    await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
    const signIn = async () => {
      const browser = new Browser(origin)
      assert.equal((await browser.signIn(userName, PASSWORD)).status, 303)
      return browser
    }
    return { userId, signIn }
  }
  const ask = async (browser: Browser, method: string, path: string) => {
    const answer = await send(origin, { method, path: `/api/v1${path}`, headers: browser.self })
    return { ...answer, json: answer.body === '' ? undefined : JSON.parse(answer.body) }
  }
  const isSignedIn = async (browser: Browser) => (await ask(browser, 'GET', '/session')).status === 200
  const endings = async (userId: string) =>
    (await admin.get('/events?eventName=BatchDeleteSession')).json.events.filter(
      ({ record }: { record: { userIdentity: { onBehalfOf?: { userId: string } } } }) =>
        record.userIdentity.onBehalfOf?.userId === userId,
    )

  describe(`one's own sessions in /api/v1 on ${name}`, () => {
    test('everywhere else is signed out, and here one stays', async () => {
      const { userId, signIn } = await person('ann')
      const [here, there, elsewhere] = [await signIn(), await signIn(), await signIn()]
      const answer = await ask(here, 'DELETE', '/sessions?except=current')
      assert.deepEqual([answer.status, answer.json], [200, { ended: 2 }])
      assert.equal(answer.headers['set-cookie'], undefined)
      assert.deepEqual(await Promise.all([here, there, elsewhere].map(isSignedIn)), [true, false, false])
      const { sessions } = (await ask(here, 'GET', '/sessions')).json
      assert.deepEqual(
        sessions.map(({ current }: { current: boolean }) => current),
        [true],
      )
      assert.deepEqual((await ask(here, 'DELETE', '/sessions?except=current')).json, { ended: 0 })
      const [event, ...more] = await endings(userId)
      assert.deepEqual(more, [])
      assert.equal(event.record.additionalEventData.sessionIds.length, 2)
    })

    test('everywhere includes here: the cookie goes with the session', async () => {
      const { signIn } = await person('bob')
      const [here, there] = [await signIn(), await signIn()]
      const answer = await ask(here, 'DELETE', '/sessions')
      assert.deepEqual(answer.json, { ended: 2 })
      assert.match(String(answer.headers['set-cookie']), /^portico_session=;/)
      assert.deepEqual(await Promise.all([here, there].map(isSignedIn)), [false, false])
    })

    test('nobody else’s sessions end by it', async () => {
      const [cyd, dan] = [await person('cyd'), await person('dan')]
      const [one, other] = [await cyd.signIn(), await dan.signIn()]
      await ask(one, 'DELETE', '/sessions')
      assert.ok(await isSignedIn(other))
      assert.equal((await endings(cyd.userId)).length, 1)
      assert.deepEqual(await endings(dan.userId), [])
    })

    test('an exception that is not known ends nothing', async () => {
      const here = await (await person('eve')).signIn()
      const { status, json } = await ask(here, 'DELETE', '/sessions?except=all')
      assert.deepEqual([status, json.refusal.code], [400, 'http.invalid_input'])
      assert.ok(await isSignedIn(here))
    })
  })
}
