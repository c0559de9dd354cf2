import { refuse } from './refusals.ts'

/** Longer than any legal value; refresh tokens and client ids are below. */
const LONGEST = 8_192
const MOST_ITEMS = 100

/** Reads the members of a JSON body. Clients send null for what they do not have; unknown members mean nothing. */
export interface Body {
  text(name: string): string | undefined
  /** @throws Refusal `portal.parameter` */
  needed(name: string): string
  texts(name: string): readonly string[] | undefined
}

/** @throws Refusal `portal.body` */
export function bodyOf(parsed: unknown): Body {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw refuse('portal.body')
  const members = new Map<string, unknown>(Object.entries(parsed))
  const body: Body = {
    text(name) {
      const value = members.get(name)
      if (value === undefined || value === null) return undefined
      return checkedText(name, value)
    },
    needed(name) {
      const value = body.text(name)
      if (value === undefined || value === '') throw refuse('portal.parameter', { about: name, expected: name })
      return value
    },
    texts(name) {
      const value = members.get(name)
      if (value === undefined || value === null) return undefined
      if (!Array.isArray(value) || value.length > MOST_ITEMS)
        throw refuse('portal.parameter', { about: name, expected: `${name} as a list of at most ${MOST_ITEMS} texts` })
      return value.map(item => checkedText(name, item))
    },
  }
  return body
}

function checkedText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.length > LONGEST || value.includes('\0'))
    throw refuse('portal.parameter', { about: name, expected: `${name} as text of at most ${LONGEST} characters` })
  return value
}

/** Bodies are JSON whatever their Content-Type says; an empty one is an empty object. @throws Refusal `portal.body` */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw refuse('portal.body')
  }
}
