/** HCL, Terraform's language, laid out as `terraform fmt` does. Pure. */

/** Something that is no text: a reference or a call of a function. */
export class Expression {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Arguments = Readonly<Record<string, unknown>>

/** @param args text, numbers, lists, expressions, maps (`Map`) and blocks (objects); what is undefined is left out */
export function block(head: string, args: Arguments, indent = ''): string {
  const inner = `${indent}  `
  const given = Object.entries(args).filter(([, value]) => value !== undefined)
  const isBlock = ([, value]: readonly [string, unknown]) => isPlainObject(value)
  const values = given.filter(entry => !isBlock(entry))
  const blocks = given.filter(isBlock).map(([name, value]) => block(name, value as Arguments, inner))
  const parts = [...(values.length === 0 ? [] : [assignments(values, inner)]), ...blocks]
  return `${indent}${head} {\n${parts.join('\n\n')}\n${indent}}`
}

/** The signs of equality stand below each other, as far as values of one line follow each other. */
function assignments(entries: readonly (readonly [string, unknown])[], indent: string): string {
  const lines = entries.map(([name, value]) => [name, literal(value, indent)] as const)
  const isLong = (place: number) => lines[place]?.[1].includes('\n') ?? true
  return lines
    .map(([name, text], place) => {
      if (isLong(place)) return `${indent}${name} = ${text}`
      let [from, to] = [place, place]
      while (!isLong(from - 1)) from--
      while (!isLong(to + 1)) to++
      const widest = Math.max(...lines.slice(from, to + 1).map(([other]) => other.length))
      return `${indent}${name.padEnd(widest)} = ${text}`
    })
    .join('\n')
}

/** A value as an expression; objects become objects of HCL. */
export function literal(value: unknown, indent = ''): string {
  const inner = `${indent}  `
  if (value instanceof Expression) return value.text
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) {
    if (!value.some(one => typeof one === 'object' && one !== null))
      return `[${value.map(one => literal(one)).join(', ')}]`
    return `[\n${value.map(one => `${inner}${literal(one, inner)}`).join(',\n')}\n${indent}]`
  }
  const members = value instanceof Map ? [...value] : isPlainObject(value) ? Object.entries(value) : undefined
  if (members === undefined) return JSON.stringify(value)
  if (members.length === 0) return '{}'
  const entries = members.map(([name, one]) => [/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name), one] as const)
  return `{\n${assignments(entries, inner)}\n${indent}}`
}

/** The document of a policy, for people to read; what is no JSON stays text. */
export function jsonEncoded(text: unknown, indent = '  '): unknown {
  try {
    const value: unknown = JSON.parse(String(text))
    return isPlainObject(value) ? new Expression(`jsonencode(${literal(value, indent)})`) : text
  } catch {
    return text
  }
}

/** `${` and `%{` begin templates in text, unless doubled. JSON's escapes are HCL's but for two. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replace(/[$%](?=\{)/g, sign => sign + sign)
    .replace(/\\./g, pair => (pair === '\\b' ? '\\u0008' : pair === '\\f' ? '\\u000c' : pair))

const isPlainObject = (value: unknown): value is Arguments =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Expression) &&
  !(value instanceof Map)
