import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { systemClock } from '#server/base/clock.ts'
import { browserLite } from '#tests/browser-lite.ts'
import { consoleWorld } from '#tests/console.ts'
import { send } from '#tests/doors/wire.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { linkIn, type MailServer, mailServer, textOf } from '#tests/mail-server.ts'
import { startPortico, until } from '#tests/portico.ts'

const CHOSEN = 'My-own-choice-9'
const DAY = 24 * 3600 * 1000

/** Everything that the server writes to its log while the test file runs. */
const log: string[] = []
const write = process.stderr.write.bind(process.stderr)
process.stderr.write = (chunk: string | Uint8Array) => {
  log.push(String(chunk))
  return true
}
after(() => {
  process.stderr.write = write
})

async function world(engine: TestEngine, server?: MailServer) {
  const time = { ahead: 0 }
  const from = { name: 'Example SSO', address: 'sso@example.org' }
  const mail = server && ({ host: '127.0.0.1', port: server.port, tls: 'never', from } as const)
  const clock = () => systemClock() + time.ahead
  const made = await consoleWorld(engine, { settings: { mail, logLevel: 'trace' }, clock })
  const { app } = made
  const { directory, author } = app
  const address = (userId: string, value: string) =>
    directory.updateUser(author('UpdateUser'), userId, user => ({ ...user, emails: [{ value, primary: true }] }))
  return {
    ...made,
    clock,
    browser: () => browserLite(made.config.origin),
    address,
    person: async (userName: string) => {
      const userId = await made.user(userName)
      await address(userId, `${userName}@example.org`)
      return userId
    },
    /** The link of the invitation, as an administrator reads it in the outbox. */
    invited: async (userId: string) => {
      const { json, status } = await made.admin.post(`/users/${userId}/invitation`)
      assert.equal(status, 200, JSON.stringify(json))
      return linkIn((await made.admin.get(`/mails/${json.mailId}`)).json.text)
    },
    // biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
    events: async (): Promise<readonly Record<string, any>[]> => {
      const rows = await app.storage.db.selectFrom('event').select('record').orderBy('at').execute()
      return rows.map(({ record }) => JSON.parse(record))
    },
    pass: (milliseconds: number) => {
      time.ahead += milliseconds
    },
  }
}

const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? ''

for (const engine of engines)
  describe(`an invitation on ${engine.name}`, () => {
    test('arrives by mail; its link sets the password once, and stands in no event and no log', async () => {
      const server = await mailServer()
      await server.start()
      const { admin, person, browser, events, app } = await world(engine, server)
      const userId = await person('bob')
      const sent = await admin.post(`/users/${userId}/invitation`)
      assert.equal(sent.status, 200)
      assert.deepEqual([sent.json.to, sent.json.delivery], ['bob@example.org', 'mail-server'])
      await until(() => server.delivered.length === 1)
      const [letter] = server.delivered
      assert.deepEqual([letter?.from, letter?.to], ['sso@example.org', ['bob@example.org']])
      const text = letter === undefined ? '' : textOf(letter)
      assert.match(text, /Your username there is: bob/)
      const link = linkIn(text)

      const window = browser()
      const page = await window.open(link)
      assert.deepEqual([page.status, (await fetch(link)).headers.get('referrer-policy')], [200, 'no-referrer'])
      const differ = await window.submit(page, { password: CHOSEN, repeated: 'x' })
      assert.match(differ.html, /not the same/)
      const weak = await window.submit(differ, { password: 'short', repeated: 'short' })
      assert.match(weak.html, /shorter than 8 characters/)
      const done = await window.submit(weak, { password: CHOSEN, repeated: CHOSEN })
      assert.match(done.html, /Your password is set/)
      assert.equal((await window.signIn('bob', CHOSEN)).url.pathname, '/start/')

      for (const again of [
        await browser().open(link),
        await window.submit(weak, { password: `${CHOSEN}x`, repeated: `${CHOSEN}x` }),
      ]) {
        assert.equal(again.status, 403)
        assert.match(again.html, /invitation\.link_invalid/)
      }
      await until(async () => (await admin.get('/mails')).json.mails[0].state === 'sent')
      const { json: mail } = await admin.get(`/mails/${sent.json.mailId}`)
      assert.deepEqual([mail.text, mail.attempts, mail.userId], ['', 1, userId])

      const passwords = (await events()).filter(({ eventName }) => eventName === 'UpdatePassword').slice(-2)
      assert.deepEqual(
        passwords.map(({ requestParameters, userIdentity }) => [requestParameters.passwordMode, userIdentity.type]),
        [
          ['EMAIL', 'AssumedRole'],
          ['INVITATION', 'IdentityCenterUser'],
        ],
      )
      const token = tokenOf(link)
      assert.equal(token.length, 43)
      assert.ok(!JSON.stringify(await events()).includes(token))
      assert.ok(log.length > 10 && !log.join('').includes(token))
      for (const table of ['mail', 'one_time'] as const) {
        const rows = await app.storage.db.selectFrom(table).selectAll().execute()
        assert.ok(!JSON.stringify(rows).includes(token))
      }
    })

    test('waits while the mail server is down, outlives a restart of Portico, and then arrives', async () => {
      const server = await mailServer()
      const { app, admin, person, config, clock, pass } = await world(engine, server)
      await admin.post(`/users/${await person('bob')}/invitation`)
      await until(async () => (await admin.get('/mails')).json.mails[0].attempts === 1)
      await until(async () => (await admin.get('/mails')).json.mails[0].lastError !== undefined)
      const { json } = await admin.get('/mails')
      assert.equal(json.mails[0].state, 'waiting')
      assert.match(json.mails[0].lastError, /ECONNREFUSED/)
      await app.close()
      await server.start()
      pass(60_000)
      await startPortico(config, clock)
      await until(() => server.delivered.length === 1)
    })

    test('is read in the outbox where there is no mail server; opening it is an event, listing is none', async () => {
      const { admin, person, browser, events } = await world(engine)
      const userId = await person('bob')
      const sent = await admin.post(`/users/${userId}/invitation`)
      assert.equal(sent.json.delivery, 'outbox')
      const before = (await events()).length
      const { json } = await admin.get('/mails')
      assert.equal((await events()).length, before)
      const [mail, ...more] = json.mails
      assert.equal(more.length, 0)
      assert.ok(!('text' in mail))
      assert.deepEqual(
        [mail.mailId, mail.to, mail.purpose, mail.userId, mail.state, mail.attempts],
        [sent.json.mailId, 'bob@example.org', 'invitation', userId, 'waiting', 0],
      )
      const opened = await admin.get(`/mails/${mail.mailId}`)
      const event = (await events()).at(-1)
      assert.deepEqual([(await events()).length, event?.eventName], [before + 1, 'ReadMail'])
      assert.deepEqual(event?.requestParameters, { mailId: mail.mailId })
      assert.equal((await browser().open(linkIn(opened.json.text))).status, 200)
      const retried = await admin.post(`/mails/${mail.mailId}/retry`)
      assert.deepEqual([retried.status, retried.json.refusal.code], [409, 'mail.no_server'])
      assert.equal((await admin.get('/mails/no-such-mail')).json.refusal.code, 'mail.not_found')
    })

    test('is refused for nobody, for a disabled user, and where there is nothing that can be written to', async () => {
      const { app, admin, person, address, user } = await world(engine)
      const code = async (userId: string) => {
        const { status, json } = await admin.post(`/users/${userId}/invitation`)
        return [status, json.refusal?.code]
      }
      assert.deepEqual(await code('00000000-0000-4000-8000-000000000000'), [404, 'user.not_found'])
      const userId = await user('noaddress')
      assert.deepEqual(await code(userId), [409, 'invitation.no_address'])
      await address(userId, 'a@example.org, b@example.org')
      assert.deepEqual(await code(userId), [409, 'invitation.no_address'])
      const disabled = await person('bob')
      const change = app.author('DisableUser')
      await app.directory.updateUser(change, disabled, before => ({ ...before, status: 'DISABLED' }))
      assert.deepEqual(await code(disabled), [403, 'invitation.user_disabled'])
      assert.deepEqual((await admin.get('/mails')).json.mails, [])
    })

    test('is worth nothing once its week is over', async () => {
      const { invited, person, browser, pass } = await world(engine)
      const link = await invited(await person('bob'))
      pass(7 * DAY)
      const page = await browser().open(link)
      assert.equal(page.status, 403)
      assert.match(page.html, /invitation\.link_invalid/)
    })

    test('is worth nothing once address, password or status are others, also on a page that was opened before', async () => {
      const { app, invited, person, address, browser, events, pass } = await world(engine)
      const userId = await person('bob')
      const refused = async (code: string, change: () => Promise<unknown>) => {
        const link = await invited(userId)
        const window = browser()
        const page = await window.open(link)
        assert.equal(page.status, 200)
        pass(1)
        await change()
        const answers = [await window.submit(page, { password: CHOSEN, repeated: CHOSEN }), await browser().open(link)]
        for (const { status, html } of answers) {
          assert.equal(status, 403)
          assert.ok(html.includes(`/help/${code}`), html)
        }
        const last = (await events()).filter(event => event.additionalEventData?.refusal?.code === code)
        assert.equal(last.length, 2)
        assert.equal(last[0]?.userIdentity.onBehalfOf.userId, userId)
      }
      await refused('invitation.address_changed', () => address(userId, 'robert@example.org'))
      const ONE_TIME = { userName: 'bob', password: 'Given-by-hand-3', mustChange: true }
      await refused('invitation.password_set', () => app.commands.setPassword(ONE_TIME))
      await refused('invitation.user_disabled', () =>
        app.directory.updateUser(app.author('DisableUser'), userId, user => ({ ...user, status: 'DISABLED' })),
      )
      assert.equal(await app.passwords.verify(userId, CHOSEN), false)
    })

    test('sets the password for one of two who send the form at once', async () => {
      const { invited, person, browser } = await world(engine)
      const link = await invited(await person('bob'))
      const windows = [browser(), browser()]
      const pages = await Promise.all(windows.map(window => window.open(link)))
      const sent = windows.map((window, i) => {
        const password = `${CHOSEN}-${i}`
        return window.submit(pages[i] ?? assert.fail(), { password, repeated: password })
      })
      assert.deepEqual((await Promise.all(sent)).map(({ status }) => status).sort(), [200, 403])
    })

    test('takes no form of another site', async () => {
      const { invited, person, config, app } = await world(engine)
      const userId = await person('bob')
      const token = tokenOf(await invited(userId))
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }
      const body = new URLSearchParams({ token, password: CHOSEN, repeated: CHOSEN }).toString()
      const answer = await send(config.origin, { method: 'POST', path: '/signin/invitation', headers, body })
      assert.equal(answer.status, 400)
      assert.equal(await app.passwords.has(userId), false)
    })

    test('of an administrator takes the rights that make one: to invite, and to open the mail', async () => {
      const { admin, ada, somebody, person } = await world(engine)
      const helen = await somebody('helen', { Effect: 'Allow', Action: 'sso-directory:*', Resource: '*' })
      const own = await helen.post(`/users/${await person('bob')}/invitation`)
      assert.equal(own.status, 200)
      assert.equal((await helen.get(`/mails/${own.json.mailId}`)).status, 200)
      const denied = await helen.post(`/users/${ada.userId}/invitation`)
      assert.deepEqual([denied.status, denied.json.refusal.code], [403, 'policy.access_denied'])
      const { json } = await admin.post(`/users/${ada.userId}/invitation`)
      assert.equal((await helen.get(`/mails/${json.mailId}`)).json.refusal.code, 'policy.access_denied')
      assert.equal((await helen.get('/mails')).status, 200)
    })
  })
