import { JsonShapeDeserializer2, JsonShapeSerializer2 } from '@aws-sdk/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import { refuse } from './refusals.ts'
import { invalidInput, type Problem, shownName } from './validation.ts'

export interface OperationSchema {
  readonly name: string
  readonly input: NormalizedSchema
  readonly output: NormalizedSchema
}

/** JSON 1.1 prints instants as epoch seconds unless a member says otherwise, as the clients' own codec is set. */
const JSON_SETTINGS = { timestampFormat: { useTrait: true, default: 7 as const }, jsonName: false }

/** The first element of a static schema says what it describes (`@smithy/types` static-schemas). */
const OPERATION = 9
const ERROR = -3

/** The operations of a client package, by name. @param client the module namespace of `@aws-sdk/client-…` */
export function operationSchemas(client: object): ReadonlyMap<string, OperationSchema> {
  return new Map(
    staticSchemas(client, OPERATION).map(([, , name, , input, output]) => [
      name,
      { name, input: NormalizedSchema.of(input), output: NormalizedSchema.of(output) },
    ]),
  )
}

/** The names of the exceptions that a client package has classes for. */
export const exceptionNames = (client: object): ReadonlySet<string> =>
  new Set(staticSchemas(client, ERROR).map(([, , name]) => name))

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0]
type StaticSchema = readonly [id: number, namespace: string, name: string, traits: unknown, SchemaRef, SchemaRef]

function staticSchemas(client: object, id: number): readonly StaticSchema[] {
  return Object.entries(client)
    .filter(([name, value]) => name.endsWith('$') && Array.isArray(value) && value[0] === id)
    .map(([, value]) => value as StaticSchema)
}

/**
 * The body of a JSON 1.1 request as a plain value.
 * @throws Refusal `aws.unreadable_body`
 */
export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw refuse('aws.unreadable_body', { observed: 'a body that is not JSON in UTF-8', expected: 'a JSON object' })
  }
  if (!isRecord(value)) throw unreadable('the body', value, 'Structure')
  return value
}

/**
 * Turns plain JSON into the input of an operation as the official client types it: unknown members are dropped, null
 * is absent, blobs are bytes and timestamps are Dates. Nothing of `json` itself is in the result.
 * @throws Refusal `aws.unreadable_body` at the first value of a wrong type; `aws.invalid_input` with every required
 * member that is missing
 */
export function readInput(schema: NormalizedSchema, json: unknown): object {
  if (schema.isUnitSchema()) return {}
  const problems: Problem[] = []
  const checked = readStructure(schema, json, { at: '', problems })
  if (problems.length > 0) throw invalidInput(problems)
  return new JsonShapeDeserializer2(JSON_SETTINGS).readObject(schema, checked as never) as object
}

/** The JSON 1.1 form of an operation's output; `{}` where there is none. */
export function writeJson(schema: NormalizedSchema, output: unknown): Buffer {
  if (schema.isUnitSchema()) return Buffer.from('{}')
  const serializer = new JsonShapeSerializer2(JSON_SETTINGS)
  serializer.write(schema, output ?? {})
  const bytes = serializer.flush()
  // The flushed bytes also pose as a string, with a warning when they are used as one; a Buffer on the same bytes does not.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * How many members a structure requires. The generated schemas do not mark required members one by one: they list them
 * first and put their number in the seventh place of the tuple (absent: none). This was compared with botocore's models
 * (the inputs of all 335 operations that both have agree) and a test holds a sample of every service.
 */
export function requiredCount(schema: NormalizedSchema): number {
  const tuple: unknown = schema.getSchema()
  const count: unknown = Array.isArray(tuple) ? tuple[6] : undefined
  return typeof count === 'number' ? count : 0
}

/** Where the walk is, and what it found wrong so far. */
interface Place {
  readonly at: string
  readonly problems: Problem[]
}

const inside = (place: Place, name: string): Place => ({
  at: place.at === '' ? shownName(name) : `${place.at}.${shownName(name)}`,
  problems: place.problems,
})

function readValue(schema: NormalizedSchema, value: unknown, place: Place): unknown {
  if (schema.isStructSchema()) return readStructure(schema, value, place)
  if (schema.isListSchema()) return readList(schema, value, place)
  if (schema.isMapSchema()) return readMap(schema, value, place)
  if (schema.isDocumentSchema()) return readDocument(value, place.at, 0)
  const type = leafTypes.find(({ is }) => is(schema))
  if (type === undefined) throw new Error(`${schema.getName(true)} has a type that no operation's input had before`)
  if (!type.accepts(value)) throw unreadable(place.at, value, type.name)
  return value
}

function readStructure(schema: NormalizedSchema, value: unknown, place: Place): object {
  if (!isRecord(value)) throw unreadable(place.at, value, 'Structure')
  const required = requiredCount(schema)
  const read: [string, unknown][] = []
  let position = 0
  for (const [name, member] of schema.structIterator()) {
    const found = Object.hasOwn(value, name) ? value[name] : null
    const here = inside(place, name)
    if (found !== null && found !== undefined) read.push([name, readValue(member, found, here)])
    else if (position < required) place.problems.push({ at: here.at, value: null, must: 'not be null' })
    position += 1
  }
  if (schema.isUnionSchema() && read.length !== 1) {
    place.problems.push({
      at: place.at,
      must: `have exactly one of its ${position} members set, it has ${read.length}`,
    })
  }
  return Object.fromEntries(read)
}

function readList(schema: NormalizedSchema, value: unknown, place: Place): unknown[] {
  if (!Array.isArray(value)) throw unreadable(place.at, value, 'List')
  const item = schema.getValueSchema()
  const sparse = schema.getMergedTraits().sparse === 1
  return value.map((found: unknown, index) => {
    const at = `${place.at}.${index + 1}.member`
    if (found !== null && found !== undefined) return readValue(item, found, { at, problems: place.problems })
    if (!sparse) place.problems.push({ at, value: null, must: 'not be null' })
    return null
  })
}

function readMap(schema: NormalizedSchema, value: unknown, place: Place): object {
  if (!isRecord(value)) throw unreadable(place.at, value, 'Map')
  const item = schema.getValueSchema()
  const sparse = schema.getMergedTraits().sparse === 1
  const entries = entriesOf(value, place.at).filter(([, found]) => sparse || found !== null)
  return Object.fromEntries(
    entries.map(([key, found]) => [
      key,
      found === null ? null : readValue(item, found, { at: `${place.at}.${key}`, problems: place.problems }),
    ]),
  )
}

/** Documents hold any JSON, so they alone can be nested without end; the walk, and what handles them, is recursive. */
const DOCUMENT_DEPTH = 32

function readDocument(value: unknown, at: string, depth: number): unknown {
  if (depth > DOCUMENT_DEPTH) {
    throw refuse('aws.unreadable_body', { observed: `'${at}' is nested deeper than ${DOCUMENT_DEPTH} levels` })
  }
  if (Array.isArray(value)) return value.map(item => readDocument(item, at, depth + 1))
  if (!isRecord(value)) return value
  return Object.fromEntries(entriesOf(value, at).map(([key, item]) => [key, readDocument(item, at, depth + 1)]))
}

/** `__proto__` is refused where callers choose keys: no API has such a key, and code behind us may assign by key. */
function entriesOf(value: Record<string, unknown>, at: string): [string, unknown][] {
  if (Object.hasOwn(value, '__proto__')) {
    throw refuse('aws.unreadable_body', { observed: `'${at}' has a key named __proto__` })
  }
  return Object.entries(value)
}

interface LeafType {
  readonly name: string
  readonly is: (schema: NormalizedSchema) => boolean
  readonly accepts: (value: unknown) => boolean
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** The range of a Date, in seconds. */
const LAST_SECOND = 8.64e12

const leafTypes: readonly LeafType[] = [
  { name: 'String', is: schema => schema.isStringSchema(), accepts: value => typeof value === 'string' },
  { name: 'Boolean', is: schema => schema.isBooleanSchema(), accepts: value => typeof value === 'boolean' },
  { name: 'Number', is: schema => schema.isNumericSchema(), accepts: Number.isFinite },
  {
    name: 'Timestamp',
    is: schema => schema.isTimestampSchema(),
    accepts: value => typeof value === 'number' && Math.abs(value) <= LAST_SECOND,
  },
  {
    name: 'Blob',
    is: schema => schema.isBlobSchema(),
    accepts: value => typeof value === 'string' && BASE64.test(value),
  },
]

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY'
  if (value === null) return 'NULL_VALUE'
  if (typeof value === 'object') return 'START_OBJECT'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return `${typeof value}_VALUE`.toUpperCase()
}

/** In the style of AWS's JSON reader, whose own sentence is not confirmed: it names the JSON token, never the value. */
const unreadable = (at: string, value: unknown, wanted: string) =>
  refuse('aws.unreadable_body', {
    sentence: `${typeName(value)} can not be converted to a ${wanted}`,
    observed: `${typeName(value)} at '${at}'`,
    expected: wanted,
  })
