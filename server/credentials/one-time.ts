import { createHash } from 'node:crypto'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, token as randomToken } from '#server/base/random.ts'
import type { OneTimeStore, OneTimeTokens, OneTimeUnit, StoredOneTime } from './types.ts'

export interface OneTimeNeeds {
  /** Reads. */
  readonly store: OneTimeStore
  readonly atomically: Atomically<OneTimeUnit>
  readonly clock: Clock
  readonly random: Random
}

export function oneTimeTokens({ store, atomically, clock, random }: OneTimeNeeds): OneTimeTokens {
  const issueIn: OneTimeTokens['issueIn'] = async ({ oneTime }, { purpose, payload, lifetime }) => {
    const token = randomToken(random)
    await oneTime.insert(hashOf(token), purpose, JSON.stringify(payload), clock() + lifetime)
    return token
  }
  const takeIn: OneTimeTokens['takeIn'] = async ({ oneTime }, purpose, token) =>
    read(await oneTime.take(hashOf(token), purpose, clock()))
  return {
    issueIn,
    takeIn,
    issue: (purpose, payload, lifetime) => atomically(unit => issueIn(unit, { purpose, payload, lifetime })),
    peek: async (purpose, token) => read(await store.find(hashOf(token), purpose, clock())),
    take: (purpose, token) => atomically(unit => takeIn(unit, purpose, token)),
  }
}

/** Tokens hold 256 random bits, so a plain hash cannot be reversed. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const read = (stored: StoredOneTime | undefined) =>
  stored && { payload: JSON.parse(stored.payload) as unknown, expiresAt: stored.expiresAt }
