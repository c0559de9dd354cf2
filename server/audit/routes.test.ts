import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import type { TestEngine } from '#tests/engines.ts'
import { until } from '#tests/portico.ts'
import type { EventDetails } from './types.ts'

interface Row {
  readonly eventId: string
  readonly at: number
  readonly userName?: string
  readonly record: { readonly userIdentity?: object }
  readonly resources: readonly { readonly name: string }[]
}

const YEAR_2020 = 1_577_836_800_000
/** More than two pages of the export. */
const MANY = 1_200

/** Events of a history of their own, by what no other event has: the name `Noted`. */
async function worldOn(engine: TestEngine) {
  const w = await consoleWorld(engine)
  const note = (number: number, details: EventDetails = {}) => {
    const { call, identity } = w.app.author('Noted')
    const at = YEAR_2020 + Math.floor(number / 3) * 1_000
    const author = { call: { ...call, at, sourceIp: `192.0.2.${number % 10}` }, identity }
    return { author, details }
  }
  await w.app.atomically(async ({ events }) => {
    for (let number = 0; number < MANY; number++) {
      const types = number === 7 ? ['T::One', 'T::Two'] : ['T::One']
      const resources = types.map(type => ({ type, name: number % 100 === 7 ? 'rare' : 'everywhere' }))
      const { author, details } = note(number, { resources, requestParameters: { number, text: '=1+1,"quoted"' } })
      await events.record(author, details)
    }
  })
  return {
    w,
    admin: w.admin,
    raw: (query: string) => fetch(`${w.origin}/api/v1/events/export?${query}`, { headers: w.admin.headers }),
  }
}

for (const { name, w, admin, raw } of await eachEngine(worldOn)) {
  const all = async (query: string) => {
    const rows: Row[] = []
    for (let token = ''; ; ) {
      const { status, json } = await admin.get(`/events?${query}${token}`)
      assert.equal(status, 200, JSON.stringify(json))
      rows.push(...json.events)
      if (json.next === undefined) return rows
      token = `&token=${encodeURIComponent(json.next)}`
    }
  }

  describe(`events in /api/v1 on ${name}`, () => {
    test('come newest first, page by page, each once, though many are of one instant', async () => {
      const rows = await all('eventName=Noted&limit=200')
      assert.equal(new Set(rows.map(row => row.eventId)).size, MANY)
      const keys = rows.map(row => `${row.at} ${row.eventId}`)
      assert.deepEqual(keys, keys.toSorted().reverse())
    })

    test('of a resource are listed once each, page by page, however often it stands in them', async () => {
      const rare = await all('resourceName=rare&limit=5')
      assert.equal(rare.length, MANY / 100)
      assert.equal(new Set(rare.map(row => row.eventId)).size, MANY / 100)
      assert.ok(rare.every(row => row.resources.some(({ name }) => name === 'rare')))
      assert.equal((await all('resourceName=everywhere&limit=200')).length, MANY - MANY / 100)
      assert.deepEqual(await all('resourceName=nothing'), [])
    })

    test('are those that fit all filters together', async () => {
      const from = YEAR_2020 + 100_000
      assert.equal((await all(`eventName=Noted&from=${from}&to=${from + 9_999}&limit=200`)).length, 30)
      assert.equal((await all(`resourceName=everywhere&eventName=Noted&from=${from}&to=${from + 9_999}`)).length, 29)
      assert.equal((await all('eventName=Noted&sourceIp=192.0.2.7&resourceName=rare')).length, MANY / 100)
      assert.deepEqual(await all('resourceName=rare&sourceIp=192.0.2.8'), [])
      assert.deepEqual(await all('resourceName=everywhere&eventName=CreateUser'), [])
      assert.equal((await all(`accountId=${w.managementAccountId}&eventName=Noted&limit=200`)).length, MANY)
      assert.deepEqual(await all('accountId=999999999999'), [])
      assert.deepEqual(await all('eventName=Noted&refused=true'), [])
      const [one] = await all('eventName=Noted&limit=200')
      assert.deepEqual((await all(`eventId=${one?.eventId}`)).length, 1)
      assert.deepEqual(await all(`eventId=${one?.eventId}&reference=another`), [])
      assert.deepEqual(await all(`eventId=${one?.eventId}&eventName=CreateUser`), [])
    })

    test('of signing in, which tell an id alone, are shown and found by the name of the user', async () => {
      const [one] = await all('eventName=UserAuthentication')
      assert.ok(one?.userName)
      assert.equal(JSON.stringify(one.record.userIdentity).includes('"userName"'), false)
      const named = await all(`userName=${one.userName}`)
      assert.ok(named.some(({ eventId }) => eventId === one.eventId))
      assert.ok(named.every(({ userName }) => userName === one.userName))
    })

    test('a filter that cannot be is refused, and never our fault', async () => {
      for (const [query, code] of [
        ['from=2&to=1', 'audit.time_range'],
        ['from=yesterday', 'http.invalid_input'],
        ['from=-1', 'http.invalid_input'],
        ['to=999999999999999999999', 'http.invalid_input'],
        ['limit=201', 'http.invalid_input'],
        ['nonsense=1', 'http.invalid_input'],
        [`userName=${'x'.repeat(257)}`, 'http.invalid_input'],
        ['eventName=Noted&token=forged', 'aws.bad_token'],
      ] as const) {
        const { status, json } = await admin.get(`/events?${query}`)
        assert.deepEqual([status, json.refusal?.code], [400, code], query)
      }
      for (const query of ['eventName=%00', 'resourceName=%00'])
        assert.ok((await admin.get(`/events?${query}`)).status < 500, query)
    })

    test('who may not look events up is refused, and the refusal is an event', async () => {
      const somebody = await w.somebody('reader', { Effect: 'Allow', Action: 'sso:*', Resource: '*' })
      for (const path of ['/events', '/events/export?format=csv']) {
        const { status, json } = await somebody.get(path)
        assert.deepEqual([status, json.refusal.code], [403, 'policy.access_denied'], path)
        const [event] = (await admin.get(`/events?reference=${json.refusal.reference}`)).json.events
        assert.deepEqual(
          [event.eventName, event.eventSource, event.refusalCode],
          ['LookupEvents', 'cloudtrail.amazonaws.com', 'policy.access_denied'],
        )
      }
      assert.ok((await all('refused=true')).length >= 2)
    })

    test('reading writes no event', async () => {
      const newest = async () => (await admin.get('/events?limit=1')).json.events[0].eventId
      const before = await newest()
      await all('eventName=Noted&limit=200')
      await (await raw('format=csv&eventName=Noted')).text()
      assert.equal(await newest(), before)
    })

    test('the export as JSON lines has every record that fits, as it is stored', async () => {
      const answer = await raw('format=jsonl&eventName=Noted')
      assert.equal(answer.headers.get('content-type'), 'application/x-ndjson')
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="events.jsonl"')
      const records = (await answer.text())
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line))
      assert.deepEqual(
        records.map(record => record.eventID),
        (await all('eventName=Noted&limit=200')).map(row => row.eventId),
      )
    })

    test('the export as CSV has a header, a line for each event, and no formula', async () => {
      const answer = await raw('format=csv&eventName=Noted')
      assert.match(String(answer.headers.get('content-type')), /^text\/csv/)
      const lines = (await answer.text()).split('\r\n')
      assert.equal(lines.length, MANY + 2)
      assert.ok(lines[0]?.startsWith('eventTime,eventName,eventSource,'))
      assert.match(lines[1] ?? '', /^2020-01-01T00:06:39\.000Z,Noted,sso\.amazonaws\.com,/)
      assert.doesNotMatch(lines.join('\n'), /(?:^|,)"?[=+@-]/m)
      assert.equal((await (await raw('format=csv&eventName=None')).text()).split('\r\n').length, 2)
    })

    test('an export that nobody takes any more is not read on', async () => {
      const text = 'x'.repeat(40_000)
      await w.app.atomically(async ({ events }) => {
        for (let number = 0; number < 1_000; number++)
          await events.record(w.app.author('Bulky'), { requestParameters: { text, number } })
      })
      const { audit } = w.app
      const { find } = audit
      let pages = 0
      audit.find = query => {
        pages += 1
        return find(query)
      }
      const url = `${w.origin}/api/v1/events/export?format=jsonl&eventName=Bulky`
      const sent = request(url, { headers: w.admin.headers })
      sent.on('error', () => {}).end()
      const [answer] = await once(sent, 'response')
      // What is not taken fills the buffers on the way, and then nothing more is read.
      await once(answer, 'readable')
      await settled(() => pages)
      sent.destroy()
      await settled(() => pages)
      audit.find = find
      assert.ok(pages >= 1 && pages < 5, `${pages} of 5 pages`)
    })
  })
}

/** Waits until a count stays as it is. */
async function settled(count: () => number): Promise<void> {
  await until(async () => {
    const before = count()
    await new Promise(resolve => setTimeout(resolve, 100))
    return count() === before
  })
}
