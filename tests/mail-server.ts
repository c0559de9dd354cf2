/** A real SMTP server that keeps what it is given. */
import { once } from 'node:events'
import { after } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { freePort } from './portico.ts'

export interface Delivered {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came. */
  readonly source: string
  readonly user: string | undefined
  readonly encrypted: boolean
}

export interface MailServer {
  readonly port: number
  readonly delivered: readonly Delivered[]
  /** What it says to the next letters instead of taking them, until it is taken back. */
  refusing(words: { readonly code: number; readonly text: string } | undefined): void
  start(): Promise<void>
  stop(): Promise<void>
}

interface Settings {
  readonly login?: { readonly user: string; readonly password: string }
  /** Offers STARTTLS with a certificate that nobody has signed. */
  readonly starttls?: boolean
}

/** Not started yet; stopped after the test file. */
export async function mailServer({ login, starttls = false }: Settings = {}): Promise<MailServer> {
  const port = await freePort()
  const delivered: Delivered[] = []
  let refusal: { readonly code: number; readonly text: string } | undefined
  let server: SMTPServer | undefined
  const make = () =>
    new SMTPServer({
      disabledCommands: [...(starttls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
      authOptional: login === undefined,
      allowInsecureAuth: true,
      logger: false,
      onAuth: ({ username, password }, _session, done) =>
        username === login?.user && password === login?.password
          ? done(null, { user: username })
          : done(new Error('Invalid username or password')),
      onData(stream, session, done) {
        const { mailFrom, rcptTo } = session.envelope
        let source = ''
        stream
          .setEncoding('utf8')
          .on('data', chunk => {
            source += chunk
          })
          .on('end', () => {
            if (refusal !== undefined)
              return done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
            const from = mailFrom === false ? '' : mailFrom.address
            const to = rcptTo.map(({ address }) => address)
            delivered.push({ from, to, source, user: session.user, encrypted: session.secure })
            return done()
          })
      },
    })
  const stop = async () => {
    if (server === undefined) return
    await new Promise<void>(resolve => server?.close(resolve))
    server = undefined
  }
  after(stop)
  return {
    port,
    delivered,
    refusing: words => {
      refusal = words
    },
    async start() {
      server = make()
      // A client that hangs up in the middle is no fault of the server.
      server.on('error', () => {})
      await once(server.listen(port, '127.0.0.1'), 'listening')
    },
    stop,
  }
}

/** The text of a letter as it is read: quoted-printable undone. */
export function textOf({ source }: Delivered): string {
  const [head = '', ...rest] = source.split('\r\n\r\n')
  const body = rest.join('\n\n').replaceAll('\r\n', '\n')
  if (!/^content-transfer-encoding: quoted-printable$/im.test(head)) return body
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The one link in a text with a token. */
export const linkIn = (text: string): string => /https?:\/\/\S+\?token=\S+/.exec(text)?.[0] ?? ''
