import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** What a person reads and does in the access portal. */

/** Names of the accounts, once all are loaded. */
export async function accountsOf(page: Page): Promise<readonly string[]> {
  await page.getByText('Open an account to see its permission sets.').waitFor()
  return page.locator('.account-name').allInnerTexts()
}

/** Opens the account if it is not open already. @returns names of the permission sets in it */
export async function openAccount(page: Page, name: string): Promise<readonly string[]> {
  const header = page.getByRole('button', { name: new RegExp(`^${name}`) })
  if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click()
  const roles = page.getByRole('list', { name: `Permission sets in ${name}` })
  await roles.waitFor()
  return roles.locator('.role-name').allInnerTexts()
}

/** Presses the copy button of that name and reads the clipboard. */
export async function copied(page: Page, what: RegExp): Promise<string> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: what }).click()
  await page.getByText('Copied').waitFor()
  return page.evaluate('navigator.clipboard.readText()')
}

/** The keys of the open *Access keys* dialog, as its block for bash is pasted into a shell. */
export async function copiedKeys(page: Page) {
  const block = await copied(page, /^Copy environment variables/i)
  const value = (name: string): string => {
    const found = new RegExp(`^export ${name}='([^']+)'$`, 'm').exec(block)?.[1]
    assert.ok(found, `${name} is not in the block`)
    return found
  }
  return {
    accessKeyId: value('AWS_ACCESS_KEY_ID'),
    secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
    sessionToken: value('AWS_SESSION_TOKEN'),
  }
}
