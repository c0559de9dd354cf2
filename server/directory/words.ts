/** What a user or group is found by: the words of its names, folded further than names are, since finding may be generous. */
import { primaryEmail } from './email.ts'
import type { GroupDetails, UserDetails } from './types.ts'

/** Of one user or group; and characters of one word. Nobody types more of a name. */
const MOST_WORDS = 24
const LONGEST = 48

/**
 * Without accents, in lower case: `Inês` is found as `ines`. Character by character, as names are folded: in lower case a
 * whole word ends in another sigma than it has inside, so that the beginning of a longer word would not find it.
 */
const plain = (text: string): string =>
  Array.from(text.normalize('NFKD').replace(/\p{M}/gu, ''), character => character.toLowerCase())
    .join('')
    .replaceAll('ς', 'σ')

/** What somebody typed, as the beginnings of words that all have to be there. */
export const searchTerms = (search: string): readonly string[] =>
  plain(search)
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 8)
    .map(term => term.slice(0, LONGEST))

/** Each text as it is typed, without spaces (`ada.lovelace@example.org`), and its parts. */
function words(texts: readonly (string | undefined)[]): readonly string[] {
  const found = new Set<string>()
  for (const text of texts) {
    if (text === undefined) continue
    const typed = plain(text).split(/\s+/)
    for (const word of [...typed, ...typed.flatMap(partsOf)]) {
      if (word !== '') found.add(word.slice(0, LONGEST))
    }
  }
  return [...found].slice(0, MOST_WORDS)
}

const partsOf = (text: string): readonly string[] => text.split(/[^\p{L}\p{N}]+/u)

export function wordsOfUser(user: UserDetails): readonly string[] {
  const { userName, displayName, name } = user
  const email = primaryEmail(user)
  // Of an address no part behind the `@`: a word that everybody has finds nobody, and makes every search by it slow.
  const local = email?.replace(/@[^@]*$/, '')
  const address = plain(email ?? '').slice(0, LONGEST)
  const named = words([userName, local, name?.familyName, name?.givenName, displayName])
  return address === '' ? named : [...new Set([address, ...named])]
}

export const wordsOfGroup = ({ displayName, description }: GroupDetails): readonly string[] =>
  words([displayName, description])
