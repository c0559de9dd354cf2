/** The sign-in endpoint of the embedded cloud and the console of an account: `/cloud/saml`, `/cloud/console/…`. */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Audit } from '#server/audit/index.ts'
import type { Call } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import {
  type CookieJar,
  callOf,
  cookie,
  refusalOf,
  refusalPage,
  requireOwnForm,
  sendPage,
  sendPageError,
  statusOf,
} from '#server/http/index.ts'
import type { Organization } from '#server/organization/index.ts'
import type { AccountActors } from './actor.ts'
import { accountPage, type ConsoleView, refusalToSignedIn, rolePage, signedOutPage } from './console/pages.ts'
import type { Consoles } from './console/service.ts'
import type { IamService } from './service.ts'

export interface CloudPagesNeeds {
  /** The public origin: `https://sso.example.com`. */
  readonly origin: string
  readonly clock: Clock
  readonly consoles: Consoles
  readonly iam: IamService
  readonly actors: AccountActors
  readonly organization: Pick<Organization, 'account'>
  readonly audit: Pick<Audit, 'recordRefusal' | 'countAnonymous'>
}

interface Needs extends CloudPagesNeeds {
  readonly jar: CookieJar
}

/** An assertion of 100,000 characters, each of which may be sent as three. */
const BODY_LIMIT = 400_000
/** Attempts per minute and address, in one process: reading an assertion costs more than sending one. */
const TRAFFIC = { rateLimit: { max: 300, timeWindow: '1 minute' } }
const ROLES_PER_PAGE = 100

export const cloudPages: FastifyPluginAsync<CloudPagesNeeds> = async (app, given) => {
  const needs: Needs = { ...given, jar: cookie(given.origin, 'cloud') }
  await app.register(formbody, { bodyLimit: BODY_LIMIT })
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal !== undefined) needs.audit.countAnonymous(refusal.code)
    return sendPageError(error, request, reply)
  })
  app.post('/cloud/saml', { bodyLimit: BODY_LIMIT, config: TRAFFIC }, (request, reply) => signIn(needs, request, reply))
  consoleRoutes(app, needs)
}

interface InAccount {
  readonly Params: { readonly accountId: string }
  readonly Querystring: { readonly after?: string }
}

interface InRole {
  readonly Params: { readonly accountId: string; readonly roleName: string }
  readonly Querystring: { readonly saved?: string }
}

function consoleRoutes(app: FastifyInstance, needs: Needs): void {
  app.get<InAccount>('/cloud/console/:accountId', async (request, reply) => {
    const view = await viewOf(needs, request, called('ListRoles', true))
    return sendPage(reply, accountPage(view, await rolesOf(needs, view, oneField(request.query.after))))
  })
  app.get<InRole>('/cloud/console/:accountId/roles/:roleName', async (request, reply) => {
    const view = await viewOf(needs, request, called('GetRole', true))
    try {
      const role = await roleOf(needs, view, request.params.roleName)
      const outcome = request.query.saved === undefined ? {} : ({ outcome: 'saved' } as const)
      return sendPage(reply, rolePage(view, { role, ...outcome }))
    } catch (error) {
      return refused(needs, view, reply, error)
    }
  })
  app.post<InRole>('/cloud/console/:accountId/roles/:roleName', (request, reply) => changeRole(needs, request, reply))
  app.post<InAccount>('/cloud/console/:accountId/sign-out', async (request, reply) => {
    const { actor, token } = await sentForm(needs, request, { ...called('ConsoleLogout', false), ...SIGN_IN })
    await needs.consoles.signOut(actor, token)
    needs.jar.clear(reply)
    return sendPage(reply, signedOutPage)
  })
}

const SIGN_IN = { eventSource: 'signin.amazonaws.com', eventType: 'AwsConsoleSignIn' } as const

type Called = Pick<Call, 'eventSource' | 'eventName' | 'readOnly'> & Partial<Pick<Call, 'parameters' | 'eventType'>>

const called = (eventName: string, readOnly: boolean): Called => ({
  eventSource: 'iam.amazonaws.com',
  eventName,
  readOnly,
})

/**
 * Posted from another site, by design; the assertion itself is the proof, and no cookie is needed here. What came of it
 * is stored, and 303 leads to a page of our own, where the cookie is sent and looked at.
 */
async function signIn(needs: Needs, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const call = callOf(request, needs.clock, { ...SIGN_IN, eventName: 'ConsoleLogin' })
  const author = { call, identity: { type: 'Unknown' } } as const
  const { SAMLResponse = '', RelayState = '' } = fieldsOf(request)
  try {
    const { token, roleSession } = await needs.consoles.signIn(author, SAMLResponse, RelayState)
    needs.jar.write(reply, token, roleSession.expiresAt)
    return reply.redirect(`/cloud/console/${roleSession.accountId}`, 303)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What is not even XML is garbage from the network; all else is somebody's sign-in that went wrong.
    if (error.code.startsWith('xml.')) needs.audit.countAnonymous(error.code)
    else await needs.audit.recordRefusal(author, error)
    return sendPage(reply, refusalPage(error, request.id))
  }
}

type AccountRequest = FastifyRequest<{ Params: { readonly accountId: string } }>

/** @throws Refusal `cloud.no_console_session` */
async function viewOf(needs: Needs, request: AccountRequest, named: Called): Promise<ConsoleView & { token: string }> {
  const { accountId } = request.params
  const token = needs.jar.read(request)
  const session = await needs.consoles.session(token, accountId)
  const call = callOf(request, needs.clock, named)
  return {
    session,
    token: token ?? '',
    account: await needs.organization.account(accountId),
    actor: needs.actors.session(session.roleSession, call),
    formToken: needs.consoles.formToken(token ?? ''),
    now: call.at,
  }
}

/** A form of ours, sent from our own page of this session. @throws Refusal `http.cross_origin`, `cloud.form_token` */
async function sentForm(needs: Needs, request: AccountRequest, named: Called) {
  requireOwnForm(request, needs.origin)
  const view = await viewOf(needs, request, named)
  needs.consoles.requireFormToken(view.token, fieldsOf(request).token)
  return view
}

async function rolesOf({ iam, audit }: Needs, { actor }: ConsoleView, after: string | undefined) {
  const refusal = await actor.denial('iam:ListRoles', '*')
  if (refusal === undefined) {
    return iam.roles.list(actor, '/', { limit: ROLES_PER_PAGE, ...(after === undefined ? {} : { after }) })
  }
  await audit.recordRefusal(actor, refusal)
  return refusal
}

/** To somebody who is signed in: recorded, and with the way back. */
async function refused(needs: Needs, { actor }: ConsoleView, reply: FastifyReply, error: unknown) {
  if (!(error instanceof Refusal)) throw error
  await needs.audit.recordRefusal(actor, error)
  return sendPage(reply, refusalToSignedIn(error, actor))
}

/** The page shows what three operations read, so all three must be allowed. */
async function roleOf({ iam }: Needs, { actor }: ConsoleView, roleName: string) {
  const arn = await iam.roles.arnOf(actor, roleName)
  for (const action of ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:GetRolePolicy'])
    await actor.authorize(action, arn)
  return iam.roles.get(actor, roleName)
}

/** The same way as the API: authorization, existence, protection; the refusal stands on the page and in the event. */
async function changeRole(needs: Needs, request: FastifyRequest<InRole>, reply: FastifyReply): Promise<FastifyReply> {
  const { accountId, roleName } = request.params
  const { description = '' } = fieldsOf(request)
  const parameters = { roleName, description }
  const view = await sentForm(needs, request, { ...called('UpdateRoleDescription', false), parameters })
  const { actor } = view
  try {
    await actor.authorize('iam:UpdateRoleDescription', await needs.iam.roles.arnOf(actor, roleName))
    await needs.iam.roles.update(actor, roleName, { description: description === '' ? null : description })
    return reply.redirect(`/cloud/console/${accountId}/roles/${encodeURIComponent(roleName)}?saved=yes`, 303)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await needs.audit.recordRefusal(actor, error)
    const role = await roleOf(needs, view, roleName)
    const page = rolePage(view, { role, outcome: error, typed: description })
    return sendPage(reply, { ...page, status: statusOf[error.kind] })
  }
}

/** The fields of a form; one that is sent twice counts as absent. */
function fieldsOf(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const { body } = request
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, oneField(value)]))
}

const oneField = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
