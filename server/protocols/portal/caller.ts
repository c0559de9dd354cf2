import type { FastifyRequest } from 'fastify'
import { type CookieJar, requireSameOrigin } from '#server/http/index.ts'
import { type PortalSession, refuseSession, type SessionService } from '#server/sessions/index.ts'
import { refuse } from './refusals.ts'

export interface PortalCaller {
  readonly session: PortalSession
  /** What events show as the credential: the token family, or the session of the browser. */
  readonly credentialId: string
}

interface Needs {
  readonly sessions: SessionService
  readonly cookies: CookieJar
  readonly origin: string
}

/**
 * Who asks the portal API. A token decides alone wherever one is sent; the session cookie counts only for the portal's
 * own page, which says so in `x-portico-as`.
 * @throws Refusal `session.…`, `http.cross_origin`, `portal.not_as_self`
 */
export async function portalCaller(
  request: FastifyRequest,
  { sessions, cookies, origin }: Needs,
): Promise<PortalCaller> {
  const bearer = request.headers['x-amz-sso_bearer_token']
  if (typeof bearer === 'string') {
    const session = await sessions.requireAccessToken(bearer)
    return { session, credentialId: session.familyId }
  }
  const cookieToken = request.headers.authorization === undefined ? cookies.read(request) : undefined
  if (cookieToken === undefined) throw unknown()
  requireSameOrigin(request, origin)
  if (request.headers['x-portico-as'] !== 'self') throw refuse('portal.not_as_self')
  const session = await sessions.byToken(cookieToken)
  if (session === undefined) throw unknown()
  return { session, credentialId: session.sessionId }
}

const unknown = () => refuseSession('session.unknown_token', { sentence: 'Session token not found or invalid' })
