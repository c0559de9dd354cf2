import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Author } from '#server/audit/index.ts'
import { callOf, cookie } from '#server/http/index.ts'
import { formToken, type PortalSession, personIdentity } from '#server/sessions/index.ts'
import { formOf } from '#server/signin/index.ts'
import type { PortalPorts } from './ports.ts'

/** The signed-in person before a page of a grant. */
export interface Person {
  readonly session: PortalSession
  /** Of the forms of the page. */
  readonly formToken: string
}

/** Pages that programs send people to: they need a session, and come back here after the sign-in. */
export function people({ origin, sessions, clock, instance }: PortalPorts) {
  const cookies = cookie(origin, 'session')
  return {
    /** Undefined where nobody is signed in; the reply is on its way to the sign-in then. */
    async signedIn(request: FastifyRequest, reply: FastifyReply, returnTo: string): Promise<Person | undefined> {
      const token = cookies.read(request)
      const session = token === undefined ? undefined : await sessions.byToken(token)
      if (token !== undefined && session !== undefined) return { session, formToken: formToken(token) }
      reply.redirect(`/signin?return=${encodeURIComponent(returnTo)}`, 303)
      return undefined
    },
    /** The fields of a form that this person was shown. @throws Refusal `signin.form` */
    form: (request: FastifyRequest) => formOf(request, origin, cookies.read(request)),
    author: (request: FastifyRequest, eventName: string, { session }: Person): Author => ({
      call: callOf(request, clock, { eventSource: 'sso.amazonaws.com', eventName, eventType: 'AwsServiceEvent' }),
      identity: personIdentity(instance, session.userId, session.sessionId),
    }),
  }
}

const SCOPES: Readonly<Record<string, string>> = {
  'sso:account:access': 'See your AWS accounts and get credentials for your roles in them',
  'sso-portal:*': 'See your AWS accounts and get credentials for your roles in them',
}

/** What a client may do with its tokens: all of them open the portal API, and that is what has to be said. */
export function scopeTexts(scopes: readonly string[]): readonly string[] {
  const access = SCOPES['sso:account:access'] ?? ''
  return [
    ...new Set([access, ...scopes.map(scope => (Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : undefined) ?? scope)]),
  ]
}
