import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '#tests/portico.ts'
import { startChromium, visit } from './chromium.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { accountsOf } from './portal.ts'
import { steps } from './steps.ts'

/** Sign-in and portal by somebody who has no pointer: nothing here clicks, and only the focused element is asked. */
const demo = await startDemo()
await demo.fill()
const chromium = await startChromium()
const { page, complaints } = await visit(chromium, demo.origin)
const { keyboard } = page

const step = steps()

/** The name of the element that has the focus, near enough. */
const focused = (): Promise<string> =>
  page.evaluate<string>(
    '(e => e?.getAttribute("aria-label") || e?.labels?.[0]?.textContent || (e === document.body ? "the page" : e?.textContent))(document.activeElement)',
  )

/** Browsers move the focus by themselves a moment after a page is there, or a dialog gone. */
const focusComesTo = (name: RegExp): Promise<void> => until(async () => name.test(await focused()))

const isInDialog = (): Promise<boolean> =>
  page.evaluate<boolean>('document.activeElement.closest("[role=dialog]") !== null')

async function tabTo(name: RegExp, by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const seen: string[] = []
  while (seen.length < 60) {
    await keyboard.press(by)
    const now = await focused()
    if (name.test(now)) return
    seen.push(now)
  }
  assert.fail(`${name} is not reached by ${by}: ${seen.join(' | ')}`)
}

const heading = (text: string) => page.getByRole('heading', { name: text, level: 1 }).waitFor()

describe('with the keyboard alone', () => {
  step('one types the name, Enter, the password, Enter: the focus is where the next thing is typed', async () => {
    await page.goto('/signin')
    await focusComesTo(/^Username$/)
    await keyboard.type('ada')
    await keyboard.press('Enter')
    await heading('Enter your password')
    await focusComesTo(/^Password$/)
    await keyboard.type('not-it')
    await keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await focusComesTo(/^Password$/)
    await keyboard.type(DEMO_PASSWORD)
    await keyboard.press('Enter')
    await page.waitForURL('**/start/')
    assert.equal((await accountsOf(page)).length, 6)
  })

  step('the first stop of the portal leads past its header', async () => {
    await keyboard.press('Tab')
    assert.equal(await focused(), 'Skip to the content')
    await keyboard.press('Enter')
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'main')
    // Past the banner that asks for a second factor.
    await tabTo(/^Accounts$/)
  })

  step('the arrow keys change between accounts and applications', async () => {
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    await page.getByText('No application is assigned to you yet').waitFor()
    await keyboard.press('ArrowLeft')
    await keyboard.press('Enter')
    await page.getByText('Open an account to see its permission sets.').waitFor()
  })

  step('the slash goes to the search, which finds as one types, and Escape clears it', async () => {
    await keyboard.press('/')
    assert.equal(await focused(), 'Find accounts by name, id or permission set')
    await keyboard.type('lake')
    await until(async () => (await page.locator('.account-name').allTextContents()).join() === 'Data Lake')
    await keyboard.press('Escape')
    await page.getByText('Shop Staging').waitFor()
  })

  step(
    'Enter opens an account, and then its access keys; Escape closes them and the focus is where it was',
    async () => {
      await tabTo(/^Network/)
      await keyboard.press('Enter')
      await page.getByRole('list', { name: 'Permission sets in Network' }).waitFor()
      await tabTo(/^Access keys: AdministratorAccess in Network/)
      await keyboard.press('Enter')
      await page.getByRole('timer').waitFor()
      assert.ok(await isInDialog())
      await tabTo(/^Copy environment variables/)
      await keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await focusComesTo(/^Access keys: AdministratorAccess in Network/)
    },
  )

  step('the focus stays in an open dialog', async () => {
    await keyboard.press('Enter')
    await page.getByRole('timer').waitFor()
    for (let turn = 0; turn < 20; turn++) {
      await keyboard.press('Tab')
      assert.ok(await isInDialog())
    }
    await keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  step('a permission set becomes a favourite with the space bar', async () => {
    await tabTo(/^Favourite: AdministratorAccess in Network/, 'Shift+Tab')
    await keyboard.press('Space')
    await page.getByRole('list', { name: 'Favourites' }).waitFor()
  })

  step('the user menu opens, closes and signs out', async () => {
    await tabTo(/^Ada Lindqvist/, 'Shift+Tab')
    await keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    await keyboard.press('Escape')
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor({ state: 'hidden' })
    await keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    for (let item = 1; item < 6 && !/^Sign out/.test(await focused()); item++) await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await heading('You are signed out')
    assert.deepEqual(complaints(), [])
  })
})
