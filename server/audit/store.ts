import { createHash } from 'node:crypto'
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'
import { type Page, pageOf } from '#server/base/paging.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { statement } from '#server/storage/statement.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import { rowOf } from './record.ts'
import type { ChainReport, EventQuery, EventResource, EventWriter, StoredEvent } from './types.ts'

interface Place {
  readonly region: string
  readonly recipientAccountId: string
  readonly random: Random
}

export type EventRow = Tables['event']

export interface EventStore extends EventWriter {
  insert(row: EventRow, resources: readonly EventResource[]): Promise<void>
  find(query: EventQuery): Promise<Page<StoredEvent>>
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

/** Sort key of an event: time first, the id for those of one millisecond. Fixed width, so text order is time order. */
const keyOf = (row: { at: number; event_id: string }): string => `${String(row.at).padStart(15, '0')}.${row.event_id}`

async function findEvents(db: Db, query: EventQuery): Promise<Page<StoredEvent>> {
  const { resourceName, limit } = query
  const rows =
    resourceName === undefined || (hasNarrower(query) && (await standsInMany(db, resourceName)))
      ? await byTime(db, query)
      : await ofResource(db, { ...query, resourceName })
  const resources = await resourcesOf(
    db,
    rows.map(row => row.event_id),
  )
  return pageOf(rows, limit, keyOf, row => storedEvent(row, resources.get(row.event_id) ?? []))
}

/** What is asked beside the resource may find fewer. */
const hasNarrower = (query: EventQuery): boolean =>
  [query.eventId, query.reference, query.eventName, query.userName, query.userId].some(isGiven) ||
  [query.accessKeyId, query.refusalCode, query.sourceIp].some(isGiven)

const isGiven = (value: unknown): boolean => value !== undefined

/** Events of one resource that are looked at one by one, whatever else is asked of them. */
const MANY = 1_000

/** An account or a permission set can stand in nearly all events; what is asked beside it finds fewer then. */
async function standsInMany(db: Db, resourceName: string): Promise<boolean> {
  const first = db.selectFrom('event_resource').select('at').where('resource_name', '=', resourceName).limit(MANY)
  return (await first.execute()).length === MANY
}

const byTime = (db: Db, query: EventQuery): Promise<EventRow[]> =>
  db
    .selectFrom('event as e')
    .selectAll('e')
    .where(and([...conditionsOf(query), ...rangeOf(query, { at: 'e.at', event_id: 'e.event_id' })]))
    .where(and(hasResource(query)))
    .orderBy('e.at', 'desc')
    .orderBy('e.event_id', 'desc')
    .limit(query.limit + 1)
    .execute()

/**
 * Goes through the events of the resource in the order of time, as `event_resource_by_name` has them, and stops when the
 * page is full: something that stands in every event is read as quickly as something that stands in one.
 */
const ofResource = (db: Db, query: EventQuery & { readonly resourceName: string }): Promise<EventRow[]> =>
  db
    .selectFrom('event_resource as r')
    // SQLite keeps the order of a cross join; of an inner one it may choose to begin with the events.
    .crossJoin('event as e')
    .selectAll('e')
    .whereRef('e.event_id', '=', 'r.event_id')
    .where('r.resource_name', '=', query.resourceName)
    .where(eb => (query.resourceType === undefined ? isFirstOfItsName : eb('r.resource_type', '=', query.resourceType)))
    .where(and([...conditionsOf(query), ...rangeOf(query, { at: 'r.at', event_id: 'r.event_id' })]))
    .orderBy('r.at', 'desc')
    .orderBy('r.event_id', 'desc')
    .limit(query.limit + 1)
    .execute()

type Condition = Expression<SqlBool>

const { eb, and, not, exists, refTuple, tuple, selectFrom } = expressionBuilder<
  Tables & { e: Tables['event']; r: Tables['event_resource'] },
  'e' | 'r'
>()

/** A resource may stand in an event under several types; the event is listed once. */
const isFirstOfItsName: Condition = not(
  exists(
    selectFrom('event_resource as other')
      .select('other.event_id')
      .whereRef('other.event_id', '=', 'r.event_id')
      .whereRef('other.at', '=', 'r.at')
      .whereRef('other.resource_name', '=', 'r.resource_name')
      .whereRef('other.resource_type', '<', 'r.resource_type'),
  ),
)

function conditionsOf(query: EventQuery): readonly Condition[] {
  const equal = {
    event_id: query.eventId,
    source_ip: query.sourceIp,
    account_id: query.accountId,
    event_name: query.eventName,
    event_source: query.eventSource,
    read_only: query.readOnly === undefined ? undefined : Number(query.readOnly),
    user_name: query.userName,
    user_id: query.userId,
    access_key_id: query.accessKeyId,
    refusal_code: query.refusalCode,
  }
  const conditions: Condition[] = (Object.keys(equal) as (keyof typeof equal)[]).flatMap(column => {
    const value = equal[column]
    return value === undefined ? [] : [eb(`e.${column}`, '=', value)]
  })
  const { reference, refused } = query
  // A refusal's reference is the id of its event.
  if (reference !== undefined) conditions.push(eb('e.event_id', '=', reference))
  if (refused !== undefined) conditions.push(eb('e.refusal_code', refused ? 'is not' : 'is', null))
  return conditions
}

/** As a question about each event; the time, which both rows have, makes it one step in either index of the resources. */
function hasResource({ resourceName, resourceType }: EventQuery): readonly Condition[] {
  if (resourceName === undefined && resourceType === undefined) return []
  let some = selectFrom('event_resource as some')
    .select('some.event_id')
    .whereRef('some.event_id', '=', 'e.event_id')
    .whereRef('some.at', '=', 'e.at')
  if (resourceName !== undefined) some = some.where('some.resource_name', '=', resourceName)
  if (resourceType !== undefined) some = some.where('some.resource_type', '=', resourceType)
  return [exists(some)]
}

/** The sort key of an event, in the table that the search goes through. */
type Key =
  | { readonly at: 'e.at'; readonly event_id: 'e.event_id' }
  | { readonly at: 'r.at'; readonly event_id: 'r.event_id' }

function rangeOf({ from, to, after }: EventQuery, { at, event_id }: Key): readonly Condition[] {
  const conditions: Condition[] = []
  if (from !== undefined) conditions.push(eb(at, '>=', from))
  if (to !== undefined) conditions.push(eb(at, '<=', to))
  if (after !== undefined) {
    const [time = '', id = ''] = after.split('.')
    // As one comparison, so that a late page begins in the index where it begins, and not at the newest event.
    conditions.push(eb(refTuple(at, event_id), '<', tuple(Number(time), id)))
  }
  return conditions
}

async function resourcesOf(db: Db, ids: readonly string[]): Promise<Map<string, EventResource[]>> {
  const found = new Map<string, EventResource[]>()
  if (ids.length === 0) return found
  for (const row of await db.selectFrom('event_resource').selectAll().where('event_id', 'in', ids).execute()) {
    const list = found.get(row.event_id) ?? []
    list.push({ type: row.resource_type, name: row.resource_name })
    found.set(row.event_id, list)
  }
  return found
}

function storedEvent(row: Tables['event'], resources: readonly EventResource[]): StoredEvent {
  return {
    eventId: row.event_id,
    at: row.at,
    eventName: row.event_name,
    eventSource: row.event_source,
    readOnly: row.read_only === 1,
    ...(row.user_name === null ? {} : { userName: row.user_name }),
    ...(row.access_key_id === null ? {} : { accessKeyId: row.access_key_id }),
    sourceIp: row.source_ip,
    accountId: row.account_id,
    ...(row.refusal_code === null ? {} : { refusalCode: row.refusal_code }),
    reference: row.reference,
    resources,
    record: row.record,
  }
}

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
