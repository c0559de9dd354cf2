import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal, type RefusalKind, type RefusalRecord, refusalRecord } from '#server/base/refusal.ts'
import { refuse } from './refusals.ts'

/** HTTP statuses of doors that have no standard of their own to follow. */
export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  denied: 403,
  missing: 404,
  conflict: 409,
  limit: 409,
  throttled: 429,
  unsupported: 400,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>

/** What the framework found, in our words: its own codes are nobody's business. */
const MALFORMED: Readonly<Record<number, string>> = {
  400: 'a body or an address that cannot be read',
  414: 'an address that is too long',
  415: 'a content type that this door does not read',
}

/**
 * What an error is to the client: the refusal itself, or the refusal that fits an error of the framework (a body that is
 * too large, a malformed address). Undefined for what is our own fault.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof Error)) return undefined
  const { statusCode, validation, validationContext } = error as FastifyError
  if (statusCode === undefined || statusCode >= 500) return undefined
  if (statusCode === 413) return refuse('http.body_too_large')
  if (statusCode === 404) return refuse('http.not_found')
  if (statusCode === 429) return refuse('http.rate_limited', { cause: error })
  if (validation?.[0] !== undefined) return invalidInput(validationContext, validation[0], error)
  return refuse('http.malformed', { observed: MALFORMED[statusCode] ?? `status ${statusCode}`, cause: error })
}

type Broken = NonNullable<FastifyError['validation']>[number]

/** What the schema of a route found. It names the member and the rule, and never repeats the value. */
function invalidInput(context = 'body', { instancePath, message = '', params }: Broken, cause: Error): Refusal {
  const member = [context, ...instancePath.split('/').slice(1)].join('.')
  const unknown = 'additionalProperty' in params ? ` (${String(params.additionalProperty).slice(0, 60)})` : ''
  const allowed = 'allowedValues' in params ? `: ${[params.allowedValues].flat().join(', ')}` : ''
  return refuse('http.invalid_input', { observed: `${member} ${message}${unknown}${allowed}`, cause })
}

export interface ApiError {
  readonly message: string
  readonly refusal: RefusalRecord
}

const text = { type: 'string' } as const

/** The same as a JSON Schema, for OpenAPI. */
export const apiErrorSchema = {
  type: 'object',
  required: ['message'],
  properties: {
    message: text,
    refusal: {
      type: 'object',
      required: ['code', 'cause', 'fix', 'actor', 'reference'],
      properties: {
        code: text,
        observed: text,
        expected: text,
        about: text,
        cause: text,
        fix: text,
        actor: text,
        reference: text,
      },
    },
  },
} as const

/** The body of a refused `/api/v1` call. */
export const apiError = (refusal: Refusal, reference: string): ApiError => ({
  message: refusal.message,
  refusal: refusalRecord(refusal, reference),
})

/** Answers for `/api/v1`. What is our own fault is logged here, once, and answered with the reference alone. */
export function sendApiError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal === undefined) {
    request.log.error({ err: error }, 'unexpected error')
    return reply.code(500).send({ message: `Internal error. Reference ${request.id}` })
  }
  retryAfter(reply, refusal)
  return reply.code(statusOf[refusal.kind]).send(apiError(refusal, request.id))
}

/** Sets Retry-After (RFC 9110 §10.2.3) where the refusal says when to come back. */
export function retryAfter(reply: FastifyReply, refusal: Refusal): void {
  if (refusal.details.retryAfter !== undefined) reply.header('retry-after', Math.ceil(refusal.details.retryAfter))
}
