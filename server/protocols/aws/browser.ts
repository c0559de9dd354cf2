import type { FastifyRequest } from 'fastify'
import { type Entitlements, sessionNameFor } from '#server/access/index.ts'
import type { Call } from '#server/base/actor.ts'
import type { Instance } from '#server/base/instance.ts'
import type { AccountActor, AccountActors } from '#server/cloud/index.ts'
import { type CookieJar, requireSameOrigin } from '#server/http/index.ts'
import type { PortalSession, Sessions } from '#server/sessions/index.ts'
import { roleActor } from './credentials.ts'
import { refuse } from './refusals.ts'

interface Needs {
  readonly origin: string
  readonly instance: Instance
  readonly sessionCookie: CookieJar
  readonly sessions: Pick<Sessions, 'byToken'>
  readonly entitlements: Pick<Entitlements, 'enter'>
  readonly actors: AccountActors
}

/**
 * The person behind a call of the console (docs/architecture.md): a session cookie, sent by our own origin, with
 * `x-portico-as` naming the permission set of the management account in whose name the console acts. That the person
 * may still enter it is asked at each call. Undefined where there is no session: the call then counts as unsigned.
 */
export const browserActor =
  (needs: Needs) =>
  async (request: FastifyRequest, call: Call): Promise<AccountActor | undefined> => {
    const { origin, sessionCookie, sessions } = needs
    const token = sessionCookie.read(request)
    if (token === undefined) return undefined
    requireSameOrigin(request, origin)
    const session = await sessions.byToken(token)
    if (session === undefined) return undefined
    const as = request.headers['x-portico-as']
    if (typeof as !== 'string' || as === 'self' || as === '')
      throw refuse('aws.no_permission_set_named', { observed: typeof as === 'string' ? as : 'absent' })
    return actingAs(needs, session, as, call)
  }

/** @throws Refusal `access.no_access` where the person may not enter the management account like that (any more) */
async function actingAs(
  { instance, entitlements, actors }: Pick<Needs, 'instance' | 'entitlements' | 'actors'>,
  { userId, sessionId, createdAt, expiresAt }: PortalSession,
  permissionSetName: string,
  call: Call,
): Promise<AccountActor> {
  const { managementAccountId } = instance
  const { userName, accountId, roleName } = await entitlements.enter(userId, managementAccountId, permissionSetName)
  const role = {
    accountId,
    roleName,
    sessionName: sessionNameFor(userName),
    userId,
    portalSessionId: sessionId,
    issuedAt: createdAt,
    expiresAt,
  }
  return roleActor(actors, role, call)
}

/** What each of the console's first pages reads; whoever may do none of it has nothing to see there. */
const CONSOLE_ACTIONS = ['identitystore:ListUsers', 'sso:ListPermissionSets', 'cloudtrail:LookupEvents']

/** Names of the person's permission sets in the management account with which the console can be opened. */
export const consoleEntrances =
  (needs: Pick<Needs, 'instance' | 'actors'> & { readonly entitlements: Pick<Entitlements, 'enter' | 'rolesOf'> }) =>
  async (session: PortalSession, call: Call): Promise<readonly string[]> => {
    const roles = await needs.entitlements.rolesOf(session.userId, needs.instance.managementAccountId)
    const opens = await Promise.all(
      roles.map(async ({ permissionSetName }) => {
        const actor = await actingAs(needs, session, permissionSetName, call)
        const denials = await Promise.all(CONSOLE_ACTIONS.map(action => actor.denial(action, '*')))
        return denials.includes(undefined)
      }),
    )
    return roles.filter((_, place) => opens[place]).map(({ permissionSetName }) => permissionSetName)
  }
