import type { Author, EventDetails, EventWriter } from '#server/audit/index.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { type Random, token, uuid } from '#server/base/random.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { GrantStore, TokenFamily } from './grant-store.ts'
import { personIdentity } from './identity.ts'
import { refuse } from './refusals.ts'
import { hashOf } from './secrets.ts'
import type { SessionStore } from './store.ts'
import type { OAuthClient, PortalSession, TokenSet } from './types.ts'

export interface TokenStores {
  readonly sessions: SessionStore
  readonly grants: GrantStore
  readonly events: EventWriter
}

/** An outcome of a unit: a refusal is returned, so that what was counted or ended stays, and thrown outside. */
export type Outcome = TokenSet | Refusal

const ACCESS_TOKEN = 3600
/** Without scopes, or with `sso-portal:*` only: as in AWS SSO, eight hours and no refresh, whatever else becomes of the
 * portal session but its early end. */
const LEGACY_ACCESS_TOKEN = 28_800
/** Two programs may share one token cache and refresh at the same time. */
const GRACE = 10 * 60 * 1000
export interface Minting {
  readonly random: Random
  readonly instance: Instance
}

const isLegacy = (scopes: readonly string[]): boolean => scopes.every(scope => scope === 'sso-portal:*')

export const newFamilyId = (random: Random): string => uuid(random)

/** The first tokens of a person's agreement with a client. */
export async function firstTokens(
  stores: TokenStores,
  author: Author,
  grant: { readonly familyId: string; readonly client: OAuthClient; readonly session: PortalSession },
  { random, instance }: Minting,
): Promise<TokenSet> {
  const { familyId, client, session } = grant
  const { clientId, clientName, scopes } = client
  const family = {
    familyId,
    sessionId: session.sessionId,
    userId: session.userId,
    clientId,
    clientName,
    createdAt: author.call.at,
  }
  await stores.grants.insertFamily(family)
  const first = isLegacy(scopes) ? legacyToken : pair
  const tokens = await first(stores, { familyId, session }, author.call.at, random)
  await stores.events.record(author, tokenEvent(instance, family, tokens))
  return tokens
}

/** RFC 6749 §6, RFC 9700 §4.14.2: a refresh token is replaced at each use; one that comes back late ends them all. */
export async function refreshedTokens(
  stores: TokenStores,
  author: Author,
  { refreshToken, client }: { readonly refreshToken: string; readonly client: OAuthClient },
  { random, instance }: Minting,
): Promise<Outcome> {
  const now = author.call.at
  const hash = hashOf(refreshToken)
  const state = await stores.grants.refreshState(hash)
  if (state === undefined || state.family.clientId !== client.clientId) return refuse('oauth.refresh_token_invalid')
  const { family, familyEndedAt, replacedAt } = state
  const session = await stores.sessions.open(family.sessionId, now)
  if (familyEndedAt !== undefined || session === undefined || session.expiresAt - now < 1000)
    return refuse('oauth.refresh_session_over', { secret: { userId: family.userId, familyId: family.familyId } })
  if (replacedAt !== undefined && now > replacedAt + GRACE) {
    await stores.grants.endFamily(family.familyId, now)
    return refuse('oauth.refresh_token_reused', { secret: { userId: family.userId, familyId: family.familyId } })
  }
  await stores.grants.replaceRefreshToken(hash, now)
  const tokens = await pair(stores, { familyId: family.familyId, session }, now, random)
  await stores.events.record(author, tokenEvent(instance, family, tokens))
  return tokens
}

interface Holder {
  readonly familyId: string
  readonly session: PortalSession
}

async function pair(
  stores: TokenStores,
  { familyId, session }: Holder,
  now: number,
  random: Random,
): Promise<TokenSet> {
  const expiresIn = Math.min(ACCESS_TOKEN, Math.floor((session.expiresAt - now) / 1000))
  const accessToken = `aoa${token(random)}`
  const refreshToken = `aor${token(random)}`
  await stores.grants.insertAccessToken(hashOf(accessToken), familyId, now + expiresIn * 1000)
  await stores.grants.insertRefreshToken(hashOf(refreshToken), familyId, now)
  return { accessToken, expiresIn, refreshToken }
}

async function legacyToken(stores: TokenStores, { familyId }: Holder, now: number, random: Random): Promise<TokenSet> {
  const accessToken = `aoa${token(random)}`
  await stores.grants.insertAccessToken(hashOf(accessToken), familyId, now + LEGACY_ACCESS_TOKEN * 1000)
  return { accessToken, expiresIn: LEGACY_ACCESS_TOKEN }
}

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** CloudTrail's CreateToken (IAM Identity Center user guide, logging API calls): ids are shown, secrets are not. */
const tokenEvent = (instance: Instance, family: TokenFamily, tokens: TokenSet): EventDetails => ({
  identity: personIdentity(instance, family.userId, family.familyId),
  responseElements: {
    accessToken: HIDDEN,
    tokenType: 'Bearer',
    expiresIn: tokens.expiresIn,
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: HIDDEN }),
  },
  additionalEventData: { clientName: family.clientName, sessionId: family.sessionId },
  resources: [
    { type: 'IdentityStoreId', name: instance.identityStoreId, accountId: instance.managementAccountId },
    { type: 'AWS::SSO::Instance', name: instanceArn(instance), accountId: instance.managementAccountId },
  ],
})
