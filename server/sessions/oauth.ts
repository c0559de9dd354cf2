import type { Author } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { type Random, token } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import { clientRegistry } from './clients.ts'
import { deviceGrant } from './device.ts'
import type { GrantStore } from './grant-store.ts'
import { fitsChallenge } from './pkce.ts'
import { refuse } from './refusals.ts'
import { hashOf } from './secrets.ts'
import type { SessionSettingStore } from './settings-store.ts'
import type { SessionStore } from './store.ts'
import { firstTokens, newFamilyId, type Outcome, refreshedTokens, type TokenStores } from './tokens.ts'
import type { OAuthClient, OAuthService, TokenRequest } from './types.ts'

/** The program asks for its tokens at once. */
const CODE_LIFETIME = 60_000

export interface OAuthNeeds {
  readonly stores: {
    readonly sessions: SessionStore
    readonly grants: GrantStore
    readonly sessionSettings: Pick<SessionSettingStore, 'deviceGrant'>
  }
  readonly atomically: Atomically<TokenStores>
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
  readonly instance: Instance
}

interface GrantUse {
  readonly author: Author
  readonly request: TokenRequest
  readonly client: OAuthClient
}

export function oauthService(needs: OAuthNeeds): OAuthService {
  const { atomically, random } = needs
  const clients = clientRegistry(needs)
  const device = deviceGrant({ ...needs, clients })
  const grants: Readonly<Record<string, (use: GrantUse) => Promise<Outcome>>> = {
    'urn:ietf:params:oauth:grant-type:device_code': ({ author, request, client }) =>
      device.redeem(author, required(request, 'deviceCode'), client),
    authorization_code: use => redeemCode(needs, use),
    refresh_token: ({ author, request, client }) => {
      const refreshToken = required(request, 'refreshToken')
      return atomically(stores => refreshedTokens(stores, author, { refreshToken, client }, needs))
    },
  }
  return {
    register: clients.register,
    client: clients.client,
    startDevice: device.start,
    deviceRequest: device.request,
    decideDevice: device.decide,
    async authorizationCode(author, request, session) {
      const code = token(random)
      await atomically(async stores => {
        await stores.grants.insertCode({
          ...request,
          codeHash: hashOf(code),
          sessionId: session.sessionId,
          userId: session.userId,
          expiresAt: author.call.at + CODE_LIFETIME,
        })
        await stores.events.record(author)
      })
      return code
    },
    async createToken(author, request) {
      const grant = Object.hasOwn(grants, request.grantType) ? grants[request.grantType] : undefined
      if (grant === undefined) throw refuse('oauth.grant_type', { observed: request.grantType.slice(0, 100) })
      const client = clients.authenticate(request.clientId, request.clientSecret)
      const outcome = await grant({ author, request, client })
      if (outcome instanceof Refusal) throw outcome
      return outcome
    },
  }
}

function required(
  request: TokenRequest,
  member: 'deviceCode' | 'code' | 'redirectUri' | 'codeVerifier' | 'refreshToken',
) {
  const value = request[member]
  if (value === undefined || value === '') throw refuse('oauth.parameter_missing', { about: member, expected: member })
  return value
}

/**
 * RFC 6749 §4.1.3, RFC 7636 §4.6. The code is spent by the first who shows it, right or wrong, and a second use ends
 * what the first one got (RFC 6749 §4.1.2).
 */
function redeemCode(
  { atomically, random, instance }: OAuthNeeds,
  { author, request, client }: GrantUse,
): Promise<Outcome> {
  const hash = hashOf(required(request, 'code'))
  const redirectUri = required(request, 'redirectUri')
  const codeVerifier = required(request, 'codeVerifier')
  if (!client.grantTypes.includes('authorization_code')) throw refuse('oauth.grant_not_registered')
  return atomically(async stores => {
    const now = author.call.at
    const familyId = newFamilyId(random)
    const code = await stores.grants.takeCode(hash, familyId, now)
    if (code === undefined) {
      const earlier = await stores.grants.familyOfCode(hash)
      if (earlier !== undefined) await stores.grants.endFamily(earlier, now)
      return refuse('oauth.code_invalid', { observed: earlier === undefined ? 'unknown or expired' : 'used already' })
    }
    const { clientId, codeChallenge, sessionId } = code
    if (clientId !== client.clientId) return refuse('oauth.code_invalid', { observed: 'code of another client' })
    if (code.redirectUri !== redirectUri)
      return refuse('oauth.code_invalid', { about: 'redirectUri', observed: redirectUri.slice(0, 200) })
    if (!fitsChallenge(codeVerifier, codeChallenge)) return refuse('oauth.code_invalid', { about: 'codeVerifier' })
    const session = await stores.sessions.open(sessionId, now)
    if (session === undefined) return refuse('oauth.code_invalid', { observed: 'the session has ended' })
    return firstTokens(stores, author, { familyId, client, session }, { random, instance })
  })
}
