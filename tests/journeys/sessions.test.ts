import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { accountsOf } from './portal.ts'
import { steps } from './steps.ts'

/** Somebody looks where they are signed in, with other browsers of theirs somewhere else, and signs out there. */
const demo = await startDemo()
await demo.fill()
const chromium = await startChromium()
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const here = await visit(chromium, demo.origin)
const { page } = here
const step = steps()

async function signedIn(userAgent: string) {
  const other = await visit(chromium, demo.origin, { userAgent })
  await other.page.goto('/signin')
  await signIn(other.page, 'ada', DEMO_PASSWORD)
  await accountsOf(other.page)
  return other.page
}

const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const row = (name: RegExp) => page.getByRole('row', { name })

describe('one’s own sessions in the portal', () => {
  step('are found in the user menu, with this browser marked', async () => {
    await signedIn(FIREFOX)
    await signedIn(SAFARI)
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await accountsOf(page)
    await page.getByRole('button', { name: /^Ada Lindqvist/ }).click()
    await page.getByRole('menuitem', { name: 'Where you are signed in' }).click()
    await heading('Where you are signed in (3)')
    await row(/Firefox on Windows/).waitFor()
    await row(/Safari on iOS/).waitFor()
    assert.match((await row(/This browser/).textContent()) ?? '', /^Chrome.* on Linux/)
    await requireClean(page)
  })

  step('end one by one: that browser is asked to sign in again, and this one is not', async () => {
    await page.getByRole('button', { name: /^Sign out Firefox on Windows/ }).click()
    await row(/Firefox/).waitFor({ state: 'detached' })
    await heading('Where you are signed in (2)')
  })

  step('end everywhere else, with the keyboard', async () => {
    await page.getByRole('button', { name: 'Sign out everywhere' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await requireClean(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await heading('Where you are signed in (2)')
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: /^Everywhere else/ }).focus()
    const sign = page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true })
    await sign.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await heading('Where you are signed in (1)')
  })

  step('say what went wrong where they cannot be read, and are there after another try', async () => {
    assert.deepEqual(here.complaints(), [])
    await page.route('**/api/v1/sessions', route => route.abort())
    await page.reload()
    await page.getByText('Your sessions could not be read').waitFor()
    await requireClean(page)
    await page.unroute('**/api/v1/sessions')
    await page.getByRole('button', { name: 'Try again' }).click()
    await heading('Where you are signed in (1)')
  })

  step('end here as well: nobody is signed in any more', async () => {
    const other = await signedIn(FIREFOX)
    await page.reload()
    await heading('Where you are signed in (2)')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('radio', { name: /^Everywhere, and here/ }).check()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
    await heading('You are signed out')
    assert.match(await textOf(page), /Sign in/)
    await other.reload()
    await other.getByLabel('Username').waitFor()
  })
})
