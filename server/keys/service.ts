import { createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { hex, type Random, uuid } from '#server/base/random.ts'
import { selfSignedCertificate } from '#server/formats/saml/index.ts'
import type { KeyStore, StoredKey } from './store.ts'
import type { SigningKey, SigningKeys } from './types.ts'

export interface KeyNeeds {
  readonly stores: { readonly keys: KeyStore }
  readonly atomically: Atomically<{ readonly keys: KeyStore; readonly events: EventWriter }>
  readonly clock: Clock
  readonly random: Random
}

const generateInPool = promisify(generateKeyPair)
const signInPool = promisify(sign)

const MODULUS_BITS = 2048
const LIFE_MS = 10 * 365 * 24 * 3600 * 1000
const SERIAL_BYTES = 16

export function signingKeys({ stores, atomically, clock, random }: KeyNeeds): SigningKeys {
  // A key never changes under its id, so what was opened once stays right; which key is active is asked each time.
  const opened = new Map<string, Promise<KeyObject>>()

  const keyOf = (keyId: string): Promise<KeyObject> => {
    const key = opened.get(keyId) ?? open(keyId)
    opened.set(keyId, key)
    return key
  }

  async function open(keyId: string): Promise<KeyObject> {
    try {
      const der = await stores.keys.privateKey(keyId)
      if (der === undefined) throw new Error(`signing key ${keyId} is gone`)
      return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
    } catch (error) {
      opened.delete(keyId)
      throw error
    }
  }

  /** Generated outside of the unit of work; where another replica was first, its key counts and this one is dropped. */
  async function create(purpose: string): Promise<StoredKey> {
    const { stored, privateKey } = await generate(purpose, clock(), random)
    return atomically(async ({ keys, events }) => {
      const found = await keys.active(purpose)
      if (found !== undefined) return found
      await keys.add(stored, privateKey)
      await events.record(creation(stored, uuid(random)), {
        requestParameters: { purpose },
        responseElements: { keyId: stored.keyId, certificate: stored.certificate },
        resources: [{ type: 'Portico::Keys::SigningKey', name: stored.keyId }],
      })
      return stored
    })
  }

  async function active(purpose: string): Promise<SigningKey> {
    const { keyId, certificate, createdAt, expiresAt } = (await stores.keys.active(purpose)) ?? (await create(purpose))
    return {
      keyId,
      certificate,
      createdAt,
      expiresAt,
      algorithm: 'rsa-sha256',
      sign: async bytes => signInPool('sha256', bytes, await keyOf(keyId)),
    }
  }

  return {
    active,
    sign: async (purpose, bytes) => (await active(purpose)).sign(bytes),
    certificates: async purpose => (await stores.keys.list(purpose)).map(key => key.certificate),
  }
}

async function generate(purpose: string, now: number, random: Random) {
  const { privateKey, publicKey } = await generateInPool('rsa', { modulusLength: MODULUS_BITS })
  // From the hour before, for relying parties whose clocks are behind.
  const notBefore = now - 3_600_000
  const values = {
    commonName: `Portico ${purpose}`.slice(0, 64),
    serial: random(SERIAL_BYTES),
    notBefore,
    notAfter: notBefore + LIFE_MS,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
  }
  const certificate = await selfSignedCertificate(values, bytes => signInPool('sha256', bytes, privateKey))
  const stored = { keyId: `key-${hex(random, 16)}`, purpose, certificate, createdAt: now, expiresAt: values.notAfter }
  return { stored, privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }) }
}

/** Nobody asks for a key: it is made by whatever needs it first. */
const creation = ({ createdAt }: StoredKey, requestId: string): Author => ({
  call: {
    requestId,
    at: createdAt,
    eventSource: 'sso.amazonaws.com',
    eventName: 'CreateSigningKey',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    sourceIp: 'sso.amazonaws.com',
    userAgent: 'sso.amazonaws.com',
  },
  identity: { type: 'AWSService', invokedBy: 'sso.amazonaws.com' },
})
