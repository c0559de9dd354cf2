import type { FastifyRequest } from 'fastify'
import type { Actor, Call, UserIdentity } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Random } from '#server/base/random.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { ServiceOperations } from './operation.ts'

/** Claimed credentials, before the signature was checked. */
export interface ClaimedKey {
  readonly accessKeyId: string
  readonly sessionToken?: string
}

export interface FoundCredentials {
  readonly secretAccessKey: string
  /** Called only after the signature was verified. */
  actorFor(call: Call): Actor
}

export interface Credentials {
  /**
   * The credentials with this id. A refusal is returned, not thrown, since it may say nothing before the caller is
   * proven: `sigv4.unknown_key` (unknown, inactive, token of another key) or `sigv4.expired_token`, both of
   * `formats/aws`; any other code of the kind `unauthenticated` is answered like the first.
   */
  find(key: ClaimedKey): Promise<FoundCredentials | Refusal>
}

/** What the door of the AWS APIs needs from the rest of the server. */
export interface AwsPorts {
  readonly clock: Clock
  readonly random: Random
  readonly operations: ServiceOperations
  readonly managementAccountId: () => Promise<string>
  readonly credentials: Credentials
  /**
   * The person behind a same-origin call of the console (cookie and `x-portico-as`); undefined where the request
   * brings no session. Asked for JSON calls without an Authorization header only.
   * @throws Refusal where there is a session that must not be used like this; the door only counts it
   */
  readonly browser: (request: FastifyRequest, call: Call) => Promise<Actor | undefined>
  /** The actor of operations in the plane `public`, which nobody signs. */
  readonly anonymous: (call: Call) => Actor
  /** Writes the event of a refused call, in a unit of work of its own. `errorCode` is the exception that the caller gets. */
  readonly recordRefusal: (call: Call, identity: UserIdentity, refusal: Refusal, errorCode: string) => Promise<void>
  /** Counts a refusal of somebody unknown: garbage from the network must not fill the event history. */
  readonly countAnonymous: (code: string) => void
}
