import { createHmac } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { nameKey } from '#server/directory/index.ts'
import type { Attempt, AttemptStore, Attempts, Counter } from './types.ts'

const SECOND = 1_000
const DAY = 86_400_000
/** Failures that cost nothing: people mistype. */
const FREE = 4
const LONGEST_DELAY = 900 * SECOND
/** Failures are forgotten after so long without another. */
export const FORGOTTEN_AFTER = DAY
/** So long a success speaks for where it came from. */
export const TRUSTED_FOR = 30 * DAY
/** The counter of all origins without a recent success. */
const ELSEWHERE = '*'

export interface AttemptNeeds {
  readonly atomically: Atomically<{ readonly attempts: AttemptStore }>
  readonly clock: Clock
  /**
   * 32 bytes, for one kind of attempt alone: counters must not tell which names were typed, and passwords, codes by mail
   * and the like each have counters of their own.
   */
  readonly key: Uint8Array
}

/**
 * Each pair of person and origin (browser or network) has a counter, and one counter is kept for all origins of a person
 * that have had no success lately. From the fifth failure on, the next attempt of an origin is looked at after a second,
 * two, four … up to fifteen minutes. An origin with a recent success is slowed down by its own failures alone. Any other
 * is slowed down by its own or by everybody's, whichever is more, but only after an attempt of its own: so guessing from
 * many networks is slow, and still nobody can keep a person out who comes from a new place.
 */
export function attempts({ atomically, clock, key }: AttemptNeeds): Attempts {
  return {
    begin: async attempt => {
      const subject = subjectOf(key, attempt)
      const origin = originOf(attempt)
      const at = clock()
      const begun = await atomically(async stores => {
        const counters = await stores.attempts.find(subject, [origin, ELSEWHERE])
        const decision = decide({ own: counters.get(origin), elsewhere: counters.get(ELSEWHERE) }, at)
        if (decision.admitted) {
          await stores.attempts.save(subject, origin, decision.own)
          if (decision.elsewhere !== undefined) await stores.attempts.save(subject, ELSEWHERE, decision.elsewhere)
        }
        return decision
      })
      if (!begun.admitted) return { retryAfter: begun.retryAfter }
      return {
        wait: begun.wait,
        succeeded: () =>
          atomically(async stores => {
            await stores.attempts.save(subject, origin, { failures: 0, lastAt: at, succeededAt: at })
            // Only this attempt: other people's guesses still count.
            if (begun.elsewhere !== undefined) await stores.attempts.takeBack(subject, ELSEWHERE)
          }),
      }
    },
  }
}

export interface Counters {
  readonly own?: Counter | undefined
  readonly elsewhere?: Counter | undefined
}

export type Decision =
  | { readonly admitted: false; readonly retryAfter: number }
  | {
      readonly admitted: true
      /** The counters as they are when this attempt fails. */
      readonly own: Counter
      readonly elsewhere?: Counter
      /** Seconds until the next attempt then. */
      readonly wait: number
    }

/** Pure: whether an attempt at `at` may go on, and the counters if it fails. Delays are in seconds. */
export function decide({ own, elsewhere }: Counters, at: number): Decision {
  const trusted = own?.succeededAt !== undefined && at - own.succeededAt < TRUSTED_FOR
  const failures = (of: Counter | undefined) =>
    of === undefined || at - of.lastAt >= FORGOTTEN_AFTER ? 0 : of.failures
  const [mine, theirs] = [failures(own), trusted ? 0 : failures(elsewhere)]
  const delay = delayAfter(Math.max(mine, theirs))
  const ready = (own?.lastAt ?? at) + delay
  // The first attempt of an origin is always looked at, whatever others do.
  if (mine > 0 && delay > 0 && at < ready) return { admitted: false, retryAfter: Math.ceil((ready - at) / SECOND) }
  const failed = { failures: mine + 1, lastAt: at }
  return {
    admitted: true,
    own: own?.succeededAt === undefined ? failed : { ...failed, succeededAt: own.succeededAt },
    ...(trusted ? {} : { elsewhere: { failures: theirs + 1, lastAt: at } }),
    wait: delayAfter(Math.max(mine, theirs) + 1) / SECOND,
  }
}

/** Milliseconds after this many failures: none up to the fourth, then 1 s, doubling. */
export const delayAfter = (failures: number): number =>
  failures <= FREE ? 0 : Math.min(LONGEST_DELAY, SECOND * 2 ** Math.min(failures - FREE - 1, 20))

/** Users are counted by id, however their name was spelt; names that are nobody's by the folded name. */
export const subjectOf = (key: Uint8Array, { userId, userName }: Pick<Attempt, 'userId' | 'userName'>): string =>
  createHmac('sha256', key)
    .update(userId === undefined ? `name ${nameKey(userName)}` : `user ${userId}`)
    .digest('hex')

const originOf = ({ browser, sourceIp }: Attempt): string =>
  browser === undefined ? `network ${networkOf(sourceIp)}` : `browser ${browser}`

/** The network of an address: /24 or /48, which is what one subscriber usually has. Other text is its own network. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 64)
  const parsed = ipaddr.process(address)
  const kept = parsed.kind() === 'ipv4' ? 3 : 6
  return `${Buffer.from(parsed.toByteArray().slice(0, kept)).toString('hex')}/${kept * 8}`
}
