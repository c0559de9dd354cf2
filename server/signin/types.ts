import type { Author, EventDetails, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { MfaUnit, SigninContext, Situation } from '#server/credentials/index.ts'
import type { User } from '#server/directory/index.ts'
import type { MailUnit } from '#server/mail/index.ts'
import type { PortalSession, SessionSettingStore, SessionStore } from '#server/sessions/index.ts'

/** How a person proved who they are: CloudTrail's words, and two that AWS has no word for. */
export type CredentialType =
  | 'PASSWORD'
  | 'TOTP'
  | 'WEBAUTHN'
  | 'EXTERNAL_IDP'
  | 'EMAIL_OTP'
  | 'RECOVERY_CODE'
  /** A device that this sign-in made somebody register. */
  | 'REGISTRATION'

/** An answer to the question for a second factor. */
export type SecondFactorAnswer =
  | { readonly type: 'TOTP' | 'RECOVERY_CODE' | 'EMAIL_OTP'; readonly code: string }
  /** JSON, as the browser made it. */
  | { readonly type: 'WEBAUTHN'; readonly answer: string }

/** A sign-in in progress, as it is stored once a name was given. */
export interface Progress {
  /** CloudTrail's AuthWorkflowID; new with each name. */
  readonly signinId: string
  /** As it was typed. */
  readonly userName: string
  /** Absent where the name is nobody's: the pages go on as if it were somebody's. */
  readonly userId?: string
  /** In the order in which they were proven. */
  readonly proven: readonly CredentialType[]
  /** The password was right and must be replaced before there is a session. */
  readonly mustChangePassword: boolean
  /** Where the person wanted to go: a path of ours, with query and hash. */
  readonly returnTo: string
  /** Unix ms. */
  readonly expiresAt: number
}

/** What decides the way through a sign-in, beside its progress. */
export interface SigninSettings {
  readonly identitySource: 'directory'
}

/** The next thing that a sign-in needs. A further factor or source is a further member and a row of `nextStep`. */
export type Step =
  | 'identify'
  | 'password'
  | 'second-factor'
  | 'email-code'
  | 'register-device'
  /** There is no way on: the page says why. */
  | 'blocked'
  | 'new-password'
  | 'done'

/** A sign-in that is over: the person has a session. */
export interface SignedIn {
  readonly sessionToken: string
  readonly session: PortalSession
  readonly returnTo: string
}

/** What an answered page led to. */
export type Advance =
  | { readonly step: Exclude<Step, 'done'>; readonly progress: Progress }
  | ({ readonly step: 'done' } & SignedIn)

export interface SigninService {
  /** @param token of the sign-in's own cookie */
  progress(token: string): Promise<Progress | undefined>
  /** What the sign-in needs next, for somebody at this place. */
  stepOf(progress: Progress | undefined, context: SigninContext): Promise<Step>
  /** What is known of the second factors of somebody whose first one was right. */
  situation(progress: Progress, context: SigninContext): Promise<Situation>
  /** Begins, or begins again, with this name. */
  identify(author: Author, token: string, named: { userName: string; returnTo: string }): Promise<Progress>
  /**
   * @param context its `browser` is proof that this user has signed in with the same browser before
   * @throws Refusal `signin.wrong_credentials`, `signin.too_many_attempts`, `signin.user_disabled`, `signin.expired`
   */
  givePassword(
    author: Author,
    progress: Progress,
    given: { password: string; context: SigninContext },
  ): Promise<Advance>
  /** What a passkey has to sign, before a name was given; undefined where passkeys are not used. */
  passkeyOptions(token: string): Promise<object | undefined>
  /**
   * Signs in whoever's passkey answered the challenge that was made for this cookie.
   * @throws Refusal of the factor (`mfa.…`), or as `givePassword`
   */
  givePasskey(
    author: Author,
    token: string,
    given: { answer: string; returnTo: string; context: SigninContext },
  ): Promise<Advance>
  /** What a security key has to sign, as `PublicKeyCredentialRequestOptionsJSON`. @throws Refusal `signin.expired` */
  challenge(progress: Progress): Promise<object>
  /**
   * @param trust the id of the browser, where it is to be trusted from now on
   * @throws Refusal of the factor (`mfa.…`), or as `givePassword`
   */
  giveSecondFactor(
    author: Author,
    progress: Progress,
    given: { answer: SecondFactorAnswer; context: SigninContext; trust?: string },
  ): Promise<Advance>
  /** Mails another code. @throws Refusal `signin.code_sent_often`, `signin.no_address` */
  sendCode(author: Author, progress: Progress): Promise<void>
  /** Writes down that there was no way on. */
  blocked(author: Author, progress: Progress, refusal: Refusal): Promise<void>
  /** The device that this sign-in asked for is there. */
  deviceRegistered(author: Author, progress: Progress, context: SigninContext): Promise<Advance>
  /** @throws Refusal of the password policy, or as `givePassword` */
  replacePassword(
    author: Author,
    progress: Progress,
    given: { password: string; context: SigninContext },
  ): Promise<Advance>
  /** A session for somebody who has just proven to be the first administrator. */
  signInAfterSetup(author: Author, userId: string): Promise<SignedIn>
  sweep(): Promise<number>
}

/** First administrator of an empty store. */
export interface FirstAdministrator {
  readonly userName: string
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly password: string
}

/** Filled in app.ts from directory, credentials and access; `portico setup` uses the same. */
export interface SetsUp {
  /** Whether there is no administrator yet. */
  isOpen(): Promise<boolean>
  /** @throws Refusal where there is an administrator, or what was given is not valid */
  setUp(input: FirstAdministrator, author: Author): Promise<{ readonly userId: string }>
}

/** Filled by `directory`. */
export interface FindsPeople {
  user(userId: string): Promise<User | undefined>
  userByName(userName: string): Promise<User | undefined>
}

/** `Audit.recordRefusal`, with what the event of the attempt says beside the refusal. */
export type RecordsRefusal = (author: Author, refusal: Refusal, details?: EventDetails) => Promise<void>

export interface SigninStore {
  /** Replaces what stood under the token. */
  put(tokenHash: string, progress: Progress): Promise<void>
  find(tokenHash: string, now: number): Promise<Progress | undefined>
  /** Only while it is still the same person's: another name may have been given meanwhile. */
  prove(progress: Progress, proven: readonly CredentialType[], mustChangePassword: boolean): Promise<boolean>
  /** Takes a sign-in at its end: the second taker gets false. */
  take(progress: Progress): Promise<boolean>
  sweep(now: number): Promise<number>
}

/** What a step of a sign-in touches in one unit of work. */
export interface SigninUnit extends MfaUnit, MailUnit {
  readonly signins: SigninStore
  readonly sessions: SessionStore
  readonly sessionSettings: Pick<SessionSettingStore, 'duration'>
  /** Read in the unit that makes the session, so that disabling a user cannot cross with it. */
  readonly people: Pick<FindsPeople, 'user'>
  readonly events: EventWriter
}

export type SigninAtomically = Atomically<SigninUnit>
