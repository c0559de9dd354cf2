/**
 * Takes the pictures of the README anew: `node_modules/.bin/node scripts/pictures.ts`, after `npm start` has once built
 * the portal. Runs a server of its own with the demonstration, over a store that is thrown away.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { DEMO_PASSWORD, fillWithDemo } from '#server/cli/demo.ts'
import { loadConfig } from '#server/config/index.ts'

const folder = join(import.meta.dirname, '../docs/pictures')
const origin = 'http://localhost:8481'
const dataDirectory = mkdtempSync(join(tmpdir(), 'portico-pictures-'))
const settings = {
  PORTICO_URL: origin,
  PORTICO_LISTEN: '127.0.0.1:8481',
  PORTICO_DATA: dataDirectory,
  PORTICO_LOG: 'silent',
}

const app = await openApp(loadConfig(settings, systemRandom), { clock: systemClock, random: systemRandom })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
try {
  await fillWithDemo(app)
  await app.listen()
  await app.provisioned()
  const look = {
    baseURL: origin,
    viewport: { width: 1100, height: 780 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  } as const
  const page = await browser.newPage(look)
  await portal(page)
  await account(page)
  await consolePages(await browser.newPage(look))
} finally {
  await browser.close()
  await app.close()
  rmSync(dataDirectory, { recursive: true, force: true })
}

/** The portal of somebody with several accounts and permission sets. */
async function portal(page: Page): Promise<void> {
  await signIn(page, 'chiara')
  await page.getByText('Open an account to see its permission sets.').waitFor()
  await page.getByRole('button', { name: /^Shop Staging/ }).click()
  await page.getByRole('list', { name: 'Permission sets in Shop Staging' }).waitFor()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(folder, 'portal.png') })
}

/** The account that *Management console* leads into, and what it says to somebody who edits a reserved role. */
async function account(page: Page): Promise<void> {
  const link = page.getByRole('link', { name: /^Management console: AdministratorAccess in Shop Staging/ })
  await page.goto((await link.getAttribute('href')) ?? '')
  await page.getByRole('link', { name: /^AWSReservedSSO_PowerUser_/ }).click()
  await page.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('alert').waitFor()
  await page.screenshot({ path: join(folder, 'refusal.png') })
}

async function signIn(page: Page, userName: string): Promise<void> {
  await page.goto('/signin')
  await page.getByLabel('Username').fill(userName)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('tab', { name: 'Accounts' }).waitFor()
}

/** The console: its first page, why somebody may enter what, and the event history. */
async function consolePages(page: Page): Promise<void> {
  await signIn(page, 'ada')
  await page.goto('/console/')
  await page.getByRole('heading', { level: 2, name: 'Last events' }).waitFor()
  await page.screenshot({ path: join(folder, 'console.png') })
  const chiara = await app.directory.userByName('chiara')
  await page.goto(`/console/#/users/${chiara?.userId}?tab=access`)
  await page.getByRole('link', { name: 'Developers' }).first().waitFor()
  await page.screenshot({ path: join(folder, 'console-access.png') })
  await page.goto('/console/#/events')
  await page.getByRole('link', { name: 'UserAuthentication' }).first().waitFor()
  await page.screenshot({ path: join(folder, 'console-events.png') })
}
