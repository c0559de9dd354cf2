import { pick, type Random } from '#server/base/random.ts'

/** Without what looks alike: 0 O, 1 l I, and vowels, which make words. */
const LOWER = 'bcdfghjkmnpqrstvwxz'
const UPPER = 'BCDFGHJKMNPQRSTVWXZ'
const DIGITS = '23456789'

/**
 * A password to be read out or copied once, `Kvbm-3947-hnzs-Txwq-52cdf`: it meets the password policy and has 81
 * bits, so that even one that is never changed is not guessed.
 */
export function generatedPassword(random: Random): string {
  const word = () => pick(random, LOWER, 4)
  const capital = () => pick(random, UPPER, 1) + pick(random, LOWER, 3)
  return [capital(), pick(random, DIGITS, 4), word(), capital(), pick(random, DIGITS, 2) + pick(random, LOWER, 3)].join(
    '-',
  )
}
