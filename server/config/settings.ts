import { BlockList, isIP } from 'node:net'
import { mailFrom, smtpUrl } from './mail.ts'

/** What one setting is: its meaning for `docs/settings.md`, and how its text becomes a value. */
interface Setting<T> {
  readonly help: string
  /** As documented; the value itself comes from `parse(undefined, …)`. */
  readonly defaultText: string
  readonly secret?: boolean
  readonly parse: (text: string | undefined, problem: (message: string) => void) => T
}

const text = (fallback: string) => (value: string | undefined) => value ?? fallback

function publicUrl(value: string | undefined, problem: (message: string) => void): URL {
  const fallback = new URL('http://localhost:8480')
  if (value === undefined) return fallback
  if (!URL.canParse(value)) {
    problem('is not a URL; give the public origin, such as https://sso.example.org')
    return fallback
  }
  const url = new URL(value)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    problem('must use https; http is allowed for localhost only')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    problem('must be an origin only: scheme, host and port, nothing after it')
  return url
}

function listen(value: string | undefined, problem: (message: string) => void): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:\s]+):(\d{1,5})$/.exec(value ?? '127.0.0.1:8480')
  const port = Number(match?.[2])
  if (match?.[1] === undefined || port > 65_535) {
    problem('must be HOST:PORT, such as 127.0.0.1:8480 or [::1]:8480')
    return { host: '127.0.0.1', port: 8480 }
  }
  return { host: match[1].replace(/^\[|\]$/g, ''), port }
}

function database(value: string | undefined, problem: (message: string) => void): string {
  const url = value ?? 'sqlite:'
  if (url !== 'sqlite:' && !/^postgres(ql)?:\/\//.test(url))
    problem('must be sqlite: (the store in the data directory) or postgres://USER@HOST:PORT/NAME')
  return url
}

function masterKey(value: string | undefined, problem: (message: string) => void): Buffer | undefined {
  if (value === undefined) return undefined
  const key = Buffer.from(value, 'base64')
  if (key.length !== 32 || key.toString('base64') !== value.trim())
    problem('must be 32 bytes in base64; make one with: openssl rand -base64 32')
  return key
}

const REGION = /^([a-z]+-){2,3}\d$/

function region(value: string | undefined, problem: (message: string) => void): string {
  const name = value ?? 'us-east-1'
  if (!REGION.test(name)) problem('must look like an AWS Region name, such as eu-central-1')
  return name
}

const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')

/** Addresses and CIDR ranges whose X-Forwarded-* headers are believed. */
function trustedProxies(value: string | undefined, problem: (message: string) => void): string[] {
  const proxies = list(value)
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address)
    if (family === 0 || !validPrefix(address, family, bits))
      problem(`holds ${proxy}, which is no address or CIDR range`)
  }
  return proxies
}

function validPrefix(address: string, family: number, bits: string | undefined): boolean {
  if (bits === undefined) return true
  try {
    new BlockList().addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4')
    return true
  } catch {
    return false
  }
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

function logLevel(value: string | undefined, problem: (message: string) => void): (typeof LEVELS)[number] {
  const level = LEVELS.find(known => known === (value ?? 'info'))
  if (level === undefined) problem(`must be one of ${LEVELS.join(', ')}`)
  return level ?? 'info'
}

/** Every setting there is; `docs/settings.md` is made from this table. */
export const settings = {
  PORTICO_URL: {
    help: 'Public origin. Links, issuers and cookies are built from it and never from the Host header.',
    defaultText: '`http://localhost:8480`',
    parse: publicUrl,
  },
  PORTICO_LISTEN: { help: 'Address and port to listen on.', defaultText: '`127.0.0.1:8480`', parse: listen },
  PORTICO_DATA: {
    help: 'Directory of the store, the master key and the lock.',
    defaultText: '`./data`',
    parse: text('./data'),
  },
  PORTICO_DATABASE: {
    help: '`sqlite:` for the store in the data directory, or `postgres://USER:PASSWORD@HOST:PORT/NAME` for several servers.',
    defaultText: '`sqlite:`',
    secret: true,
    parse: database,
  },
  PORTICO_MASTER_KEY: {
    help: '32 bytes in base64 under which secrets are sealed. Required with PostgreSQL.',
    defaultText: 'made in the data directory, mode 0600',
    secret: true,
    parse: masterKey,
  },
  PORTICO_REGION: {
    help: 'Name of the primary Region that clients see. Fixed when the store is made.',
    defaultText: '`us-east-1`',
    parse: region,
  },
  PORTICO_SMTP_URL: {
    help: 'Mail server: `smtp://[USER:PASSWORD@]HOST[:PORT]`, which must offer STARTTLS unless it is on this machine (`?tls=required`, `?tls=optional` and `?tls=never` say otherwise), or `smtps://…` for TLS from the start. Without it, mails wait in the outbox of the console.',
    defaultText: 'none',
    secret: true,
    parse: smtpUrl,
  },
  PORTICO_MAIL_FROM: {
    help: 'Sender of mails: an address, or `NAME <ADDRESS>`.',
    defaultText: '`Portico <portico@HOST>` with the host of `PORTICO_URL`',
    parse: mailFrom,
  },
  PORTICO_TLS_CERT: {
    help: 'PEM file of the certificate chain, to serve TLS without a proxy.',
    defaultText: 'none',
    parse: (value: string | undefined) => value,
  },
  PORTICO_TLS_KEY: {
    help: 'PEM file of the private key of the certificate.',
    defaultText: 'none',
    parse: (value: string | undefined) => value,
  },
  PORTICO_TRUSTED_PROXIES: {
    help: 'Addresses and CIDR ranges, separated by commas, whose X-Forwarded-For header is believed.',
    defaultText: 'none',
    parse: trustedProxies,
  },
  PORTICO_ALLOWED_HOSTS: {
    help: 'Further host names (with port where it is not the standard one), separated by commas, that requests may name.',
    defaultText: 'that of `PORTICO_URL`, and localhost while that is local',
    parse: list,
  },
  PORTICO_LOG: { help: `Log level: ${LEVELS.join(', ')}.`, defaultText: '`info`', parse: logLevel },
} as const satisfies Readonly<Record<string, Setting<unknown>>>

export type SettingName = keyof typeof settings
