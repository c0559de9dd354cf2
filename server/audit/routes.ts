import type { FastifyPluginAsync } from 'fastify'
import { type AdministrationPorts, administration, type PageQuery, shape } from '#server/http/index.ts'
import { csvHeader, csvLine } from './csv.ts'
import { refuse } from './refusals.ts'
import type { Audit, EventQuery, StoredEvent } from './types.ts'

export interface AuditRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly audit: Audit
  readonly people: EventPeople
}

/** Events of sign-ins tell who it was by id, as CloudTrail's do; people look for names. Filled by `directory`. */
export interface EventPeople {
  idOf(userName: string): Promise<string | undefined>
  /** Of those that are or were, by id. */
  namesOf(userIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

const { text, truth, instant, object, list, anything, oneOf, textUpTo, pageQuery, pageShape, pageAnswer } = shape

type Filter = Omit<EventQuery, 'after' | 'limit'>

/** What both engines can compare, and a Date can be. */
const time = { ...instant, minimum: 0, maximum: 8_640_000_000_000_000 }

const filters = {
  from: time,
  to: time,
  readOnly: truth,
  refused: truth,
  eventId: textUpTo(64),
  eventName: textUpTo(128),
  eventSource: textUpTo(128),
  userName: textUpTo(256),
  userId: textUpTo(64),
  accessKeyId: textUpTo(128),
  resourceName: textUpTo(2048),
  reference: textUpTo(64),
  refusalCode: textUpTo(128),
  sourceIp: textUpTo(64),
  accountId: textUpTo(12),
} as const
const optional = Object.keys(filters) as (keyof typeof filters)[]

const event = object(
  {
    ...{ eventId: text, at: instant, eventName: text, eventSource: text, readOnly: truth, userName: text },
    ...{ sourceIp: text, accountId: text, refusalCode: text, reference: text },
    resources: list(object({ type: text, name: text })),
    record: { type: 'object', additionalProperties: anything },
  },
  'userName',
  'refusalCode',
)

const source = { eventSource: 'cloudtrail.amazonaws.com', eventName: 'LookupEvents', readOnly: true } as const
const may = () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }]

/** The event history with all filters together, and whole: `/api/v1/events`, `/api/v1/events/export`. */
export const auditRoutes: FastifyPluginAsync<AuditRoutesNeeds> = async (
  app,
  { audit, people, administration: ports },
) => {
  const route = administration(app, ports)
  route<{ readonly query: PageQuery & Filter }>({
    ...source,
    method: 'GET',
    path: '/events',
    summary: 'Events, newest first; all filters that are given hold',
    query: object({ ...pageQuery, ...filters }, 'limit', 'token', ...optional),
    answer: pageShape('events', event),
    needs: may,
    async handle({ query: { limit, token, ...filter } }) {
      requireRange(filter)
      const asked = { operation: 'GET /events', filter, token, limit }
      const whole = await withId(filter, people)
      const { items, ...page } = await ports.paging(asked, request => audit.find({ ...whole, ...request }))
      return pageAnswer('events', { ...page, items: (await withNames(items, people)).map(shownEvent) })
    },
  })
  route<{ readonly query: Filter & { readonly format: 'jsonl' | 'csv' } }>({
    ...source,
    method: 'GET',
    path: '/events/export',
    summary: 'All events that fit, newest first, as CloudTrail records one a line or as CSV',
    query: object({ ...filters, format: oneOf('jsonl', 'csv') }, ...optional),
    answer: { stream: ['application/x-ndjson', 'text/csv'] },
    needs: may,
    async handle({ query: { format, ...filter } }) {
      requireRange(filter)
      const all = everyEvent(audit, await withId(filter, people), people)
      return format === 'csv'
        ? { type: 'text/csv; charset=utf-8', fileName: 'events.csv', stream: csv(all) }
        : { type: 'application/x-ndjson', fileName: 'events.jsonl', stream: lines(all) }
    },
  })
}

function requireRange({ from, to }: Filter): void {
  if (from !== undefined && to !== undefined && from > to) throw refuse('audit.time_range')
}

async function withId(filter: Filter, people: EventPeople): Promise<Filter> {
  const idOfName = filter.userName === undefined ? undefined : await people.idOf(filter.userName)
  return idOfName === undefined ? filter : { ...filter, idOfName }
}

async function withNames(events: readonly StoredEvent[], people: EventPeople): Promise<readonly StoredEvent[]> {
  const ids = events.flatMap(({ userName, userId }) => (userName === undefined && userId !== undefined ? [userId] : []))
  const names = await people.namesOf([...new Set(ids)])
  return events.map(event => {
    const userName = event.userName ?? names.get(event.userId ?? '')
    return userName === undefined ? event : { ...event, userName }
  })
}

const shownEvent = ({ record, accessKeyId: _, userId: __, ...shown }: StoredEvent) => ({
  ...shown,
  record: JSON.parse(record),
})

/** Pages that are read one after the other: of a history of any size only so many events are held at once. */
const HELD = 200

async function* everyEvent(audit: Audit, filter: Filter, people: EventPeople): AsyncGenerator<readonly StoredEvent[]> {
  let after: string | undefined
  do {
    const page = await audit.find({ ...filter, limit: HELD, ...(after === undefined ? {} : { after }) })
    yield await withNames(page.items, people)
    after = page.next
  } while (after !== undefined)
}

async function* lines(pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map(({ record }) => `${record}\n`).join('')
}

async function* csv(pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<string> {
  yield csvHeader
  for await (const page of pages) yield page.map(csvLine).join('')
}
