import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Call } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { primaryEmail, type User } from '#server/directory/index.ts'
import {
  apiErrorSchema,
  type CookieJar,
  callOf,
  cookie,
  refuseHttp,
  requireSameOrigin,
  sendApiError,
  shape,
} from '#server/http/index.ts'
import { personIdentity } from './identity.ts'
import type { PortalSession, SessionService } from './types.ts'

const refused = { 401: apiErrorSchema, 403: apiErrorSchema }
const { text, truth, whole, instant, object, list, oneOf } = shape
const WHO_AM_I = { eventSource: 'sso.amazonaws.com', eventName: 'GetSession', readOnly: true }

const sessionShape = { id: text, createdAt: instant, expiresAt: instant }

const whoAmI = {
  summary: 'Who I am',
  response: {
    200: object({
      user: object({ id: text, userName: text, displayName: text, email: text }, 'email'),
      session: object(sessionShape),
      portal: object(
        {
          url: text,
          startUrl: text,
          aliasStartUrl: text,
          accountsEndpoint: text,
          region: text,
          instanceArn: text,
          identityStoreId: text,
        },
        'accountsEndpoint',
      ),
      administers: list(text),
    }),
    ...refused,
  },
}

const ownSessions = {
  summary: 'Where I am signed in',
  response: {
    200: object({
      sessions: list(object({ ...sessionShape, userAgent: text, sourceIp: text, current: truth })),
    }),
    ...refused,
  },
}

const endSession = {
  summary: 'End one of my sessions',
  params: object({ sessionId: { type: 'string', maxLength: 64 } }),
  response: { 204: { type: 'null' }, ...refused, 404: apiErrorSchema },
}

const endSessions = {
  summary: 'End all of my sessions, or all but the one that asks',
  querystring: object({ except: oneOf('current') }, 'except'),
  response: { 200: object({ ended: whole }), ...refused },
}

export interface SessionRoutesNeeds {
  readonly sessions: SessionService
  readonly people: { user(userId: string): Promise<User | undefined> }
  /** Names of the person's permission sets in the management account with which the console can be opened. */
  readonly administers: (session: PortalSession, call: Call) => Promise<readonly string[]>
  /** The start URL that current AWS CLIs accept. */
  readonly aliasStartUrl: string
  /** Where the APIs of the accounts answer, unless at AWS itself. */
  readonly accountsEndpoint?: string
  readonly instance: Instance
  readonly origin: string
  readonly clock: Clock
}

/**
 * The session of the portal's own page: cookie, same origin, and `x-portico-as: self`.
 * @throws Refusal `http.cross_origin`, `http.no_session`
 */
export async function browserSession(
  request: FastifyRequest,
  { cookies, sessions, origin }: { cookies: CookieJar; sessions: SessionService; origin: string },
): Promise<PortalSession> {
  const token = request.headers.authorization === undefined ? cookies.read(request) : undefined
  if (token === undefined) throw refuseHttp('http.no_session')
  requireSameOrigin(request, origin)
  const session = request.headers['x-portico-as'] === 'self' ? await sessions.byToken(token) : undefined
  if (session === undefined) throw refuseHttp('http.no_session', { expected: 'x-portico-as: self and an open session' })
  return session
}

/** `/api/v1/session`: who I am; `/api/v1/sessions`: where else I am signed in, and ending it there. */
export const sessionRoutes: FastifyPluginAsync<SessionRoutesNeeds> = async (app, needs) => {
  const { sessions, people, administers, instance, origin, clock } = needs
  const cookies = cookie(origin, 'session')
  const current = (request: FastifyRequest) => browserSession(request, { cookies, sessions, origin })
  app.setErrorHandler(sendApiError)

  app.get('/api/v1/session', { schema: whoAmI }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const session = await current(request)
    const user = await people.user(session.userId)
    if (user === undefined) throw refuseHttp('http.no_session')
    return {
      user: shownUser(user),
      session: { id: session.sessionId, createdAt: session.createdAt, expiresAt: session.expiresAt },
      portal: {
        url: origin,
        startUrl: `${origin}/start`,
        aliasStartUrl: needs.aliasStartUrl,
        ...(needs.accountsEndpoint === undefined ? {} : { accountsEndpoint: needs.accountsEndpoint }),
        region: instance.region,
        instanceArn: instanceArn(instance),
        identityStoreId: instance.identityStoreId,
      },
      administers: await administers(session, callOf(request, clock, WHO_AM_I)),
    }
  })
  app.get('/api/v1/sessions', { schema: ownSessions }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const session = await current(request)
    const open = await sessions.openSessionsOf(session.userId)
    return { sessions: open.map(one => ({ ...shownSession(one), current: one.sessionId === session.sessionId })) }
  })
  const ending = (
    request: FastifyRequest,
    { userId, sessionId }: PortalSession,
    parameters: Record<string, unknown>,
  ) => ({
    call: callOf(request, clock, { eventSource: 'sso.amazonaws.com', eventName: 'BatchDeleteSession', parameters }),
    identity: personIdentity(instance, userId, sessionId),
  })
  app.delete<{ Params: { sessionId: string } }>(
    '/api/v1/sessions/:sessionId',
    { schema: endSession },
    async (request, reply) => {
      const session = await current(request)
      const { sessionId } = request.params
      await sessions.end(ending(request, session, { sessionIds: [sessionId] }), sessionId, 'revoked', session.userId)
      return reply.code(204).send()
    },
  )
  app.delete<{ Querystring: { except?: 'current' } }>(
    '/api/v1/sessions',
    { schema: endSessions },
    async (request, reply) => {
      const session = await current(request)
      const stays = request.query.except === undefined ? undefined : session.sessionId
      const author = ending(request, session, { ...(stays === undefined ? {} : { except: stays }) })
      const ended = await sessions.endAll(author, session.userId, 'revoked', stays)
      if (stays === undefined) cookies.clear(reply)
      return { ended }
    },
  )
}

function shownUser(user: User) {
  const { userId, userName, displayName } = user
  const email = primaryEmail(user)
  return { id: userId, userName, displayName: displayName ?? userName, ...(email === undefined ? {} : { email }) }
}

const shownSession = ({ sessionId, createdAt, expiresAt, userAgent, sourceIp }: PortalSession) => ({
  id: sessionId,
  createdAt,
  expiresAt,
  userAgent,
  sourceIp,
})
