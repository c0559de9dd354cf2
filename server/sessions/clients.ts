import type { Clock } from '#server/base/clock.ts'
import { type Random, token } from '#server/base/random.ts'
import { isLoopback } from './redirect.ts'
import { refuse } from './refusals.ts'
import { mac, sameText } from './secrets.ts'
import type { GrantType, OAuthClient, RegisteredClient, RegistrationRequest } from './types.ts'

/** Longer than any session: botocore does not refresh once the registration has expired. */
const LIFETIME = 90 * 24 * 3600 * 1000
const MOST_SCOPES = 25
const MOST_REDIRECTS = 10
const LONGEST_NAME = 256
/** Characters that show nothing, or turn the text around them: people decide by this name. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
/** The client id stands in the address of `/authorize`. */
const LONGEST_CLIENT_ID = 4096

const GRANT_TYPES: readonly GrantType[] = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
]

/** The scopes of AWS's services, and `sso-portal:*`, which some programs send. */
const SCOPE = /^[A-Za-z0-9_-]{1,50}(:[A-Za-z0-9_-]{1,50}){0,2}(:\*)?$/

interface Needs {
  /** Keys of the instance by purpose, the same for ever. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
}

export interface ClientRegistry {
  register(request: RegistrationRequest): RegisteredClient
  client(clientId: string): OAuthClient
  authenticate(clientId: string, clientSecret: string): OAuthClient
}

/**
 * Registrations are not stored: programs keep them for 90 days, do not register again when they are refused, and anybody
 * may make any number of them. The client id is the registration with a MAC; the secret is a MAC of the client id. Both
 * keys come from the master key, so that registrations survive restarts and restores.
 */
export function clientRegistry({ derive, clock, random }: Needs): ClientRegistry {
  const idKey = derive('oauth client id v1')
  const secretKey = derive('oauth client secret v1')
  const registry: ClientRegistry = {
    register(request) {
      const issuedAt = Math.floor(clock() / 1000) * 1000
      const body = bodyOf(checked(request), issuedAt, token(random))
      const clientId = `${body}.${mac(idKey, body)}`
      if (clientId.length > LONGEST_CLIENT_ID) throw refuse('oauth.client_metadata', { observed: 'too much at once' })
      return { ...registry.client(clientId), clientSecret: mac(secretKey, clientId) }
    },
    client(clientId) {
      const [body = '', signature = '', ...rest] = clientId.split('.')
      if (rest.length > 0 || !sameText(signature, mac(idKey, body))) throw refuse('oauth.client_unknown')
      const client = { ...read(body), clientId }
      if (client.expiresAt <= clock()) throw refuse('oauth.client_expired')
      return client
    },
    authenticate(clientId, clientSecret) {
      const client = registry.client(clientId)
      if (!sameText(clientSecret, mac(secretKey, clientId))) throw refuse('oauth.client_unknown')
      return client
    },
  }
  return registry
}

type Metadata = Pick<OAuthClient, 'clientName' | 'scopes' | 'redirectUris' | 'grantTypes'>

/** Only what carries our MAC is ever read, so its shape is known. */
interface Body {
  readonly n: string
  readonly s: readonly string[]
  readonly r: readonly string[]
  readonly g: readonly number[]
  /** Unix seconds. */
  readonly i: number
  readonly x: string
}

function bodyOf({ clientName, scopes, redirectUris, grantTypes }: Metadata, issuedAt: number, unique: string): string {
  const g = grantTypes.map(type => GRANT_TYPES.indexOf(type))
  const body: Body = { n: clientName, s: scopes, r: redirectUris, g, i: issuedAt / 1000, x: unique.slice(0, 22) }
  return Buffer.from(JSON.stringify(body)).toString('base64url')
}

function read(body: string): Omit<OAuthClient, 'clientId'> {
  const { n, s, r, g, i }: Body = JSON.parse(Buffer.from(body, 'base64url').toString())
  return {
    clientName: n,
    scopes: s,
    redirectUris: r,
    grantTypes: GRANT_TYPES.filter((_, index) => g.includes(index)),
    issuedAt: i * 1000,
    expiresAt: i * 1000 + LIFETIME,
  }
}

function checked({ clientName, clientType, scopes, redirectUris, grantTypes }: RegistrationRequest): Metadata {
  if (clientType !== 'public')
    throw refuse('oauth.client_metadata', {
      about: 'clientType',
      observed: clientType.slice(0, 50),
      expected: 'public',
    })
  if (clientName.trim() === '' || clientName.length > LONGEST_NAME || UNSEEN.test(clientName))
    throw refuse('oauth.client_metadata', { about: 'clientName', expected: `1 to ${LONGEST_NAME} visible characters` })
  return {
    clientName,
    scopes: checkedScopes(scopes ?? []),
    redirectUris: checkedRedirects(redirectUris ?? []),
    grantTypes: checkedGrantTypes(grantTypes ?? []),
  }
}

function checkedScopes(scopes: readonly string[]): readonly string[] {
  const bad = scopes.find(scope => !SCOPE.test(scope))
  if (bad !== undefined) throw refuse('oauth.scope', { observed: bad.slice(0, 100) })
  if (scopes.length > MOST_SCOPES) throw refuse('oauth.scope', { expected: `at most ${MOST_SCOPES} scopes` })
  return [...new Set(scopes)]
}

function checkedRedirects(uris: readonly string[]): readonly string[] {
  const bad = uris.find(uri => !isLoopback(uri))
  if (bad !== undefined) throw refuse('oauth.redirect_uri', { observed: bad.slice(0, 200) })
  if (uris.length > MOST_REDIRECTS) throw refuse('oauth.redirect_uri', { expected: `at most ${MOST_REDIRECTS}` })
  return uris
}

/** Older programs name none: they use the device grant, some the authorization code. */
function checkedGrantTypes(types: readonly string[]): readonly GrantType[] {
  const bad = types.find(type => !GRANT_TYPES.some(known => known === type))
  if (bad !== undefined) throw refuse('oauth.grant_type', { observed: bad.slice(0, 100) })
  return types.length === 0 ? GRANT_TYPES : GRANT_TYPES.filter(known => types.includes(known))
}
