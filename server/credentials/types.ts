import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { EndsSessions } from '#server/directory/index.ts'
import type { TrustStore } from './mfa/types.ts'

/** Who tries, and from where. */
export interface Attempt {
  /** As typed; folded here. */
  readonly userName: string
  /** The user whom the name was resolved to; absent where it is nobody's. */
  readonly userId?: string
  readonly sourceIp: string
  /**
   * The id of a browser that this user has signed in with before, proven by its cookie. It has a budget of its own, so
   * that nobody elsewhere, not even in the same network, can slow its owner down.
   */
  readonly browser?: string
}

export interface PasswordAttempt extends Attempt {
  readonly password: string
}

export type PasswordVerdict =
  | { readonly outcome: 'right'; readonly mustChange: boolean }
  /** @property wait seconds until the next attempt from there will be looked at; 0 at first */
  | { readonly outcome: 'wrong'; readonly wait: number }
  /** Not looked at, and not counted: too many attempts failed before. */
  | { readonly outcome: 'wait'; readonly retryAfter: number }

export interface NewPassword {
  readonly userId: string
  readonly userName: string
  readonly password: string
  /** For one sign-in only, which must set another. */
  readonly mustChange?: boolean
  /**
   * When the one who sets it was last known to hold the present password, Unix ms. One that was set later, by an
   * administrator say, is not replaced on the strength of the one before.
   */
  readonly knownAt?: number
  /** How it came about, for the event: `ONE_TIME`, `RESET`, `SIGN_IN` … */
  readonly mode?: string
}

export interface Passwords {
  /**
   * Judges a password typed at a sign-in. The failure is counted, durably, before the password is looked at, and taken
   * back when it is right: attempts that run at once cannot outrun the counter. Users, users without a password and
   * names that are nobody's take the same time and the same delays.
   * @throws Refusal `credentials.overloaded`
   */
  check(attempt: PasswordAttempt): Promise<PasswordVerdict>
  /**
   * Judges a password without counting; for callers who prove who they are by other means.
   * @throws Refusal `credentials.overloaded`
   */
  verify(userId: string | undefined, password: string): Promise<boolean>
  /**
   * Sets a password, ends the user's sessions and forgives failed attempts; the event is `UpdatePassword`.
   * @throws Refusal `credentials.password_policy` with every unmet rule, `credentials.password_replaced`,
   *   `credentials.overloaded`
   */
  set(author: Author, password: NewPassword): Promise<void>
  /**
   * As `set`, for a change that is part of a larger one: judges and hashes now, which takes time, and gives what writes
   * it in a unit of work.
   * @throws Refusal as `set`; `credentials.password_replaced` in the unit
   */
  prepare(password: NewPassword): Promise<(author: Author, unit: CredentialUnit) => Promise<void>>
  /**
   * For callers who create something before they set the password. History is left to `set`.
   * @throws Refusal `credentials.password_policy`
   */
  requirePolicy(password: string, owner: PasswordOwner): Promise<void>
  has(userId: string): Promise<boolean>
  state(userId: string): Promise<PasswordState>
}

export interface PasswordState {
  /** `one-time`: good for one sign-in, which must set another. */
  readonly password: 'none' | 'set' | 'one-time'
  readonly passwordSetAt?: number
  /** Until then the next attempt of whoever failed too often is not looked at. Unix ms. */
  readonly delayedUntil?: number
}

/** What an administrator can ask of passwords. */
export interface PasswordPolicy {
  /** Code points. */
  readonly minimumLength: number
  /** How many passwords, the present one included, may not be used again. */
  readonly history: number
  readonly refuseCommon: boolean
}

export interface PasswordPolicyStore {
  read(): Promise<PasswordPolicy>
  write(policy: PasswordPolicy): Promise<void>
}

/** Who a password is for, before there is a user: the user name must not occur in it, the others are easily guessed. */
export interface PasswordOwner {
  readonly userName: string
  /** Other names: given and family name, e-mail address. */
  readonly names: readonly string[]
}

/** The rules of the password policy, by the name under which an unmet one is shown. */
export type PasswordRule =
  | 'too_short'
  | 'too_long'
  | 'missing_lower'
  | 'missing_upper'
  | 'missing_digit'
  | 'missing_symbol'
  | 'contains_username'
  /** Known from leaked data sets, or as easily guessed. */
  | 'too_common'
  | 'recently_used'

/**
 * Counts failed attempts of any factor: a growing delay, never a lasting lockout.
 */
export interface Attempts {
  /** Counts an attempt as failed, in advance, unless it has to wait. */
  begin(attempt: Attempt): Promise<BegunAttempt | { readonly retryAfter: number }>
}

export interface BegunAttempt {
  /** Seconds until the next attempt, if this one fails. */
  readonly wait: number
  /** Takes the failure back and remembers where the success came from. */
  succeeded(): Promise<void>
}

/** Tokens that work once: set-up links, invitations, password resets. Stored as hashes only. */
export interface OneTimeTokens {
  /** @param lifetime ms @returns the token, which is stored nowhere */
  issue(purpose: string, payload: unknown, lifetime: number): Promise<string>
  /** As `issue`, in the unit of a larger change. */
  issueIn(unit: OneTimeUnit, issued: IssuedOneTime): Promise<string>
  /** What the token stands for, without using it up. GET requests peek, POST requests take. */
  peek(purpose: string, token: string): Promise<OneTimePayload | undefined>
  /** What the token stands for, the first time; undefined for unknown, used and expired ones. */
  take(purpose: string, token: string): Promise<OneTimePayload | undefined>
  /** As `take`, in the unit of what the token is good for: it is used up only if that is done. */
  takeIn(unit: OneTimeUnit, purpose: string, token: string): Promise<OneTimePayload | undefined>
}

export interface OneTimeUnit {
  readonly oneTime: OneTimeStore
}

export interface IssuedOneTime {
  readonly purpose: string
  readonly payload: unknown
  /** ms */
  readonly lifetime: number
}

export interface OneTimePayload {
  readonly payload: unknown
  /** Unix ms. */
  readonly expiresAt: number
}

/** Costs of Argon2id (RFC 9106). */
export interface HashCost {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

export interface PasswordStore {
  find(userId: string): Promise<StoredPassword | undefined>
  save(userId: string, password: StoredPassword): Promise<void>
  /** Replaces a hash by one of another cost, unless the password was changed meanwhile. */
  rehash(userId: string, from: string, to: string): Promise<void>
  delete(userId: string): Promise<void>
}

export interface StoredPassword {
  readonly hash: string
  /** Newest first. */
  readonly previous: readonly string[]
  readonly mustChange: boolean
  readonly setAt: number
}

export interface Counter {
  readonly failures: number
  readonly lastAt: number
  readonly succeededAt?: number
}

export interface AttemptStore {
  /** By origin. */
  find(subject: string, origins: readonly string[]): Promise<ReadonlyMap<string, Counter>>
  /** Of all origins. */
  all(subject: string): Promise<readonly Counter[]>
  save(subject: string, origin: string, counter: Counter): Promise<void>
  /** Takes back one failure of the counter. */
  takeBack(subject: string, origin: string): Promise<void>
  forgive(subject: string): Promise<void>
  /** Deletes counters that no longer slow anything down and remember no success. @returns how many */
  sweep(failedBefore: number, succeededBefore: number): Promise<number>
}

export interface OneTimeStore {
  insert(hash: string, purpose: string, payload: string, expiresAt: number): Promise<void>
  find(hash: string, purpose: string, at: number): Promise<StoredOneTime | undefined>
  take(hash: string, purpose: string, at: number): Promise<StoredOneTime | undefined>
  sweep(at: number): Promise<number>
}

export interface StoredOneTime {
  readonly payload: string
  readonly expiresAt: number
}

/** What a change of credentials touches in one unit of work. */
export interface CredentialUnit {
  readonly passwords: PasswordStore
  readonly attempts: AttemptStore
  readonly oneTime: OneTimeStore
  readonly events: EventWriter
  readonly sessions: EndsSessions
  readonly trust: Pick<TrustStore, 'forget'>
}

export type CredentialsAtomically = Atomically<CredentialUnit>
