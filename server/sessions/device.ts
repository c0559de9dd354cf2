import type { Author } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Random } from '#server/base/random.ts'
import type { ClientRegistry } from './clients.ts'
import type { GrantStore, StoredDevice } from './grant-store.ts'
import { refuse } from './refusals.ts'
import { hashOf, mac } from './secrets.ts'
import type { SessionSettingStore } from './settings-store.ts'
import type { SessionStore } from './store.ts'
import { firstTokens, newFamilyId, type Outcome, type TokenStores } from './tokens.ts'
import type { DeviceRequest, OAuthClient, OAuthService } from './types.ts'
import { newUserCode, normalUserCode } from './user-code.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** Seconds. */
const LIFETIME = 600
const INTERVAL = 1
/**
 * One poll uses up a little less than the interval, since networks are uneven; what a client may be ahead covers the two
 * or three polls that the AWS CLI makes at once. `slow_down` ends Granted's sign-in, so only a flood gets it.
 */
const POLL_COST = 800
const POLLS_AHEAD = 4 * POLL_COST

const MOST_WRONG_CODES = 10
const WRONG_CODES_WINDOW = 10 * 60 * 1000

interface Needs {
  readonly stores: {
    readonly sessions: SessionStore
    readonly grants: GrantStore
    readonly sessionSettings: Pick<SessionSettingStore, 'deviceGrant'>
  }
  readonly atomically: Atomically<TokenStores>
  readonly clients: ClientRegistry
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
  readonly instance: Instance
}

interface DeviceGrant {
  readonly start: OAuthService['startDevice']
  readonly request: OAuthService['deviceRequest']
  readonly decide: OAuthService['decideDevice']
  redeem(author: Author, deviceCode: string, client: OAuthClient): Promise<Outcome>
}

/** RFC 8628. Every step of it is refused while an administrator forbids it: `oauth.device_grant_forbidden`. */
export function deviceGrant(needs: Needs): DeviceGrant {
  const { stores, atomically, clients, clock, random } = needs
  const key = needs.derive('oauth user code v1')
  /** User codes are short, so a plain hash of one could be guessed back. */
  const userCodeHash = (code: string): string => mac(key, code)
  const requireAllowed = async () => {
    if (!(await stores.sessionSettings.deviceGrant())) throw refuse('oauth.device_grant_forbidden')
  }
  return {
    async start(author, { clientId, clientSecret }) {
      const client = clients.authenticate(clientId, clientSecret)
      if (!client.grantTypes.includes(DEVICE_GRANT)) throw refuse('oauth.grant_not_registered')
      await requireAllowed()
      const deviceCode = Buffer.from(random(64)).toString('base64url')
      const userCode = newUserCode(random)
      const device = newDevice(author, client, hashOf(deviceCode), userCodeHash(userCode))
      await atomically(async unit => {
        await unit.grants.insertDevice(device)
        await unit.events.record(author, { additionalEventData: { clientName: client.clientName } })
      })
      return { deviceCode, userCode, expiresIn: LIFETIME, interval: INTERVAL }
    },
    async request(typed, userId) {
      await requireAllowed()
      await takeAttempt(atomically, userId, clock())
      const code = normalUserCode(typed)
      const device = code === undefined ? undefined : await stores.grants.waitingDevice(userCodeHash(code), clock())
      if (device === undefined) throw refuse('oauth.user_code_unknown')
      await atomically(unit => unit.grants.returnUserCodeAttempt(userId))
      return requestOf(device)
    },
    async decide(author, { userCode, session, approved }) {
      const { sessionId, userId } = session
      await requireAllowed()
      await takeAttempt(atomically, userId, clock())
      const code = normalUserCode(userCode)
      if (code === undefined) throw refuse('oauth.user_code_unknown')
      const state = approved ? 'approved' : 'denied'
      const device = await atomically(async unit => {
        const decided = await unit.grants.decideDevice(userCodeHash(code), clock(), { state, sessionId, userId })
        if (decided === undefined) return undefined
        await unit.grants.returnUserCodeAttempt(userId)
        const { clientName, sourceIp, userAgent } = decided
        await unit.events.record(author, { additionalEventData: { decision: state, clientName, sourceIp, userAgent } })
        return decided
      })
      if (device === undefined) throw refuse('oauth.user_code_unknown')
      return requestOf(device)
    },
    async redeem(author, deviceCode, client) {
      await requireAllowed()
      return atomically(unit => redeemDevice(unit, author, { deviceCode, client }, needs))
    },
  }
}

async function takeAttempt(atomically: Atomically<TokenStores>, userId: string, now: number): Promise<void> {
  const { failures, since } = await atomically(unit => unit.grants.takeUserCodeAttempt(userId, now, WRONG_CODES_WINDOW))
  if (failures > MOST_WRONG_CODES)
    throw refuse('oauth.user_code_throttled', { retryAfter: Math.ceil((since + WRONG_CODES_WINDOW - now) / 1000) })
}

const newDevice = (
  { call }: Author,
  { clientId, clientName, scopes }: OAuthClient,
  deviceCodeHash: string,
  userCodeHash: string,
): StoredDevice => ({
  deviceCodeHash,
  userCodeHash,
  clientId,
  clientName,
  scopes,
  createdAt: call.at,
  expiresAt: call.at + LIFETIME * 1000,
  sourceIp: call.sourceIp,
  userAgent: call.userAgent,
  state: 'pending',
  pollAllowanceUsedUntil: call.at,
})

const requestOf = (device: StoredDevice): DeviceRequest => ({
  clientId: device.clientId,
  clientName: device.clientName,
  scopes: device.scopes,
  createdAt: device.createdAt,
  expiresAt: device.expiresAt,
  sourceIp: device.sourceIp,
  userAgent: device.userAgent,
})

/** 64 bytes in base64url, as AWS's. */
const isOurFormat = (deviceCode: string): boolean => /^[A-Za-z0-9_-]{86}$/.test(deviceCode)

async function redeemDevice(
  stores: TokenStores,
  author: Author,
  { deviceCode, client }: { readonly deviceCode: string; readonly client: OAuthClient },
  { random, instance }: Needs,
): Promise<Outcome> {
  const now = author.call.at
  const hash = hashOf(deviceCode)
  const device = await stores.grants.device(hash)
  // Only an expired code ends the loop of the AWS CLI, so a code that was swept away long ago is still answered so.
  if (device === undefined)
    return refuse(isOurFormat(deviceCode) ? 'oauth.device_code_expired' : 'oauth.device_code_invalid')
  if (device.clientId !== client.clientId || device.state === 'used') return refuse('oauth.device_code_invalid')
  if (device.expiresAt <= now) return refuse('oauth.device_code_expired')
  if (device.state === 'denied') return refuse('oauth.device_denied', secretOf(device))
  if (device.state === 'pending') return pending(stores, device, now)
  const taken = await stores.grants.takeDevice(hash)
  const session = taken?.sessionId === undefined ? undefined : await stores.sessions.open(taken.sessionId, now)
  if (session === undefined) return refuse('oauth.device_code_invalid')
  return firstTokens(stores, author, { familyId: newFamilyId(random), client, session }, { random, instance })
}

const secretOf = ({ userId }: StoredDevice) => (userId === undefined ? {} : { secret: { userId } })

async function pending(stores: TokenStores, device: StoredDevice, now: number): Promise<Outcome> {
  const usedUntil = Math.max(device.pollAllowanceUsedUntil, now) + POLL_COST
  if (usedUntil - now > POLLS_AHEAD) return refuse('oauth.slow_down')
  await stores.grants.notePoll(device.deviceCodeHash, usedUntil)
  return refuse('oauth.authorization_pending')
}
