import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Client, Portal, Tokens } from './portal.ts'

type Configured = Pick<Portal, 'startUrl' | 'management'>

/**
 * The home directory of a person who has configured the sso-session `corp` and profiles for AdministratorAccess: `dev`
 * in the management account, `legacy` the same in the old form, and one for each further account.
 */
export function homeOf(portal: Configured, accounts: Readonly<Record<string, string>> = {}): string {
  const home = mkdtempSync(join(tmpdir(), 'portico-home-'))
  after(() => rmSync(home, { recursive: true, force: true }))
  mkdirSync(join(home, '.aws/sso/cache'), { recursive: true })
  const place = `sso_start_url = ${portal.startUrl}\nsso_region = us-east-1`
  const profiles = Object.entries({ dev: portal.management, ...accounts })
  const sections = [
    `[sso-session corp]\n${place}\nsso_registration_scopes = sso:account:access`,
    `[profile legacy]\n${place}\n${inAccount(portal.management)}`,
    ...profiles.map(([name, account]) => `[profile ${name}]\nsso_session = corp\n${inAccount(account)}`),
  ]
  writeFileSync(join(home, '.aws/config'), `${sections.join('\n\n')}\n`)
  return home
}

const inAccount = (account: string): string =>
  `sso_account_id = ${account}\nsso_role_name = AdministratorAccess\nregion = us-east-1`

/** The token of an sso-session as the clients keep it in `~/.aws/sso/cache`. */
export interface CachedToken {
  readonly startUrl: string
  readonly region: string
  readonly accessToken: string
  readonly expiresAt: string
  readonly clientId: string
  readonly clientSecret: string
  readonly registrationExpiresAt: string
  readonly refreshToken: string
}

export const cachedToken = (
  { startUrl }: Pick<Portal, 'startUrl'>,
  { clientId, clientSecret, expiresAt }: Client,
  { accessToken, refreshToken }: Tokens,
  expires: Date,
): CachedToken => ({
  startUrl,
  region: 'us-east-1',
  accessToken,
  expiresAt: instant(expires),
  clientId,
  clientSecret,
  registrationExpiresAt: instant(new Date(expiresAt * 1000)),
  refreshToken,
})

const instant = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

const SESSION_FILE = `${createHash('sha1').update('corp').digest('hex')}.json`
const path = (home: string): string => join(home, '.aws/sso/cache', SESSION_FILE)

export const tokenFile = {
  write: (home: string, token: CachedToken): void => writeFileSync(path(home), JSON.stringify(token), { mode: 0o600 }),
  read: (home: string): CachedToken => JSON.parse(readFileSync(path(home), 'utf8')),
  path,
}
