import { mac, sameText } from '#server/sessions/index.ts'

/** A browser that a user has signed in with stays known for a year. */
export const BROWSER_REMEMBERED = 365 * 24 * 3600 * 1000

/**
 * The cookie of a browser after a sign-in: an id, and our MAC over it and the user. It opens nothing; it only proves that
 * this user has signed in here before, so that failures elsewhere do not slow the owner down.
 */
export function browserProofs(key: Uint8Array) {
  const proofOf = (id: string, userId: string) => mac(key, `${id} ${userId}`)
  return {
    /** @param id 256 random bits */
    proof: (id: string, userId: string): string => `${id}.${proofOf(id, userId)}`,
    /** @returns the browser's id, if it is this user's */
    check(cookie: string | undefined, userId: string | undefined): string | undefined {
      const [id, proof, ...rest] = cookie?.split('.') ?? []
      if (id === undefined || proof === undefined || rest.length > 0 || userId === undefined) return undefined
      return sameText(proof, proofOf(id, userId)) ? id : undefined
    },
  }
}
