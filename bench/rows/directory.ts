import { crowdName, details, type Ground } from '../ground.ts'
import { client, type Load, type Pace, type Request, rate, repeat, roundRobin } from '../load.ts'
import type { Measurement, Row } from '../row.ts'
import { type Signs, signer } from '../signed.ts'
import { median } from '../table.ts'

const CLIENTS = 16
/** Users created in one run at most; signing them ahead takes a moment. */
const MOST = 4_000
const PAGE = 100

const full = (crowd: number): string => crowd.toLocaleString('en')

/** The budget is for SQLite; half of it on PostgreSQL. */
const atLeast = ({ engine }: Ground, onSqlite: number) =>
  ({ bound: 'at least', value: engine === 'SQLite' ? onSqlite : onSqlite / 2 }) as const

let created = 0

/** By the identity store door, signature and policies included; judged by the budget for SCIM. */
export const createUser: Row = {
  name: 'create-user',
  async onGround(ground, pace): Promise<readonly Measurement[]> {
    const sign = signer(ground.server.origin, ground.key)
    const load = async (): Promise<Load> => {
      const requests = await Promise.all(Array.from({ length: MOST }, () => creation(sign, ground, `new${created++}`)))
      return { clients: CLIENTS, milliseconds: pace.milliseconds, next: () => requests.pop() }
    }
    const measured = await repeat(ground.server, pace, load)
    const what = `CreateUser, ${CLIENTS} clients, beside ${full(ground.crowd)}`
    return [{ what, limit: atLeast(ground, 800), ...rate(measured) }]
  },
}

function creation(sign: Signs, { identityStoreId }: Ground, userName: string): Promise<Request> {
  const { displayName, name, emails } = details(userName)
  return sign('identitystore', 'CreateUser', {
    IdentityStoreId: identityStoreId,
    UserName: userName,
    DisplayName: displayName,
    Name: { GivenName: name.givenName, FamilyName: name.familyName },
    Emails: emails.map(({ value, type, primary }) => ({ Value: value, Type: type, Primary: primary })),
  })
}

/** 2,000 names spread over the crowd. */
function sampled({ crowd }: Ground): readonly string[] {
  const count = Math.min(crowd, 2_000)
  return Array.from({ length: count }, (_, number) => crowdName(Math.floor((number * crowd) / count)))
}

export const byName: Row = {
  name: 'by-name',
  async onGround(ground, pace): Promise<readonly Measurement[]> {
    const sign = signer(ground.server.origin, ground.key)
    const { identityStoreId: IdentityStoreId } = ground
    const names = sampled(ground)
    const ask = async (sampledRequests: readonly Promise<Request>[]) => {
      const next = roundRobin(await Promise.all(sampledRequests))
      const load: Load = { clients: CLIENTS, milliseconds: pace.milliseconds, next }
      return rate(await repeat(ground.server, pace, () => load))
    }
    const filtered = await ask(
      names.map(AttributeValue => {
        const Filters = [{ AttributePath: 'UserName', AttributeValue }]
        return sign('identitystore', 'ListUsers', { IdentityStoreId, Filters })
      }),
    )
    const found = await ask(
      names.map(AttributeValue => {
        const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'userName', AttributeValue } }
        return sign('identitystore', 'GetUserId', { IdentityStoreId, AlternateIdentifier })
      }),
    )
    const among = `of ${full(ground.crowd)}`
    return [
      // Not judged: the budget for finding by name is SCIM's, whose door checks a token and neither signature nor policies.
      { what: `ListUsers filtered by UserName, ${among}`, ...filtered },
      { what: `GetUserId by userName, ${among}`, ...found },
    ]
  },
}

/** A page near the end of the list against the first one. */
export const pages: Row = {
  name: 'pages',
  async onGround(ground, pace): Promise<readonly Measurement[]> {
    const sign = signer(ground.server.origin, ground.key)
    const { identityStoreId: IdentityStoreId } = ground
    const page = (NextToken?: string) =>
      sign('identitystore', 'ListUsers', { IdentityStoreId, MaxResults: PAGE, ...(NextToken && { NextToken }) })
    const last = await walk(ground, page)
    const cost = async (request: Request, { runs, milliseconds }: Pace) => {
      const load: Load = { clients: 4, milliseconds, next: () => request }
      const measured = await repeat(ground.server, { runs, milliseconds }, () => load)
      return measured.map(({ requests, cpu }) => (1000 * cpu.all) / requests)
    }
    const first = await cost(await page(), pace)
    const deep = await cost(last.request, pace)
    const base = median(first)
    return [
      {
        what: `page ${last.number} of users against the first, by key`,
        unit: 'times',
        limit: { bound: 'at most', value: 1.25 },
        runs: deep.map(each => each / base),
        note: `${base.toFixed(2)} and ${median(deep).toFixed(2)} ms of server CPU for ${PAGE} users`,
      },
    ]
  },
}

/** Follows the pages through the whole crowd. @returns the request of the last full page */
async function walk({ server, crowd }: Ground, page: (token?: string) => Promise<Request>) {
  const { send, close } = client(server.origin, 1)
  let request = await page()
  let number = 1
  for (; number < Math.floor(crowd / PAGE); number++) {
    const { status, body } = await send(request)
    if (status !== 200) throw new Error(`ListUsers: ${status} ${body}`)
    const { NextToken } = JSON.parse(body)
    if (typeof NextToken !== 'string') break
    request = await page(NextToken)
  }
  close()
  return { request, number }
}
