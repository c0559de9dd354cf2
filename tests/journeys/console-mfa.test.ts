import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe } from 'node:test'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { steps } from './steps.ts'

/** An administrator decides that nobody gets in with a password alone, and helps somebody who has lost the phone. */
const demo = await startDemo()
await demo.fill()
const { origin } = demo
const chromium = await startChromium()
const admin = await visit(chromium, origin)
const person = await visit(chromium, origin)
const { page } = admin
const step = steps()

const main = page.getByRole('main')
const dialog = page.getByRole('dialog')
const press = (name: string, within = main) => within.getByRole('button', { name, exact: true }).first().click()
const notice = (text: string) => page.getByText(text).first().waitFor()
const row = (name: string) => page.getByRole('table', { name: 'MFA devices' }).getByRole('row', { name })

async function clean(): Promise<void> {
  await requireClean(page)
  await page.setViewportSize({ width: 1280, height: 900 })
}

describe('second factors in the console', () => {
  step('an administrator asks for one at every sign-in, and for a device of whoever has none', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await page.waitForURL('**/start/')
    await page.goto('/console/#/settings?tab=mfa')
    await page.getByRole('radio', { name: /^Only when their sign-in context changes/ }).waitFor()
    assert.equal(await page.getByRole('radio', { name: /^Only when their sign-in context changes/ }).isChecked(), true)
    await page.getByRole('radio', { name: /^Every time they sign in/ }).check()
    await page.getByRole('radio', { name: /^Require them to register a device/ }).check()
    await clean()
    await press('Save')
    await notice('Without a device: the password, and then a new device has to be registered.')
  })

  step('somebody registers a device at the next sign-in, and is in', async () => {
    const { page: window } = person
    await window.goto('/signin')
    await signIn(window, 'kofi', DEMO_PASSWORD)
    await window.waitForURL('**/signin/devices/new')
    await window.getByRole('button', { name: 'Authenticator app' }).click()
    await window.getByText('Type it instead').click()
    const secret = (await textOf(window, '.secret')).replaceAll(' ', '')
    const code = execFileSync('oathtool', ['--totp', '--base32', secret], { encoding: 'utf8' }).trim()
    await window.getByLabel('Code that the app shows').fill(code)
    await window.getByRole('button', { name: 'Register' }).click()
    await window.waitForURL('**/start/')
  })

  step('the device stands on the page of the user, and is named', async () => {
    await page.goto('/console/#/users')
    await main.getByRole('link', { name: 'kofi' }).click()
    await page.getByRole('tab', { name: 'MFA devices' }).click()
    await row('Authenticator app').waitFor()
    await main.getByText('No recovery codes.').waitFor()
    await main.getByRole('checkbox', { name: 'Authenticator app', exact: true }).check()
    await press('Rename')
    await dialog.getByLabel('Name').fill('Work phone')
    await press('Rename', dialog)
    await notice('Authenticator app is called Work phone now.')
    await row('Work phone').waitFor()
    await clean()
  })

  step('who has lost it is helped by a reset, which says what follows', async () => {
    await press('Reset all')
    await dialog.getByText('and then a new device has to be registered').waitFor()
    await clean()
    await dialog.getByLabel('To confirm, type kofi').fill('kofi')
    await press('Reset', dialog)
    await notice('kofi has no second factor any more.')
    await page.getByText('No devices', { exact: true }).waitFor()
    const { page: window } = person
    await window.goto('about:blank')
    await person.context.clearCookies()
    await window.goto('/signin')
    await signIn(window, 'kofi', DEMO_PASSWORD)
    await window.waitForURL('**/signin/devices/new')
  })

  step('where it is never asked for, the rest is kept and cannot be changed', async () => {
    await page.goto('/console/#/settings?tab=mfa')
    await page.getByRole('radio', { name: /^Never/ }).check()
    assert.equal(await page.getByRole('checkbox', { name: /^Authenticator apps/ }).isDisabled(), true)
    await press('Save')
    await notice('since second factors are switched off')
    const { page: window } = person
    await window.goto('/signin')
    await signIn(window, 'kofi', DEMO_PASSWORD)
    await window.waitForURL('**/start/')
  })
})

step('no page complained', async () => assert.deepEqual([...admin.complaints(), ...person.complaints()], []))
