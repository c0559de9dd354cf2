import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from '#server/base/random.ts'
import { refuse } from './refusals.ts'

/** Where a sealed value lives: `table.column#row`. It opens nowhere else. */
export type Cell = `${string}.${string}#${string}`

export interface Sealer {
  /** AES-256-GCM; base64 of nonce, ciphertext and tag. */
  seal(cell: Cell, plain: Uint8Array | string): string
  /** @throws Refusal `storage.sealed_value` */
  open(cell: Cell, sealed: string): Buffer
  /** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869); the same for ever under one master key. */
  derive(purpose: string, salt?: Uint8Array): Buffer
}

const NONCE = 12
const TAG = 16

/** @param master 32 bytes */
export function sealer(master: Uint8Array, random: Random): Sealer {
  const derive = (purpose: string, salt: Uint8Array = new Uint8Array(0)): Buffer =>
    Buffer.from(hkdfSync('sha256', master, salt, `portico ${purpose}`, 32))
  const key = derive('seal v1')
  return {
    derive,
    seal(cell, plain) {
      const nonce = random(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(cell))
      const body = Buffer.concat([cipher.update(Buffer.from(plain as Uint8Array)), cipher.final()])
      return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64')
    },
    open(cell, sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      if (bytes.length < NONCE + TAG) throw refuse('storage.sealed_value', { about: cell })
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
        .setAAD(Buffer.from(cell))
        .setAuthTag(bytes.subarray(-TAG))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()])
      } catch (cause) {
        throw refuse('storage.sealed_value', { about: cell, cause })
      }
    },
  }
}
