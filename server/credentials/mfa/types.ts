import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'

/** When a second factor is asked for, in AWS's words. */
export type MfaMode = 'ALWAYS_ON' | 'CONTEXT_AWARE' | 'DISABLED'
export type DeviceKind = 'TOTP' | 'WEBAUTHN'
/** What becomes of a sign-in without a device that may be used. */
export type WithoutDevice = 'REQUIRE_REGISTRATION' | 'EMAIL_OTP' | 'BLOCK' | 'ALLOW'

export interface MfaSettings {
  readonly mode: MfaMode
  /** At least one. */
  readonly kinds: readonly DeviceKind[]
  readonly withoutDevice: WithoutDevice
  /** Whether people manage their own devices; a registration that a sign-in requires is possible in any case. */
  readonly selfManaged: boolean
}

export interface MfaDevice {
  readonly deviceId: string
  readonly userId: string
  readonly kind: DeviceKind
  readonly name: string
  /** Unix ms. */
  readonly createdAt: number
  readonly lastUsedAt?: number
  /** Of a passkey that its maker keeps on several devices. */
  readonly synced?: boolean
}

export interface TotpDevice extends MfaDevice {
  readonly kind: 'TOTP'
  /** 20 bytes. */
  readonly secret: Uint8Array
  /** -1 before the first code. */
  readonly lastStep: number
  readonly burned: readonly number[]
}

export interface WebAuthnDevice extends MfaDevice {
  readonly kind: 'WEBAUTHN'
  /** base64url. */
  readonly credentialId: string
  /** COSE key, base64url. */
  readonly publicKey: string
  readonly signCount: number
  readonly transports: readonly string[]
  readonly aaguid: string
}

export type StoredDevice = TotpDevice | WebAuthnDevice

export interface MfaSettingStore {
  read(): Promise<MfaSettings>
  write(settings: MfaSettings): Promise<void>
}

export interface DeviceStore {
  /** Oldest first. */
  of(userId: string): Promise<readonly StoredDevice[]>
  find(deviceId: string): Promise<StoredDevice | undefined>
  byCredential(credentialId: string): Promise<WebAuthnDevice | undefined>
  /** False: the user has a device of this name, or the credential is somebody's. */
  insert(device: StoredDevice): Promise<boolean>
  /** False: the user has another device of this name. */
  rename(deviceId: string, name: string): Promise<boolean>
  delete(deviceId: string): Promise<void>
  deleteAllOf(userId: string): Promise<number>
  /** Uses a step up. False: it, or a later one, was used before: the same code at another replica, say. */
  takeStep(deviceId: string, step: number, at: number): Promise<boolean>
  burn(deviceId: string, burned: readonly number[]): Promise<void>
  /** False: the counter has gone on meanwhile. */
  advanceCounter(deviceId: string, from: number, to: number, at: number): Promise<boolean>
}

/** Something to be remembered between two requests of one holder, and used once. */
export interface CeremonyStore {
  /** Replaces what stood there. */
  put(holder: string, purpose: string, payload: unknown, expiresAt: number): Promise<void>
  peek(holder: string, purpose: string, now: number): Promise<unknown>
  take(holder: string, purpose: string, now: number): Promise<unknown>
  /** False: it stands there already. */
  claim(holder: string, purpose: string, expiresAt: number): Promise<boolean>
}

export interface RecoveryStore {
  replace(userId: string, hashes: readonly string[]): Promise<void>
  count(userId: string): Promise<number>
  /** False: it is no code of this user, or was used. */
  take(userId: string, hash: string): Promise<boolean>
}

/** Where somebody signs in, as far as it is compared. */
export interface SigninContext {
  /** The id of the browser's cookie, where it is proven to be this user's. */
  readonly browser?: string
  readonly userAgent: string
  readonly sourceIp: string
}

/** What differs from where a second factor was given before; empty: nothing does. */
export type ContextChange = 'new_browser' | 'other_browser' | 'other_network' | 'too_long_ago'

export interface ContextVerdict {
  readonly changes: readonly ContextChange[]
  /** For the event: what was compared, and with what. */
  readonly compared: Readonly<Record<string, string>>
}

export interface TrustStore {
  find(userId: string, browser: string): Promise<TrustedBrowser | undefined>
  /** Newest first. */
  of(userId: string): Promise<readonly TrustedBrowser[]>
  put(userId: string, browser: TrustedBrowser): Promise<void>
  forget(userId: string): Promise<void>
  sweep(before: number): Promise<number>
}

export interface TrustedBrowser {
  /** SHA-256 of the cookie's id. */
  readonly browser: string
  readonly agent: string
  readonly network: string
  readonly verifiedAt: number
}

/** What a change of second factors touches in one unit of work. */
export interface MfaUnit {
  readonly mfaSettings: MfaSettingStore
  readonly devices: DeviceStore
  readonly ceremonies: CeremonyStore
  readonly recovery: RecoveryStore
  readonly trust: TrustStore
  readonly events: EventWriter
}

export type MfaAtomically = Atomically<MfaUnit>

/** The devices of people: registering, naming, removing. */
export interface MfaDevices {
  of(userId: string): Promise<readonly MfaDevice[]>
  recoveryCodesLeft(userId: string): Promise<number>
  /** @throws Refusal `mfa.device_unknown`, `mfa.device_name` */
  rename(author: Author, device: { userId: string; deviceId: string; name: string }): Promise<void>
  /** @throws Refusal `mfa.device_unknown` */
  remove(author: Author, device: { userId: string; deviceId: string }): Promise<void>
  /** All devices, recovery codes and trusted browsers: the way back for somebody who has lost them. */
  reset(author: Author, userId: string): Promise<void>
  /** New recovery codes in place of all earlier ones; they are shown this once. */
  newRecoveryCodes(author: Author, userId: string): Promise<readonly string[]>
}
