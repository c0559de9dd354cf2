import type { Author } from '#server/audit/index.ts'

/** A person's portal session. */
export interface PortalSession {
  readonly sessionId: string
  readonly userId: string
  /** Unix ms. */
  readonly createdAt: number
  readonly expiresAt: number
  /** When a credential was last proven. */
  readonly authenticatedAt: number
  readonly userAgent: string
  readonly sourceIp: string
}

/** Why a session ended before its time. */
export type SessionEnd = 'signed-out' | 'revoked' | 'disabled' | 'deleted' | 'password-changed'

/** A session as an access token of the sso-oidc door shows it. */
export interface TokenSession extends PortalSession {
  readonly clientId: string
  /** The access token's family, shown in events as the credential id. */
  readonly familyId: string
}

export interface Sessions {
  /** The session of a cookie's token; undefined where it is unknown, ended or expired. Reads only. */
  byToken(token: string): Promise<PortalSession | undefined>
  /** The session behind an access token of the sso-oidc door. */
  byAccessToken(accessToken: string): Promise<TokenSession | undefined>
}

export interface SessionService extends Sessions {
  /** @throws Refusal `session.unknown_token`, `session.expired`, `session.ended`, which say why an access token is no longer good */
  requireAccessToken(accessToken: string): Promise<TokenSession>
  /** Open sessions of a user, newest first. */
  openSessionsOf(userId: string): Promise<readonly PortalSession[]>
  /**
   * Ends one session with every token that came from it.
   * @param ownerId only where it is this user's
   * @throws Refusal `session.not_found`
   */
  end(author: Author, sessionId: string, why: SessionEnd, ownerId?: string): Promise<void>
  /**
   * Ends all sessions of a user, with every token that came from them, those that have expired included: tokens of older
   * programs outlive them.
   * @param exceptId the one that stays
   * @returns how many ended
   */
  endAll(author: Author, userId: string, why: SessionEnd, exceptId?: string): Promise<number>
  /** Deletes what nobody can use or ask about any more. @returns how many sessions */
  sweep(): Promise<number>
}

/** A public OAuth client. Nothing of it is stored: its id is the signed registration itself. */
export interface OAuthClient {
  readonly clientId: string
  readonly clientName: string
  readonly scopes: readonly string[]
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly GrantType[]
  /** Unix ms. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface RegisteredClient extends OAuthClient {
  readonly clientSecret: string
}

export type GrantType = 'authorization_code' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:device_code'

/** What a client asked for at a device, waiting for a person to decide (RFC 8628). */
export interface DeviceRequest {
  readonly clientId: string
  readonly clientName: string
  readonly scopes: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly sourceIp: string
  readonly userAgent: string
}

export interface DeviceAuthorization {
  readonly deviceCode: string
  /** `XXXX-XXXX` */
  readonly userCode: string
  /** Seconds. */
  readonly expiresIn: number
  readonly interval: number
}

export interface TokenSet {
  readonly accessToken: string
  /** Seconds. */
  readonly expiresIn: number
  /** Absent for clients that registered no scope but `sso-portal:*`, which never refresh. */
  readonly refreshToken?: string
}

export interface RegistrationRequest {
  readonly clientName: string
  readonly clientType: string
  readonly scopes?: readonly string[]
  readonly redirectUris?: readonly string[]
  readonly grantTypes?: readonly string[]
}

/** Read from `/token` and not judged yet. */
export interface TokenRequest {
  readonly clientId: string
  readonly clientSecret: string
  readonly grantType: string
  readonly deviceCode?: string
  readonly code?: string
  readonly redirectUri?: string
  readonly codeVerifier?: string
  readonly refreshToken?: string
}

export interface AuthorizationRequest {
  readonly clientId: string
  /** As it was sent, port included; the token request must repeat it. */
  readonly redirectUri: string
  readonly codeChallenge: string
}

/** The OAuth side: registrations, the device grant, the authorization code grant, refresh. */
export interface OAuthService {
  register(request: RegistrationRequest): RegisteredClient
  /** @throws Refusal `oauth.client_unknown`, `oauth.client_expired` */
  client(clientId: string): OAuthClient
  /** @throws Refusal `oauth.client_unknown`, `oauth.client_expired`, `oauth.grant_not_registered` */
  startDevice(author: Author, client: { clientId: string; clientSecret: string }): Promise<DeviceAuthorization>
  /**
   * The request behind a user code, for the signed-in person to judge. Wrong codes are counted per person.
   * @throws Refusal `oauth.user_code_unknown`, `oauth.user_code_throttled`
   */
  deviceRequest(userCode: string, userId: string): Promise<DeviceRequest>
  /** Decides once. @throws Refusal as `deviceRequest` */
  decideDevice(
    author: Author,
    decision: { readonly userCode: string; readonly session: PortalSession; readonly approved: boolean },
  ): Promise<DeviceRequest>
  /** A code for a client that the person has agreed to; 60 s, single use. */
  authorizationCode(author: Author, request: AuthorizationRequest, session: PortalSession): Promise<string>
  /** @param author the caller of `/token`: nobody is signed in there, the event names the person behind the grant */
  createToken(author: Author, request: TokenRequest): Promise<TokenSet>
}
