import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Random } from '#server/base/random.ts'
import type { DirectoryService, User } from '#server/directory/index.ts'
import { attempts, delayAfter, FORGOTTEN_AFTER, subjectOf } from './attempts.ts'
import { commonPasswords, type IsCommon } from './common-passwords.ts'
import { type Hasher, type HashingSettings, hasher, turnstile } from './hash.ts'
import { AWS_POLICY, broken, normalized, unmetRules } from './policy.ts'
import { refuse } from './refusals.ts'
import type {
  AttemptStore,
  CredentialsAtomically,
  CredentialUnit,
  NewPassword,
  PasswordOwner,
  PasswordPolicy,
  PasswordPolicyStore,
  PasswordRule,
  PasswordStore,
  Passwords,
  StoredPassword,
} from './types.ts'

/** UTF-16 units; longer ones are nobody's password and are not hashed in full. */
const LONGEST_LOOKED_AT = 1_024

export interface PasswordNeeds {
  /** Reads. */
  readonly store: PasswordStore
  readonly counters: Pick<AttemptStore, 'all'>
  /** Reads. */
  readonly policies: Pick<PasswordPolicyStore, 'read'>
  readonly people: Pick<DirectoryService, 'user'>
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
  policies,
  people,
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
  const judging: Judging = { hashes, isCommon: commonPasswords() }
  const prepare: Passwords['prepare'] = async wanted => {
    const { userId, userName, password } = wanted
    const [policy, before, user] = [await policies.read(), await stored(userId), await people.user(userId)]
    const old = (before === undefined ? [] : [before.hash, ...before.previous]).slice(0, policy.history)
    const owner = { userName, names: user === undefined ? [] : namesOf(user) }
    const hash = await inTurn(async () => {
      await requireAllowed(judging, { password, owner, old, policy })
      return hashes.hash(normalized(password))
    })
    return writing(wanted, { hash, previous: old.slice(0, policy.history - 1) }, { attemptKey, clock })
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
    requirePolicy: async (password, owner) => {
      const policy = await policies.read()
      await inTurn(() => requireAllowed(judging, { password, owner, old: [], policy }))
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
    // A browser was trusted with the password before.
    await unit.trust.forget(userId)
    await unit.events.record(author, {
      eventName: 'UpdatePassword',
      eventSource: 'sso-directory.amazonaws.com',
      requestParameters: { userId, mustChange, ...(mode === undefined ? {} : { passwordMode: mode }) },
      resources: [{ type: 'AWS::IdentityStore::User', name: userId }],
    })
  }

const namesOf = ({ displayName, name, emails = [] }: User): readonly string[] =>
  [displayName, name?.givenName, name?.familyName, ...emails.map(({ value }) => value)].filter(
    text => text !== undefined,
  )

interface Judging {
  readonly hashes: Hasher
  readonly isCommon: IsCommon
}

interface Judged {
  readonly password: string
  readonly owner: PasswordOwner
  /** Hashes of those that may not be used again. */
  readonly old: readonly string[]
  readonly policy: PasswordPolicy
}

/** @throws Refusal `credentials.password_policy` with every rule that is not met */
async function requireAllowed({ hashes, isCommon }: Judging, { password, owner, old, policy }: Judged): Promise<void> {
  const { userName, names } = owner
  const unmet: PasswordRule[] = [...unmetRules(password, userName, policy.minimumLength)]
  const text = normalized(password)
  // Fewer characters than AWS asks for are guessed early whatever they are, and are named as too few.
  const worthLooking = policy.refuseCommon && Array.from(text).length >= AWS_POLICY.minimumLength
  if (worthLooking && (await isCommon(text, [userName, ...names]))) unmet.push('too_common')
  // One that is too long cannot have been used before, and is not worth hashing.
  if (!unmet.includes('too_long') && (await matchesAny(hashes, old, text))) unmet.push('recently_used')
  if (unmet.length > 0) throw broken(unmet, policy)
}

async function matchesAny(hashes: Hasher, old: readonly string[], password: string): Promise<boolean> {
  for (const hash of old) if (await hashes.matches(hash, password)) return true
  return false
}
