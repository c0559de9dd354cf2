import { exceptionNames, type OperationSchema, operationSchemas } from '#server/formats/aws/index.ts'
import type { Operation, ServiceName, ServiceOperations } from './operation.ts'
import { refuse } from './refusals.ts'
import { type Asked, unknownAction, unknownOperation } from './route.ts'
import { services } from './services.ts'

export interface FoundOperation {
  readonly schema: OperationSchema
  readonly operation: Operation
}

export interface Catalog {
  /** @throws Refusal `aws.unknown_operation`, `aws.unsupported_operation` */
  find(asked: Asked): Promise<FoundOperation>
}

/** What the official API has and what is built of it. Schemas are read on a service's first call and kept. */
export function catalogOf(built: ServiceOperations): Catalog {
  const handlers = new Map(
    Object.entries(built).flatMap(([service, operations]) =>
      operations.map(operation => [`${service}.${operation.name}`, operation] as const),
    ),
  )
  const loaded = new Map<ServiceName, Promise<ReadonlyMap<string, OperationSchema>>>()

  function schemasOf(service: ServiceName) {
    const known = loaded.get(service) ?? services[service].client().then(operationSchemas)
    loaded.set(service, known)
    return known
  }

  return {
    async find(asked) {
      const schema = (await schemasOf(asked.service)).get(asked.name)
      if (schema === undefined) throw unknown(asked)
      const operation = handlers.get(`${asked.service}.${asked.name}`)
      if (operation === undefined) {
        throw refuse('aws.unsupported_operation', {
          sentence: `The operation ${asked.name} is not supported.`,
          observed: `${asked.service} ${asked.name}`,
          expected: 'an operation of docs/aws-coverage.md',
        })
      }
      return { schema, operation }
    },
  }
}

function unknown(asked: Asked) {
  if (asked.protocol === 'json') return unknownOperation(`${asked.service} ${asked.name.slice(0, 120)}`)
  return unknownAction(asked.name, asked.form.get('Version') ?? '')
}

/** All operations and exceptions of the official API of a service. */
export async function officialApi(service: ServiceName) {
  const client = await services[service].client()
  return { operations: [...operationSchemas(client).keys()].sort(), exceptions: exceptionNames(client) }
}
