import { officialApi } from './catalog.ts'
import type { ServiceName, ServiceOperations } from './operation.ts'
import { serviceNames } from './services.ts'

export interface Coverage {
  readonly service: ServiceName
  readonly operations: readonly { readonly name: string; readonly built: boolean }[]
}

/** What of each official API is built. */
export const coverageOf = (built: ServiceOperations): Promise<readonly Coverage[]> =>
  Promise.all(
    serviceNames.map(async service => {
      const names = new Set(built[service]?.map(operation => operation.name))
      const { operations } = await officialApi(service)
      return { service, operations: operations.map(name => ({ name, built: names.has(name) })) }
    }),
  )

/** The tables of docs/aws-coverage.md. */
export const coverageTable = (coverage: readonly Coverage[]): string => coverage.map(serviceTable).join('\n')

function serviceTable({ service, operations }: Coverage): string {
  const built = operations.filter(operation => operation.built).length
  const rows = operations.map(operation => `| ${operation.name} | ${operation.built ? 'yes' : 'no'} |`)
  return [
    `## ${service}: ${built} of ${operations.length}`,
    '',
    '| Operation | Built |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n')
}
