import { randomBytes } from 'node:crypto'

/** Cryptographically strong bytes. Everything that needs randomness takes a Random; tests may give a seeded one. */
export type Random = (bytes: number) => Uint8Array

export const systemRandom: Random = bytes => randomBytes(bytes)

/** A version 4 UUID (RFC 9562 §5.4) in lower case. */
export function uuid(random: Random): string {
  const bytes = Buffer.from(random(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const hex = (random: Random, digits: number): string =>
  Buffer.from(random(Math.ceil(digits / 2)))
    .toString('hex')
    .slice(0, digits)

/** A token of 256 bits, base64url without padding (43 characters). */
export const token = (random: Random): string => Buffer.from(random(32)).toString('base64url')

/**
 * `length` characters drawn evenly from `alphabet`, which must hold at most 256 characters. Bytes that would favour the
 * first characters are thrown away.
 */
export function pick(random: Random, alphabet: string, length: number): string {
  const fair = 256 - (256 % alphabet.length)
  let out = ''
  while (out.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && out.length < length) out += alphabet[byte % alphabet.length]
    }
  }
  return out
}

/** Upper-case base 32 (RFC 4648 §6), the alphabet of AWS's unique ids and access keys. */
export const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
