import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { deviceSchema, type MfaDevices, type MfaSettingsService, refuseMfa } from '#server/credentials/index.ts'
import { apiErrorSchema, callOf, sendApiError, shape } from '#server/http/index.ts'
import { type PortalSession, personIdentity } from '#server/sessions/index.ts'
import type { Confirmation } from './confirmation.ts'

export interface OwnDeviceRoutesNeeds {
  readonly mfaDevices: MfaDevices
  readonly mfaSettings: Pick<MfaSettingsService, 'read'>
  readonly confirmation: Confirmation
  /** The session of the portal's own page. @throws Refusal `http.no_session`, `http.cross_origin` */
  readonly ownSession: (request: FastifyRequest) => Promise<PortalSession>
  readonly instance: Instance
  readonly clock: Clock
}

const { text, truth, whole, object, list, id, textUpTo } = shape
const refused = { 401: apiErrorSchema, 403: apiErrorSchema, 404: apiErrorSchema }

const listing = {
  summary: 'My devices for the second factor',
  response: {
    200: object({
      devices: list(deviceSchema),
      recoveryCodes: whole,
      /** Whether I may add, name and remove devices myself. */
      selfManaged: truth,
      mode: text,
    }),
    ...refused,
  },
}
const params = object({ deviceId: id })
const rename = {
  summary: 'Name one of my devices',
  params,
  body: object({ name: textUpTo(256) }),
  response: { 204: { type: 'null' }, ...refused },
}
const remove = { summary: 'Remove one of my devices', params, response: { 204: { type: 'null' }, ...refused } }
const codes = {
  summary: 'New recovery codes in place of all earlier ones; they are answered this once',
  response: { 200: object({ codes: list(text) }), ...refused },
}

interface OfDevice {
  readonly Params: { readonly deviceId: string }
}

/** `/api/v1/mfa-devices` and `/api/v1/recovery-codes`: one's own second factors. Adding one is done on `/signin/devices`. */
export const ownDeviceRoutes: FastifyPluginAsync<OwnDeviceRoutesNeeds> = async (app, needs) => {
  const { mfaDevices, mfaSettings, confirmation, ownSession: current, instance, clock } = needs
  app.setErrorHandler(sendApiError)
  /** Of a change; what weakens takes the password of the last minutes, so that nobody at an unlocked screen can do it. */
  const managing = async (request: FastifyRequest, eventName: string, weakens: boolean) => {
    const session = await current(request)
    if (!(await mfaSettings.read()).selfManaged) throw refuseMfa('mfa.not_self_managed')
    if (weakens) await confirmation.require(session)
    return { session, author: authorOf(request, session, eventName) }
  }
  const authorOf = (request: FastifyRequest, { userId, sessionId }: PortalSession, eventName: string) => ({
    call: callOf(request, clock, { eventSource: 'sso-directory.amazonaws.com', eventName }),
    identity: personIdentity(instance, userId, sessionId),
  })

  app.get('/api/v1/mfa-devices', { schema: listing }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { userId } = await current(request)
    const { selfManaged, mode } = await mfaSettings.read()
    const recoveryCodes = await mfaDevices.recoveryCodesLeft(userId)
    return { devices: await mfaDevices.of(userId), recoveryCodes, selfManaged, mode }
  })
  app.patch<OfDevice & { Body: { readonly name: string } }>(
    '/api/v1/mfa-devices/:deviceId',
    { schema: rename },
    async (request, reply) => {
      const { session, author } = await managing(request, 'UpdateMfaDeviceForUser', false)
      const { deviceId } = request.params
      await mfaDevices.rename(author, { userId: session.userId, deviceId, name: request.body.name })
      return reply.code(204).send()
    },
  )
  app.delete<OfDevice>('/api/v1/mfa-devices/:deviceId', { schema: remove }, async (request, reply) => {
    const { session, author } = await managing(request, 'DeleteMfaDeviceForUser', true)
    await mfaDevices.remove(author, { userId: session.userId, deviceId: request.params.deviceId })
    return reply.code(204).send()
  })
  app.post('/api/v1/recovery-codes', { schema: codes }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { session, author } = await managing(request, 'CreateRecoveryCodes', true)
    return { codes: await mfaDevices.newRecoveryCodes(author, session.userId) }
  })
}
