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
import { refuseHttp } from '#server/http/index.ts'
import type { Operation, ServiceName } from './operation.ts'
import type { AwsPorts, Credentials } from './ports.ts'
import { refuse } from './refusals.ts'
import { type Asked, signedRequest } from './route.ts'
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
  return signedActor(signed, services[asked.service].signingName, call, ports.credentials)
}

async function signedActor(signed: SignedRequest, signingName: string, call: Call, credentials: Credentials) {
  const claim = readClaim(signed)
  checkClaim(claim, signingName, call.at)
  const { accessKeyId, sessionToken } = claim
  const found = await credentials.find({ accessKeyId, ...(sessionToken === undefined ? {} : { sessionToken }) })
  if (found instanceof Refusal) throw found
  await verifySignature(signed, claim, found.secretAccessKey)
  return found.actorFor(call)
}

/**
 * Who calls the administrative part of `/api/v1`: like the callers of the AWS APIs, signed for the service `sso` or with
 * the session of the console, and principals of the management account only.
 */
export const administrationCaller =
  ({ browser, credentials, managementAccountId }: Pick<AwsPorts, 'browser' | 'credentials' | 'managementAccountId'>) =>
  async (request: FastifyRequest, body: Uint8Array, call: Call): Promise<Actor> => {
    const signed = { ...signedRequest(request), body }
    const actor = claimsSignature(signed)
      ? await signedActor(signed, services['sso-admin'].signingName, call, credentials)
      : await browser(request, call)
    if (actor === undefined) throw refuseHttp('http.no_session')
    await requireManagementAccount(
      actor,
      `${services['sso-admin'].actionPrefix}:${call.eventName}`,
      managementAccountId,
    )
    return actor
  }

/** Whose operations these are at all, before any policy is asked. @throws Refusal */
export async function requirePlane(
  { plane, name }: Operation,
  service: ServiceName,
  actor: Actor,
  managementAccountId: () => Promise<string>,
): Promise<void> {
  if (plane === 'account' && actor.accountId === undefined) throw refuse('aws.no_account')
  if (plane === 'administration')
    await requireManagementAccount(actor, `${services[service].actionPrefix}:${name}`, managementAccountId)
}

async function requireManagementAccount(actor: Actor, action: string, managementAccountId: () => Promise<string>) {
  const management = await managementAccountId()
  if (actor.accountId === management) return
  const who = actor.identity.arn ?? 'the caller'
  throw refuse('aws.not_management_account', {
    sentence: `User: ${who} is not authorized to perform: ${action}`,
    observed: actor.accountId ?? 'no account',
    expected: 'the management account',
    secret: { managementAccountId: management },
  })
}
