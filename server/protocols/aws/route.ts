import type { FastifyRequest } from 'fastify'
import { type Form, parseForm, parseFormBytes, type SignedRequest } from '#server/formats/aws/index.ts'
import type { ServiceName } from './operation.ts'
import { refuse } from './refusals.ts'
import { serviceNames, services } from './services.ts'

/** The operation that a request names, which may not exist. */
export type Asked =
  | { readonly protocol: 'json'; readonly service: ServiceName; readonly name: string }
  | { readonly protocol: 'query'; readonly service: ServiceName; readonly name: string; readonly form: Form }

/** Which protocol the answer must have, known before anything else, so that every error has a shape. */
export function protocolOf(request: FastifyRequest): 'json' | 'query' {
  if (request.headers['x-amz-target'] !== undefined) return 'json'
  return request.method === 'GET' || isForm(request) ? 'query' : 'json'
}

const isForm = (request: FastifyRequest): boolean =>
  (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')

/** @throws Refusal `aws.unknown_operation`, `aws.unreadable_body` */
export function route(request: FastifyRequest, signed: SignedRequest): Asked {
  if (protocolOf(request) === 'json') return byTarget(signed.headers['x-amz-target'] ?? '')
  return byAction(request.method === 'GET' ? signed.query : parseFormBytes(signed.body))
}

function byTarget(target: string): Asked {
  const dot = target.lastIndexOf('.')
  const prefix = target.slice(0, Math.max(dot, 0))
  const service = serviceNames.find(name => {
    const facts = services[name]
    return facts.protocol === 'json' && facts.targets.includes(prefix)
  })
  if (service === undefined) throw unknownOperation(`X-Amz-Target: ${target.slice(0, 120)}`)
  return { protocol: 'json', service, name: target.slice(dot + 1) }
}

function byAction(form: Form): Asked {
  const version = form.get('Version')
  const action = form.get('Action') ?? ''
  const service = serviceNames.find(name => {
    const facts = services[name]
    return facts.protocol === 'query' && facts.version === version
  })
  if (service === undefined) throw unknownAction(action, version ?? '')
  return { protocol: 'query', service, name: action, form }
}

export const unknownOperation = (observed: string) => refuse('aws.unknown_operation', { observed })

/** AWS's own sentence. */
export function unknownAction(action: string, version: string) {
  const shown = action.slice(0, 120)
  return refuse('aws.unknown_operation', {
    sentence: `Could not find operation ${shown} for version ${version.slice(0, 20)}`,
    observed: `Action=${shown}`,
  })
}

/** The request as its signature covers it. @throws Refusal `aws.unreadable_body` for a query that is no form */
export function signedRequest(request: FastifyRequest): SignedRequest {
  const [path = '/', query = ''] = splitUrl(request.raw.url ?? '/')
  return {
    method: request.method,
    path,
    query: parseForm(query),
    // Node joins repeated headers; only set-cookie, which no client sends, stays a list.
    headers: Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
  }
}

function splitUrl(url: string): readonly string[] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url] : [url.slice(0, mark), url.slice(mark + 1)]
}
