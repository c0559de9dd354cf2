import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'
import { DEFAULT_COST } from '#server/credentials/index.ts'
import { type Ground, PASSWORD } from '../ground.ts'
import { type Answer, type Client, client } from '../load.ts'
import type { Measurement, Row } from '../row.ts'
import { median } from '../table.ts'

const SIGN_INS = 60
const AT_ONCE = 2
const WARM_UP = 600
/** Password forms sent at once, many times what the processors can hash in two seconds. */
const BURST = 600
/** The budget: nobody queues longer. What was queued is hashed afterwards. */
const LONGEST = 2_000

const hash = promisify(argon2)

/** CPU of the same hash in this process, in ms. */
async function hashAlone(): Promise<number> {
  const parameters = { message: Buffer.from(PASSWORD), nonce: Buffer.alloc(16), tagLength: 32, ...DEFAULT_COST }
  const before = process.cpuUsage()
  const count = 20
  for (let number = 0; number < count; number++) await hash('argon2id', parameters)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / count
}

/** Addresses of their own: the server limits sign-ins per address. */
let arrivals = 0
const newcomer = () => {
  const number = arrivals++
  return { 'x-forwarded-for': `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}` }
}

const cookiesOf = ({ headers }: Answer): string =>
  (headers['set-cookie'] ?? []).map(cookie => cookie.split(';')[0]).join('; ')

const tokenOf = ({ body }: Answer): string => /name="token" value="([^"]+)"/.exec(body)?.[1] ?? ''

function form(path: string, headers: Readonly<Record<string, string>>, fields: Readonly<Record<string, string>>) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return { method: 'POST', path, headers: { ...headers, ...type }, body: `${new URLSearchParams(fields)}` } as const
}

/** A new browser up to the password page. @returns the form that it would send */
async function arrive({ send }: Client, userName: string) {
  const from = newcomer()
  const first = await send({ method: 'GET', path: '/signin', headers: from })
  const headers = { ...from, cookie: cookiesOf(first) }
  await send(form('/signin', headers, { token: tokenOf(first), username: userName, return: '/start/' }))
  const second = await send({ method: 'GET', path: '/signin/password', headers })
  return form('/signin/password', headers, { token: tokenOf(second), password: PASSWORD })
}

async function signInOne(browser: Client, userName: string): Promise<void> {
  const { status, body } = await browser.send(await arrive(browser, userName))
  if (status !== 303) throw new Error(`the sign-in ended with ${status}: ${body}`)
}

/** Two at a time, through the real pages. */
async function repeatedly(
  ground: Ground,
  times: number,
  work: (browser: Client, userName: string) => Promise<unknown>,
) {
  const browser = client(ground.server.origin, AT_ONCE)
  let left = times
  const go = async () => {
    while (left-- > 0) await work(browser, ground.people[left % ground.people.length]?.userName ?? '')
  }
  await Promise.all(Array.from({ length: AT_ONCE }, go))
  browser.close()
}

/** @returns CPU ms of the server for each sign-in: of the thread pool, and all the rest */
async function signIns(ground: Ground) {
  const before = ground.server.cpu()
  await repeatedly(ground, SIGN_INS, signInOne)
  const after = ground.server.cpu()
  const pool = (after.pool - before.pool) * 1000
  return { hashed: pool / SIGN_INS, beside: ((after.all - before.all) * 1000 - pool) / SIGN_INS }
}

export const signIn: Row = {
  name: 'sign-in',
  async onGround(ground, { runs }): Promise<readonly Measurement[]> {
    // The pages without the hash warm the server up in less time.
    await repeatedly(ground, WARM_UP, arrive)
    await signIns(ground)
    const beside: number[] = []
    const hashed: number[] = []
    const alone: number[] = []
    for (let run = 0; run < runs; run++) {
      alone.push(await hashAlone())
      const measured = await signIns(ground)
      beside.push(measured.beside)
      hashed.push(measured.hashed)
    }
    const [inServer, here] = [median(hashed).toFixed(1), median(alone).toFixed(1)]
    return [
      {
        what: 'password sign-in, server CPU beside the hash',
        unit: 'ms',
        limit: { bound: 'at most', value: 2 },
        runs: beside,
        note: `four requests; the hash: ${inServer} ms of the thread pool, ${here} ms alone`,
      },
    ]
  },
}

interface Storm {
  readonly longest: number
  readonly firstRefusal: number
  readonly signedIn: number
  readonly refused: number
}

async function storm({ server, people }: Ground): Promise<Storm> {
  const browser = client(server.origin, BURST)
  const forms = []
  for (let number = 0; number < BURST; number++)
    forms.push(await arrive(browser, people[number % people.length]?.userName ?? ''))
  const answers = await Promise.all(forms.map(sent => browser.send(sent)))
  browser.close()
  const refused = answers.filter(({ status }) => status === 503 || status === 429)
  const signedIn = answers.filter(({ status }) => status === 303)
  if (refused.length + signedIn.length !== BURST) throw new Error('something else than in or refused')
  return {
    longest: Math.max(...answers.map(({ took }) => took)),
    firstRefusal: median(refused.map(({ took }) => took)),
    signedIn: signedIn.length,
    refused: refused.length,
  }
}

/** All at once: some are signed in, the rest is told so at once. */
export const overload: Row = {
  name: 'overload',
  async onGround(ground, { runs }): Promise<readonly Measurement[]> {
    const storms: Storm[] = []
    for (let run = 0; run < runs; run++) storms.push(await storm(ground))
    const middle = (of: keyof Storm) => median(storms.map(each => each[of])).toFixed(0)
    return [
      {
        what: `${BURST} sign-ins at once: longest answer`,
        unit: 'ms',
        limit: { bound: 'at most', value: LONGEST + 250 },
        runs: storms.map(({ longest }) => longest),
        note: `${middle('signedIn')} signed in, ${middle('refused')} refused, half of these within ${middle('firstRefusal')} ms`,
      },
    ]
  },
}
