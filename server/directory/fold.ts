import { createHash } from 'node:crypto'

/**
 * The form in which names are compared: NFC, each character in lower case. Not NFKC, and not upper case in between: they
 * make different letters equal (`ｍ` and `m`, `ı` and `i`), so that somebody who may choose a name at an identity provider
 * could arrive here as another person. Character by character, since lower case of a whole word depends on its end (`Σ`).
 */
export const folded = (name: string): string =>
  Array.from(name.normalize('NFC'), character => character.toLowerCase())
    .join('')
    .normalize('NFC')

/** Characters of a key that are kept as they are; the hash stands for the rest. */
const KEPT = 256

/**
 * What a name is found and kept unique by. Long names are cut, since a row of a PostgreSQL index holds 2,704 bytes and a
 * display name may have 4,096. No short name equals a cut one: it would be cut itself.
 */
export function nameKey(name: string): string {
  const key = folded(name)
  const characters = Array.from(key)
  if (characters.length <= KEPT) return key
  return `${characters.slice(0, KEPT).join('')}#${createHash('sha256').update(key).digest('hex')}`
}
