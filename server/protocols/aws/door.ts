import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Call } from '#server/base/actor.ts'
import { Refusal } from '#server/base/refusal.ts'
import { formToJson, parseJson, readInput, writeJson, writeQueryResult } from '#server/formats/aws/index.ts'
import { authenticate, requirePlane } from './authenticate.ts'
import { openCall, shownParameters } from './call.ts'
import { type Catalog, catalogOf, type FoundOperation } from './catalog.ts'
import { type Answer, internalAnswer, JSON_TYPE, refusalAnswer, XML_TYPE } from './errors.ts'
import { exceptionName } from './exceptions.ts'
import type { ServiceName } from './operation.ts'
import type { AwsPorts } from './ports.ts'
import { protocolOf, route, signedRequest } from './route.ts'
import { services } from './services.ts'

/** How far a request came, for the answer and the record of its refusal. */
interface Attempt {
  readonly requestId: string
  service: ServiceName
  /** Nobody signs the operation. */
  isPublic?: boolean
  /** Who is refused and in what call; absent until the caller is proven. */
  proven?: { readonly call: Call; readonly actor: Actor }
}

export interface Door {
  answer(request: FastifyRequest, requestId: string): Promise<Answer>
  /** The answer to what went wrong before a request reached its handler. */
  refuse(error: unknown, request: FastifyRequest, requestId: string): Promise<Answer>
}

export function openDoor(ports: AwsPorts): Door {
  const catalog = catalogOf(ports.operations)
  const refuse = (error: unknown, request: FastifyRequest, attempt: Attempt) => refused(error, request, attempt, ports)
  return {
    async answer(request, requestId) {
      const attempt = attemptOf(request, requestId)
      try {
        return await perform(request, attempt, catalog, ports)
      } catch (error) {
        return refuse(error, request, attempt)
      }
    },
    refuse: (error, request, requestId) => refuse(error, request, attemptOf(request, requestId)),
  }
}

/** Until the service is known, errors have the shape of the one most called in the protocol. */
const attemptOf = (request: FastifyRequest, requestId: string): Attempt => ({
  requestId,
  service: protocolOf(request) === 'json' ? 'sso-admin' : 'sts',
})

/** The whole way of a call. The order is a rule: nothing of the input is looked at before the caller is proven. */
async function perform(request: FastifyRequest, attempt: Attempt, catalog: Catalog, ports: AwsPorts): Promise<Answer> {
  const signed = signedRequest(request)
  const asked = route(request, signed)
  attempt.service = asked.service
  const found = await catalog.find(asked)
  const { operation, schema } = found
  const call = openCall(request, { ...attempt, operation, clock: ports.clock })

  const actor = await authenticate({ request, signed, asked, call }, operation, ports)
  attempt.isPublic = operation.plane === 'public'
  if (!attempt.isPublic) attempt.proven = { call, actor }
  await requirePlane(operation, asked.service, actor, ports.managementAccountId)

  const json = asked.protocol === 'json' ? parseJson(signed.body) : formToJson(schema.input, asked.form)
  const input = readInput(schema.input, json)
  call.parameters = shownParameters(asked.service, schema, operation, input)
  // What a public operation itself refuses is worth an event; garbage that it cannot read was only counted.
  attempt.proven = { call, actor }

  for (const { action, resource, context } of await operation.needs(input, actor)) {
    await actor.authorize(action, resource, context)
  }
  return success(found, await operation.handle(input, actor), attempt)
}

function success({ schema }: FoundOperation, value: unknown, { service, requestId }: Attempt): Answer {
  const facts = services[service]
  if (facts.protocol === 'json') {
    return { status: 200, contentType: JSON_TYPE, body: writeJson(schema.output, value) }
  }
  const result = { action: schema.name, xmlns: facts.xmlns, output: schema.output, value, requestId }
  return { status: 200, contentType: XML_TYPE, body: writeQueryResult(result) }
}

async function refused(error: unknown, request: FastifyRequest, attempt: Attempt, ports: AwsPorts): Promise<Answer> {
  if (!(error instanceof Refusal)) {
    request.log.error({ err: error, reference: attempt.requestId }, 'a call of an AWS API failed')
    return internalAnswer(attempt)
  }
  const { proven, isPublic = false } = attempt
  if (proven === undefined || (isPublic && isUnreadable(error))) ports.countAnonymous(error.code)
  else await record(error, request, { ...proven, service: attempt.service }, ports)
  return refusalAnswer(error, attempt)
}

/** Of an assertion: that there is none, or none that is XML. */
const UNREADABLE = /^(?:xml\.|saml\.(?:response_missing|response_too_large|base64_invalid|not_utf8)$)/

/** Garbage from the network, and nobody's attempt at anything. */
const isUnreadable = ({ code, details: { cause } }: Refusal): boolean =>
  code === 'aws.invalid_input' || (cause instanceof Refusal && UNREADABLE.test(cause.code))

/** The caller is told why even where the event cannot be written. */
async function record(
  refusal: Refusal,
  request: FastifyRequest,
  { call, actor, service }: { readonly call: Call; readonly actor: Actor; readonly service: ServiceName },
  ports: AwsPorts,
): Promise<void> {
  try {
    const errorCode = exceptionName(refusal.code, refusal.kind, service, services[service].protocol)
    await ports.recordRefusal(call, actor.identity, refusal, errorCode)
  } catch (error) {
    request.log.error({ err: error, reference: call.requestId }, 'the event of a refusal could not be written')
  }
}

export function send(reply: FastifyReply, { status, contentType, body, retryAfter }: Answer): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter))
  // Answers hold credentials and personal data.
  reply.header('cache-control', 'no-store')
  return reply.code(status).type(contentType).send(body)
}
