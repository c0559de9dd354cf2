/**
 * Settings come from the environment, each also as `NAME_FILE` (a file that holds the value). Every problem is reported
 * in one message, unknown `PORTICO_*` names are problems, defaults are filled once, and the result does not change while
 * the server runs. What an administrator changes at run time lives in the database, not here.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Random } from '#server/base/random.ts'
import type { MailSender, SmtpSetting } from './mail.ts'
import { type SettingName, settings } from './settings.ts'

export { settings } from './settings.ts'

export interface Config {
  /** Without a trailing slash: `https://sso.example.org`. */
  readonly origin: string
  readonly listen: { readonly host: string; readonly port: number }
  readonly dataDirectory: string
  readonly database: string
  readonly masterKey: Buffer
  readonly region: string
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly trustedProxies: readonly string[]
  /** Host header values that are served, in lower case. */
  readonly hosts: ReadonlySet<string>
  readonly logLevel: string
  /** Absent where there is no mail server. */
  readonly mail: (SmtpSetting & { readonly from: MailSender }) | undefined
}

export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The settings have ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n- ${problems.join('\n- ')}`,
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** @throws ConfigError with every problem found */
export function loadConfig(env: Environment, random: Random): Config {
  const problems: string[] = []
  const values = readAll(env, problems)
  const { PORTICO_URL: url, PORTICO_DATABASE: database, PORTICO_TLS_CERT: cert, PORTICO_TLS_KEY: key } = values
  if ((cert === undefined) !== (key === undefined)) problems.push('PORTICO_TLS_CERT and PORTICO_TLS_KEY go together')
  if (database !== 'sqlite:' && values.PORTICO_MASTER_KEY === undefined)
    problems.push(
      'PORTICO_MASTER_KEY is required with PostgreSQL: replicas share it; make one with: openssl rand -base64 32',
    )
  const tls =
    cert === undefined || key === undefined
      ? undefined
      : { cert: pem('PORTICO_TLS_CERT', cert, problems), key: pem('PORTICO_TLS_KEY', key, problems) }
  if (problems.length > 0) throw new ConfigError(problems)
  const dataDirectory = resolve(values.PORTICO_DATA)
  return Object.freeze({
    origin: url.origin,
    listen: values.PORTICO_LISTEN,
    dataDirectory,
    database,
    masterKey: values.PORTICO_MASTER_KEY ?? keyOfDirectory(dataDirectory, random),
    region: values.PORTICO_REGION,
    tls,
    trustedProxies: values.PORTICO_TRUSTED_PROXIES,
    hosts: hostsServed(url, values.PORTICO_ALLOWED_HOSTS),
    logLevel: values.PORTICO_LOG,
    mail: mailOf(values),
  })
}

function mailOf({ PORTICO_SMTP_URL: server, PORTICO_MAIL_FROM: from, PORTICO_URL: url }: Values): Config['mail'] {
  return server && { ...server, from: from ?? { name: 'Portico', address: `portico@${url.hostname}` } }
}

type Values = { [Name in SettingName]: ReturnType<(typeof settings)[Name]['parse']> }

function readAll(env: Environment, problems: string[]): Values {
  for (const name of Object.keys(env)) {
    if (name.startsWith('PORTICO_') && !(name.replace(/_FILE$/, '') in settings))
      problems.push(`${name} is not a setting; see docs/settings.md`)
  }
  const values: Record<string, unknown> = {}
  for (const [name, { parse }] of Object.entries(settings))
    values[name] = parse(textOf(env, name, problems), message => problems.push(`${name} ${message}`))
  return values as Values
}

/** The setting's text, from the variable or from the file it names. An empty variable counts as absent. */
function textOf(env: Environment, name: string, problems: string[]): string | undefined {
  const direct = env[name] === '' ? undefined : env[name]
  const file = env[`${name}_FILE`]
  if (file === undefined || file === '') return direct
  if (direct !== undefined) problems.push(`${name} and ${name}_FILE are both set; keep one`)
  return pem(`${name}_FILE`, file, problems).trim()
}

function pem(name: string, file: string, problems: string[]): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    problems.push(`${name} names ${file}, which cannot be read`)
    return ''
  }
}

/**
 * Level by level: Node's own recursion does not end where the file system refuses a directory whose parent exists (/proc).
 * @throws ConfigError
 */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) {
    if (statSync(directory).isDirectory()) return
    throw new ConfigError([`PORTICO_DATA names ${directory}, which is not a directory`])
  }
  makeDirectory(dirname(directory))
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another command may have made it at the same time.
    if (code !== 'EEXIST') throw new ConfigError([`PORTICO_DATA names ${directory}, which cannot be made (${code})`])
  }
}

/** The master key of a SQLite store: made once, readable by its owner only. */
function keyOfDirectory(directory: string, random: Random): Buffer {
  makeDirectory(directory)
  const file = join(directory, 'master.key')
  if (!existsSync(file)) {
    // `wx` so that two commands that start together do not make two keys: the second one reads the first one's.
    try {
      writeFileSync(file, `${Buffer.from(random(32)).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  chmodSync(file, 0o600)
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64')
  if (key.length !== 32) throw new ConfigError([`${file} does not hold 32 bytes in base64; restore it from a backup`])
  return key
}

function hostsServed(url: URL, further: readonly string[]): ReadonlySet<string> {
  const local = ['localhost', '127.0.0.1', '[::1]']
  const port = url.port === '' ? '' : `:${url.port}`
  const own = local.includes(url.hostname) ? local.map(name => `${name}${port}`) : [url.host]
  return new Set([...own, ...further].map(host => host.toLowerCase()))
}
