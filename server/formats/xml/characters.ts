import { refuse } from './refusals.ts'

/** Everything outside the production Char of XML 1.0 §2.2; under the flag `u` a half surrogate pair is one of them. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** @throws Refusal `xml.character_illegal` */
export function legal(value: string): string {
  const found = ILLEGAL.exec(value)?.[0].codePointAt(0)
  if (found === undefined) return value
  throw refuse('xml.character_illegal', { observed: `U+${found.toString(16).toUpperCase().padStart(4, '0')}` })
}
