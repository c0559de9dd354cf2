/**
 * `npm run seed`: fills the empty store that the settings name (PORTICO_DATA, PORTICO_DATABASE …) with a large company.
 * `npm run seed -- --users 1000 --groups 50 --accounts 20 --permission-sets 10 --assignments 500` makes a smaller one.
 */
import { parseArgs } from 'node:util'
import { openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { ConfigError, loadConfig } from '#server/config/index.ts'
import { ADMINISTRATOR, LARGE, type Size, seed } from './seed.ts'

const PASSWORD = 'Seed-portico-2026!'

const number = { type: 'string' } as const
const options = { users: number, groups: number, accounts: number, 'permission-sets': number, assignments: number }

function sizeAsked(): Size {
  const { values } = parseArgs({ options })
  const count = (name: keyof typeof options, otherwise: number) => {
    const given = values[name]
    if (given === undefined) return otherwise
    if (!/^\d{1,7}$/.test(given) || Number(given) < 1) throw new ConfigError([`--${name} must be a number from 1 on`])
    return Number(given)
  }
  return {
    users: count('users', LARGE.users),
    groups: count('groups', LARGE.groups),
    groupsOfUser: LARGE.groupsOfUser,
    accounts: count('accounts', LARGE.accounts),
    permissionSets: count('permission-sets', LARGE.permissionSets),
    assignments: count('assignments', LARGE.assignments),
  }
}

const size = sizeAsked()
const app = await openApp(loadConfig(process.env, systemRandom), { clock: systemClock, random: systemRandom })
try {
  if (!(await app.setup.isOpen())) {
    process.stderr.write('The store is not empty. Name another one with PORTICO_DATA or PORTICO_DATABASE.\n')
    process.exitCode = 1
  } else {
    await seed(app, { size, password: PASSWORD, report: line => process.stderr.write(`${line}\n`) })
    process.stdout.write(`${JSON.stringify({ userName: ADMINISTRATOR, password: PASSWORD, ...app.description })}\n`)
  }
} finally {
  await app.close()
}
