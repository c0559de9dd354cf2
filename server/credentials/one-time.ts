import { createHash } from 'node:crypto'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, token as randomToken } from '#server/base/random.ts'
import type { OneTimeStore, OneTimeTokens, StoredOneTime } from './types.ts'

export interface OneTimeNeeds {
  /** Reads. */
  readonly store: OneTimeStore
  readonly atomically: Atomically<{ readonly oneTime: OneTimeStore }>
  readonly clock: Clock
  readonly random: Random
}

export function oneTimeTokens({ store, atomically, clock, random }: OneTimeNeeds): OneTimeTokens {
  return {
    issue: async (purpose, payload, lifetime) => {
      const token = randomToken(random)
      const expiresAt = clock() + lifetime
      await atomically(({ oneTime }) => oneTime.insert(hashOf(token), purpose, JSON.stringify(payload), expiresAt))
      return token
    },
    peek: async (purpose, token) => read(await store.find(hashOf(token), purpose, clock())),
    take: async (purpose, token) =>
      read(await atomically(({ oneTime }) => oneTime.take(hashOf(token), purpose, clock()))),
  }
}

/** Tokens hold 256 random bits, so a plain hash cannot be reversed. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const read = (stored: StoredOneTime | undefined) =>
  stored && { payload: JSON.parse(stored.payload) as unknown, expiresAt: stored.expiresAt }
