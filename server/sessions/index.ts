/**
 * Sessions: who is signed in, in a browser and in a program.
 *
 * A portal session is a row; its cookie holds a random token that is stored hashed. Programs get tokens through
 * `OAuthService` (the grants behind AWS's sso-oidc API): each agreement of a person with a program is a token family that
 * hangs on the portal session, so ending the session ends all of it at once; nothing is cached. Client registrations are
 * signed and not stored (`clients.ts`); the device grant is `device.ts`; issuing and refreshing is `tokens.ts`.
 * How a person becomes signed in is `signin/`; the wire of sso-oidc and the portal API is `protocols/portal/`.
 */

export { type GrantStore, grantStore } from './grant-store.ts'
export { nobody, personIdentity } from './identity.ts'
export { type OAuthNeeds, oauthService } from './oauth.ts'
export { isChallenge } from './pkce.ts'
export { isSameRedirect, redirectWith } from './redirect.ts'
export { refuse as refuseSession, sessionRefusals } from './refusals.ts'
export { formToken, hashOf, mac, sameText } from './secrets.ts'
export { newSession, sessionService } from './service.ts'
export { type SessionSettings, sessionSettings } from './settings.ts'
export { type SessionSettingStore, sessionSettingStore } from './settings-store.ts'
export { endsSessions, type SessionStore, sessionStore } from './store.ts'
export type { TokenStores } from './tokens.ts'
export type * from './types.ts'
export { normalUserCode } from './user-code.ts'
