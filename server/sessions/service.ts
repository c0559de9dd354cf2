import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, token, uuid } from '#server/base/random.ts'
import { refuse } from './refusals.ts'
import { hashOf } from './secrets.ts'
import type { SessionStore, StoredSession } from './store.ts'
import type { PortalSession, SessionEnd, SessionService } from './types.ts'

const HOUR = 3600 * 1000
/** A token that is over is remembered this long, so that its refusal can say why. */
const REMEMBERED = 7 * 24 * HOUR

/** AWS's own sentence, known from its portal API's answers; toolkits search for it. */
const SENTENCE = 'Session token not found or invalid'

interface Needs {
  readonly stores: { readonly sessions: SessionStore }
  readonly atomically: Atomically<{ readonly sessions: SessionStore; readonly events: EventWriter }>
  readonly clock: Clock
}

export function sessionService({ stores, atomically, clock }: Needs): SessionService {
  const { sessions } = stores
  const service: SessionService = {
    byToken: async value => (isToken(value) ? sessions.byTokenHash(hashOf(value), clock()) : undefined),
    async byAccessToken(value) {
      const state = await sessions.byAccessTokenHash(hashOf(value))
      return state !== undefined && isUsable(state, clock()) ? state : undefined
    },
    async requireAccessToken(value) {
      const state = await sessions.byAccessTokenHash(hashOf(value))
      if (state === undefined) throw refuse('session.unknown_token', { sentence: SENTENCE })
      if (state.sessionEndedAt !== undefined || state.familyEndedAt !== undefined)
        throw refuse('session.ended', { sentence: SENTENCE, observed: state.sessionEndedWhy ?? 'tokens revoked' })
      if (!isUsable(state, clock())) throw refuse('session.expired', { sentence: SENTENCE })
      return state
    },
    openSessionsOf: userId => sessions.openOf(userId, clock()),
    end: (author, sessionId, why, ownerId) =>
      atomically(async unit => {
        const ended = await unit.sessions.end(sessionId, clock(), why, ownerId)
        if (ended === undefined) throw refuse('session.not_found', { about: sessionId })
        await unit.events.record(author, endOf(ended.userId, [ended], why))
      }),
    endAll: (author, userId, why, exceptId) =>
      atomically(async unit => {
        const ended = await unit.sessions.endAll(userId, clock(), why, exceptId)
        if (ended.length > 0) await unit.events.record(author, endOf(userId, ended, why))
        return ended.length
      }),
    sweep: () => atomically(unit => unit.sessions.forget(clock() - REMEMBERED)),
  }
  return service
}

const isUsable = (state: { tokenExpiresAt: number; familyEndedAt?: number; sessionEndedAt?: number }, now: number) =>
  state.tokenExpiresAt > now && state.familyEndedAt === undefined && state.sessionEndedAt === undefined

const isToken = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value)

const endOf = (userId: string, ended: readonly PortalSession[], why: SessionEnd) => ({
  additionalEventData: { sessionIds: ended.map(({ sessionId }) => sessionId), reason: why },
  resources: [
    ...ended.map(({ sessionId }) => ({ type: 'Portico::Session', name: sessionId })),
    { type: 'AWS::IdentityStore::User', name: userId },
  ],
})

export interface SessionStart {
  readonly userId: string
  readonly duration: number
}

/** A session that begins with this call, and the token of its cookie. The caller stores it in its unit. */
export function newSession(
  { call }: Pick<Author, 'call'>,
  { userId, duration }: SessionStart,
  random: Random,
): { readonly token: string; readonly session: StoredSession } {
  const value = token(random)
  const session = {
    sessionId: uuid(random),
    tokenHash: hashOf(value),
    userId,
    createdAt: call.at,
    expiresAt: call.at + duration,
    authenticatedAt: call.at,
    userAgent: call.userAgent,
    sourceIp: call.sourceIp,
  }
  return { token: value, session }
}
