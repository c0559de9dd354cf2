import { pick, type Random } from '#server/base/random.ts'

/** No vowels, so no words, and no look-alikes: 20 letters, 34 bits in eight (RFC 8628 §6.1). */
export const USER_CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8

export function newUserCode(random: Random): string {
  const letters = pick(random, USER_CODE_ALPHABET, LENGTH)
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** What a person typed, in the one form that is compared; undefined where it can be no code. */
export function normalUserCode(typed: string): string | undefined {
  const letters = typed.replace(/[\s\p{Pd}]/gu, '').toUpperCase()
  if (letters.length !== LENGTH || ![...letters].every(letter => USER_CODE_ALPHABET.includes(letter))) return undefined
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}
