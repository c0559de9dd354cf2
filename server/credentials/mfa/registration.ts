/** Adding a device: begun on one request, finished on another of the same holder, with something kept in between. */
import { createHmac } from 'node:crypto'
import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, token, uuid } from '#server/base/random.ts'
import type { User } from '#server/directory/index.ts'
import { addDevice, deviceName, ofUser, shown } from './devices.ts'
import { refuse } from './refusals.ts'
import { driftText, judgeCode, SECRET_BYTES, setUpOf, stillBurned, type TotpSetUp } from './totp.ts'
import type { CeremonyStore, DeviceKind, DeviceStore, MfaAtomically, MfaDevice, MfaSettingStore } from './types.ts'
import { type Attachment, creationOptions, type RelyingParty, registered } from './webauthn.ts'

/** ms */
const LIFETIME = 10 * 60 * 1000
const TOTP = 'register totp'
const WEBAUTHN = 'register webauthn'

/** Whoever registers a device: the sign-in or the session, and its user. */
export interface Holder {
  /** `signin …` or `session …`. */
  readonly holder: string
  readonly user: Pick<User, 'userId' | 'userName' | 'displayName'>
}

export interface Registrations {
  /** @throws Refusal `mfa.kind_not_allowed` */
  begin(author: Author, holder: Holder, kind: DeviceKind): Promise<void>
  /** What an app needs; undefined: none is being registered. */
  totp(holder: Holder): Promise<TotpSetUp | undefined>
  /** `PublicKeyCredentialCreationOptionsJSON`; undefined: none is being registered. */
  webAuthn(holder: Holder, attachment: Attachment): Promise<object | undefined>
  /** @throws Refusal `mfa.code_wrong`, `mfa.clock_drift`, `mfa.registration_expired`, and as adding a device does */
  finishTotp(author: Author, holder: Holder, given: { code: string; name: string }): Promise<MfaDevice>
  /** @throws Refusal `mfa.webauthn_response`, `mfa.registration_expired`, and as adding a device does */
  finishWebAuthn(author: Author, holder: Holder, given: { answer: string; name: string }): Promise<MfaDevice>
}

export interface RegistrationNeeds {
  /** Over the reader connection. */
  readonly stores: {
    readonly devices: DeviceStore
    readonly ceremonies: CeremonyStore
    readonly mfaSettings: MfaSettingStore
  }
  readonly atomically: MfaAtomically
  readonly party: RelyingParty
  /** 32 bytes, for what authenticators know a user by. */
  readonly userKey: Uint8Array
  readonly clock: Clock
  readonly random: Random
}

export function registrations(needs: RegistrationNeeds): Registrations {
  const { stores, atomically, party, clock, random, userKey } = needs
  const allowed = async (kind: DeviceKind): Promise<void> => {
    const { mode, kinds } = await stores.mfaSettings.read()
    if (mode === 'DISABLED' || !kinds.includes(kind))
      throw refuse('mfa.kind_not_allowed', {
        observed: kind,
        expected: mode === 'DISABLED' ? 'no second factor' : kinds.join(' or '),
      })
  }
  return {
    async begin(author, { holder, user }, kind) {
      await allowed(kind)
      await atomically(async unit => {
        if (kind === 'TOTP') {
          const pending: Pending = { secret: Buffer.from(random(SECRET_BYTES)).toString('base64'), burned: [] }
          await unit.ceremonies.put(holder, TOTP, pending, clock() + LIFETIME)
        } else await unit.ceremonies.put(holder, WEBAUTHN, { challenge: token(random) }, clock() + LIFETIME)
        await unit.events.record(author, ofUser(user.userId, started[kind]))
      })
    },
    async totp({ holder, user }) {
      const kept = await stores.ceremonies.peek(holder, TOTP, clock())
      if (kept === undefined) return undefined
      const issuer = `${party.name} (${new URL(party.origin).host})`
      return setUpOf(secretOf(kept), { issuer, userName: user.userName })
    },
    async webAuthn({ holder, user }, attachment) {
      const kept = (await stores.ceremonies.peek(holder, WEBAUTHN, clock())) as { challenge: string } | undefined
      if (kept === undefined) return undefined
      const { userId, userName, displayName = userName } = user
      const devices = await stores.devices.of(userId)
      return creationOptions(party, {
        challenge: kept.challenge,
        user: { id: createHmac('sha256', userKey).update(userId).digest(), userName, displayName },
        attachment,
        known: devices.filter(device => device.kind === 'WEBAUTHN'),
      })
    },
    async finishTotp(author, { holder, user }, { code, name }) {
      await allowed('TOTP')
      const kept = await stores.ceremonies.peek(holder, TOTP, clock())
      if (kept === undefined) throw expired()
      const { burned } = kept as Pending
      const secret = secretOf(kept)
      const verdict = await judgeCode(code, { secret, lastStep: -1, burned }, clock())
      if (verdict.outcome === 'drift') {
        const now = { ...(kept as Pending), burned: [...stillBurned(burned, clock()), verdict.step] }
        await atomically(unit => unit.ceremonies.put(holder, TOTP, now, clock() + LIFETIME))
        throw drifted(verdict.seconds)
      }
      if (verdict.outcome !== 'right') throw notRight(verdict.outcome)
      const device = {
        ...{ deviceId: uuid(random), userId: user.userId, kind: 'TOTP' as const, name: deviceName(name) },
        ...{ createdAt: clock(), secret, lastStep: verdict.step, burned },
      }
      await atomically(async unit => {
        if ((await unit.ceremonies.take(holder, TOTP, clock())) === undefined) throw expired()
        await addDevice(unit, author, device, 'CompleteVirtualMfaDeviceRegistration')
      })
      return shown(device)
    },
    async finishWebAuthn(author, { holder, user }, { answer, name }) {
      await allowed('WEBAUTHN')
      const named = deviceName(name)
      const kept = await atomically(unit => unit.ceremonies.take(holder, WEBAUTHN, clock()))
      if (kept === undefined) throw expired()
      const credential = await registered(party, answer, (kept as { challenge: string }).challenge)
      const device = {
        ...{ deviceId: uuid(random), userId: user.userId, kind: 'WEBAUTHN' as const, name: named },
        ...{ createdAt: clock(), ...credential },
      }
      await atomically(unit => addDevice(unit, author, device, 'CompleteWebAuthnDeviceRegistration'))
      return shown(device)
    },
  }
}

const started = {
  TOTP: 'StartVirtualMfaDeviceRegistration',
  WEBAUTHN: 'StartWebAuthnDeviceRegistration',
} as const satisfies Record<DeviceKind, string>

interface Pending {
  /** Base64. */
  readonly secret: string
  readonly burned: readonly number[]
}

const notRight = (outcome: 'used' | 'wrong') =>
  refuse(outcome === 'used' ? 'mfa.code_used' : 'mfa.code_wrong', {
    observed: 'another code than the app shows',
    expected: 'the present code of this secret',
  })

const expired = () =>
  refuse('mfa.registration_expired', {
    observed: 'no registration that is under way',
    expected: 'one that was begun in the last ten minutes',
  })

const secretOf = (kept: unknown): Buffer => Buffer.from((kept as Pending).secret, 'base64')

export const drifted = (seconds: number) =>
  refuse('mfa.clock_drift', {
    observed: `a code of ${Math.abs(seconds)} seconds ${seconds > 0 ? 'from now' : 'ago'}`,
    expected: 'a code of now, 30 seconds more or less',
    sentence: `Your device’s clock is ${driftText(seconds)}. Set it to automatic time, wait for a new code, and try again.`,
  })
