import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld } from '#tests/console.ts'
import { Browser } from '#tests/doors/wire.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { PASSWORD } from '#tests/portico.ts'

const READS = { Effect: 'Allow', Action: ['identitystore:Describe*', 'sso-directory:Describe*'], Resource: '*' }
const GIVES = { Effect: 'Allow', Action: ['sso-directory:*', 'identitystore:*'], Resource: '*' }

async function worldOn(engine: TestEngine) {
  const w = await consoleWorld(engine)
  const state = async (userId: string) => (await w.admin.get(`/users/${userId}/sign-in`)).json
  const eventsOf = async (eventName: string, userId: string) => {
    const { items } = await w.app.audit.find({ eventName, limit: 50 })
    return items.map(item => JSON.parse(item.record)).filter(record => JSON.stringify(record).includes(userId))
  }
  /** Every row of every table, as text. */
  const stored = async () => {
    const { db } = w.app.storage
    const names = (await db.introspection.getTables()).map(({ name }) => name as 'event')
    return JSON.stringify(await Promise.all(names.map(name => db.selectFrom(name).selectAll().execute())))
  }
  return { ...w, state, eventsOf, stored }
}

for (const engine of engines) {
  const w = await worldOn(engine)
  const { admin } = w

  describe(`how a user signs in, in /api/v1 on ${engine.name}`, () => {
    test('is told from no password over a one-time one to the user’s own', async () => {
      const userId = await w.user('ann')
      assert.deepEqual(await w.state(userId), { password: 'none' })
      assert.equal((await admin.post(`/users/${userId}/one-time-password`)).status, 200)
      const given = await w.state(userId)
      assert.equal(given.password, 'one-time')
      assert.ok(Number.isInteger(given.passwordSetAt))
      await w.app.commands.setPassword({ userName: 'ann', password: PASSWORD, mustChange: false })
      const own = await w.state(userId)
      assert.equal(own.password, 'set')
      assert.ok(own.passwordSetAt >= given.passwordSetAt)
      assert.equal('delayedUntil' in own, false)
    })

    test('is told as delayed after failures until the longest delay of any origin ends, and no more after a new password', async () => {
      const userId = await w.user('bob')
      await w.app.commands.setPassword({ userName: 'bob', password: PASSWORD, mustChange: false })
      const fail = (sourceIp: string) =>
        w.app.passwords.check({ userName: 'bob', userId, sourceIp, password: 'Wrong-horse-7-battery' })
      for (let turn = 0; turn < 4; turn++) await fail('192.0.2.1')
      assert.equal('delayedUntil' in (await w.state(userId)), false)
      const before = Date.now()
      // Each of a new place, and so looked at; together they slow the next one down by 2^5 s or more.
      for (let turn = 0; turn < 6; turn++) await fail(`198.51.${turn}.1`)
      const { delayedUntil } = await w.state(userId)
      assert.ok(delayedUntil >= before + 32_000, String(delayedUntil - before))
      assert.ok(delayedUntil <= Date.now() + 32_000)
      assert.equal((await admin.post(`/users/${userId}/one-time-password`)).status, 200)
      assert.equal('delayedUntil' in (await w.state(userId)), false)
    })

    test('a one-time password lets in only to set another; the one before and its sessions are no good any more', async () => {
      const userId = await w.user('cid')
      await w.app.commands.setPassword({ userName: 'cid', password: PASSWORD, mustChange: false })
      const { sessionToken } = await w.app.signin.signInAfterSetup(w.app.author('Test'), userId)
      const { status, json } = await admin.post(`/users/${userId}/one-time-password`)
      assert.equal(status, 200)
      assert.deepEqual(Object.keys(json), ['password'])
      assert.equal(await w.app.sessions.byToken(sessionToken), undefined)
      const browser = new Browser(w.origin)
      const signedIn = await browser.signIn('cid', json.password)
      assert.deepEqual([signedIn.status, signedIn.headers.location], [303, '/signin/new-password'])
      assert.equal((await new Browser(w.origin).signIn('cid', PASSWORD)).status, 401)
    })

    test('a one-time password is in its answer alone: no event and no table has it', async () => {
      const userId = await w.user('dan')
      const { password } = (await admin.post(`/users/${userId}/one-time-password`)).json
      const [event, ...others] = await w.eventsOf('UpdatePassword', userId)
      assert.deepEqual(others, [])
      assert.equal(event.eventSource, 'sso-directory.amazonaws.com')
      const { mustChange, passwordMode } = event.requestParameters
      assert.deepEqual({ mustChange, passwordMode }, { mustChange: true, passwordMode: 'ONE_TIME' })
      assert.equal((await w.stored()).includes(password), false)
      const other = (await admin.post(`/users/${userId}/one-time-password`)).json.password
      assert.notEqual(other, password)
    })

    test('of a user who is not there is missing', async () => {
      const nobody = '/users/00000000-0000-4000-8000-000000000000'
      for (const { status, json } of [
        await admin.get(`${nobody}/sign-in`),
        await admin.post(`${nobody}/one-time-password`),
      ])
        assert.deepEqual([status, json.refusal.code], [404, 'user.not_found'])
    })

    test('a policy that reads may read it and is refused to set it, with an event', async () => {
      const reader = await w.somebody('reader', READS)
      const userId = await w.user('eva')
      assert.equal((await reader.get(`/users/${userId}/sign-in`)).status, 200)
      assert.equal((await reader.post(`/users/${userId}/one-time-password`)).status, 403)
      const [event, ...others] = await w.eventsOf('UpdatePassword', userId)
      assert.deepEqual(others, [])
      assert.equal(event.errorCode, 'policy.access_denied')
      assert.deepEqual(await w.state(userId), { password: 'none' })
    })

    test('the right to give passwords does not make an administrator: not of one who has rights in the management account', async () => {
      const giver = await w.somebody('giver', GIVES)
      const plain = await w.user('fay')
      assert.equal((await giver.post(`/users/${plain}/one-time-password`)).status, 200)
      assert.equal((await giver.post(`/users/${w.ada.userId}/one-time-password`)).status, 403)
      assert.equal((await w.state(w.ada.userId)).password, 'set')
    })
  })
}
