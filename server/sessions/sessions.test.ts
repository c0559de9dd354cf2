import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { endsSessions } from './store.ts'
import { sessionWorld } from './testing/world.ts'

const HOUR = 3600 * 1000

for (const engine of engines)
  describe(`sessions on ${engine.name}`, () => {
    test('a session is found by its token until it expires', async () => {
      const { sessions, signIn, pass } = await sessionWorld(engine)
      const { token, session } = await signIn('user-1')
      assert.equal((await sessions.byToken(token))?.sessionId, session.sessionId)
      assert.equal(await sessions.byToken('x'), undefined)
      pass(8 * HOUR - 1)
      assert.ok(await sessions.byToken(token))
      pass(1)
      assert.equal(await sessions.byToken(token), undefined)
    })

    test('a token is not in the store, only its hash', async () => {
      const { signIn, storage } = await sessionWorld(engine)
      const { token } = await signIn('user-1')
      const rows = await storage.db.selectFrom('portal_session').selectAll().execute()
      assert.ok(!JSON.stringify(rows).includes(token))
    })

    test('open sessions are listed newest first, and only those of the user', async () => {
      const { sessions, signIn, pass } = await sessionWorld(engine)
      const first = await signIn('user-1')
      pass(1000)
      const second = await signIn('user-1')
      await signIn('user-2')
      const ids = (await sessions.openSessionsOf('user-1')).map(({ sessionId }) => sessionId)
      assert.deepEqual(ids, [second.session.sessionId, first.session.sessionId])
    })

    test('ending a session works once, with one event, and only for its owner', async () => {
      const { sessions, signIn, author, eventNames } = await sessionWorld(engine)
      const { token, session } = await signIn('user-1')
      const end = (owner: string) => sessions.end(author('Logout'), session.sessionId, 'signed-out', owner)
      await assert.rejects(end('user-2'), { code: 'session.not_found' })
      assert.ok(await sessions.byToken(token))
      await end('user-1')
      assert.equal(await sessions.byToken(token), undefined)
      await assert.rejects(end('user-1'), { code: 'session.not_found' })
      assert.deepEqual(await eventNames(), ['Logout'])
    })

    test('of two who end a session at once, one does', async () => {
      const { sessions, signIn, author } = await sessionWorld(engine)
      const { session } = await signIn('user-1')
      const end = () => sessions.end(author('Logout'), session.sessionId, 'revoked')
      const outcomes = await Promise.allSettled([end(), end(), end()])
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    })

    test('all sessions of a user end at once with one event, but for the one that is to stay', async () => {
      const { sessions, signIn, author, eventNames, pass } = await sessionWorld(engine)
      const mine = [await signIn('user-1', 1_000), await signIn('user-1'), await signIn('user-1')]
      const other = await signIn('user-2')
      pass(2_000)
      const stays = mine[2]?.session.sessionId
      const end = (exceptId?: string) => sessions.endAll(author('BatchDeleteSession'), 'user-1', 'revoked', exceptId)
      assert.equal(await end(stays), 2)
      assert.deepEqual(
        (await sessions.openSessionsOf('user-1')).map(({ sessionId }) => sessionId),
        [stays],
      )
      assert.equal(await end(stays), 0)
      assert.deepEqual(await eventNames(), ['BatchDeleteSession'])
      assert.equal(await end(), 1)
      assert.deepEqual(await sessions.openSessionsOf('user-1'), [])
      assert.ok(await sessions.byToken(other.token))
    })

    test('disabling a user ends every session in the same unit of work', async () => {
      const { sessions, signIn, atomically, clock } = await sessionWorld(engine)
      const mine = await signIn('user-1')
      const other = await signIn('user-2')
      await atomically(unit => endsSessions(unit.sessions, clock).endSessionsOf('user-1', 'disabled'))
      assert.equal(await sessions.byToken(mine.token), undefined)
      assert.ok(await sessions.byToken(other.token))
    })

    test('sweeping forgets what is long over, and keeps what is not', async () => {
      const { sessions, signIn, pass, storage } = await sessionWorld(engine)
      await signIn('user-1')
      pass(7 * 24 * HOUR)
      const { token } = await signIn('user-1')
      pass(8 * HOUR - 1)
      assert.equal(await sessions.sweep(), 0)
      pass(2)
      assert.equal(await sessions.sweep(), 1)
      assert.equal((await storage.db.selectFrom('portal_session').selectAll().execute()).length, 1)
      assert.equal(await sessions.byToken(token), undefined)
    })
  })
