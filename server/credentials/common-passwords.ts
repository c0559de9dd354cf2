import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** Eight random characters, as zxcvbn counts them: 10 guesses for each. */
const FEWEST_GUESSES = 1e8
/** Code points. The work grows with the square of the length, and who guesses begins at the front. */
const LONGEST_JUDGED = 24
/** Spellings with digits and symbols for letters that are tried: with zxcvbn's 512, a hostile text takes a second. */
const SPELLINGS = 16

/**
 * Whether a password would be guessed early: it is one that is known from leaks, a word, a name, a date or a row of keys
 * with little beside it. @param names of the user, which whoever guesses tries first
 */
export type IsCommon = (password: string, names: readonly string[]) => Promise<boolean>

/** Judges offline, by dictionaries that are loaded when the first password is judged: they take 60 MiB. */
export function commonPasswords(): IsCommon {
  let loaded: Promise<ZxcvbnFactory> | undefined
  return async (password, names) => {
    loaded ??= load()
    const head = Array.from(password).slice(0, LONGEST_JUDGED).join('')
    const tried = names.flatMap(name => [name, ...name.split(/[^\p{L}\p{N}]+/u)]).filter(name => name !== '')
    return (await loaded).check(head, tried).guesses < FEWEST_GUESSES
  }
}

async function load(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: SPELLINGS,
  })
}
