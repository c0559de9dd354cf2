import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Page } from '#server/base/paging.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { statement } from '#server/storage/statement.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import { rowOf } from './record.ts'
import { findEvents, refusedUsers } from './search-store.ts'
import type {
  ChainReport,
  EventQuery,
  EventResource,
  EventWriter,
  RefusedQuery,
  RefusedUser,
  StoredEvent,
} from './types.ts'

interface Place {
  readonly region: string
  readonly recipientAccountId: string
  readonly random: Random
}

export type EventRow = Tables['event']

export interface EventStore extends EventWriter {
  insert(row: EventRow, resources: readonly EventResource[]): Promise<void>
  find(query: EventQuery): Promise<Page<StoredEvent>>
  refusedUsers(query: RefusedQuery): Promise<readonly RefusedUser[]>
  /** Numbers up to `limit` events after the last numbered one, under a lease. @returns how many */
  chain(limit: number): Promise<number>
  verifyChain(): Promise<ChainReport>
  forget(before: number): Promise<number>
}

export function eventStore(db: Db, place: Place): EventStore {
  const store: EventStore = {
    async record(author, details = {}) {
      const eventId = uuid(place.random)
      await store.insert(rowOf(author, details, { ...place, eventId }), details.resources ?? [])
      return eventId
    },
    async insert(row, resources) {
      await insertEvent(db, row)
      if (resources.length === 0) return
      const rows = resources.map(({ type, name }) => ({
        event_id: row.event_id,
        resource_type: type,
        resource_name: name,
        at: row.at,
      }))
      await db
        .insertInto('event_resource')
        .values(rows)
        .onConflict(c => c.doNothing())
        .execute()
    },
    find: query => findEvents(db, query),
    refusedUsers: query => refusedUsers(db, query),
    chain: limit => chainEvents(db, limit),
    verifyChain: () => verifyEvents(db),
    forget: before => forgetEvents(db, before),
  }
  return store
}

const COLUMNS = [
  'event_id',
  'number',
  'hash',
  'at',
  'event_name',
  'event_source',
  'read_only',
  'user_name',
  'user_id',
  'access_key_id',
  'source_ip',
  'account_id',
  'refusal_code',
  'reference',
  'record',
] as const satisfies readonly (keyof EventRow)[]

/** By name, since what the statement is built from are places for values and not a row that could be spread. */
const insertEvent = statement((db, row: EventRow) =>
  db.insertInto('event').values(Object.fromEntries(COLUMNS.map(name => [name, row[name]])) as unknown as EventRow),
)

const link = (previous: string, record: string): string =>
  createHash('sha256').update(previous).update('\n').update(record).digest('hex')

async function chainEvents(db: Db, limit: number): Promise<number> {
  const last = await lastLink(db)
  const waiting = await db
    .selectFrom('event')
    .select(['event_id', 'record'])
    .where('number', 'is', null)
    .orderBy('at')
    .orderBy('event_id')
    .limit(limit)
    .execute()
  if (waiting.length === 0) return 0
  let { number, hash } = last
  const links = waiting.map(event => {
    number += 1
    hash = link(hash, event.record)
    return sql`(${event.event_id}, ${number}, ${hash})`
  })
  // One statement for the whole batch. PostgreSQL takes untyped parameters of VALUES for text, hence the cast.
  await sql`
    with link (event_id, number, hash) as (values ${sql.join(links)})
    update event set number = cast(link.number as bigint), hash = link.hash
    from link where event.event_id = link.event_id`.execute(db)
  return waiting.length
}

async function lastLink(db: Db): Promise<{ number: number; hash: string }> {
  const row = await db
    .selectFrom('event')
    .select(['number', 'hash'])
    .where('number', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { number: row?.number ?? 0, hash: row?.hash ?? '' }
}

/** Follows the chain in pages. The first kept event is taken as it is: what went before it was forgotten on purpose. */
async function verifyEvents(db: Db): Promise<ChainReport> {
  let events = 0
  let previous: { number: number; hash: string } | undefined
  for (;;) {
    const rows = await db
      .selectFrom('event')
      .select(['number', 'hash', 'record'])
      .where('number', '>', previous?.number ?? 0)
      .orderBy('number')
      .limit(1_000)
      .execute()
    for (const row of rows) {
      const number = row.number ?? 0
      const hash = row.hash ?? ''
      const first = previous === undefined
      const follows = first
        ? number > 1 || hash === link('', row.record)
        : number === (previous?.number ?? 0) + 1 && hash === link(previous?.hash ?? '', row.record)
      if (!follows) return { events, unnumbered: await unnumbered(db), brokenAt: number }
      previous = { number, hash }
      events += 1
    }
    if (rows.length === 0) return { events, unnumbered: await unnumbered(db) }
  }
}

async function unnumbered(db: Db): Promise<number> {
  const row = await db
    .selectFrom('event')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('number', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

async function forgetEvents(db: Db, before: number): Promise<number> {
  // The newest link stays, however old, so that the chain goes on from it.
  const { number } = await lastLink(db)
  const old = db.selectFrom('event').select('event_id').where('at', '<', before).where('number', '<', number)
  await db.deleteFrom('event_resource').where('event_id', 'in', old).execute()
  const { numDeletedRows } = await db
    .deleteFrom('event')
    .where('at', '<', before)
    .where('number', '<', number)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
