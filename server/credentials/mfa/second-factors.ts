/** Judging second factors at a sign-in. Every answer counts as a failed attempt before it is looked at. */
import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '#server/base/clock.ts'
import { pick, type Random, token } from '#server/base/random.ts'
import { attempts } from '../attempts.ts'
import { recoveryHash } from './devices.ts'
import { refuse } from './refusals.ts'
import { drifted } from './registration.ts'
import { judgeCode, stillBurned } from './totp.ts'
import { browserHash, compare, placeOf } from './trust.ts'
import type {
  CeremonyStore,
  ContextVerdict,
  DeviceKind,
  DeviceStore,
  MfaAtomically,
  MfaSettingStore,
  MfaSettings,
  MfaUnit,
  SigninContext,
  StoredDevice,
  TotpDevice,
  TrustedBrowser,
  TrustStore,
  WebAuthnDevice,
} from './types.ts'
import { asserted, challengeOf, credentialIdOf, type RelyingParty, requestOptions } from './webauthn.ts'

/** ms */
const LIFETIME = 10 * 60 * 1000
const WEBAUTHN = 'challenge webauthn'
const EMAIL = 'code by mail'
/** In one sign-in: more would only fill a mailbox. */
const MOST_EMAIL_CODES = 5

interface EmailCode {
  readonly code: string
  /** How many were made in this sign-in. */
  readonly made: number
}

function isSame(code: string, given: string): boolean {
  const [one, other] = [Buffer.from(code), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Who answers, and in which sign-in. */
export interface Answering {
  readonly userId: string
  readonly userName: string
  /** `signin …` */
  readonly holder: string
  /**
   * A browser that this user has signed in with before. Others share one budget: whoever answers here knows the password,
   * and must not get more attempts from more addresses.
   */
  readonly browser?: string
}

/** What of a user a sign-in has to know. */
export interface Situation {
  readonly settings: MfaSettings
  /** Kinds of the user's devices that may be used now. */
  readonly kinds: readonly DeviceKind[]
  readonly recoveryCodes: boolean
  readonly context: ContextVerdict
}

export interface SecondFactors {
  situation(userId: string, context: SigninContext): Promise<Situation>
  /** @throws Refusal `mfa.too_many_attempts`, `mfa.code_wrong`, `mfa.code_used`, `mfa.clock_drift` */
  code(answering: Answering, code: string): Promise<void>
  /** @throws Refusal `mfa.too_many_attempts`, `mfa.recovery_code_wrong` */
  recoveryCode(answering: Answering, code: string): Promise<void>
  /**
   * A code to be mailed, in the unit of what mails it. Undefined: so many were made for this holder that there is none
   * any more.
   */
  newEmailCode(unit: MfaUnit, holder: string): Promise<string | undefined>
  /** @throws Refusal `mfa.too_many_attempts`, `mfa.email_code_wrong` */
  emailCode(answering: Answering, code: string): Promise<void>
  /** The same until it is answered. @returns `PublicKeyCredentialRequestOptionsJSON` */
  challenge(answering: Answering): Promise<object>
  /** @throws Refusal `mfa.too_many_attempts`, `mfa.webauthn_response`, `mfa.webauthn_counter` */
  assertion(answering: Answering, answer: string): Promise<void>
  /** What a passkey has to sign for somebody who has said no name; undefined where passkeys are not used. */
  passkeyOptions(challenge: string): Promise<object | undefined>
  /**
   * Whose passkey answered. It stands for both factors: the key, and the PIN or fingerprint that unlocked it.
   * @param stands whether a challenge was made for this browser a moment ago @param lifetime of challenges, ms
   * @throws Refusal `mfa.webauthn_response`, `mfa.kind_not_allowed`
   */
  passkey(
    answer: string,
    challenge: { stands(challenge: string): boolean; lifetime: number },
  ): Promise<{
    readonly userId: string
    /** Uses the answer up. @throws Refusal `mfa.webauthn_response`, `mfa.webauthn_counter` */
    use(): Promise<void>
  }>
  /** The place of a sign-in, to be kept as one that is trusted. @param browser the id of its cookie */
  place(browser: string, context: SigninContext): Promise<TrustedBrowser>
}

export interface SecondFactorNeeds {
  /** Over the reader connection. */
  readonly stores: {
    readonly devices: DeviceStore
    readonly ceremonies: CeremonyStore
    readonly mfaSettings: MfaSettingStore
    readonly trust: TrustStore
    readonly recovery: { count(userId: string): Promise<number> }
  }
  readonly atomically: MfaAtomically
  readonly attempts: {
    readonly atomically: Parameters<typeof attempts>[0]['atomically']
    /** 32 bytes, for these counters alone. */
    readonly key: Uint8Array
  }
  readonly party: RelyingParty
  readonly clock: Clock
  readonly random: Random
}

export const secondFactors = (needs: SecondFactorNeeds): SecondFactors => ({
  ...situations(needs),
  ...answers(needs),
  ...mailedCodes(needs),
  ...passkeys(needs),
})

type Passkeys = Pick<SecondFactors, 'passkeyOptions' | 'passkey'>

function passkeys(needs: SecondFactorNeeds): Passkeys {
  const { stores, atomically, party, clock } = needs
  const areUsed = async (): Promise<boolean> => {
    const { mode, kinds } = await stores.mfaSettings.read()
    return mode !== 'DISABLED' && kinds.includes('WEBAUTHN')
  }
  return {
    passkeyOptions: async challenge => ((await areUsed()) ? requestOptions(party, challenge) : undefined),
    async passkey(answer, { stands, lifetime }) {
      if (!(await areUsed())) throw refuse('mfa.kind_not_allowed', { observed: 'WEBAUTHN' })
      const challenge = challengeOf(answer)
      if (!stands(challenge))
        throw refuse('mfa.webauthn_response', {
          observed: 'a challenge of another page, or an old one',
          expected: 'that of the page that was opened last, within ten minutes',
        })
      const device = await stores.devices.byCredential(credentialIdOf(answer))
      if (device === undefined)
        throw refuse('mfa.webauthn_response', {
          observed: 'a key that nobody has registered',
          expected: 'a registered key',
        })
      const { signCount, userVerified } = await asserted(party, answer, challenge, device)
      if (!userVerified)
        throw refuse('mfa.webauthn_response', { observed: 'a key alone', expected: 'a key and its PIN or fingerprint' })
      const use = async () => {
        // Each challenge is answered once, at whatever replica.
        const first = await atomically(unit =>
          unit.ceremonies.claim(`passkey ${challenge}`, 'used', clock() + 2 * lifetime),
        )
        if (!first)
          throw refuse('mfa.webauthn_response', { observed: 'an answer that came before', expected: 'a new one' })
        await acceptCounter(needs, device, signCount)
      }
      return { userId: device.userId, use }
    },
  }
}

type Situations = Pick<SecondFactors, 'situation' | 'place'>
type MailedCodes = Pick<SecondFactors, 'newEmailCode' | 'emailCode'>

const situations = ({ stores, clock }: SecondFactorNeeds): Situations => ({
  async situation(userId, context) {
    const { browser } = context
    const [settings, devices, recoveryCodes, known] = await Promise.all([
      stores.mfaSettings.read(),
      stores.devices.of(userId),
      stores.recovery.count(userId),
      browser === undefined ? undefined : stores.trust.find(userId, browserHash(browser)),
    ])
    return {
      settings,
      kinds: [...new Set(usable(devices, settings).map(({ kind }) => kind))],
      recoveryCodes: recoveryCodes > 0,
      context: await compare(context, known, clock()),
    }
  },
  place: (browser, context) => placeOf(context, browser, clock()),
})

/** Counts, and takes it back when what is done does not throw. */
function counted({ attempts: counters, clock }: SecondFactorNeeds) {
  const counting = attempts({ ...counters, clock })
  return async <T>({ userId, userName, browser }: Answering, judge: () => Promise<T>): Promise<T> => {
    const begun = await counting.begin({
      ...{ userId, userName, sourceIp: 'anywhere' },
      ...(browser === undefined ? {} : { browser }),
    })
    if ('retryAfter' in begun) throw tooMany(begun.retryAfter)
    const done = await judge()
    await begun.succeeded()
    return done
  }
}

function mailedCodes(needs: SecondFactorNeeds): MailedCodes {
  const { stores, atomically, clock, random } = needs
  const inTurn = counted(needs)
  return {
    async newEmailCode(unit, holder) {
      const before = (await unit.ceremonies.peek(holder, EMAIL, clock())) as EmailCode | undefined
      const made = (before?.made ?? 0) + 1
      if (made > MOST_EMAIL_CODES) return undefined
      const code = pick(random, '0123456789', 6)
      const kept: EmailCode = { code, made }
      await unit.ceremonies.put(holder, EMAIL, kept, clock() + LIFETIME)
      return code
    },
    emailCode: (answering, code) =>
      inTurn(answering, async () => {
        const kept = (await stores.ceremonies.peek(answering.holder, EMAIL, clock())) as EmailCode | undefined
        const right = kept !== undefined && isSame(kept.code, code.replace(/\s/g, ''))
        const taken = right && (await atomically(unit => unit.ceremonies.take(answering.holder, EMAIL, clock())))
        if (taken === false || taken === undefined)
          throw refuse('mfa.email_code_wrong', {
            observed: kept === undefined ? 'no code that waits' : 'another code',
            expected: 'the code of the last mail',
          })
      }),
  }
}

function answers(needs: SecondFactorNeeds): Omit<SecondFactors, keyof Situations | keyof MailedCodes | keyof Passkeys> {
  const { stores, atomically, party, clock, random } = needs
  const inTurn = counted(needs)
  const devicesOf = async (userId: string) => usable(await stores.devices.of(userId), await stores.mfaSettings.read())
  return {
    code: (answering, code) =>
      inTurn(answering, async () => {
        const devices = (await devicesOf(answering.userId)).filter(device => device.kind === 'TOTP')
        await acceptCode(needs, devices, code)
      }),
    recoveryCode: (answering, code) =>
      inTurn(answering, async () => {
        const { userId } = answering
        if (!(await atomically(unit => unit.recovery.take(userId, recoveryHash(code)))))
          throw refuse('mfa.recovery_code_wrong', {
            about: userId,
            observed: 'a code that is not there, or not any more',
            expected: 'one of those that are left',
          })
      }),
    async challenge({ userId, holder }) {
      const kept = (await stores.ceremonies.peek(holder, WEBAUTHN, clock())) as { challenge: string } | undefined
      const challenge = kept?.challenge ?? token(random)
      if (kept === undefined)
        await atomically(unit => unit.ceremonies.put(holder, WEBAUTHN, { challenge }, clock() + LIFETIME))
      const devices = (await devicesOf(userId)).filter(device => device.kind === 'WEBAUTHN')
      return requestOptions(party, challenge, devices)
    },
    assertion: (answering, answer) =>
      inTurn(answering, async () => {
        const kept = await atomically(unit => unit.ceremonies.take(answering.holder, WEBAUTHN, clock()))
        if (kept === undefined)
          throw refuse('mfa.webauthn_response', {
            observed: 'no challenge that waits',
            expected: 'one of the last ten minutes',
          })
        const id = credentialIdOf(answer)
        const devices = await devicesOf(answering.userId)
        const device = devices.find(one => one.kind === 'WEBAUTHN' && one.credentialId === id)
        if (device?.kind !== 'WEBAUTHN')
          throw refuse('mfa.webauthn_response', {
            observed: 'the key of another user, or of nobody',
            expected: 'a key of this user',
          })
        const { signCount } = await asserted(party, answer, (kept as { challenge: string }).challenge, device)
        await acceptCounter(needs, device, signCount)
      }),
  }
}

const usable = (devices: readonly StoredDevice[], { mode, kinds }: MfaSettings): readonly StoredDevice[] =>
  mode === 'DISABLED' ? [] : devices.filter(({ kind }) => kinds.includes(kind))

const tooMany = (seconds: number) =>
  refuse('mfa.too_many_attempts', {
    retryAfter: seconds,
    sentence: `Too many attempts. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  })

/** By the first of the devices that knows the code; what another device says of it is of no interest then. */
async function acceptCode(
  { atomically, clock }: SecondFactorNeeds,
  devices: readonly TotpDevice[],
  code: string,
): Promise<void> {
  const judged = await Promise.all(
    devices.map(async device => ({ device, verdict: await judgeCode(code, device, clock()) })),
  )
  const right = judged.find(({ verdict }) => verdict.outcome === 'right')
  if (right?.verdict.outcome === 'right') {
    const { deviceId } = right.device
    const { step } = right.verdict
    // Looked at once more where it is used up: the same code, or one that told its clock, may be at another replica now.
    const taken = await atomically(
      async unit => !(await burnedOf(unit, deviceId)).includes(step) && unit.devices.takeStep(deviceId, step, clock()),
    )
    if (taken) return
    throw refuse('mfa.code_used', { about: deviceId, ...USED })
  }
  const drift = judged.find(({ verdict }) => verdict.outcome === 'drift')
  if (drift?.verdict.outcome === 'drift') {
    const { deviceId } = drift.device
    const { step, seconds } = drift.verdict
    // Who reads the answer knows a code whose time may be still to come.
    await atomically(async unit =>
      unit.devices.burn(deviceId, [...stillBurned(await burnedOf(unit, deviceId), clock()), step]),
    )
    throw drifted(seconds)
  }
  if (judged.some(({ verdict }) => verdict.outcome === 'used')) throw refuse('mfa.code_used', USED)
  throw refuse('mfa.code_wrong', {
    observed: 'a code of no device, now or five minutes before and after',
    expected: `the present code of one of ${devices.length} authenticator apps`,
  })
}

const USED = { observed: 'a code that was accepted, or disclosed, before', expected: 'one that was not' }

async function burnedOf({ devices }: Pick<MfaUnit, 'devices'>, deviceId: string): Promise<readonly number[]> {
  const device = await devices.find(deviceId)
  return device?.kind === 'TOTP' ? device.burned : []
}

/** WebAuthn 7.2 step 22: a counter that does not grow is that of a copy. Authenticators that do not count say 0 always. */
async function acceptCounter(
  { atomically, clock }: SecondFactorNeeds,
  device: WebAuthnDevice,
  signCount: number,
): Promise<void> {
  const { deviceId, signCount: before } = device
  const grows = signCount > before || (signCount === 0 && before === 0)
  if (grows && (await atomically(unit => unit.devices.advanceCounter(deviceId, before, signCount, clock())))) return
  throw refuse('mfa.webauthn_counter', {
    about: deviceId,
    observed: `counter ${signCount}`,
    expected: `more than ${before}`,
  })
}
