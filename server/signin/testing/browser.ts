import type { FastifyInstance } from 'fastify'
import { ORIGIN } from './world.ts'

/** A browser without script: keeps cookies, sends forms as they stand on the page. */
export function browser(app: FastifyInstance) {
  const cookies = new Map<string, string>()
  let page = { path: '/', body: '', status: 0, location: '' }

  async function request(
    method: 'GET' | 'POST',
    url: string,
    more: { payload?: string; headers?: Record<string, string> } = {},
  ) {
    const response = await app.inject({
      method,
      url,
      headers: {
        host: 'localhost:8480',
        'user-agent': 'Test browser',
        'sec-fetch-site': 'same-origin',
        ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(method === 'POST' ? { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...more.headers,
      },
      ...(more.payload === undefined ? {} : { payload: more.payload }),
    })
    for (const { name, value, expires } of response.cookies)
      if (value === '' || (expires !== undefined && expires.getTime() === 0)) cookies.delete(name)
      else cookies.set(name, value)
    page = {
      path: url,
      body: response.body,
      status: response.statusCode,
      location: String(response.headers.location ?? ''),
    }
    return { ...page, headers: response.headers }
  }

  return {
    cookies,
    page: () => page,
    get: (url: string, headers: Record<string, string> = {}) => request('GET', url, { headers }),
    /** Sends the first form of the current page that has these fields, with its hidden ones. */
    submit(given: Record<string, string>, headers: Record<string, string> = {}) {
      const forms = page.body.match(/<form method="post"[\s\S]*?<\/form>/g) ?? [page.body]
      const form = forms.find(one => Object.keys(given).every(name => one.includes(`name="${name}"`))) ?? forms[0] ?? ''
      const action = /<form method="post" action="([^"]+)"/.exec(form)?.[1] ?? page.path
      const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, decode(value)] as const,
      )
      const payload = new URLSearchParams({ ...Object.fromEntries(hidden), ...given }).toString()
      return request('POST', decode(action), { payload, headers })
    },
    follow: () => request('GET', page.location),
  }
}

const decode = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  )

export type Browser = ReturnType<typeof browser>
