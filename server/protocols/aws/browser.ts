import type { FastifyRequest } from 'fastify'
import { type Entitlements, sessionNameFor } from '#server/access/index.ts'
import type { Call } from '#server/base/actor.ts'
import type { Instance } from '#server/base/instance.ts'
import type { AccountActor, AccountActors } from '#server/cloud/index.ts'
import type { Directory } from '#server/directory/index.ts'
import { type CookieJar, requireSameOrigin } from '#server/http/index.ts'
import type { Sessions } from '#server/sessions/index.ts'
import { roleActor } from './credentials.ts'
import { refuse } from './refusals.ts'

interface Needs {
  readonly origin: string
  readonly instance: Instance
  readonly sessionCookie: CookieJar
  readonly sessions: Pick<Sessions, 'byToken'>
  readonly directory: Pick<Directory, 'user'>
  readonly entitlements: Pick<Entitlements, 'enter'>
  readonly actors: AccountActors
}

/**
 * The person behind a call of the console (docs/architecture.md): a session cookie, sent by our own origin, with
 * `x-portico-as` naming the permission set of the management account in whose name the console acts. That the person
 * may still enter it is asked at each call. Undefined where there is no session: the call then counts as unsigned.
 */
export const browserActor =
  ({ origin, instance, sessionCookie, sessions, directory, entitlements, actors }: Needs) =>
  async (request: FastifyRequest, call: Call): Promise<AccountActor | undefined> => {
    const token = sessionCookie.read(request)
    if (token === undefined) return undefined
    requireSameOrigin(request, origin)
    const session = await sessions.byToken(token)
    const user = session === undefined ? undefined : await directory.user(session.userId)
    if (session === undefined || user === undefined) return undefined
    const as = request.headers['x-portico-as']
    if (typeof as !== 'string' || as === 'self' || as === '')
      throw refuse('aws.no_permission_set_named', { observed: typeof as === 'string' ? as : 'absent' })
    const { accountId, roleName } = await entitlements.enter(user.userId, instance.managementAccountId, as)
    const role = {
      accountId,
      roleName,
      sessionName: sessionNameFor(user.userName),
      userId: user.userId,
      portalSessionId: session.sessionId,
      issuedAt: session.createdAt,
      expiresAt: session.expiresAt,
    }
    return roleActor(actors, role, call)
  }
