/** Challenges for whoever has said no name yet: nothing is stored for them until one is answered. */
import type { Clock } from '#server/base/clock.ts'
import { mac, sameText } from '#server/sessions/index.ts'

/** ms that a page may stand open before its passkey is used. */
const LIFETIME = 10 * 60 * 1000

/** A challenge is the instant when it was made, and our MAC over it and the cookie of the browser that it was made for. */
export function passkeyChallenges(key: Uint8Array, clock: Clock) {
  const made = (at: string, cookieToken: string): string =>
    Buffer.from(`${at} ${mac(key, `${at} ${cookieToken}`)}`).toString('base64url')
  return {
    lifetime: LIFETIME,
    issue: (cookieToken: string): string => made(String(clock()), cookieToken),
    /** Whether it was made here, for this browser, and not too long ago. */
    stands(challenge: string, cookieToken: string): boolean {
      const [at = ''] = Buffer.from(challenge, 'base64url').toString().split(' ')
      const age = clock() - Number(at)
      return age >= 0 && age < LIFETIME && sameText(challenge, made(at, cookieToken))
    },
  }
}
