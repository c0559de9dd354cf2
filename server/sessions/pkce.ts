import { createHash } from 'node:crypto'
import { sameText } from './secrets.ts'

/** RFC 7636 §4.2, method S256: base64url of a SHA-256. */
export const isChallenge = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

/** RFC 7636 §4.1, §4.6. */
export const fitsChallenge = (verifier: string, challenge: string): boolean =>
  /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier) &&
  sameText(createHash('sha256').update(verifier).digest('base64url'), challenge)
