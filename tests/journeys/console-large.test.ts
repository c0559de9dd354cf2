import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { PASSWORD, startPortico, testConfig } from '#tests/portico.ts'
import { ADMINISTRATOR, LARGE, seed } from '../../bench/seed/seed.ts'
import { signIn, startChromium, visit } from './chromium.ts'
import { requireClean } from './clean.ts'

/** Every page of the console at the size that it is built for, as `npm run seed` makes it. */
const [engine] = engines
if (engine === undefined) throw new Error('no database engine')
const config = await testConfig(await engine.settings())
const app = await startPortico(config)
const filled = await seed(app, { size: LARGE, password: PASSWORD, report: () => undefined })
const { page, complaints } = await visit(await startChromium(), config.origin)

const row = (name: string | RegExp) => page.getByRole('row', { name }).first()
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
/** The first rows of the table: what the server answered is there. */
const rows = () => page.locator('tbody tr td').nth(1).waitFor()

interface View {
  readonly what: string
  readonly address: string
  shows(): Promise<unknown>
}

const views: readonly View[] = [
  { what: 'the dashboard counts everybody', address: '#/', shows: () => page.getByText('100,001').first().waitFor() },
  { what: 'the list of users', address: '#/users', shows: () => row('ada.abe.0').waitFor() },
  {
    what: 'a user among all is found by the beginnings of two words',
    address: '#/users?search=zoe moretti 11699',
    shows: () => row('zoe.moretti.11699').waitFor(),
  },
  {
    what: 'the newest users come first where that is asked for',
    address: '#/users?sort=-createdAt',
    shows: () => row(/\.99\d\d\d/).waitFor(),
  },
  { what: 'the list of groups', address: '#/groups', shows: rows },
  { what: 'a group with ten thousand members', address: `#/groups/${filled.groupIds[0]}`, shows: rows },
  {
    what: 'what a user can enter, and why',
    address: `#/users/${filled.userIds[77]}?tab=access`,
    shows: rows,
  },
  { what: 'the list of accounts', address: '#/accounts', shows: rows },
  { what: 'the assignments of an account', address: `#/accounts/${filled.accountIds[3]}`, shows: rows },
  { what: 'the list of permission sets', address: '#/permission-sets', shows: rows },
  {
    what: 'a permission set',
    address: `#/permission-sets/${filled.permissionSetArns[5]?.split('/').at(-1)}`,
    shows: () => heading(/\w/),
  },
  { what: 'the event history', address: '#/events', shows: rows },
]

describe('the console with 100,000 users and 50,000 assignments', () => {
  test('opens from the portal for whoever administers', async () => {
    await page.goto('/signin')
    await signIn(page, ADMINISTRATOR, PASSWORD)
    await page.getByRole('link', { name: 'Administration' }).click()
    await heading('Dashboard')
  })
  for (const { what, address, shows } of views)
    test(`${what}: is shown, accessible and fits`, async () => {
      await page.evaluate(`location.hash = ${JSON.stringify(address)}`)
      await shows()
      await requireClean(page)
      assert.deepEqual(complaints(), [])
    })
  test('one search finds users, groups, accounts and permission sets, from the keyboard alone', async () => {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.keyboard.press('/')
    await page.keyboard.type('platform')
    await page
      .getByRole('option', { name: /Platform backup/ })
      .first()
      .waitFor()
    await page
      .getByRole('option', { name: /PlatformAdministrator/ })
      .first()
      .waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/(groups|users|accounts|permission-sets)\/./)
  })
})
