/** Where in a JSON text its members stand, and where a text stops being JSON. */

export interface Place {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number
}

/** Where a text is no JSON, and what could stand there instead. */
export interface Break extends Place {
  readonly expected: string
}

/** @param offset in UTF-16 units */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Undefined where JSON.parse accepts the text; its own words name a place only sometimes, and change between versions. */
export function breakOf(text: string): Break | undefined {
  const { broken } = read(text, '')
  return broken && { ...placeOf(text, broken.offset), expected: broken.expected }
}

/**
 * The place of the member at a path such as `Statement[0].Condition.Bool["aws:x"]`: of a member that of its name, of an
 * item that of its value; where there is none, of the nearest that would hold it.
 * @param text that JSON.parse accepts
 */
export const locate = (text: string, path: string): Place => placeOf(text, read(text, path).nearest)

/** An object or a list that the reader is inside of. */
interface Inside {
  readonly list: boolean
  /** Its path, if the wanted one leads through it. */
  readonly paths: readonly string[]
  /** Read so far, of a list. */
  items: number
}

type Awaited = 'value' | 'first item' | 'first name' | 'name' | 'colon' | 'rest' | 'end'

interface Reader {
  readonly wanted: string
  readonly inside: Inside[]
  awaited: Awaited
  /** Of the value that comes next, if the wanted one leads there. */
  paths: readonly string[]
  nearest: number
}

interface Reading {
  readonly nearest: number
  readonly broken?: { readonly offset: number; readonly expected: string }
}

const OPEN_STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*`
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`
const TOKEN = `${OPEN_STRING}"|${NUMBER}|true|false|null|[{}[\\],:]`

/** One token after the other, with a list of what it is inside of: a text may be nested as deeply as it likes. */
function read(text: string, wanted: string): Reading {
  const tokens = new RegExp(TOKEN, 'y')
  const reader: Reader = { wanted, inside: [], awaited: 'value', paths: [''], nearest: afterSpace(text, 0) }
  for (let at = reader.nearest; at < text.length; at = afterSpace(text, tokens.lastIndex)) {
    tokens.lastIndex = at
    const [token = ''] = tokens.exec(text) ?? []
    if (token === '' || !mayStand(token, reader)) return { ...reader, broken: brokenAt(text, at, token, reader) }
    take(reader, token, at)
  }
  if (reader.awaited === 'end') return reader
  return { ...reader, broken: { offset: text.length, expected: wordsFor(reader) } }
}

function afterSpace(text: string, from: number): number {
  const space = /[ \t\n\r]*/y
  space.lastIndex = from
  space.exec(text)
  return space.lastIndex
}

function mayStand(token: string, { awaited, inside }: Reader): boolean {
  const within = inside.at(-1)
  if (token === ',') return awaited === 'rest'
  if (token === ':') return awaited === 'colon'
  if (token === ']') return within?.list === true && (awaited === 'first item' || awaited === 'rest')
  if (token === '}') return within?.list === false && (awaited === 'first name' || awaited === 'rest')
  if (awaited === 'name' || awaited === 'first name') return token.startsWith('"')
  return awaited === 'value' || awaited === 'first item'
}

/** Goes on behind a token that may stand here. */
function take(reader: Reader, token: string, at: number): void {
  const { awaited, inside } = reader
  const within = inside.at(-1)
  if (token === ',') reader.awaited = within?.list ? 'value' : 'name'
  else if (token === ':') reader.awaited = 'value'
  else if (token === ']' || token === '}') {
    inside.pop()
    reader.awaited = afterValue(reader)
  } else if (awaited === 'name' || awaited === 'first name') {
    follow(reader, pathsOfName(within?.paths ?? [], token), at)
    reader.awaited = 'colon'
  } else {
    if (within?.list) follow(reader, pathsOfItem(within.paths, within.items++), at)
    if (token === '{' || token === '[') {
      const list = token === '['
      inside.push({ list, paths: reader.paths, items: 0 })
      reader.awaited = list ? 'first item' : 'first name'
    } else reader.awaited = afterValue(reader)
  }
}

const afterValue = ({ inside }: Reader): Awaited => (inside.length === 0 ? 'end' : 'rest')

const pathsOfItem = (paths: readonly string[], index: number) => paths.map(path => `${path}[${index}]`)

/** In both notations: refusals write a name that may hold dots in brackets. */
function pathsOfName(paths: readonly string[], token: string): readonly string[] {
  if (paths.length === 0) return []
  const name = JSON.parse(token) as string
  return paths.flatMap(path => [path === '' ? name : `${path}.${name}`, `${path}[${JSON.stringify(name)}]`])
}

/** Of a name that stands twice the last counts, as for JSON.parse. */
function follow(reader: Reader, paths: readonly string[], at: number): void {
  const { wanted } = reader
  reader.paths = paths.filter(path => wanted.startsWith(path) && /^(?:[.[]|$)/.test(wanted.slice(path.length)))
  if (reader.paths.length > 0) reader.nearest = at
}

/** A string that does not end is broken where it could not go on. */
function brokenAt(text: string, at: number, token: string, reader: Reader) {
  const { awaited } = reader
  if (token !== '' || text[at] !== '"' || awaited === 'colon' || awaited === 'rest' || awaited === 'end')
    return { offset: at, expected: wordsFor(reader) }
  const string = new RegExp(OPEN_STRING, 'y')
  string.lastIndex = at
  string.exec(text)
  return {
    offset: string.lastIndex,
    expected: 'a string that ends with " on its line, with \\ before its escapes only',
  }
}

function wordsFor({ awaited, inside }: Reader): string {
  if (awaited === 'rest') return inside.at(-1)?.list ? ', or ]' : ', or }'
  return WORDS[awaited]
}

const WORDS = {
  value: 'a value',
  'first item': 'a value or ]',
  'first name': 'a name in double quotes or }',
  name: 'a name in double quotes',
  colon: ':',
  end: 'nothing more',
} as const
