import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '#server/base/clock.ts'
import { engines } from '#tests/engines.ts'
import { administrator, PASSWORD, startPortico, testConfig } from '#tests/portico.ts'
import { type Answer, Browser } from './wire.ts'
import { needed, newPerson } from './world.ts'

/** A clock that stands: both attempts happen at the same instant. */
const now = systemClock()
const config = await testConfig(await needed(engines[0]).settings())
const app = await startPortico(config, () => now)
await administrator(app)
await newPerson(app, 'grace')
await newPerson(app, 'heidi')
for (const userName of ['former', 'leaver']) {
  const userId = await newPerson(app, userName)
  await app.directory.updateUser(app.author('DisableUser'), userId, user => ({ ...user, status: 'DISABLED' }))
}

interface Attempted {
  readonly answers: readonly Answer[]
  /** Counters of failures that the attempts have changed, by origin. */
  readonly counters: readonly string[]
  readonly events: readonly string[]
}

const counters = async () => {
  const rows = await app.storage.db.selectFrom('attempt').selectAll().execute()
  return rows.map(row => [`${row.subject} ${row.origin}`, `${row.origin} ${row.failures} ${row.last_at}`] as const)
}

const eventNames = async () => {
  const rows = await app.storage.db.selectFrom('event').select(['event_id', 'event_name', 'refusal_code']).execute()
  return rows.map(row => [row.event_id, `${row.event_name} ${row.refusal_code ?? ''}`] as const)
}

const added = (before: readonly (readonly [string, string])[], after: readonly (readonly [string, string])[]) => {
  const known = new Map(before)
  return after
    .filter(([key, value]) => known.get(key) !== value)
    .map(([, value]) => value)
    .sort()
}

/** Tries to sign in seven times with a wrong password, each time from the first page on. */
async function attempt(userName: string): Promise<Attempted> {
  const [countersBefore, eventsBefore] = [await counters(), await eventNames()]
  const answers: Answer[] = []
  for (let time = 0; time < 7; time++) {
    const browser = new Browser(config.origin)
    const first = await browser.get('/signin')
    const named = await browser.submit('/signin', first.body, { username: userName })
    const asked = await browser.get('/signin/password')
    const answer = await browser.submit('/signin/password', asked.body, { password: 'not the password' })
    answers.push(named, asked, answer)
  }
  return {
    answers,
    counters: added(countersBefore, await counters()),
    events: added(eventsBefore, await eventNames()),
  }
}

/** What an onlooker can compare: everything but tokens, ids and the name itself. */
const told = ({ status, headers, body }: Answer, userName: string) => ({
  status,
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !['x-amzn-requestid', 'date', 'set-cookie'].includes(name) && !name.startsWith('x-ratelimit'))
      .map(([name, value]) => [name, String(value)]),
  ),
  body: body.replaceAll(userName, 'NAME').replace(/(name="token" value=")[^"]*/g, '$1'),
})

for (const [who, userName, of] of [
  ['a name that nobody has', 'ghost', 'grace'],
  ['the name of somebody who is disabled', 'former', 'heidi'],
] as const)
  test(`a wrong password of a user and one of ${who} get the same answers, delays, counters and events`, async () => {
    const known = await attempt(of)
    const other = await attempt(userName)
    const shown = ({ answers }: Attempted, name: string) =>
      answers.map(answer => ({
        ...told(answer, name),
        headers: { ...told(answer, name).headers, 'content-length': '' },
      }))
    assert.deepEqual(shown(other, userName), shown(known, of))
    assert.ok(known.answers.some(({ status }) => status === 429))
    assert.deepEqual(other.counters, known.counters)
    assert.ok(known.counters.length > 0)
    assert.deepEqual(other.events, known.events)
  })

test('the right password of somebody who is disabled is told apart only from a wrong one by whoever knows it', async () => {
  const browser = new Browser(config.origin)
  const answer = await browser.signIn('leaver', PASSWORD)
  assert.equal(answer.status, 403)
  assert.match(answer.body, /signin\.user_disabled/)
  assert.doesNotMatch(browser.cookie, /portico_session/)
})
