import { after } from 'node:test'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, which talks to nobody but the server under test; closed after the test file. */
export async function startChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  })
  after(() => browser.close())
  return browser
}

/** The browser of one person, with everything that its pages complained about. */
export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors and warnings of the console, violations of the content security policy, and what no script caught. */
  complaints(): readonly { readonly text: string; readonly url: string }[]
}

/** @param origin to which relative addresses belong */
export async function visit(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ baseURL: origin, ...options })
  const complaints: { text: string; url: string }[] = []
  // A page that says no has a status that says no: of pages, and of nothing else, that is no complaint.
  const pages = new Set<string>()
  context.on('request', request => request.isNavigationRequest() && pages.add(request.url()))
  context.on('weberror', error => complaints.push({ text: String(error.error()), url: error.page()?.url() ?? '' }))
  context.on('console', message => {
    const { url } = message.location()
    if (['error', 'warning'].includes(message.type())) complaints.push({ text: message.text(), url })
  })
  const isOfPage = ({ text, url }: { text: string; url: string }) =>
    pages.has(url) && text.startsWith('Failed to load resource: the server responded with a status of 4')
  return { context, page: await context.newPage(), complaints: () => complaints.filter(one => !isOfPage(one)) }
}

/** What stands there to be read. */
export const textOf = async (page: Page, selector = 'main'): Promise<string> =>
  (await page.locator(selector).textContent()) ?? ''

/** Fills and sends the two forms of a sign-in; the page has to stand at the first. */
export async function signIn(page: Page, userName: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(userName)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
