import type { Refusal } from '#server/base/refusal.ts'
import { folded } from '#server/directory/index.ts'
import { refuse } from './refusals.ts'
import type { PasswordPolicy, PasswordRule } from './types.ts'

/**
 * What holds until an administrator asks for more: AWS's own (IAM Identity Center user guide, password requirements). It
 * is also the least that can be set, apart from the refusal of common passwords.
 */
export const AWS_POLICY: PasswordPolicy = { minimumLength: 8, history: 3, refuseCommon: true }
/** Code points. */
export const LONGEST_PASSWORD = 64
/** Each remembered one is hashed once more whenever a password is set. */
export const LONGEST_HISTORY = 24
/** Shorter names occur in words that are no hint at all. */
export const SHORTEST_NAME = 3

/** What a password is compared and hashed as: two keyboards may send one letter in two Unicode forms (RFC 8265 §4.2). */
export const normalized = (password: string): string => password.normalize('NFC')

/**
 * The rules that a password breaks, apart from those that need old hashes or dictionaries.
 * Whatever is neither a-z, A-Z nor 0-9 counts as a symbol: letters of other scripts and spaces are welcome.
 * @param minimumLength code points
 */
export function unmetRules(
  password: string,
  userName: string,
  minimumLength = AWS_POLICY.minimumLength,
): readonly PasswordRule[] {
  const length = Array.from(normalized(password)).length
  const unmet: readonly (readonly [PasswordRule, boolean])[] = [
    ['too_short', length < minimumLength],
    ['too_long', length > LONGEST_PASSWORD],
    ['missing_lower', !/[a-z]/.test(password)],
    ['missing_upper', !/[A-Z]/.test(password)],
    ['missing_digit', !/[0-9]/.test(password)],
    ['missing_symbol', !/[^a-zA-Z0-9]/.test(password)],
    ['contains_username', containsName(password, userName)],
  ]
  return unmet.flatMap(([rule, broken]) => (broken ? [rule] : []))
}

export const broken = (unmet: readonly PasswordRule[], policy: PasswordPolicy): Refusal =>
  refuse('credentials.password_policy', {
    observed: unmet.join(', '),
    expected: 'a password without these faults',
    sentence: `Choose another password: ${unmet.map(rule => faultOf(rule, policy)).join(', ')}.`,
  })

function faultOf(rule: PasswordRule, { minimumLength, history }: PasswordPolicy): string {
  const faults: Readonly<Record<PasswordRule, string>> = {
    too_short: `it is shorter than ${minimumLength} characters`,
    too_long: `it is longer than ${LONGEST_PASSWORD} characters`,
    missing_lower: 'it has no letter a–z',
    missing_upper: 'it has no letter A–Z',
    missing_digit: 'it has no digit',
    missing_symbol: 'it has no symbol',
    contains_username: 'it contains the username',
    too_common: 'it is one that is guessed early, because it is like passwords, words or names that many people use',
    recently_used: `it is one of your last ${history}`,
  }
  return faults[rule]
}

/** The name, or what stands before the @ of one that looks like an address. */
function containsName(password: string, userName: string): boolean {
  const name = folded(userName)
  const [local = ''] = name.split('@')
  const text = folded(password)
  return [name, local].some(part => part.length >= SHORTEST_NAME && text.includes(part))
}
