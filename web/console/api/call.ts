/** The two doors of the console: the AWS APIs at `POST /`, and `/api/v1` for what no AWS API covers. */
import { send } from '../../kit/api.ts'

/** What `X-Amz-Target` begins with. */
const targets = {
  'sso-admin': 'SWBExternalService',
  identitystore: 'AWSIdentityStore',
  organizations: 'AWSOrganizationsV20161128',
  cloudtrail: 'CloudTrail_20131101',
} as const

export type AwsService = keyof typeof targets

export interface Api {
  /** The permission set in whose name the console acts. */
  readonly as: string
  /** Calls an operation of an AWS API. @throws RequestFailed */
  aws<T = unknown>(service: AwsService, operation: string, input: object, signal?: AbortSignal): Promise<T>
  /** @param query what is undefined or empty is left out */
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>
  /** POST, PUT, PATCH or DELETE; the answer is undefined where there is none (204). */
  write<T = undefined>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>
  /** The answer as it comes, to be saved. */
  download(path: string, query?: Query): Promise<Blob>
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export const apiAs = (as: string): Api => ({
  as,
  async aws<T>(service: AwsService, operation: string, input: object, signal?: AbortSignal) {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targets[service]}.${operation}`,
    }
    const answer = await send('/', { as, method: 'POST', headers, body: JSON.stringify(input), signal })
    const text = await answer.text()
    return (text === '' ? undefined : JSON.parse(text)) as T
  },
  get: async <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
    (await (await send(address(path, query), { as, signal })).json()) as T,
  async write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) {
    const sent =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await send(address(path), { as, method, ...sent })
    return (answer.status === 204 ? undefined : await answer.json()) as T
  },
  download: async (path, query = {}) => (await send(address(path, query), { as })).blob(),
})

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? `/api/v1${path}` : `/api/v1${path}?${new URLSearchParams(given)}`
}
