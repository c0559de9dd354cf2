import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Call, Need, UserIdentity } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Refusal } from '#server/base/refusal.ts'
import { callOf } from './call.ts'
import { apiErrorSchema, refusalOf, sendApiError } from './errors.ts'
import type { Paging } from './paging.ts'
import { refuse } from './refusals.ts'

/** What the administrative part of `/api/v1` needs of the doors. */
export interface AdministrationPorts {
  readonly clock: Clock
  readonly paging: Paging
  /**
   * Whoever calls, proven by a signature or by the session of the console, and a principal of the management account.
   * @param body the bytes that came, which a signature covers
   * @throws Refusal
   */
  readonly caller: (request: FastifyRequest, body: Uint8Array, call: Call) => Promise<Actor>
  readonly recordRefusal: (call: Call, identity: UserIdentity, refusal: Refusal) => Promise<void>
  /** Counts a refusal of somebody unknown. */
  readonly countAnonymous: (code: string) => void
}

/** The parts of a request that a route reads, after its schemas have judged them. */
export interface Asked {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
}

/** One call of `/api/v1` that administers the instance, whoever makes it: the console, an SDK's credentials, curl. */
export interface AdministrativeRoute<A extends Asked> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. */
  readonly path: `/${string}`
  readonly summary: string
  /** As events name it: CloudTrail's where AWS has such a call. Reading writes no event, but its refusal does. */
  readonly eventSource: string
  readonly eventName: string
  readonly readOnly: boolean
  /** JSON Schemas. */
  readonly params?: object
  readonly query?: object
  readonly body?: object
  /** Members of the body that events show as hidden. */
  readonly secrets?: readonly string[]
  /** The answer with status 200; absent: nothing, with status 204. A stream's content type instead of a schema. */
  readonly answer?: object | { readonly stream: readonly string[] }
  needs(asked: A, actor: Actor): readonly Need[] | Promise<readonly Need[]>
  handle(asked: A, actor: Actor): Promise<unknown>
}

/** What a handler that streams gives back. */
export interface Streamed {
  readonly type: string
  /** What browsers call the file. */
  readonly fileName: string
  readonly stream: AsyncIterable<string>
}

export type Administers = <A extends Asked>(route: AdministrativeRoute<A>) => void

/** What is known of a call before its handler runs. */
interface Attempt {
  readonly call: Call
  readonly actor: Actor
}

/**
 * Adds administrative routes to `/api/v1`. The order is a rule: the caller is proven before anything of the input is
 * looked at, and every need is authorised before the handler runs. A refused call of somebody proven is an event.
 */
export function administration(app: FastifyInstance, ports: AdministrationPorts): Administers {
  const attempts = new WeakMap<FastifyRequest, Attempt>()
  const bodies = new WeakMap<FastifyRequest, Uint8Array>()
  takeJsonOnly(app, bodies)
  app.setErrorHandler(async (error, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal !== undefined) await record(refusal, request, attempts.get(request), ports)
    return sendApiError(error, request, reply)
  })
  return route => {
    const { method, path, params, query, body, answer } = route
    app.route({
      method,
      url: `/api/v1${path}`,
      exposeHeadRoute: false,
      schema: {
        summary: route.summary,
        ...(params === undefined ? {} : { params }),
        ...(query === undefined ? {} : { querystring: query }),
        ...(body === undefined ? {} : { body }),
        response: { ...answerSchema(answer), ...REFUSED },
      },
      preValidation: async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const { eventSource, eventName, readOnly } = route
        const call = callOf(request, ports.clock, { eventSource, eventName, readOnly })
        const actor = await ports.caller(request, bodies.get(request) ?? NOTHING, call)
        attempts.set(request, { call, actor })
      },
      handler: async (request, reply) => {
        const attempt = attempts.get(request)
        if (attempt === undefined) throw new Error('a call reached its handler unproven')
        const asked = { params: request.params, query: request.query, body: request.body }
        Object.assign(attempt.call, { parameters: shown(route, asked) })
        // The schemas of the route have judged what came.
        const judged = asked as Parameters<typeof route.handle>[0]
        for (const { action, resource, context } of await route.needs(judged, attempt.actor))
          await attempt.actor.authorize(action, resource, context)
        const result = await route.handle(judged, attempt.actor)
        if (answer === undefined) return reply.code(204).send()
        return isStreamed(result) ? sendStream(reply, result) : result
      },
    })
  }
}

const NOTHING = new Uint8Array()
/** One for all statuses: each schema of each route is a compiled function that stays in memory. */
const REFUSED = { '4xx': apiErrorSchema }

function answerSchema(answer: object | undefined): object {
  if (answer === undefined) return { 204: { type: 'null' } }
  if (!('stream' in answer)) return { 200: answer }
  const content = (answer.stream as readonly string[]).map(type => [type, { schema: { type: 'string' } }] as const)
  return { 200: { description: 'A stream', content: Object.fromEntries(content) } }
}

/** JSON is all that is read, so no form of another site can be a body here; its bytes are kept for the signature. */
function takeJsonOnly(app: FastifyInstance, bodies: WeakMap<FastifyRequest, Uint8Array>): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    bodies.set(request, body)
    if (body.length === 0) return done(null, undefined)
    try {
      done(null, JSON.parse(body.toString('utf8')))
    } catch {
      done(refuse('http.malformed', { observed: 'a body that is not JSON', expected: 'application/json' }))
    }
  })
}

/** CloudTrail's own words for a value that it does not record. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** What was asked, as the event shows it. */
function shown<A extends Asked>({ secrets = [] }: AdministrativeRoute<A>, { params, query, body }: Asked) {
  const all: Record<string, unknown> = { ...(params ?? {}), ...(query ?? {}), ...(body ?? {}) }
  for (const name of secrets) if (name in all) all[name] = HIDDEN
  return all
}

const isStreamed = (result: unknown): result is Streamed =>
  typeof result === 'object' && result !== null && 'stream' in result && 'fileName' in result

function sendStream(reply: FastifyReply, { type, fileName, stream }: Streamed): FastifyReply {
  return reply
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .type(type)
    .send(Readable.from(stream))
}

/** The caller is told why even where the event cannot be written. */
async function record(
  refusal: Refusal,
  request: FastifyRequest,
  attempt: Attempt | undefined,
  { recordRefusal, countAnonymous }: AdministrationPorts,
): Promise<void> {
  if (attempt === undefined) return countAnonymous(refusal.code)
  try {
    await recordRefusal(attempt.call, attempt.actor.identity, refusal)
  } catch (error) {
    request.log.error({ err: error, reference: request.id }, 'the event of a refusal could not be written')
  }
}
