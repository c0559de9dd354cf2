import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { SSO } from '@aws-sdk/client-sso'
import { SSOOIDC } from '@aws-sdk/client-sso-oidc'
import type { App } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { type BrowserLite, browserLite } from '#tests/browser-lite.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { type Administrator, administrator, PASSWORD, startPortico, testConfig } from '#tests/portico.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** A listening server with its first administrator, and the official clients of its sign-in APIs. */
export interface Portal {
  readonly app: App
  readonly origin: string
  readonly startUrl: string
  readonly admin: Administrator
  readonly management: string
  readonly oidc: SSOOIDC
  readonly sso: SSO
  /** A browser in which the administrator is signed in. */
  readonly browser: BrowserLite
  /** Lets the server's clock run ahead. */
  advance(seconds: number): void
}

export async function openPortal(engine: TestEngine | undefined = engines[0]): Promise<Portal> {
  assert.ok(engine !== undefined)
  let ahead = 0
  const config = await testConfig(await engine.settings())
  const app = await startPortico(config, () => systemClock() + ahead)
  const admin = await administrator(app)
  const { origin } = config
  const browser = browserLite(origin)
  await browser.signIn(admin.userName, PASSWORD)
  const client = { endpoint: origin, region: 'us-east-1', maxAttempts: 1 }
  return {
    app,
    origin,
    startUrl: `${origin}/start`,
    admin,
    management: app.description.managementAccountId,
    oidc: new SSOOIDC(client),
    sso: new SSO(client),
    browser,
    advance: seconds => {
      ahead += seconds * 1000
    },
  }
}

/** A registration as its holder keeps it. */
export interface Client {
  readonly clientId: string
  readonly clientSecret: string
  /** Unix seconds. */
  readonly expiresAt: number
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  /** Seconds. */
  readonly expiresIn: number
}

interface Registration {
  readonly scopes?: string[]
  readonly grantTypes?: string[]
  readonly redirectUris?: string[]
}

export async function register({ oidc }: Portal, registration: Registration = {}): Promise<Client> {
  const { clientId, clientSecret, clientSecretExpiresAt } = await oidc.registerClient({
    clientName: 'interop',
    clientType: 'public',
    scopes: ['sso:account:access'],
    ...registration,
  })
  assert.ok(clientId !== undefined && clientSecret !== undefined && clientSecretExpiresAt !== undefined)
  return { clientId, clientSecret, expiresAt: clientSecretExpiresAt }
}

export const secretOf = ({ clientId, clientSecret }: Client) => ({ clientId, clientSecret })

/** A device login that the administrator approves in the browser. */
export async function deviceLogin(portal: Portal, client: Client): Promise<Tokens> {
  const { oidc, startUrl, browser } = portal
  const device = await oidc.startDeviceAuthorization({ ...secretOf(client), startUrl })
  await browser.approve(device.verificationUriComplete ?? '')
  return tokensOf(
    await oidc.createToken({ ...secretOf(client), grantType: DEVICE_GRANT, deviceCode: device.deviceCode }),
  )
}

export function tokensOf(answer: {
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
  readonly expiresIn?: number | undefined
}): Tokens {
  const { accessToken, refreshToken, expiresIn } = answer
  assert.ok(accessToken !== undefined && refreshToken !== undefined && expiresIn !== undefined)
  return { accessToken, refreshToken, expiresIn }
}

export interface Pkce {
  readonly verifier: string
  readonly challenge: string
}

export function pkce(): Pkce {
  const verifier = randomBytes(48).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export interface Loopback {
  /** With the random port. */
  readonly redirectUri: string
  /** What the browser brought. */
  readonly received: URLSearchParams[]
  close(): void
}

/** The listener that a program opens on this computer to be told the code. */
export async function loopback(path = '/oauth/callback'): Promise<Loopback> {
  const received: URLSearchParams[] = []
  const server = createServer((request, response) => {
    received.push(new URL(request.url ?? '/', 'http://127.0.0.1').searchParams)
    response.end('You can close this window.')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return { redirectUri: `http://127.0.0.1:${address.port}${path}`, received, close: () => server.close() }
}
