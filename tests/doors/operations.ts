/** Every operation of the AWS doors, with the least input that reads, called through the official clients or bare. */
import type { NormalizedSchema } from '@smithy/core/schema'
import { type OperationSchema, operationSchemas, requiredCount } from '#server/formats/aws/index.ts'
import type { Plane, ServiceName, ServiceOperations } from '#server/protocols/aws/index.ts'
import { services } from '#server/protocols/aws/services.ts'
import { clientConfig } from '#tests/portico.ts'
import { type Asked, FORM } from './wire.ts'
import { type Credentials, needed } from './world.ts'

type Known = Readonly<Record<string, unknown>>

interface OfficialClient {
  send(command: object): Promise<object>
}

export interface CalledOperation {
  readonly service: ServiceName
  readonly name: string
  readonly plane: Plane
  readonly protocol: 'json' | 'query'
  /** Required members only, each a value of its type; those in `known` have a meaning. */
  input(known: Known): Record<string, unknown>
  /** Signed, by the official client. */
  call(origin: string, key: Credentials, known: Known): Promise<object>
  /** Unsigned. */
  bare(known: Known): Asked & { readonly headers: Readonly<Record<string, string>> }
}

export async function everyOperation(built: ServiceOperations): Promise<readonly CalledOperation[]> {
  const names = Object.keys(built) as ServiceName[]
  const lists = await Promise.all(
    names.map(async service => {
      const client = new Map<string, unknown>(Object.entries(await services[service].client()))
      const schemas = operationSchemas(Object.fromEntries(client))
      return (built[service] ?? []).map(({ name, plane }) =>
        calledOperation({ service, name, plane, client, schema: needed(schemas.get(name)) }),
      )
    }),
  )
  return lists.flat()
}

interface Official extends Pick<CalledOperation, 'service' | 'name' | 'plane'> {
  readonly client: ReadonlyMap<string, unknown>
  readonly schema: OperationSchema
}

function calledOperation({ service, name, plane, client, schema }: Official): CalledOperation {
  const facts = services[service]
  const input = (known: Known) => leastStructure(schema.input, known)
  const Client = constructorOf<OfficialClient>(client, /^[A-Za-z]+(?<!__|Command)Client$/)
  const Command = constructorOf<object>(client, new RegExp(`^${name}Command$`))
  return {
    service,
    name,
    plane,
    protocol: facts.protocol,
    input,
    call: (origin, key, known) => new Client(clientConfig(origin, key)).send(new Command(input(known))),
    bare(known) {
      if (facts.protocol === 'query') {
        const body = new URLSearchParams({ Action: name, Version: facts.version }).toString()
        return { method: 'POST', path: '/', headers: { 'content-type': FORM }, body }
      }
      const target = `${facts.targets[0]}.${name}`
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
      return { method: 'POST', path: '/', headers, body: JSON.stringify(input(known)) }
    },
  }
}

function constructorOf<T>(client: ReadonlyMap<string, unknown>, name: RegExp): new (argument: object) => T {
  const [, found] = needed([...client].find(([key, value]) => name.test(key) && typeof value === 'function'))
  return found as new (
    argument: object,
  ) => T
}

function leastStructure(schema: NormalizedSchema, known: Known): Record<string, unknown> {
  if (schema.isUnitSchema()) return {}
  const members = [...schema.structIterator()]
  const count = schema.isUnionSchema() ? 1 : requiredCount(schema)
  return Object.fromEntries(
    members.slice(0, count).map(([name, member]) => [name, known[name] ?? leastValue(member, known)]),
  )
}

function leastValue(schema: NormalizedSchema, known: Known): unknown {
  if (schema.isStructSchema()) return leastStructure(schema, known)
  if (schema.isListSchema()) return [leastValue(schema.getValueSchema(), known)]
  if (schema.isMapSchema()) return { x: leastValue(schema.getValueSchema(), known) }
  if (schema.isBooleanSchema()) return true
  if (schema.isNumericSchema()) return 1
  if (schema.isTimestampSchema()) return new Date(0)
  return 'x'
}
