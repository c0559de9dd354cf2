import type { FastifyPluginAsync } from 'fastify'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { LONGEST_SESSION, type SessionSettings, type SessionSettingValues, SHORTEST_SESSION } from './settings.ts'
import type { SessionService } from './types.ts'

export interface SessionAdministrationNeeds {
  readonly administration: AdministrationPorts
  readonly sessions: SessionService
  readonly sessionSettings: SessionSettings
  readonly instance: Instance
}

const { text, truth, instant, object, list, id } = shape

/** CloudTrail's source of these calls, and the IAM prefix of AWS's console (service authorization reference). */
const source = 'sso.amazonaws.com'
const may = (action: string) => [{ action: `identitystore-auth:${action}`, resource: '*' }]

/** Where a user is signed in, ending it there, and how long sessions last. */
export const sessionAdministrationRoutes: FastifyPluginAsync<SessionAdministrationNeeds> = async (app, needs) => {
  const { sessions } = needs
  // Names of our own: AWS has this setting in its console only.
  const onInstance = (action: string) => [{ action: `sso:${action}`, resource: instanceArn(needs.instance) }]
  const route = administration(app, needs.administration)
  route<{ readonly params: { readonly userId: string } }>({
    method: 'GET',
    path: '/users/:userId/sessions',
    summary: 'Open portal sessions of a user, newest first',
    eventSource: source,
    eventName: 'ListSessions',
    readOnly: true,
    params: object({ userId: id }),
    answer: object({
      sessions: list(
        object({ sessionId: text, createdAt: instant, expiresAt: instant, userAgent: text, sourceIp: text }),
      ),
    }),
    needs: () => may('ListSessions'),
    async handle({ params: { userId } }) {
      const open = await sessions.openSessionsOf(userId)
      const shown = open.map(({ sessionId, createdAt, expiresAt, userAgent, sourceIp }) => {
        return { sessionId, createdAt, expiresAt, userAgent, sourceIp }
      })
      return { sessions: shown }
    },
  })
  route<{ readonly params: { readonly userId: string; readonly sessionId: string } }>({
    method: 'DELETE',
    path: '/users/:userId/sessions/:sessionId',
    summary: 'End a session of a user, with every token that came from it',
    eventSource: source,
    eventName: 'BatchDeleteSession',
    readOnly: false,
    params: object({ userId: id, sessionId: id }),
    needs: () => may('BatchDeleteSession'),
    handle: ({ params: { userId, sessionId } }, actor) => sessions.end(actor, sessionId, 'revoked', userId),
  })
  const settings = {
    duration: { type: 'integer', minimum: SHORTEST_SESSION, maximum: LONGEST_SESSION },
    deviceGrant: truth,
  } as const
  route({
    method: 'GET',
    path: '/settings/sessions',
    summary: 'How long portal sessions last, in seconds, and whether programs may sign in by device code',
    eventSource: source,
    eventName: 'GetSessionSettings',
    readOnly: true,
    answer: object(settings),
    needs: () => onInstance('GetSessionSettings'),
    handle: () => needs.sessionSettings.values(),
  })
  route<{ readonly body: Partial<SessionSettingValues> }>({
    method: 'PUT',
    path: '/settings/sessions',
    summary: 'Set how long portal sessions last that begin from now on, or whether programs may sign in by device code',
    eventSource: source,
    eventName: 'UpdateSessionSettings',
    readOnly: false,
    body: { ...object(settings, 'duration', 'deviceGrant'), minProperties: 1 },
    needs: () => onInstance('UpdateSessionSettings'),
    handle: ({ body }, actor) => needs.sessionSettings.change(actor, body),
  })
}
