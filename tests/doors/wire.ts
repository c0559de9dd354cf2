/** Requests as they stand on the wire: with any header, to any server, and the refusal that comes back. */
import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'

export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** @param via the port to send to, where that is not the origin's own: a replica behind the same name */
export function send(origin: string, { method = 'GET', path, headers = {}, body }: Asked, via?: number) {
  const { host, port } = new URL(origin)
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise<Answer>((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: via ?? port, method, path, headers: { host, ...length, ...headers } },
      response => {
        let text = ''
        response
          .setEncoding('utf8')
          .on('data', chunk => {
            text += chunk
          })
          .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
          .on('error', reject)
      },
    )
    sent.on('error', reject).end(body)
  })
}

/** Bytes that need not be HTTP; everything that comes back until the server hangs up. */
export async function sendBytes(origin: string, bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  let text = ''
  socket
    .setEncoding('latin1')
    .on('data', chunk => {
      text += chunk
    })
    .on('error', () => {})
  socket.write(bytes, 'latin1')
  await once(socket, 'close')
  return text
}

/** The code of the refusal that an answer tells, in whichever form its door has. */
export function codeOf({ headers, body }: Answer): string | undefined {
  const type = String(headers['content-type'] ?? '')
  if (type.includes('json')) {
    const { refusal } = JSON.parse(body) as { refusal?: { code: string } }
    return refusal?.code
  }
  const pattern = type.includes('xml') ? /<code>([^<]+)<\/code>/ : /href="\/help\/([a-z0-9_.-]+)"/
  return pattern.exec(body)?.[1]
}

export const FORM = 'application/x-www-form-urlencoded'

/** The hidden fields of the form on a page. */
export const hiddenFields = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    ]),
  )

export type Send = (asked: Asked) => Promise<Answer>

/** A browser without script: keeps cookies, sends forms with their hidden fields, says where its requests come from. */
export class Browser {
  readonly #origin: string
  readonly #send: Send
  readonly #cookies = new Map<string, string>()

  constructor(origin: string, sending: Send = asked => send(origin, asked)) {
    this.#origin = origin
    this.#send = sending
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** What the portal's own script sends with its requests. */
  get self(): Record<string, string> {
    return { ...this.#own, 'x-portico-as': 'self' }
  }

  /** What the console sends with its requests, acting with this permission set of the management account. */
  as(permissionSet: string): Record<string, string> {
    return { ...this.#own, 'x-portico-as': permissionSet }
  }

  get #own(): Record<string, string> {
    return { cookie: this.cookie, origin: this.#origin, 'sec-fetch-site': 'same-origin' }
  }

  async send(asked: Asked): Promise<Answer> {
    const cookies = this.#cookies.size === 0 ? {} : { cookie: this.cookie }
    const headers = { 'sec-fetch-site': 'same-origin', ...cookies, ...asked.headers }
    const answer = await this.#send({ ...asked, headers })
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return answer
  }

  get(path: string): Promise<Answer> {
    return this.send({ path })
  }

  /** Sends a form as it was shown, filled in. */
  submit(path: string, page: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const body = new URLSearchParams({ ...hiddenFields(page), ...fields }).toString()
    return this.send({
      method: 'POST',
      path,
      headers: { 'content-type': FORM, origin: this.#origin },
      body,
    })
  }

  /** Name, then password. @returns the answer to the last form */
  async signIn(userName: string, password: string): Promise<Answer> {
    const first = await this.get('/signin')
    await this.submit('/signin', first.body, { username: userName })
    const second = await this.get('/signin/password')
    return this.submit('/signin/password', second.body, { password })
  }
}
