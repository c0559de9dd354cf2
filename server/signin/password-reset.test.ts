import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '#server/base/clock.ts'
import { type BrowserPage, browserLite } from '#tests/browser-lite.ts'
import { consoleWorld } from '#tests/console.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { linkIn } from '#tests/mail-server.ts'
import { PASSWORD } from '#tests/portico.ts'

const CHOSEN = 'My-own-choice-9'
const HOUR = 3600 * 1000

async function world(engine: TestEngine) {
  const time = { ahead: 0 }
  const made = await consoleWorld(engine, { clock: () => systemClock() + time.ahead })
  const { app, admin } = made
  const { directory, author } = app
  const change = (userId: string, to: object) =>
    directory.updateUser(author('UpdateUser'), userId, user => ({ ...user, ...to }))
  const address = (userId: string, value: string) => change(userId, { emails: [{ value, primary: true }] })
  const browser = () => browserLite(made.config.origin)
  const ask = async (userName: string, window = browser()): Promise<BrowserPage> => {
    const password = await window.submit(await window.open('/signin'), { username: userName })
    assert.match(password.html, /href="\/signin\/forgot-password"/)
    return window.submit(await window.open('/signin/forgot-password'))
  }
  const mails = async (): Promise<readonly { mailId: string; subject: string; to: string }[]> =>
    (await admin.get('/mails')).json.mails
  return {
    ...made,
    ...{ address, change, browser, ask, mails },
    person: async (userName: string) => {
      const userId = await made.user(userName)
      await address(userId, `${userName}@example.org`)
      await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
      return userId
    },
    newestLink: async () => linkIn((await admin.get(`/mails/${(await mails())[0]?.mailId}`)).json.text),
    pass: (milliseconds: number) => {
      time.ahead += milliseconds
    },
    /** Newest last: whether a link was sent, or the refusal that says why not. */
    asked: async () => {
      const { items } = await app.audit.find({ eventName: 'ForgotPassword', limit: 50 })
      return items
        .map(({ record }) => {
          const { userIdentity, responseElements, additionalEventData } = JSON.parse(record)
          return [userIdentity.onBehalfOf.userId, responseElements?.to ?? additionalEventData.refusal.code]
        })
        .reverse()
    },
  }
}

for (const engine of engines)
  describe(`a forgotten password on ${engine.name}`, () => {
    test('is replaced with a link by mail, which works once; sessions end, and a mail says so', async () => {
      const { person, ask, browser, newestLink, mails, app, pass } = await world(engine)
      const userId = await person('bob')
      const signedIn = browser()
      assert.equal((await signedIn.signIn('bob', PASSWORD)).url.pathname, '/start/')
      pass(1)
      assert.equal((await ask('bob')).status, 200)
      const link = await newestLink()
      const window = browser()
      const page = await window.open(link)
      assert.match(page.html, /Your username is <strong>bob<\/strong>/)
      const weak = await window.submit(page, { password: 'P@ssw0rd1', repeated: 'P@ssw0rd1' })
      assert.match(weak.html, /guessed early/)
      const used = await window.submit(weak, { password: PASSWORD, repeated: PASSWORD })
      assert.match(used.html, /one of your last 3/)
      const done = await window.submit(used, { password: CHOSEN, repeated: CHOSEN })
      assert.match(done.html, /Your password is set/)
      assert.equal((await signedIn.open('/signin')).url.pathname, '/signin')
      assert.equal((await window.signIn('bob', CHOSEN)).url.pathname, '/start/')
      assert.deepEqual(
        (await mails()).map(({ subject, to }) => [subject, to]),
        [
          ['Password updated', 'bob@example.org'],
          ['Password reset requested', 'bob@example.org'],
        ],
      )
      const again = await browser().open(link)
      assert.equal(again.status, 403)
      assert.match(again.html, /reset\.link_invalid/)
      const { items } = await app.audit.find({ eventName: 'UpdatePassword', limit: 1 })
      const { requestParameters, userIdentity } = JSON.parse(items[0]?.record ?? '')
      assert.deepEqual([requestParameters.passwordMode, userIdentity.onBehalfOf.userId], ['RESET_BY_MAIL', userId])
      const token = new URL(link).searchParams.get('token') ?? assert.fail()
      for (const table of ['event', 'mail', 'one_time'] as const)
        assert.ok(!JSON.stringify(await app.storage.db.selectFrom(table).selectAll().execute()).includes(token))
    })

    test('is answered alike for everybody; the events of users say why there is no mail, nobodies are counted', async () => {
      const { person, user, change, address, ask, asked, mails, app } = await world(engine)
      const [bob, carl, dora, eve] = [
        await person('bob'),
        await user('carl'),
        await person('dora'),
        await person('eve'),
      ]
      await change(dora, { status: 'DISABLED' })
      await address(eve, 'a@example.org, b@example.org')
      const pages = []
      for (const name of ['bob', 'carl', 'dora', 'eve', 'nobody']) {
        const { status, html } = await ask(name)
        pages.push([status, html.replaceAll(name, 'NAME')])
      }
      assert.equal(pages[0]?.[0], 200)
      for (const page of pages) assert.deepEqual(page, pages[0])
      assert.deepEqual(await asked(), [
        [bob, 'bob@example.org'],
        [carl, 'reset.no_address'],
        [dora, 'reset.user_disabled'],
        [eve, 'reset.no_address'],
      ])
      assert.equal((await mails()).length, 1)
      assert.equal(app.audit.counted().get('reset.unknown_user'), 1)
    })

    test('asked for again and again is delayed, for nobodies too, and no user gets more than three mails an hour', async () => {
      const { person, ask, asked, mails, pass } = await world(engine)
      await person('bob')
      for (const name of ['bob', 'nobody']) {
        for (let i = 0; i < 5; i++) assert.equal((await ask(name)).status, 200)
        const delayed = await ask(name)
        assert.equal(delayed.status, 429)
        assert.match(delayed.html, /Too many attempts/)
      }
      assert.equal((await mails()).length, 3)
      assert.equal((await asked()).at(-1)?.[1], 'reset.sent_often')
      pass(HOUR)
      await ask('bob')
      assert.equal((await mails()).length, 4)
    })

    test('is not replaced once the hour is over, or address, password or status are others', async () => {
      const { app, person, ask, newestLink, browser, address, change, pass } = await world(engine)
      const userId = await person('bob')
      const refused = async (code: string, change: () => Promise<unknown> | undefined) => {
        pass(HOUR)
        await ask('bob')
        const link = await newestLink()
        const window = browser()
        const page = await window.open(link)
        assert.equal(page.status, 200)
        pass(1)
        await change()
        const sent = await window.submit(page, { password: CHOSEN, repeated: CHOSEN })
        assert.deepEqual([sent.status, (await browser().open(link)).status], [403, 403])
        assert.ok(sent.html.includes(`/help/${code}`), sent.html)
      }
      await refused('reset.link_invalid', () => void pass(HOUR))
      await refused('reset.address_changed', () => address(userId, 'robert@example.org'))
      const given = { userName: 'bob', password: 'Given-by-hand-3', mustChange: true }
      await refused('reset.password_set', () => app.commands.setPassword(given))
      await refused('reset.user_disabled', () => change(userId, { status: 'DISABLED' }))
      assert.equal(await app.passwords.verify(userId, CHOSEN), false)
    })
  })
