import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Random, uuid } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import { refuseAws } from '#server/formats/aws/index.ts'
import { openDoor, send } from './door.ts'
import type { AwsPorts } from './ports.ts'
import { refuse } from './refusals.ts'

const BODY_LIMIT = 1024 * 1024

/** Every answer has it, whatever became of the request. */
const REQUEST_ID = 'x-amzn-RequestId'

export const awsPlugin: FastifyPluginAsync<AwsPorts> = async (app, ports) => {
  const door = openDoor(ports)
  takeBodiesAsBytes(app)
  const idOf = (request: FastifyRequest, reply: FastifyReply) => identify(request, reply, ports.random)
  const answer = async (request: FastifyRequest, reply: FastifyReply) =>
    send(reply, await door.answer(request, idOf(request, reply)))

  app.addHook('onRequest', async (request, reply) => {
    idOf(request, reply)
  })
  app.setErrorHandler(async (error, request, reply) =>
    send(reply, await door.refuse(refusalOf(error), request, idOf(request, reply))),
  )
  app.post('/', { bodyLimit: BODY_LIMIT }, answer)
  app.get('/', async (request, reply) => {
    // Who typed the address of the server into a browser wants the portal.
    const asksSomething = /[?&](?:Action|X-Amz-Signature)=/.test(request.raw.url ?? '')
    return asksSomething ? answer(request, reply) : reply.redirect('/start', 303)
  })
}

/** Signatures cover the bytes that came, so nothing may parse them first: neither JSON nor forms. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id that the server gave the request, where it gives UUIDs; else one of our own, made once. */
function identify(request: FastifyRequest, reply: FastifyReply, random: Random): string {
  const known = reply.getHeader(REQUEST_ID)
  if (typeof known === 'string') return known
  const id = UUID.test(request.id) ? request.id : uuid(random)
  reply.header(REQUEST_ID, id)
  return id
}

/** What Fastify and its plugins refuse, before a handler runs, by status; all else is a failure of ours. */
function refusalOf(error: unknown): unknown {
  if (error instanceof Refusal) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413) return refuse('aws.body_too_large')
  if (status === 429) return refuse('aws.rate_exceeded')
  if (status === 503) return refuse('aws.overloaded')
  if (status >= 400 && status < 500) return refuseAws('aws.unreadable_body', { cause: error })
  return error
}
