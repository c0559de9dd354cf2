/**
 * `npm run bench`: measures the budgets of docs/benchmarks.md and prints a table. A budget is a row and not a test: the
 * exit status is 0 whatever was measured.
 *
 * `npm run bench -- sign-in saml` runs some rows; `--engine sqlite` on one store, `--runs N` and `--seconds S` say how
 * often and how long, `--full` fills the directory with 100,000 users and runs `console` too, `--json FILE` writes the figures down.
 */
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type Engine, engines } from './engines.ts'
import { layGround } from './ground.ts'
import type { Pace } from './load.ts'
import type { Row } from './row.ts'
import { consoleAtSize } from './rows/console.ts'
import { byName, createUser, pages } from './rows/directory.ts'
import { listAccounts, refresh, roleCredentials } from './rows/portal.ts'
import { provisioning, SETS } from './rows/provisioning.ts'
import { saml } from './rows/saml.ts'
import { overload, signIn } from './rows/sign-in.ts'
import { start } from './rows/start.ts'
import { type Result, summary, table, verdict } from './table.ts'

const rows: readonly Row[] = [
  start,
  overload,
  signIn,
  saml,
  listAccounts,
  refresh,
  roleCredentials,
  createUser,
  byName,
  pages,
  provisioning,
  consoleAtSize,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    engine: { type: 'string' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
})

function chosenRows(): readonly Row[] {
  const unknown = positionals.filter(name => !rows.some(row => row.name === name))
  if (unknown.length > 0)
    throw new Error(`no row is called ${unknown.join(', ')}; there are: ${rows.map(row => row.name).join(', ')}`)
  if (positionals.length === 0) return rows.filter(({ large }) => large !== true || values.full)
  return rows.filter(({ name }) => positionals.includes(name))
}

async function onEngine(engine: Engine, chosen: readonly Row[], pace: Pace): Promise<readonly Result[]> {
  const results: Result[] = []
  const note = (row: Row, measured: Awaited<ReturnType<NonNullable<Row['onEngine']>>>) =>
    results.push(...measured.map(each => ({ row: row.name, engine: engine.name, ...each })))
  for (const row of chosen) {
    if (row.onEngine === undefined) continue
    say(engine, row.name)
    note(row, await row.onEngine(engine, pace))
  }
  if (chosen.every(row => row.onGround === undefined)) return results
  say(engine, 'filling the store')
  const ground = await layGround(engine, { crowd: values.full ? 100_000 : 20_000, permissionSets: SETS * pace.runs })
  try {
    for (const row of chosen) {
      if (row.onGround === undefined) continue
      say(engine, row.name)
      note(row, await row.onGround(ground, pace))
    }
  } finally {
    await ground.close()
  }
  return results
}

const say = (engine: Engine, what: string) => process.stderr.write(`${engine.name}: ${what} …\n`)

async function main(): Promise<void> {
  const chosen = chosenRows()
  const pace = { runs: Number(values.runs), milliseconds: Number(values.seconds) * 1000 }
  const results: Result[] = []
  for (const engine of engines)
    if (values.engine === undefined || engine.name.toLowerCase() === values.engine)
      results.push(...(await onEngine(engine, chosen, pace)))
  const [load = 0] = loadavg()
  const print = (text: string) => process.stdout.write(`${text}\n`)
  print(`${cpus().length} processors, Node ${process.version}, load ${load.toFixed(1)} at the end, client included`)
  print(
    '/CPU-s: per second of CPU time of the server process; wall: by the clock, with the client on the same processors',
  )
  print(`\n${table(results)}\n\n${summary(results)}`)
  if (values.json !== undefined) {
    const judged = results.map(result => ({ ...result, verdict: verdict(result) }))
    writeFileSync(values.json, `${JSON.stringify(judged, undefined, 2)}\n`)
  }
}

await main()
