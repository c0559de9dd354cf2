import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** How tokens and codes are stored. They are random and long, so a plain hash cannot be guessed back. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export const mac = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('base64url')

/** Tells nothing by its time but whether the lengths differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The token that forms of a signed-in person carry: only who has the cookie can know it (OWASP, HMAC-based tokens). */
export const formToken = (cookie: string): string => createHash('sha256').update(`form ${cookie}`).digest('base64url')
