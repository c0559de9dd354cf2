import assert from 'node:assert/strict'

/** A page that the browser stands on. */
export interface BrowserPage {
  readonly url: URL
  readonly status: number
  readonly html: string
}

export interface BrowserLite {
  /** Goes to an address and follows where it leads. */
  open(address: string | URL): Promise<BrowserPage>
  /** Sends the form of the page with its hidden fields and these values, as pressing a button does. */
  submit(page: BrowserPage, values?: Readonly<Record<string, string>>): Promise<BrowserPage>
  /** Answers the sign-in pages, unless signed in already; the page is where that leads. */
  signIn(userName: string, password: string): Promise<BrowserPage>
  /** Opens the address that a program shows and lets it in; signed in already. */
  approve(verificationUri: string): Promise<BrowserPage>
}

const MOST_REDIRECTS = 10

/** A browser without script over HTTP: keeps cookies, follows redirects, and sends forms as they stand on the page. */
export function browserLite(portico: string): BrowserLite {
  const home = new URL(portico)
  const cookies = cookieJar()

  async function request(url: URL, form: URLSearchParams | undefined, hops: number): Promise<BrowserPage> {
    assert.ok(hops < MOST_REDIRECTS, `too many redirects, the last to ${url.pathname}`)
    const own = url.origin === home.origin
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        'user-agent': 'browser-lite',
        ...(own ? { cookie: cookies.header() } : {}),
        ...(form && FORM_HEADERS),
      },
      ...(form === undefined ? {} : { method: 'POST', body: form.toString() }),
    })
    if (own) cookies.take(response.headers.getSetCookie())
    const location = response.headers.get('location')
    const html = await response.text()
    if (location === null) return { url, status: response.status, html }
    return request(new URL(location, url), undefined, hops + 1)
  }

  const open = (address: string | URL) => request(new URL(address, home), undefined, 0)
  const submit = (page: BrowserPage, values: Readonly<Record<string, string>> = {}) => {
    const form = formOf(page)
    return request(form.action, new URLSearchParams({ ...form.fields, ...values }), 0)
  }
  return {
    open,
    submit,
    async signIn(userName, password) {
      const name = await open('/signin')
      if (name.url.pathname !== '/signin') return name
      return submit(await submit(name, { username: userName }), { password })
    },
    async approve(verificationUri) {
      const page = await submit(await open(verificationUri), { decision: 'allow' })
      assert.equal(page.status, 200, page.html)
      return page
    },
  }
}

/** Browsers send no address of the page under its `no-referrer`; Sec-Fetch-Site says that it is the portal's own. */
const FORM_HEADERS = {
  'content-type': 'application/x-www-form-urlencoded',
  origin: 'null',
  'sec-fetch-site': 'same-origin',
}

function cookieJar() {
  const kept = new Map<string, string>()
  return {
    header: () => [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
    take(lines: readonly string[]): void {
      for (const line of lines) {
        const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? []
        const expires = /; *expires=([^;]+)/i.exec(attributes)?.[1]
        const gone =
          value === '' ||
          /; *max-age=0/i.test(attributes) ||
          (expires !== undefined && new Date(expires).getTime() === 0)
        if (gone) kept.delete(name)
        else kept.set(name, value)
      }
    },
  }
}

/** The form of a page: where it goes, and its hidden fields. */
export function formOf({ url, html }: BrowserPage): { readonly action: URL; readonly fields: Record<string, string> } {
  const form = /<form method="post" action="([^"]+)"[^>]*>(.*?)<\/form>/s.exec(html)
  assert.ok(form !== null, `no form at ${url.pathname}: ${html}`)
  const [, action = '', body = ''] = form
  const hidden = body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return {
    action: new URL(decoded(action), url),
    fields: Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, decoded(value)])),
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
