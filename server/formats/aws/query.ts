import type { NormalizedSchema } from '@smithy/core/schema'
import { refuse } from './refusals.ts'

/** Names and values of an `application/x-www-form-urlencoded` body or of a query string. */
export type Form = ReadonlyMap<string, string>

const MAX_FIELDS = 4096
const MAX_NAME = 512
const MAX_DEPTH = 16

/**
 * @param text without a leading `?`
 * @throws Refusal `aws.unreadable_body`; a name that occurs twice too, since readers differ in which one counts
 */
export function parseForm(text: string): Form {
  const form = new Map<string, string>()
  if (text === '') return form
  const pairs = text.split('&', MAX_FIELDS + 1)
  if (pairs.length > MAX_FIELDS) throw unreadable(`more than ${MAX_FIELDS} parameters`)
  for (const pair of pairs) {
    if (pair === '') continue
    const [name, value] = splitOnce(pair, '=')
    const key = decode(name)
    if (key.length > MAX_NAME) throw unreadable(`a parameter name longer than ${MAX_NAME} characters`)
    if (form.has(key)) throw unreadable(`the parameter ${key} occurs twice`)
    form.set(key, decode(value))
  }
  return form
}

/** As {@link parseForm}, from bytes, which must be UTF-8. */
export function parseFormBytes(body: Uint8Array): Form {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw unreadable('a form that is not UTF-8')
  }
  return parseForm(text)
}

/**
 * Reads a query-protocol form as the JSON that would say the same, so that one walk (`readInput`) checks both kinds of
 * request. What cannot be converted stays the text it was, and that walk refuses it at its place.
 * @throws Refusal `aws.unreadable_body` for names nested too deep
 */
export function formToJson(schema: NormalizedSchema, form: Form): unknown {
  return schema.isUnitSchema() ? {} : structure(schema, treeOf(form))
}

/** The form by the dots of its names. Maps, so that no name can reach a prototype. */
interface Node {
  text?: string
  readonly children: Map<string, Node>
}

function treeOf(form: Form): Node {
  const root: Node = { children: new Map() }
  for (const [name, text] of form) {
    const path = name.split('.', MAX_DEPTH + 1)
    if (path.length > MAX_DEPTH) throw unreadable(`a parameter name of more than ${MAX_DEPTH} parts`)
    let node = root
    for (const part of path) {
      const next = node.children.get(part) ?? { children: new Map() }
      node.children.set(part, next)
      node = next
    }
    node.text = text
  }
  return root
}

function read(schema: NormalizedSchema, node: Node): unknown {
  if (schema.isListSchema()) return list(schema, node)
  if (schema.isMapSchema()) return map(schema, node)
  if (schema.isStructSchema()) return node.children.size === 0 ? node.text : structure(schema, node)
  if (node.text === undefined) return {}
  return scalar(schema, node.text)
}

function structure(schema: NormalizedSchema, node: Node): unknown {
  const members: [string, unknown][] = []
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(xmlName(member) ?? name)
    if (child !== undefined) members.push([name, read(member, child)])
  }
  return Object.fromEntries(members)
}

/** `Tags.member.1`, or `Tags.1` where the list is flattened. The empty list is the bare name: `Tags=`. */
function list(schema: NormalizedSchema, node: Node): unknown {
  const item = schema.getValueSchema()
  const holder = isFlattened(schema) ? node : node.children.get(xmlName(item) ?? 'member')
  if (holder === undefined) return node.text === '' ? [] : (node.text ?? {})
  if (holder.children.size === 0 && node.text === '') return []
  return indexed(holder).map(child => read(item, child))
}

/** `Map.entry.1.key` and `Map.entry.1.value`, or without `entry` where the map is flattened. */
function map(schema: NormalizedSchema, node: Node): unknown {
  const keyName = xmlName(schema.getKeySchema()) ?? 'key'
  const item = schema.getValueSchema()
  const holder = isFlattened(schema) ? node : node.children.get('entry')
  if (holder === undefined) return node.text === '' ? {} : (node.text ?? [])
  const entries = indexed(holder).map((entry): [string, unknown] => {
    const value = entry.children.get(xmlName(item) ?? 'value')
    return [entry.children.get(keyName)?.text ?? '', value === undefined ? null : read(item, value)]
  })
  return Object.fromEntries(entries)
}

/**
 * The children in the order of their numbers. Gaps close up, so a huge index costs nothing (what AWS makes of a gap is
 * not confirmed); what is no number is no item.
 */
function indexed(node: Node): readonly Node[] {
  return [...node.children]
    .filter(([index]) => /^[1-9]\d{0,5}$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

function scalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true' ? true : text === 'false' ? false : text
  if (schema.isNumericSchema()) return /^-?\d{1,20}(?:\.\d{1,20})?$/.test(text) ? Number(text) : text
  if (schema.isTimestampSchema()) return ISO_INSTANT.test(text) ? Date.parse(text) / 1000 : text
  return text
}

const xmlName = (schema: NormalizedSchema): string | undefined => schema.getMergedTraits().xmlName

const isFlattened = (schema: NormalizedSchema): boolean => schema.getMergedTraits().xmlFlattened === 1

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw unreadable('a percent sign that encodes nothing, or bytes that are not UTF-8')
  }
}

const unreadable = (observed: string) =>
  refuse('aws.unreadable_body', { observed, expected: 'a form as the query protocol of AWS describes it' })
