import type { FastifyRequest } from 'fastify'
import type { Actor, Call } from '#server/base/actor.ts'
import { Refusal } from '#server/base/refusal.ts'
import {
  checkClaim,
  claimsSignature,
  readClaim,
  type SignedRequest,
  verifySignature,
} from '#server/formats/aws/index.ts'
import type { Operation, ServiceName } from './operation.ts'
import type { AwsPorts } from './ports.ts'
import { refuse } from './refusals.ts'
import type { Asked } from './route.ts'
import { services } from './services.ts'

export interface Arrival {
  readonly request: FastifyRequest
  readonly signed: SignedRequest
  readonly asked: Asked
  readonly call: Call
}

/**
 * Who calls. A signature decides alone wherever one is claimed; the console's session counts only on JSON calls without.
 * @throws Refusal `sigv4.…`
 */
export async function authenticate(arrival: Arrival, operation: Operation, ports: AwsPorts): Promise<Actor> {
  const { request, signed, asked, call } = arrival
  if (operation.plane === 'public') return ports.anonymous(call)
  if (asked.protocol === 'json' && !claimsSignature(signed)) {
    const person = await ports.browser(request, call)
    if (person !== undefined) return person
  }
  const claim = readClaim(signed)
  checkClaim(claim, services[asked.service].signingName, call.at)
  const { accessKeyId, sessionToken } = claim
  const found = await ports.credentials.find({ accessKeyId, ...(sessionToken === undefined ? {} : { sessionToken }) })
  if (found instanceof Refusal) throw found
  await verifySignature(signed, claim, found.secretAccessKey)
  return found.actorFor(call)
}

/** Whose operations these are at all, before any policy is asked. @throws Refusal */
export async function requirePlane(
  { plane, name }: Operation,
  service: ServiceName,
  actor: Actor,
  managementAccountId: () => Promise<string>,
): Promise<void> {
  if (plane === 'account' && actor.accountId === undefined) throw refuse('aws.no_account')
  if (plane !== 'administration') return
  const management = await managementAccountId()
  if (actor.accountId === management) return
  const who = actor.identity.arn ?? 'the caller'
  throw refuse('aws.not_management_account', {
    sentence: `User: ${who} is not authorized to perform: ${services[service].actionPrefix}:${name}`,
    observed: actor.accountId ?? 'no account',
    expected: 'the management account',
    secret: { managementAccountId: management },
  })
}
