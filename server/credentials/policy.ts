import type { Refusal } from '#server/base/refusal.ts'
import { folded } from '#server/directory/index.ts'
import { refuse } from './refusals.ts'
import type { PasswordRule } from './types.ts'

const SHORTEST = 8
const LONGEST = 64
/** Shorter names occur in words that are no hint at all. */
const SHORTEST_NAME = 3

/** What a password is compared and hashed as: two keyboards may send one letter in two Unicode forms (RFC 8265 §4.2). */
export const normalized = (password: string): string => password.normalize('NFC')

/**
 * The rules of AWS's built-in directory (IAM Identity Center user guide, password requirements) that a password breaks,
 * apart from history, which needs the old hashes.
 * Whatever is neither a-z, A-Z nor 0-9 counts as a symbol: letters of other scripts and spaces are welcome.
 */
export function unmetRules(password: string, userName: string): readonly PasswordRule[] {
  const length = Array.from(normalized(password)).length
  const unmet: readonly (readonly [PasswordRule, boolean])[] = [
    ['too_short', length < SHORTEST],
    ['too_long', length > LONGEST],
    ['missing_lower', !/[a-z]/.test(password)],
    ['missing_upper', !/[A-Z]/.test(password)],
    ['missing_digit', !/[0-9]/.test(password)],
    ['missing_symbol', !/[^a-zA-Z0-9]/.test(password)],
    ['contains_username', containsName(password, userName)],
  ]
  return unmet.flatMap(([rule, broken]) => (broken ? [rule] : []))
}

/**
 * For callers who create something before they set the password. History is left to `Passwords.set`.
 * @throws Refusal `credentials.password_policy`
 */
export function requirePolicy(password: string, userName: string): void {
  const unmet = unmetRules(password, userName)
  if (unmet.length > 0) throw broken(unmet)
}

export const broken = (unmet: readonly PasswordRule[]): Refusal =>
  refuse('credentials.password_policy', { observed: unmet.join(', '), expected: 'a password without these faults' })

/** The name, or what stands before the @ of one that looks like an address. */
function containsName(password: string, userName: string): boolean {
  const name = folded(userName)
  const [local = ''] = name.split('@')
  const text = folded(password)
  return [name, local].some(part => part.length >= SHORTEST_NAME && text.includes(part))
}
