import type { FastifyPluginAsync } from 'fastify'
import type { Need } from '#server/base/actor.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { type DirectoryService, refuseDirectory } from '#server/directory/index.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { deviceSchema } from './devices.ts'
import type { MfaSettingsService } from './settings.ts'
import type { MfaDevices, MfaSettings } from './types.ts'

export interface MfaRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly directory: Pick<DirectoryService, 'user'>
  readonly mfaDevices: MfaDevices
  readonly mfaSettings: MfaSettingsService
  readonly instance: Instance
  /** What it takes, beside the right to the call, to get what this user has in the management account. */
  readonly takingPlaceOf: (userId: string) => Promise<readonly Need[]>
}

const { truth, whole, object, list, id, oneOf, textUpTo } = shape

const settingsShape = object({
  mode: oneOf('ALWAYS_ON', 'CONTEXT_AWARE', 'DISABLED'),
  kinds: { ...list(oneOf('TOTP', 'WEBAUTHN'), 2), minItems: 1, uniqueItems: true },
  withoutDevice: oneOf('REQUIRE_REGISTRATION', 'EMAIL_OTP', 'BLOCK', 'ALLOW'),
  selfManaged: truth,
})

interface OfUser {
  readonly params: { readonly userId: string }
}

interface OfDevice {
  readonly params: { readonly userId: string; readonly deviceId: string }
}

const source = { eventSource: 'sso-directory.amazonaws.com' } as const

/** Second factors for administrators: `/api/v1/users/{userId}/mfa-devices` and `/api/v1/settings/mfa`. */
export const mfaRoutes: FastifyPluginAsync<MfaRoutesNeeds> = async (app, needs) => {
  const { mfaDevices, directory } = needs
  const route = administration(app, needs.administration)
  const may = (action: string): Need => ({ action: `sso-directory:${action}`, resource: '*' })
  // Whoever can take a second factor away has half of what it takes to be the user.
  const mayWeaken = async ({ params: { userId } }: OfUser) => [
    may('DeleteMfaDeviceForUser'),
    ...(await needs.takingPlaceOf(userId)),
  ]
  route<OfUser>({
    ...source,
    method: 'GET',
    path: '/users/:userId/mfa-devices',
    summary: 'Devices of a user for the second factor, oldest first, and how many recovery codes are left',
    eventName: 'ListMfaDevicesForUser',
    readOnly: true,
    params: object({ userId: id }),
    answer: object({ devices: list(deviceSchema), recoveryCodes: whole }),
    needs: () => [may('ListMfaDevicesForUser')],
    async handle({ params: { userId } }) {
      if ((await directory.user(userId)) === undefined) throw refuseDirectory('user.not_found', { about: userId })
      return { devices: await mfaDevices.of(userId), recoveryCodes: await mfaDevices.recoveryCodesLeft(userId) }
    },
  })
  route<OfDevice & { readonly body: { readonly name: string } }>({
    ...source,
    method: 'PATCH',
    path: '/users/:userId/mfa-devices/:deviceId',
    summary: 'Name a device of a user',
    eventName: 'UpdateMfaDeviceForUser',
    readOnly: false,
    params: object({ userId: id, deviceId: id }),
    body: object({ name: textUpTo(256) }),
    needs: () => [may('UpdateMfaDeviceForUser')],
    handle: ({ params, body: { name } }, actor) => mfaDevices.rename(actor, { ...params, name }),
  })
  route<OfDevice>({
    ...source,
    method: 'DELETE',
    path: '/users/:userId/mfa-devices/:deviceId',
    summary: 'Remove a device of a user',
    eventName: 'DeleteMfaDeviceForUser',
    readOnly: false,
    params: object({ userId: id, deviceId: id }),
    needs: mayWeaken,
    handle: ({ params }, actor) => mfaDevices.remove(actor, params),
  })
  route<OfUser>({
    ...source,
    method: 'DELETE',
    path: '/users/:userId/mfa-devices',
    summary: 'Remove all devices, recovery codes and trusted browsers of a user who has lost them',
    eventName: 'DeleteMfaDeviceForUser',
    readOnly: false,
    params: object({ userId: id }),
    needs: mayWeaken,
    handle: ({ params: { userId } }, actor) => mfaDevices.reset(actor, userId),
  })
  settingsRoutes(needs, route)
}

function settingsRoutes({ mfaSettings, instance }: MfaRoutesNeeds, route: ReturnType<typeof administration>): void {
  const on = (action: string): readonly Need[] => [{ action: `sso:${action}`, resource: instanceArn(instance) }]
  route({
    ...source,
    method: 'GET',
    path: '/settings/mfa',
    summary: 'When a second factor is asked for, which kinds there are, and what happens without a device',
    eventName: 'GetMfaDeviceManagementForDirectory',
    readOnly: true,
    answer: settingsShape,
    needs: () => on('GetMfaDeviceManagementForDirectory'),
    handle: () => mfaSettings.read(),
  })
  route<{ readonly body: MfaSettings }>({
    ...source,
    method: 'PUT',
    path: '/settings/mfa',
    summary: 'Set when a second factor is asked for; it holds from the next step of every sign-in on',
    eventName: 'PutMfaDeviceManagementForDirectory',
    readOnly: false,
    body: settingsShape,
    answer: settingsShape,
    needs: () => on('PutMfaDeviceManagementForDirectory'),
    async handle({ body }, actor) {
      await mfaSettings.write(actor, body)
      return mfaSettings.read()
    },
  })
}
