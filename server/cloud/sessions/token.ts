/**
 * Temporary credentials without a row: the session token is the session itself, sealed under a key that is derived from
 * a random salt, and the access key id and the secret are derived from the same salt. Issuing writes nothing but its
 * event, and any replica opens any token.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { isoSeconds } from '#server/base/clock.ts'
import { BASE32, type Random } from '#server/base/random.ts'
import { refuse } from '../refusals.ts'
import type { DerivesKeys, RoleCredentials, RoleSession } from '../types.ts'

const VERSION = 1
const SALT = 16
const TAG = 16
const HEAD = 1 + SALT
const LENGTH = 2
/** Bytes of session tags and policies, compressed. `PackedPolicySize` is the share of it. */
const PACKED = 4_096
/** Bytes of all else: names and ids, each of which IAM bounds. */
const PLAIN = 1_536

/** Characters of the largest legal session token; the header limit of the server must hold it beside the rest. */
export const MAX_SESSION_TOKEN = Math.ceil(((HEAD + LENGTH + PACKED + PLAIN + TAG) * 4) / 3)

// Each key seals one message, so the nonce may be constant (NIST SP 800-38D §8.2 wants the pair to be unique).
const NONCE = Buffer.alloc(12)

/** Percent of the room for tags and policies. @throws Refusal `cloud.packed_policy_too_large` */
export const packedSize = (session: RoleSession): number => Math.ceil((pack(session).length * 100) / PACKED)

/** @throws Refusal `cloud.packed_policy_too_large` */
export function issueCredentials(session: RoleSession, keys: DerivesKeys, random: Random): RoleCredentials {
  const salt = Buffer.from(random(SALT))
  const head = Buffer.concat([Buffer.from([VERSION]), salt])
  const cipher = createCipheriv('aes-256-gcm', keys.derive('role session seal', salt), NONCE).setAAD(head)
  const sealed = Buffer.concat([head, cipher.update(encode(session)), cipher.final(), cipher.getAuthTag()])
  return {
    accessKeyId: accessKeyIdOf(salt, keys),
    secretAccessKey: secretOf(salt, keys),
    sessionToken: sealed.toString('base64url'),
    expiresAt: session.expiresAt,
  }
}

export interface OpenedSession {
  readonly session: RoleSession
  readonly secretAccessKey: string
}

/**
 * The same work whatever is wrong, and none that a stranger could make large.
 * @throws Refusal `cloud.session_altered`, `cloud.session_other_key`, `cloud.session_expired`
 */
export function openSession(token: string, accessKeyId: string, keys: DerivesKeys, now: number): OpenedSession {
  const bytes = tokenBytes(token)
  const salt = bytes.subarray(1, HEAD)
  const session = decode(unseal(bytes, keys.derive('role session seal', salt)))
  if (accessKeyIdOf(salt, keys) !== accessKeyId) throw refuse('cloud.session_other_key')
  if (session.expiresAt <= now) {
    throw refuse('cloud.session_expired', { observed: `expired at ${isoSeconds(session.expiresAt)}` })
  }
  return { session, secretAccessKey: secretOf(salt, keys) }
}

function tokenBytes(token: string): Buffer {
  if (token.length > MAX_SESSION_TOKEN) throw refuse('cloud.session_altered', { observed: 'too long' })
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length < HEAD + LENGTH + TAG || bytes[0] !== VERSION || bytes.toString('base64url') !== token) {
    throw refuse('cloud.session_altered', { observed: 'not the form of a session token' })
  }
  return bytes
}

function unseal(bytes: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, NONCE, { authTagLength: TAG })
    .setAAD(bytes.subarray(0, HEAD))
    .setAuthTag(bytes.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD, -TAG)), decipher.final()])
  } catch (cause) {
    throw refuse('cloud.session_altered', { cause })
  }
}

// 256 is a multiple of 32, so the low bits of a byte choose evenly.
const accessKeyIdOf = (salt: Buffer, keys: DerivesKeys): string =>
  `ASIA${[...keys.derive('role session id', salt).subarray(0, 16)].map(byte => BASE32[byte & 31]).join('')}`

/** 40 characters, as AWS's are. */
const secretOf = (salt: Buffer, keys: DerivesKeys): string =>
  keys.derive('role session secret', salt).subarray(0, 30).toString('base64')

/** The parts of a session that callers fill and that may grow large. */
type Packed = Pick<RoleSession, 'tags' | 'transitiveTagKeys' | 'sessionPolicies' | 'sessionPolicyArns'>

const EMPTY: Packed = { tags: {}, transitiveTagKeys: [], sessionPolicies: [], sessionPolicyArns: [] }

function pack({ tags, transitiveTagKeys, sessionPolicies, sessionPolicyArns }: RoleSession): Buffer {
  const packed = JSON.stringify({ tags, transitiveTagKeys, sessionPolicies, sessionPolicyArns })
  if (packed === JSON.stringify(EMPTY)) return Buffer.alloc(0)
  const bytes = deflateRawSync(packed)
  if (bytes.length > PACKED) throw tooLarge(Math.ceil((bytes.length * 100) / PACKED))
  return bytes
}

const tooLarge = (percent: number) =>
  refuse('cloud.packed_policy_too_large', {
    sentence: `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    observed: `${percent}%`,
    expected: 'at most 100%',
  })

/** The length of the packed part, the packed part, the rest as JSON. */
function encode(session: RoleSession): Buffer {
  const packed = pack(session)
  const { tags, transitiveTagKeys, sessionPolicies, sessionPolicyArns, ...plain } = session
  const rest = Buffer.from(JSON.stringify(plain))
  if (rest.length > PLAIN) throw tooLarge(Math.ceil(((packed.length + rest.length) * 100) / PACKED))
  const length = Buffer.alloc(LENGTH)
  length.writeUInt16BE(packed.length)
  return Buffer.concat([length, packed, rest])
}

/** Only ever sees what `encode` wrote: the seal was checked. */
function decode(bytes: Buffer): RoleSession {
  const end = LENGTH + bytes.readUInt16BE(0)
  const packed = end === LENGTH ? EMPTY : (JSON.parse(inflateRawSync(bytes.subarray(LENGTH, end)).toString()) as Packed)
  return { ...(JSON.parse(bytes.subarray(end).toString()) as Omit<RoleSession, keyof Packed>), ...packed }
}
