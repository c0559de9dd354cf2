import type { Actor, Call, UserIdentity } from '#server/base/actor.ts'
import type { Page } from '#server/base/paging.ts'
import type { Refusal } from '#server/base/refusal.ts'

export interface EventResource {
  /** CloudFormation's name of the type where there is one, such as `AWS::SSO::PermissionSet`. */
  readonly type: string
  /** ARN or id. */
  readonly name: string
  readonly accountId?: string
}

/** What a change adds to the event of its call. */
export interface EventDetails {
  readonly responseElements?: Readonly<Record<string, unknown>> | null
  readonly additionalEventData?: Readonly<Record<string, unknown>>
  readonly serviceEventDetails?: Readonly<Record<string, unknown>>
  readonly resources?: readonly EventResource[]
  /** Who the event says it was, where that is not the actor: a sign-in learns its user on the way. */
  readonly identity?: UserIdentity
  /** Another name or source than the call's: one call can cause events in other services (a role made in an account). */
  readonly eventName?: string
  readonly eventSource?: string
  readonly eventType?: Call['eventType']
  readonly requestParameters?: Readonly<Record<string, unknown>> | null
  /** The account in whose history the event stands; the management account where it is not said. */
  readonly recipientAccountId?: string
  readonly errorCode?: string
  readonly errorMessage?: string
}

/** Who and how: an Actor is one. */
export type Author = Pick<Actor, 'call' | 'identity'>

/** The store of events inside a unit of work: an event is written in the transaction of its change. */
export interface EventWriter {
  /** @returns the event's id */
  record(author: Author, details?: EventDetails): Promise<string>
}

export interface StoredEvent {
  readonly eventId: string
  readonly at: number
  readonly eventName: string
  readonly eventSource: string
  readonly readOnly: boolean
  readonly userName?: string
  /** Of the person on whose behalf it was done. */
  readonly userId?: string
  readonly accessKeyId?: string
  readonly sourceIp: string
  /** In whose history it stands. */
  readonly accountId: string
  readonly refusalCode?: string
  /** The id of the request. */
  readonly reference: string
  readonly resources: readonly EventResource[]
  /** The record, JSON, exactly as stored. */
  readonly record: string
}

export interface EventQuery {
  readonly eventId?: string
  readonly eventName?: string
  readonly eventSource?: string
  readonly readOnly?: boolean
  readonly userName?: string
  /** With `userName`: the id of the user of that name, whose sign-ins tell the id alone. Either fits. */
  readonly idOfName?: string
  readonly userId?: string
  readonly accessKeyId?: string
  readonly resourceName?: string
  readonly resourceType?: string
  readonly refusalCode?: string
  /** Of a refusal: what whoever was refused has seen. */
  readonly reference?: string
  readonly sourceIp?: string
  /** In whose history. */
  readonly accountId?: string
  readonly refused?: boolean
  /** Unix ms, inclusive. */
  readonly from?: number
  readonly to?: number
  /** Events come newest first; continue before this key. */
  readonly after?: string
  readonly limit: number
}

export interface RefusedQuery {
  readonly refusalCode: string
  /** Unix ms, inclusive. */
  readonly from: number
  /** Refusals of one user, at least. */
  readonly least: number
  readonly limit: number
}

export interface RefusedUser {
  readonly userId: string
  readonly refusals: number
  /** Of the newest, Unix ms. */
  readonly at: number
  readonly eventId: string
}

export interface ChainReport {
  readonly events: number
  readonly unnumbered: number
  /** The first number whose hash does not follow from the record and the one before. */
  readonly brokenAt?: number
}

export interface Audit {
  /**
   * Writes the event of a refusal, in a unit of its own, after whatever was refused has been rolled back. Its eventID is
   * the request id, which is the reference that the caller was shown. Of callers who have proven nothing only so many are
   * recorded in a minute; the others are counted.
   * @param details what the event of the attempt says beside the refusal
   */
  recordRefusal(author: Author, refusal: Refusal, details?: EventDetails): Promise<void>
  /** Anonymous garbage is counted, not recorded one by one. */
  countAnonymous(code: string): void
  /** Refusals counted by code since the start of this process; for `/metrics`. */
  counted(): ReadonlyMap<string, number>
  find(query: EventQuery): Promise<Page<StoredEvent>>
  /** Who was refused most often with one code, as the newest 2,000 events of it say. */
  refusedUsers(query: RefusedQuery): Promise<readonly RefusedUser[]>
  /** Numbers and hashes events that have no place in the chain yet. @returns how many */
  chain(): Promise<number>
  verifyChain(): Promise<ChainReport>
  /** Deletes events older than this; the chain then begins later. @returns how many */
  forget(before: number): Promise<number>
}
