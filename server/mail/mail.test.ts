import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { smtp } from '#server/adapters/smtp/index.ts'
import { eventStore } from '#server/audit/index.ts'
import { systemRandom } from '#server/base/random.ts'
import type { Db } from '#server/storage/index.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { type MailServer, mailServer, textOf } from '#tests/mail-server.ts'
import { isAddress, mailStore, outbox } from './index.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const LINK = 'https://sso.example.org/signin/invitation?token=q9f0R1mJ3n6xYb2cD4eF5gH7iJ8kL0mN1oP2qR3sT4u'

const author = {
  call: {
    requestId: '00000000-0000-4000-8000-000000000000',
    at: 0,
    eventSource: 'sso-directory.amazonaws.com',
    eventName: 'ReadMail',
    readOnly: true,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.1',
    userAgent: 'test',
  },
  identity: { type: 'Unknown' },
} as const

/** An outbox with a clock that the test moves, and a server, unless there is none. */
async function world(engine: TestEngine, server?: MailServer) {
  const time = { now: Date.UTC(2026, 10, 24, 10) }
  const clock = () => time.now
  const storage = await engine.fresh(clock)
  const { instance, sealer } = storage
  const place = { region: instance.region, recipientAccountId: instance.managementAccountId, random: systemRandom }
  const over = (db: Db) => ({ mail: mailStore(db, sealer), events: eventStore(db, place) })
  const atomically = <T>(work: (unit: ReturnType<typeof over>) => Promise<T>): Promise<T> =>
    storage.unit(db => work(over(db)))
  const from = { name: 'Portico', address: 'portico@example.org' }
  const mails = outbox({
    stores: over(storage.db),
    atomically,
    clock,
    random: systemRandom,
    mailServer: server && smtp({ host: '127.0.0.1', port: server.port, tls: 'never', from }),
  })
  const write = (to: string, more: { subject?: string; goodFor?: number } = {}) => {
    const { subject = 'Wîllkommen', goodFor = 7 * DAY } = more
    const letter = { to, subject, text: `Hello Jürgen,\n\n${LINK}\n`, purpose: 'invitation', userId: 'u-1' }
    return atomically(unit => mails.enqueue(unit, { ...letter, goodUntil: time.now + goodFor }))
  }
  return {
    mails,
    write,
    atomically,
    row: (mailId: string) =>
      storage.db.selectFrom('mail').selectAll().where('mail_id', '=', mailId).executeTakeFirstOrThrow(),
    events: () => storage.db.selectFrom('event').selectAll().execute(),
    state: async (mailId: string) => {
      const mail = await mails.find(mailId)
      return [mail?.state, mail?.attempts]
    },
    pass: (milliseconds: number) => {
      time.now += milliseconds
    },
  }
}

for (const engine of engines)
  describe(`the outbox on ${engine.name}`, () => {
    test('hands a mail to the server as it was written, once, and erases what it said', async () => {
      const server = await mailServer()
      await server.start()
      const { mails, write, row, pass } = await world(engine, server)
      const mailId = await write('ann@example.org')
      const before = await row(mailId)
      assert.ok(before.text !== null && !before.text.includes('token') && !before.text.includes(LINK))
      assert.equal(await mails.deliver(), 1)
      pass(DAY)
      assert.equal(await mails.deliver(), 0)
      const [letter, ...more] = server.delivered
      assert.ok(letter !== undefined && more.length === 0)
      assert.deepEqual([letter.from, letter.to], ['portico@example.org', ['ann@example.org']])
      assert.equal(textOf(letter), `Hello Jürgen,\n\n${LINK}\n`)
      assert.match(letter.source, new RegExp(`^Message-ID: <${mailId}@example.org>`, 'm'))
      assert.match(letter.source, /^Auto-Submitted: auto-generated/m)
      const { text, html, state } = await row(mailId)
      assert.deepEqual([text, html, state], [null, null, 'sent'])
    })

    test('goes on with growing delays while the server is down, and nothing is lost', async () => {
      const server = await mailServer()
      const { mails, write, state, pass } = await world(engine, server)
      const mailId = await write('ann@example.org')
      assert.equal(await mails.deliver(), 0)
      assert.deepEqual(await state(mailId), ['waiting', 1])
      assert.match((await mails.find(mailId))?.lastError ?? '', /ECONNREFUSED/)
      await mails.deliver()
      assert.deepEqual(await state(mailId), ['waiting', 1])
      pass(MINUTE / 2)
      await mails.deliver()
      assert.deepEqual(await state(mailId), ['waiting', 2])
      pass(MINUTE / 2)
      await mails.deliver()
      assert.deepEqual(await state(mailId), ['waiting', 2])
      pass(MINUTE / 2)
      await server.start()
      assert.equal(await mails.deliver(), 1)
      assert.deepEqual(await state(mailId), ['sent', 3])
      assert.equal((await mails.find(mailId))?.lastError, undefined)
    })

    test('gives up after a day; an administrator gives it another', async () => {
      const server = await mailServer()
      const { mails, write, state, pass } = await world(engine, server)
      const mailId = await write('ann@example.org')
      for (let attempt = 0; attempt < 40 && (await state(mailId))[0] === 'waiting'; attempt++) {
        await mails.deliver()
        pass(60 * MINUTE)
      }
      assert.deepEqual(await state(mailId), ['failed', 25])
      await server.start()
      assert.equal(await mails.deliver(), 0)
      await mails.retry(author, mailId)
      assert.equal(await mails.deliver(), 1)
      await assert.rejects(mails.retry(author, mailId), { code: 'mail.sent_already' })
    })

    test('takes a refusal for good as one, and keeps no link of what the server says', async () => {
      const server = await mailServer()
      await server.start()
      const { mails, write, state, pass } = await world(engine, server)
      const [first, second] = [await write('ann@example.org'), await write('bob@example.org')]
      server.refusing({ code: 550, text: `Unwanted link ${LINK}, ${LINK.split('token=')[1]}` })
      await mails.deliver()
      server.refusing({ code: 451, text: 'Come back later' })
      await mails.deliver()
      const failed = [first, second].sort((a, b) => (a < b ? -1 : 1))[0] ?? ''
      const waiting = failed === first ? second : first
      assert.deepEqual(
        [await state(failed), await state(waiting)],
        [
          ['failed', 1],
          ['waiting', 1],
        ],
      )
      const { lastError = '' } = (await mails.find(failed)) ?? {}
      assert.match(lastError, /^The mail server says: 550 Unwanted link \[link\]/)
      assert.ok(!lastError.includes('q9f0R1mJ'))
      server.refusing(undefined)
      pass(MINUTE)
      assert.equal(await mails.deliver(), 1)
      assert.deepEqual(
        [await state(failed), await state(waiting)],
        [
          ['failed', 1],
          ['sent', 2],
        ],
      )
    })

    test('sends nothing whose links have run out', async () => {
      const server = await mailServer()
      await server.start()
      const { mails, write, state, pass } = await world(engine, server)
      const mailId = await write('ann@example.org', { goodFor: MINUTE })
      pass(MINUTE)
      assert.equal(await mails.deliver(), 0)
      assert.deepEqual([await state(mailId), server.delivered.length], [['failed', 1], 0])
      await assert.rejects(mails.retry(author, mailId), { code: 'mail.outdated' })
    })

    test('makes an attempt again that was broken off, and no two processes make the same one', async () => {
      const server = await mailServer()
      await server.start()
      const { mails, write, atomically, pass } = await world(engine, server)
      await write('ann@example.org')
      await write('bob@example.org')
      const now = Date.UTC(2026, 10, 24, 10)
      const taking = () => atomically(unit => unit.mail.take(now, now + 5 * MINUTE))
      const taken = await Promise.all([taking(), taking(), taking()])
      assert.equal(new Set(taken.map(mail => mail?.mailId)).size, 3)
      assert.equal(await mails.deliver(), 0)
      pass(5 * MINUTE)
      assert.equal(await mails.deliver(), 2)
    })

    test('keeps mails while there is no server; opening one is an event without its text', async () => {
      const { mails, write, events } = await world(engine)
      const mailId = await write('ann@example.org')
      assert.equal(await mails.deliver(), 0)
      await assert.rejects(mails.retry(author, mailId), { code: 'mail.no_server' })
      assert.deepEqual(await events(), [])
      assert.ok((await mails.read(author, mailId)).text?.includes(LINK))
      const [event, ...more] = await events()
      assert.deepEqual([event?.event_name, more.length], ['ReadMail', 0])
      assert.ok(event?.record.includes(mailId) && !event.record.includes('token'))
      await assert.rejects(mails.read(author, 'other'), { code: 'mail.not_found' })
    })

    test('lists newest first, page by page, and forgets', async () => {
      const { mails, write, pass } = await world(engine)
      const written: string[] = []
      for (const name of ['a', 'b', 'c']) {
        written.unshift(await write(`${name}@example.org`))
        pass(MINUTE)
      }
      const first = await mails.list({ limit: 2 })
      const second = await mails.list({ limit: 2, after: first.next ?? '' })
      assert.deepEqual(
        [...first.items, ...second.items].map(({ mailId }) => mailId),
        written,
      )
      assert.equal(second.next, undefined)
      assert.equal(await mails.forget(Date.UTC(2026, 10, 24, 10, 1)), 1)
      assert.deepEqual(
        (await mails.list({ limit: 9 })).items.map(({ to }) => to),
        ['c@example.org', 'b@example.org'],
      )
    })
  })

describe('a mail server', () => {
  const from = { name: '', address: 'portico@example.org' }
  const letter = { mailId: 'm-1', to: 'ann@example.org', subject: 'x', text: 'x', at: 0 }

  test('is spoken to under the user name and password of the setting', async () => {
    const server = await mailServer({ login: { user: 'portico', password: 'p:w@rd%' } })
    await server.start()
    const settings = { host: '127.0.0.1', port: server.port, tls: 'never', user: 'portico', from } as const
    await smtp({ ...settings, password: 'p:w@rd%' }).send(letter)
    assert.equal(server.delivered[0]?.user, 'portico')
    await assert.rejects(smtp({ ...settings, password: 'wrong' }).send(letter), {
      name: 'MailFailure',
      permanent: false,
    })
  })

  test('that offers no encryption, or one that cannot be verified, gets nothing where it is required', async () => {
    for (const starttls of [false, true]) {
      const server = await mailServer({ starttls })
      await server.start()
      const sends = smtp({ host: '127.0.0.1', port: server.port, tls: 'required', from })
      await assert.rejects(sends.send(letter), { name: 'MailFailure', permanent: false })
      assert.deepEqual(server.delivered, [])
    }
  })
})

test('mail goes to one plain address only', () => {
  for (const plain of ['ann@example.org', 'ann.o’neil+x@bücher.example', 'a@localhost'])
    assert.ok(isAddress(plain), plain)
  const others = [
    '',
    'ann',
    '@x',
    'a@',
    'a@b@c',
    'a@b, c@d',
    'Ann <a@b>',
    'a@b\r\nBcc: c@d',
    '"a b"@c',
    'a b@c',
    'a@b;c@d',
  ]
  for (const other of [...others, `${'a'.repeat(250)}@b.org`]) assert.ok(!isAddress(other), other)
})
