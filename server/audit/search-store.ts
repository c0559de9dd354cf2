/** Searching events, so that many of them cost nothing: every search that finds few goes through an index. */
import { type Expression, expressionBuilder, type SqlBool } from 'kysely'
import { type Page, pageOf } from '#server/base/paging.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { EventQuery, EventResource, RefusedQuery, RefusedUser, StoredEvent } from './types.ts'

type Row = Tables['event']

/** Sort key of an event: time first, the id for those of one millisecond. Fixed width, so text order is time order. */
const keyOf = (row: { at: number; event_id: string }): string => `${String(row.at).padStart(15, '0')}.${row.event_id}`

export async function findEvents(db: Db, query: EventQuery): Promise<Page<StoredEvent>> {
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

const byTime = (db: Db, query: EventQuery): Promise<Row[]> =>
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
const ofResource = (db: Db, query: EventQuery & { readonly resourceName: string }): Promise<Row[]> =>
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

const { eb, and, or, not, exists, refTuple, tuple, selectFrom } = expressionBuilder<
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
    user_name: query.idOfName === undefined ? query.userName : undefined,
    user_id: query.userId,
    access_key_id: query.accessKeyId,
    refusal_code: query.refusalCode,
  }
  const conditions: Condition[] = (Object.keys(equal) as (keyof typeof equal)[]).flatMap(column => {
    const value = equal[column]
    return value === undefined ? [] : [eb(`e.${column}`, '=', value)]
  })
  const { reference, refused, userName, idOfName } = query
  if (userName !== undefined && idOfName !== undefined)
    conditions.push(or([eb('e.user_name', '=', userName), eb('e.user_id', '=', idOfName)]))
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
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.access_key_id === null ? {} : { accessKeyId: row.access_key_id }),
    sourceIp: row.source_ip,
    accountId: row.account_id,
    ...(row.refusal_code === null ? {} : { refusalCode: row.refusal_code }),
    reference: row.reference,
    resources,
    record: row.record,
  }
}

/** Refusals that are counted; an attack makes more, and the newest say enough. */
const COUNTED = 2_000

export async function refusedUsers(
  db: Db,
  { refusalCode, from, least, limit }: RefusedQuery,
): Promise<readonly RefusedUser[]> {
  const newest = db
    .selectFrom('event')
    .select(['user_id', 'at', 'event_id'])
    .where('refusal_code', '=', refusalCode)
    .where('at', '>=', from)
    .orderBy('at', 'desc')
    .limit(COUNTED)
    .as('newest')
  const rows = await db
    .selectFrom(newest)
    .select(eb => ['user_id', eb.fn.countAll<number>().as('refusals'), eb.fn.max('at').as('at')])
    .where('user_id', 'is not', null)
    .groupBy('user_id')
    .having(eb => eb.fn.countAll(), '>=', least)
    .orderBy('refusals', 'desc')
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  const users = rows.map(row => newestOf(db, refusalCode, row.user_id ?? '', Number(row.refusals)))
  return Promise.all(users)
}

async function newestOf(db: Db, refusalCode: string, userId: string, refusals: number): Promise<RefusedUser> {
  const { event_id, at } = await db
    .selectFrom('event')
    .select(['event_id', 'at'])
    .where('user_id', '=', userId)
    .where('refusal_code', '=', refusalCode)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return { userId, refusals, at, eventId: event_id }
}
