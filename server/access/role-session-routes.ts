import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Need } from '#server/base/actor.ts'
import type { Instance } from '#server/base/instance.ts'
import { type AdministrationPorts, administration, apiErrorSchema, sendApiError, shape } from '#server/http/index.ts'
import { permissionSetArn } from './by-arn.ts'
import { type Naming, withArn } from './naming.ts'
import type { OutstandingSessions, RoleSessionControl } from './role-sessions.ts'
import type { RoleKey } from './types.ts'

interface RoleSessionShowingNeeds {
  readonly roleSessionControl: RoleSessionControl
  readonly naming: Naming
  readonly instance: Instance
}

export interface RoleSessionRoutesNeeds extends RoleSessionShowingNeeds {
  readonly administration: AdministrationPorts
  /** What provisioning these roles takes, in the management account with the rights to roles there. */
  readonly provisionNeeds: (roles: readonly RoleKey[]) => Promise<readonly Need[]>
}

const { text, whole, instant, object, list, id, oneOf } = shape

const status = oneOf('IN_PROGRESS', 'SUCCEEDED', 'FAILED')
const shown = object({
  roleSessions: list(
    object(
      {
        ...{ accountId: text, accountName: text, permissionSetArn: text, permissionSetName: text },
        ...{ sessionName: text, count: whole, issuedAt: instant, expiresAt: instant },
        revocation: object({ requestedAt: instant, status, failureReason: text }, 'failureReason'),
      },
      'revocation',
    ),
  ),
})

async function show(
  { naming, instance }: RoleSessionShowingNeeds,
  userId: string,
  all: readonly OutstandingSessions[],
) {
  const assignments = all.map(role => ({ ...role, principalType: 'USER' as const, principalId: userId }))
  const named = await naming.of(assignments)
  const roleSessions = assignments.map(({ principalType: _, principalId: __, permissionSetId, ...sessions }) => {
    const key = { accountId: sessions.accountId, permissionSetId, principalType: 'USER', principalId: userId } as const
    const { principal: ___, ...names } = withArn(instance, named(key))
    return { ...sessions, ...names }
  })
  return { roleSessions }
}

/** Role sessions of a user that still live, and making accounts deny them. */
export const roleSessionRoutes: FastifyPluginAsync<RoleSessionRoutesNeeds> = async (app, needs) => {
  const { roleSessionControl: control, instance } = needs
  const route = administration(app, needs.administration)
  const source = 'sso.amazonaws.com'
  const may = (action: string) => ({ action: `identitystore-auth:${action}`, resource: '*' })
  route<{ readonly params: { readonly userId: string } }>({
    method: 'GET',
    path: '/users/:userId/role-sessions',
    summary: 'Credentials in accounts that a user got from the portal and that have not expired',
    eventSource: source,
    eventName: 'ListRoleSessions',
    readOnly: true,
    params: object({ userId: id }),
    answer: shown,
    needs: () => [may('ListSessions')],
    handle: async ({ params: { userId } }) => show(needs, userId, await control.of(userId)),
  })
  route<{ readonly params: { readonly userId: string } }>({
    method: 'POST',
    path: '/users/:userId/role-sessions/revoke',
    summary: 'Make the roles deny all credentials that a user has got so far; answers the provisioning that does it',
    eventSource: source,
    eventName: 'RevokeRoleSessions',
    readOnly: false,
    params: object({ userId: id }),
    answer: object({ requests: list(object({ requestId: text, accountId: text, permissionSetArn: text })) }),
    async needs({ params: { userId } }) {
      return [may('BatchDeleteSession'), ...(await needs.provisionNeeds(await control.reach(userId)))]
    },
    async handle({ params: { userId } }, actor) {
      const requests = await control.revoke(actor, userId)
      return {
        requests: requests.map(({ requestId, accountId = '', permissionSetId }) => ({
          requestId,
          accountId,
          permissionSetArn: permissionSetArn(instance, permissionSetId),
        })),
      }
    },
  })
}

export interface OwnRoleSessionRoutesNeeds extends RoleSessionShowingNeeds {
  /** The session of the portal's own page. @throws Refusal `http.no_session`, `http.cross_origin` */
  readonly ownSession: (request: FastifyRequest) => Promise<{ readonly userId: string }>
}

const own = {
  summary: 'My credentials in accounts that have not expired',
  response: { 200: shown, 401: apiErrorSchema, 403: apiErrorSchema },
}

/** `/api/v1/role-sessions`: the same of oneself. */
export const ownRoleSessionRoutes: FastifyPluginAsync<OwnRoleSessionRoutesNeeds> = async (app, needs) => {
  app.setErrorHandler(sendApiError)
  app.get('/api/v1/role-sessions', { schema: own }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { userId } = await needs.ownSession(request)
    return show(needs, userId, await needs.roleSessionControl.of(userId))
  })
}
