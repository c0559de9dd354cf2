/** The console at its full size (`bench/seed`): what the server answers, and what a person in Chromium waits for. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { loadConfig } from '#server/config/index.ts'
import type { Engine } from '../engines.ts'
import { client } from '../load.ts'
import type { Measurement, Row } from '../row.ts'
import { LARGE, seed } from '../seed/seed.ts'
import { freePort, startServer } from '../server.ts'

const PASSWORD = 'Seed-portico-2026!'
/** Of each request in a run, and navigations of each kind. */
const REQUESTS = 40
const VISITS = 10
const NAVIGATION = 200
const FIRST_LOAD = 1_000

type Filled = Awaited<ReturnType<typeof seed>> & { readonly cookie: string }

export const consoleAtSize: Row = {
  name: 'console',
  large: true,
  async onEngine(engine, { runs }) {
    const store = await engine.empty()
    const port = await freePort()
    const filled = await fill(engine, store.settings, port)
    const server = await startServer(store, port)
    try {
      return [...(await answers(server.origin, filled, runs)), ...(await inChromium(server.origin, filled, runs))]
    } finally {
      await server.stop()
      await store.remove()
    }
  },
}

async function fill(engine: Engine, settings: Readonly<Record<string, string>>, port: number): Promise<Filled> {
  const origin = { PORTICO_URL: `http://localhost:${port}`, PORTICO_LISTEN: `127.0.0.1:${port}` }
  const app = await openApp(loadConfig({ ...origin, ...settings }, systemRandom), {
    clock: systemClock,
    random: systemRandom,
  })
  try {
    const report = (line: string) => process.stderr.write(`${engine.name}: ${line}\n`)
    const filled = await seed(app, { size: LARGE, password: PASSWORD, report })
    const { sessionToken } = await app.signin.signInAfterSetup(app.author('Benchmark'), filled.administratorId)
    return { ...filled, cookie: `portico_session=${sessionToken}` }
  } finally {
    await app.close()
  }
}

/** One after the other, as a person asks. */
async function answers(origin: string, filled: Filled, runs: number): Promise<readonly Measurement[]> {
  const some = <T>(list: readonly T[], turn: number): T | undefined => list[(turn * 7_919) % list.length]
  const asked: readonly (readonly [what: string, path: (turn: number) => string])[] = [
    ['first page of users', () => '/users'],
    ['search among users', turn => `/users?search=${['ada', 'moretti 1', 'lena lo', 'zhang.9'][turn % 4]}`],
    ['page of members of a large group', () => `/groups/${filled.groupIds[0]}/members`],
    ['effective access of a user', turn => `/users/${some(filled.userIds, turn)}/access`],
    ['first page of groups', () => '/groups'],
    ['page of accounts', () => '/accounts'],
    ['page of permission sets', () => '/permission-sets'],
    ['assignments of an account', turn => `/assignments?accountId=${some(filled.accountIds, turn)}`],
    ['events of an account', turn => `/events?resourceName=${some(filled.accountIds, turn)}`],
    ['dashboard', () => '/overview'],
  ]
  const { send, close } = client(origin, 1)
  const headers = {
    cookie: filled.cookie,
    'sec-fetch-site': 'same-origin',
    'x-portico-as': 'AdministratorAccess',
  }
  const measured: Measurement[] = []
  for (const [what, path] of asked) {
    const times: number[][] = []
    for (let run = 0; run <= runs; run++) {
      const took: number[] = []
      for (let turn = 0; turn < REQUESTS; turn++) {
        const answer = await send({ method: 'GET', path: encodeURI(`/api/v1${path(turn)}`), headers })
        if (answer.status !== 200) throw new Error(`${path(turn)}: ${answer.status} ${answer.body}`)
        took.push(answer.took)
      }
      // The first run warms up.
      if (run > 0) times.push(took)
    }
    measured.push(percentiles(`API: ${what}`, times))
  }
  close()
  return measured
}

function percentiles(what: string, runs: readonly (readonly number[])[], limit?: number): Measurement {
  const half = runs.map(run => percentile(run, 0.5))
  return {
    what: `${what}, p95`,
    unit: 'ms',
    ...(limit === undefined ? {} : { limit: { bound: 'at most', value: limit } }),
    runs: runs.map(run => percentile(run, 0.95)),
    note: `p50 ${Math.min(...half).toFixed(1)} – ${Math.max(...half).toFixed(1)} ms`,
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

async function inChromium(origin: string, filled: Filled, runs: number): Promise<readonly Measurement[]> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--no-first-run'],
  })
  try {
    const first = await firstLoads(browser, origin, filled, runs)
    const page = await signedIn(browser, origin, filled)
    await page.goto(`${origin}/console/`)
    await page.waitForLoadState('networkidle')
    const navigations: Measurement[] = []
    for (const view of views(filled)) navigations.push(await navigate(page, view, runs))
    return [...first, ...navigations]
  } finally {
    await browser.close()
  }
}

async function signedIn(browser: Browser, origin: string, { cookie }: Filled): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: origin }])
  return context.newPage()
}

/** Each in a browser that has never been here. Interactive: the numbers of the dashboard stand there. */
async function firstLoads(browser: Browser, origin: string, filled: Filled, runs: number) {
  const times: number[] = []
  const bytes: number[] = []
  for (let run = 0; run <= runs; run++) {
    const page = await signedIn(browser, origin, filled)
    let received = 0
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      received += encodedDataLength
    })
    const begun = performance.now()
    await page.goto(`${origin}/console/`, { waitUntil: 'commit' })
    await page.getByRole('link', { name: '100,000' }).or(page.getByText('100,001')).first().waitFor()
    if (run > 0) {
      times.push(performance.now() - begun)
      bytes.push(received / 1024)
    }
    await page.context().close()
  }
  return [
    {
      what: 'console, first load to interactive',
      unit: 'ms',
      limit: { bound: 'at most', value: FIRST_LOAD },
      runs: times,
    },
    { what: 'console, first load', unit: 'KiB', runs: bytes },
  ] as const
}

type View = readonly [what: string, hash: string, shows: (page: Page) => Promise<unknown>]

const rows = (page: Page): Promise<unknown> => page.locator('tbody tr td').nth(1).waitFor()

const views = ({ userIds, groupIds, accountIds }: Filled): readonly View[] => [
  ['users', '#/users', rows],
  ['a search among users', '#/users?search=moretti', rows],
  ['a user', `#/users/${userIds[77]}`, page => page.getByRole('heading', { level: 1, name: /\w/ }).waitFor()],
  ['groups', '#/groups', rows],
  ['a large group', `#/groups/${groupIds[0]}`, rows],
  ['accounts', '#/accounts', rows],
  ['an account', `#/accounts/${accountIds[7]}`, rows],
  ['permission sets', '#/permission-sets', rows],
  ['event history', '#/events', rows],
]

/** From the change of the address to the first row of what it names; each time from the dashboard, when all of it stands. */
async function navigate(page: Page, [what, hash, shows]: View, runs: number): Promise<Measurement> {
  const times: number[][] = []
  for (let run = 0; run <= runs; run++) {
    const took: number[] = []
    for (let visit = 0; visit < VISITS; visit++) {
      await page.evaluate("location.hash = '#/'")
      await page.getByRole('table', { name: 'Last events' }).locator('tbody tr td').nth(1).waitFor()
      await page.evaluate('new Promise(done => requestIdleCallback(done))')
      const begun = performance.now()
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
      await shows(page)
      took.push(performance.now() - begun)
    }
    if (run > 0) times.push(took)
  }
  return percentiles(`console, to ${what}`, times, NAVIGATION)
}
