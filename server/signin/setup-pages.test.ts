import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { setupLink } from './setup-pages.ts'
import { browser } from './testing/browser.ts'
import { ORIGIN, PASSWORD, type SigninWorld, signinWorld } from './testing/world.ts'

const filled = {
  userName: 'admin',
  email: 'admin@example.org',
  givenName: 'Ada',
  familyName: 'Lovelace',
  password: PASSWORD,
  repeated: PASSWORD,
}

const linkPath = async ({ setup, oneTime }: SigninWorld): Promise<string> =>
  ((await setupLink({ setup, oneTime, origin: ORIGIN })) ?? '').replace(ORIGIN, '')

for (const engine of engines)
  describe(`the set-up link on ${engine.name}`, () => {
    test('makes the first administrator, who is signed in', async () => {
      const world = await signinWorld(engine)
      const window = browser(world.app)
      const page = await window.get(await linkPath(world))
      assert.equal(page.headers['referrer-policy'], 'no-referrer')
      const done = await window.submit(filled)
      assert.deepEqual([done.status, done.location], [303, '/start/'])
      const session = await world.sessions.byToken(window.cookies.get('portico_session') ?? '')
      assert.equal(session?.userId, (await world.people.userByName('admin'))?.userId)
    })

    test('works once, and there is none on a store that has an administrator', async () => {
      const world = await signinWorld(engine)
      const path = await linkPath(world)
      const second = await linkPath(world)
      const window = browser(world.app)
      await window.get(path)
      await window.submit(filled)
      for (const used of [path, second]) {
        const again = await browser(world.app).get(used)
        assert.ok(again.status === 403 && again.body.includes('setup.link_invalid'))
      }
      assert.equal(await linkPath(world), '')
    })

    test('works for one hour', async () => {
      const world = await signinWorld(engine)
      const path = await linkPath(world)
      world.pass(3_600_000)
      assert.equal((await browser(world.app).get(path)).status, 403)
    })

    test('looking at it uses nothing up, and a mistake can be corrected', async () => {
      const world = await signinWorld(engine)
      const path = await linkPath(world)
      const window = browser(world.app)
      await window.get(path)
      await window.get(path)
      const missing = await window.submit({ ...filled, email: '' })
      assert.match(missing.body, /Fill in every field/)
      const differ = await window.submit({ ...filled, repeated: 'x' })
      assert.match(differ.body, /not the same/)
      assert.match(differ.body, /value="admin@example.org"/)
      const weak = await window.submit({ ...filled, password: 'short', repeated: 'short' })
      assert.ok(weak.status === 400 || weak.status === 403)
    })

    test('of two who send the form at once, one becomes administrator', async () => {
      const world = await signinWorld(engine)
      const path = await linkPath(world)
      const [one, two] = [browser(world.app), browser(world.app)]
      await Promise.all([one.get(path), two.get(path)])
      const answers = await Promise.all([one.submit(filled), two.submit(filled)])
      assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 403])
    })
  })
