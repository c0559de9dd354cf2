import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Random } from '#server/base/random.ts'
import { attempts, delayAfter, FORGOTTEN_AFTER, subjectOf } from './attempts.ts'
import { type Hasher, type HashingSettings, hasher, turnstile } from './hash.ts'
import { broken, normalized, unmetRules } from './policy.ts'
import { refuse } from './refusals.ts'
import type {
  AttemptStore,
  CredentialsAtomically,
  CredentialUnit,
  NewPassword,
  PasswordRule,
  PasswordStore,
  Passwords,
  StoredPassword,
} from './types.ts'

/** How many passwords, the present one included, may not be used again. */
const REMEMBERED = 3
/** UTF-16 units; longer ones are nobody's password and are not hashed in full. */
const LONGEST_LOOKED_AT = 1_024

export interface PasswordNeeds {
  /** Reads. */
  readonly store: PasswordStore
  readonly counters: Pick<AttemptStore, 'all'>
  readonly atomically: CredentialsAtomically
  readonly clock: Clock
  readonly random: Random
  readonly hashing: HashingSettings
  /** 32 bytes, for the counters of attempts alone. */
  readonly attemptKey: Uint8Array
}

export function passwords({
  store,
  counters,
  atomically,
  clock,
  random,
  hashing,
  attemptKey,
}: PasswordNeeds): Passwords {
  const hashes = hasher(hashing.cost, random)
  const inTurn = turnstile(hashing.concurrent, clock)
  const counting = attempts({ atomically, clock, key: attemptKey })
  // Asked for nobody too, so that nobody takes no less time.
  const stored = (userId = 'nobody') => store.find(userId)
  const looked = (password: string) => normalized(password.slice(0, LONGEST_LOOKED_AT))
  const prepare: Passwords['prepare'] = async wanted => {
    const before = await stored(wanted.userId)
    const old = before === undefined ? [] : [before.hash, ...before.previous]
    const hash = await inTurn(() => allowedHash(hashes, wanted, old))
    return writing(wanted, { hash, previous: old.slice(0, REMEMBERED - 1) }, { attemptKey, clock })
  }

  return {
    state: async userId => {
      const [found, all] = [
        await store.find(userId),
        await counters.all(subjectOf(attemptKey, { userId, userName: '' })),
      ]
      const delayed = all.filter(({ lastAt }) => clock() - lastAt < FORGOTTEN_AFTER)
      const until = Math.max(0, ...delayed.map(({ failures, lastAt }) => lastAt + delayAfter(failures)))
      return {
        password: found === undefined ? 'none' : found.mustChange ? 'one-time' : 'set',
        ...(found === undefined ? {} : { passwordSetAt: found.setAt }),
        ...(until > clock() ? { delayedUntil: until } : {}),
      }
    },
    has: async userId => (await store.find(userId)) !== undefined,
    verify: async (userId, password) => {
      const found = await stored(userId)
      return inTurn(() => hashes.matches(found?.hash, looked(password)))
    },
    check: attempt =>
      // The turn comes first: an attempt that is refused for lack of time must not count as a failure.
      inTurn(async () => {
        const begun = await counting.begin(attempt)
        if ('retryAfter' in begun) return { outcome: 'wait', retryAfter: begun.retryAfter }
        const found = await stored(attempt.userId)
        const password = looked(attempt.password)
        const right = await hashes.matches(found?.hash, password)
        if (!right || found === undefined) return { outcome: 'wrong', wait: begun.wait }
        await begun.succeeded()
        if (attempt.userId !== undefined && hashes.isOutdated(found.hash)) {
          const [userId, to] = [attempt.userId, await hashes.hash(password)]
          await atomically(stores => stores.passwords.rehash(userId, found.hash, to))
        }
        return { outcome: 'right', mustChange: found.mustChange }
      }),
    prepare,
    set: async (author, password) => {
      const write = await prepare(password)
      await atomically(stores => write(author, stores))
    },
  }
}

/** Writes a password in a unit of work, with all that follows from it. */
const writing =
  (
    { userId, userName, mustChange = false, knownAt, mode }: NewPassword,
    hashed: Pick<StoredPassword, 'hash' | 'previous'>,
    { attemptKey, clock }: Pick<PasswordNeeds, 'attemptKey' | 'clock'>,
  ) =>
  async (author: Author, unit: CredentialUnit): Promise<void> => {
    const { setAt = 0 } = (knownAt === undefined ? undefined : await unit.passwords.find(userId)) ?? {}
    if (knownAt !== undefined && setAt > knownAt) throw refuse('credentials.password_replaced', { about: userId })
    await unit.passwords.save(userId, { ...hashed, mustChange, setAt: clock() })
    await unit.attempts.forgive(subjectOf(attemptKey, { userId, userName }))
    await unit.sessions.endSessionsOf(userId, 'password-changed')
    await unit.events.record(author, {
      eventName: 'UpdatePassword',
      eventSource: 'sso-directory.amazonaws.com',
      requestParameters: { userId, mustChange, ...(mode === undefined ? {} : { passwordMode: mode }) },
      resources: [{ type: 'AWS::IdentityStore::User', name: userId }],
    })
  }

/** @throws Refusal `credentials.password_policy` */
async function allowedHash(
  hashes: Hasher,
  { userName, password }: Pick<NewPassword, 'userName' | 'password'>,
  old: readonly string[],
): Promise<string> {
  const unmet: PasswordRule[] = [...unmetRules(password, userName)]
  // One that is too long cannot have been used before, and is not worth hashing.
  if (!unmet.includes('too_long') && (await matchesAny(hashes, old, normalized(password)))) unmet.push('recently_used')
  if (unmet.length > 0) throw broken(unmet)
  return hashes.hash(normalized(password))
}

async function matchesAny(hashes: Hasher, old: readonly string[], password: string): Promise<boolean> {
  for (const hash of old) if (await hashes.matches(hash, password)) return true
  return false
}
