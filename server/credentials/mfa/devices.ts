import { createHash } from 'node:crypto'
import type { Author } from '#server/audit/index.ts'
import { pick, type Random } from '#server/base/random.ts'
import { refuse } from './refusals.ts'
import type {
  DeviceStore,
  MfaAtomically,
  MfaDevice,
  MfaDevices,
  MfaUnit,
  RecoveryStore,
  StoredDevice,
} from './types.ts'

/** Of one user. */
export const MOST_DEVICES = 8
const LONGEST_NAME = 64
const RECOVERY_CODES = 10
/** No letters that look like digits. */
const CODE_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
/** 20 characters of 31: 99 bits, so that a plain hash cannot be reversed. */
const CODE_LENGTH = 20

interface Needs {
  /** Over the reader connection. */
  readonly stores: { readonly devices: DeviceStore; readonly recovery: RecoveryStore }
  readonly atomically: MfaAtomically
  readonly random: Random
}

export function mfaDevices({ stores, atomically, random }: Needs): MfaDevices {
  const own = async (unit: MfaUnit, { userId, deviceId }: { userId: string; deviceId: string }) => {
    const device = await unit.devices.find(deviceId)
    if (device?.userId !== userId) throw refuse('mfa.device_unknown', { observed: deviceId })
    return device
  }
  return {
    of: async userId => (await stores.devices.of(userId)).map(shown),
    recoveryCodesLeft: userId => stores.recovery.count(userId),
    rename: (author, { userId, deviceId, name }) =>
      atomically(async unit => {
        const device = await own(unit, { userId, deviceId })
        const to = deviceName(name)
        if (!(await unit.devices.rename(deviceId, to))) throw refuse('mfa.device_name', { observed: to })
        await unit.events.record(author, about(userId, 'UpdateMfaDeviceForUser', { ...device, name: to }))
      }),
    remove: (author, { userId, deviceId }) =>
      atomically(async unit => {
        const device = await own(unit, { userId, deviceId })
        await unit.devices.delete(deviceId)
        await unit.trust.forget(userId)
        await unit.events.record(author, about(userId, 'DeleteMfaDeviceForUser', device))
      }),
    reset: (author, userId) =>
      atomically(async unit => {
        const devices = await unit.devices.deleteAllOf(userId)
        await unit.recovery.replace(userId, [])
        await unit.trust.forget(userId)
        await unit.events.record(author, {
          ...ofUser(userId, 'DeleteMfaDeviceForUser'),
          requestParameters: { userId, devices: 'all' },
          responseElements: { devices },
        })
      }),
    newRecoveryCodes: (author, userId) =>
      atomically(async unit => {
        const codes = Array.from({ length: RECOVERY_CODES }, () => pick(random, CODE_ALPHABET, CODE_LENGTH))
        await unit.recovery.replace(userId, codes.map(recoveryHash))
        await unit.events.record(author, {
          ...ofUser(userId, 'CreateRecoveryCodes'),
          requestParameters: { userId },
          responseElements: { codes: codes.length },
        })
        return codes.map(grouped)
      }),
  }
}

/** However it is typed: in groups or not, in capitals or not. */
export const recoveryHash = (code: string): string =>
  createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest('hex')

const grouped = (code: string): string => (code.match(/.{5}/g) ?? []).join('-')

/** @throws Refusal `mfa.device_name` */
export function deviceName(name: string): string {
  const text = name.trim().replace(/\s+/g, ' ').normalize('NFC')
  if (text === '' || Array.from(text).length > LONGEST_NAME || /\p{Cc}/u.test(text))
    throw refuse('mfa.device_name', { expected: `1 to ${LONGEST_NAME} characters` })
  return text
}

/** A name that the user has not given yet: `Authenticator app`, `Authenticator app 2`. */
export function freeName(devices: readonly MfaDevice[], base: string): string {
  const taken = new Set(devices.map(({ name }) => name.toLowerCase()))
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} ${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

/** Without what proves anything. */
export const shown = (device: StoredDevice): MfaDevice => ({
  deviceId: device.deviceId,
  userId: device.userId,
  kind: device.kind,
  name: device.name,
  createdAt: device.createdAt,
  ...(device.lastUsedAt === undefined ? {} : { lastUsedAt: device.lastUsedAt }),
  ...(device.kind === 'WEBAUTHN' ? { synced: device.synced === true } : {}),
})

export const ofUser = (userId: string, eventName: string) => ({
  eventName,
  eventSource: 'sso-directory.amazonaws.com',
  resources: [{ type: 'AWS::IdentityStore::User', name: userId }],
})

export const about = (userId: string, eventName: string, { deviceId, kind, name }: MfaDevice) => ({
  ...ofUser(userId, eventName),
  requestParameters: { userId, deviceId, kind, name },
})

/** Adds a device in a unit, within the limits. @throws Refusal `mfa.device_limit`, `mfa.device_name`, `mfa.credential_known` */
export async function addDevice(unit: MfaUnit, author: Author, device: StoredDevice, eventName: string): Promise<void> {
  const before = await unit.devices.of(device.userId)
  if (before.length >= MOST_DEVICES)
    throw refuse('mfa.device_limit', {
      ...{ about: device.userId, observed: `${before.length} devices`, expected: `at most ${MOST_DEVICES}` },
    })
  if (device.kind === 'WEBAUTHN' && (await unit.devices.byCredential(device.credentialId)) !== undefined)
    throw refuse('mfa.credential_known', { about: device.userId })
  if (!(await unit.devices.insert(device))) throw refuse('mfa.device_name', { observed: device.name })
  await unit.trust.forget(device.userId)
  await unit.events.record(author, about(device.userId, eventName, device))
}

/** A device as `/api/v1` shows it: a JSON Schema. */
export const deviceSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['deviceId', 'kind', 'name', 'createdAt'],
  properties: {
    deviceId: { type: 'string' },
    kind: { type: 'string', enum: ['TOTP', 'WEBAUTHN'] },
    name: { type: 'string' },
    createdAt: { type: 'integer' },
    lastUsedAt: { type: 'integer' },
    synced: { type: 'boolean' },
  },
} as const
