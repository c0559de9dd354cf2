/** How mail is handed over; `undefined` where no server is set. */
export interface SmtpSetting {
  readonly host: string
  readonly port: number
  readonly tls: 'implicit' | 'required' | 'optional' | 'never'
  readonly user?: string
  readonly password?: string
}

export interface MailSender {
  readonly name: string
  readonly address: string
}

type Problem = (message: string) => void

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const SHAPE = 'must be smtp://[USER:PASSWORD@]HOST[:PORT] (STARTTLS) or smtps://… (TLS from the start)'

/**
 * Mails hold links that sign in, so that the way to the server is encrypted, unless it does not leave this machine or the
 * setting says otherwise.
 */
export function smtpUrl(value: string | undefined, problem: Problem): SmtpSetting | undefined {
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    // The value is not repeated: it may hold a password.
    problem(SHAPE)
    return undefined
  }
  if (!['', '/'].includes(url.pathname) || url.hash !== '') problem(SHAPE)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = tlsOf(url, problem)
  const usual = tls === 'implicit' ? 465 : 587
  const port = url.port === '' ? usual : Number(url.port)
  const user = decoded(url.username, problem)
  return { host, port, tls, ...(user === '' ? {} : { user, password: decoded(url.password, problem) }) }
}

function tlsOf({ protocol, hostname, searchParams }: URL, problem: Problem): SmtpSetting['tls'] {
  const asked = searchParams.get('tls')
  const unknown = [...searchParams.keys()].filter(name => name !== 'tls')
  if (unknown.length > 0) problem(`knows the parameter tls alone, not ${unknown.join(', ')}`)
  if (protocol === 'smtps:') {
    if (asked !== null) problem('takes tls= with smtp:// only; smtps:// is always encrypted')
    return 'implicit'
  }
  if (asked === null) return LOOPBACK.includes(hostname) ? 'never' : 'required'
  const known = (['required', 'optional', 'never'] as const).find(one => one === asked)
  if (known === undefined) problem('takes tls=required, tls=optional or tls=never')
  return known ?? 'required'
}

function decoded(text: string, problem: Problem): string {
  try {
    return decodeURIComponent(text)
  } catch {
    problem('holds a % in the user name or password that must be written %25')
    return text
  }
}

/** `sso@example.org` or `Example SSO <sso@example.org>`. */
export function mailFrom(value: string | undefined, problem: Problem): MailSender | undefined {
  if (value === undefined) return undefined
  const [, name = '', inBrackets, plain] = /^(?:([^<>"\p{C}]*)<([^<>]+)>|(\S+))$/u.exec(value.trim()) ?? []
  const address = inBrackets ?? plain ?? ''
  if (!/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(address)) {
    problem('must be an address, such as sso@example.org or Example SSO <sso@example.org>')
    return undefined
  }
  return { name: name.trim(), address }
}
