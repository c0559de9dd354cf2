import { argon2, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#server/base/clock.ts'
import type { Random } from '#server/base/random.ts'
import { refuse } from './refusals.ts'
import type { HashCost } from './types.ts'

/** OWASP's first choice for Argon2id. */
export const DEFAULT_COST: HashCost = { memory: 19_456, passes: 2, parallelism: 1 }

export interface HashingSettings {
  readonly cost: HashCost
  /** Hashes at once in this process; about one per processor, since each keeps one busy. */
  readonly concurrent: number
}

const SALT = 16
const TAG = 32
/** The longest that a hash may stand in the queue, ms; under overload it is better to refuse early. */
const LONGEST_QUEUE = 2_000

export interface Hasher {
  /** A PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
  hash(password: string): Promise<string>
  /** Constant in time; without a hash it takes as long as one of the current cost and is false. */
  matches(hash: string | undefined, password: string): Promise<boolean>
  /** Whether a hash was made at another cost than the current one. */
  isOutdated(hash: string): boolean
}

/** Hashing itself, without a bound on how much runs at once. */
export function hasher(cost: HashCost, random: Random): Hasher {
  const nobody = { cost, salt: Buffer.alloc(SALT), tag: Buffer.alloc(TAG) }
  return {
    hash: async password => {
      const salt = Buffer.from(random(SALT))
      return format({ cost, salt, tag: await derive(password, salt, cost) })
    },
    matches: async (hash, password) => {
      const stored = hash === undefined ? nobody : parse(hash)
      const equal = timingSafeEqual(await derive(password, stored.salt, stored.cost), stored.tag)
      return equal && hash !== undefined
    },
    isOutdated: hash => {
      const made = parse(hash).cost
      return made.memory !== cost.memory || made.passes !== cost.passes || made.parallelism !== cost.parallelism
    },
  }
}

const derive = (password: string, salt: Uint8Array, cost: HashCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parameters = { message: Buffer.from(password), nonce: salt, tagLength: TAG, ...cost }
    argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error)))
  })

interface Parts {
  readonly cost: HashCost
  readonly salt: Buffer
  readonly tag: Buffer
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

/** The PHC string format, version 0x13 of Argon2. */
const format = ({ cost, salt, tag }: Parts): string =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/

function parse(phc: string): Parts {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(phc) ?? []
  if (memory === undefined) throw new Error('a stored password hash is not a PHC string of Argon2id')
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Runs what is given to it, so much at once and in the order in which it came. */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Bounds how much runs at once and how long the rest waits: what would wait longer than two seconds, going by how long
 * the last ones took, is refused at once, and what has waited longer after all is refused at its turn.
 */
export function turnstile(concurrent: number, clock: Clock): Turnstile {
  const waiting: (() => void)[] = []
  let running = 0
  /** Running mean, ms. */
  let duration = 25
  const enter = async (): Promise<void> => {
    if (running < concurrent) {
      running += 1
      return
    }
    if (((waiting.length + 1) * duration) / concurrent > LONGEST_QUEUE) throw overloaded()
    await new Promise<void>(resolve => waiting.push(resolve))
  }
  /** The place goes to the next in line, so that whoever arrives now cannot take it first. */
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
  return async work => {
    const came = clock()
    await enter()
    try {
      const started = clock()
      if (started - came > LONGEST_QUEUE) throw overloaded()
      const result = await work()
      duration += (clock() - started - duration) / 16
      return result
    } finally {
      leave()
    }
  }
}

const overloaded = () => refuse('credentials.overloaded', { retryAfter: 2 })
