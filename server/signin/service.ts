import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import type {
  Answering,
  Passwords,
  SecondFactors,
  SigninContext,
  Situation,
  TrustedBrowser,
} from '#server/credentials/index.ts'
import type { Outbox } from '#server/mail/index.ts'
import { hashOf, newSession } from '#server/sessions/index.ts'
import { holderOf, mailCode } from './email-code.ts'
import { authenticated, challenged, challengedAgain, named, verified } from './events.ts'
import { passkeyChallenges } from './passkey.ts'
import { refuse } from './refusals.ts'
import { HOME } from './return-target.ts'
import { type Facts, nextStep } from './steps.ts'
import type {
  Advance,
  CredentialType,
  FindsPeople,
  Progress,
  RecordsRefusal,
  SecondFactorAnswer,
  SignedIn,
  SigninAtomically,
  SigninService,
  SigninSettings,
  SigninStore,
  SigninUnit,
  Step,
} from './types.ts'

/** Of the whole sign-in, from the name to the session. */
const LIFETIME = 15 * 60 * 1000
const LONGEST_NAME = 128

export interface SigninNeeds {
  readonly stores: { readonly signins: SigninStore }
  readonly atomically: SigninAtomically
  readonly people: FindsPeople
  readonly passwords: Pick<Passwords, 'check' | 'set'>
  readonly secondFactors: SecondFactors
  readonly outbox: Pick<Outbox, 'enqueue'>
  readonly recordRefusal: RecordsRefusal
  readonly countAnonymous: (code: string) => void
  readonly settings: SigninSettings
  /** Public origin, for `LoginTo` of the event. */
  readonly origin: string
  readonly instance: Instance
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
}

export function signin(needs: SigninNeeds): SigninService {
  const { stores, atomically, clock } = needs
  return {
    progress: token => stores.signins.find(hashOf(token), clock()),
    stepOf: (progress, context) => stepOf(needs, progress, context),
    situation: (progress, context) => needs.secondFactors.situation(requireKnown(progress).userId, context),
    identify: (author, token, given) => identify(needs, author, token, given),
    givePassword: (author, progress, given) => givePassword(needs, author, progress, given),
    passkeyOptions: token => needs.secondFactors.passkeyOptions(challenges(needs).issue(token)),
    givePasskey: (author, token, given) => givePasskey(needs, author, token, given),
    challenge: progress => needs.secondFactors.challenge(answering(requireKnown(progress), {})),
    giveSecondFactor: (author, progress, given) => giveSecondFactor(needs, author, requireKnown(progress), given),
    sendCode: (author, progress) =>
      atomically(async unit => {
        const refusal = await mailCode(needs, unit, author, requireKnown(progress))
        if (refusal !== undefined) throw refusal
      }),
    blocked: (author, progress, refusal) =>
      recordFailure(needs, author, progress, {
        type: refusal.code === 'signin.no_address' ? 'EMAIL_OTP' : 'REGISTRATION',
        refusal,
      }),
    deviceRegistered: (author, progress, context) => {
      const { mustChangePassword: mustChange } = progress
      return advance(needs, author, requireKnown(progress), { type: 'REGISTRATION', mustChange, context })
    },
    replacePassword: (author, progress, given) => replacePassword(needs, author, progress, given),
    async signInAfterSetup(author, userId) {
      const attempt = { signinId: uuid(needs.random), userId, proven: ['PASSWORD'] as const, returnTo: HOME }
      return atomically(unit => openSession(needs, unit, author, attempt))
    },
    sweep: () => atomically(unit => unit.signins.sweep(clock())),
  }
}

/** Of somebody whose first factor was right. @throws Refusal `signin.expired` */
function requireKnown(progress: Progress): Known {
  const { userId, proven } = progress
  if (userId === undefined || proven.length === 0) throw refuse('signin.expired')
  return { ...progress, userId }
}

async function stepOf(needs: SigninNeeds, progress: Progress | undefined, context: SigninContext): Promise<Step> {
  if (progress?.userId === undefined || progress.proven.length === 0) return nextStep(progress, needs.settings)
  return nextStep(progress, needs.settings, factsOf(await needs.secondFactors.situation(progress.userId, context)))
}

const factsOf = ({ settings, kinds, context }: Situation): Facts => ({
  mfa: settings,
  kinds,
  trusted: context.changes.length === 0,
})

async function identify(
  { atomically, people, instance, clock, random }: SigninNeeds,
  author: Author,
  token: string,
  given: { readonly userName: string; readonly returnTo: string },
): Promise<Progress> {
  const userName = given.userName.trim()
  if (userName === '' || userName.length > LONGEST_NAME || /\p{Cc}/u.test(userName)) throw refuse('signin.name_missing')
  const user = await people.userByName(userName)
  const progress: Progress = {
    signinId: uuid(random),
    userName,
    ...(user === undefined ? {} : { userId: user.userId }),
    proven: [],
    mustChangePassword: false,
    returnTo: given.returnTo,
    expiresAt: clock() + LIFETIME,
  }
  await atomically(async unit => {
    await unit.signins.put(hashOf(token), progress)
    await unit.events.record(author, challenged(instance, progress, user?.userName))
  })
  return progress
}

const challenges = ({ derive, clock }: SigninNeeds) => passkeyChallenges(derive('passkey challenges v1'), clock)

async function givePasskey(
  needs: SigninNeeds,
  author: Author,
  token: string,
  { answer, returnTo, context }: Parameters<SigninService['givePasskey']>[2],
): Promise<Advance> {
  const { lifetime, stands } = challenges(needs)
  const { userId, use } = await needs.secondFactors
    .passkey(answer, { lifetime, stands: challenge => stands(challenge, token) })
    .catch((error: unknown) => {
      // Nobody is known by an answer that is not right.
      if (error instanceof Refusal) needs.countAnonymous(error.code)
      throw error
    })
  const userName = (await needs.people.user(userId))?.userName ?? ''
  const { clock, random } = needs
  const progress: Known = {
    ...{ signinId: uuid(random), userName, userId, proven: [], mustChangePassword: false, returnTo },
    expiresAt: clock() + LIFETIME,
  }
  await needs.atomically(unit => unit.signins.put(hashOf(token), progress))
  try {
    await use()
  } catch (error) {
    if (error instanceof Refusal) await failed(needs, author, progress, { type: 'WEBAUTHN', refusal: error })
    throw error
  }
  return advance(needs, author, progress, { type: 'WEBAUTHN', mustChange: false, context })
}

async function givePassword(
  needs: SigninNeeds,
  author: Author,
  progress: Progress,
  { password, context }: { readonly password: string; readonly context: SigninContext },
): Promise<Advance> {
  const { userName, userId } = progress
  const { browser } = context
  const verdict = await needs.passwords.check({
    userName,
    ...(userId === undefined ? {} : { userId }),
    sourceIp: author.call.sourceIp,
    ...(browser === undefined ? {} : { browser }),
    password,
  })
  if (verdict.outcome === 'wait') {
    needs.countAnonymous('signin.too_many_attempts')
    throw tooMany(verdict.retryAfter)
  }
  if (verdict.outcome === 'wrong' || userId === undefined) {
    const reason = userId === undefined ? 'unknown_user' : 'wrong_password'
    const refusal = refuse('signin.wrong_credentials', { secret: { reason } })
    await failed(needs, author, progress, { type: 'PASSWORD', refusal })
    throw refuse('signin.wrong_credentials', verdict.outcome === 'wrong' ? { retryAfter: verdict.wait } : {})
  }
  return advance(needs, author, { ...progress, userId }, { type: 'PASSWORD', mustChange: verdict.mustChange, context })
}

export const tooMany = (seconds: number): Refusal =>
  refuse('signin.too_many_attempts', {
    retryAfter: seconds,
    sentence: `Too many attempts. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  })

interface Failure {
  readonly type: CredentialType
  readonly refusal: Refusal
}

/** The events of an answer that was not accepted: what failed, and the challenge that stands again. */
async function failed(needs: SigninNeeds, author: Author, progress: Progress, failure: Failure): Promise<void> {
  const { atomically, people, instance } = needs
  const { type } = failure
  await recordFailure(needs, author, progress, failure)
  const user = progress.userId === undefined ? undefined : await people.user(progress.userId)
  const again =
    type === 'PASSWORD' ? challenged(instance, progress, user?.userName) : challengedAgain(instance, progress, type)
  await atomically(unit => unit.events.record(author, again))
}

function recordFailure(
  needs: SigninNeeds,
  author: Author,
  progress: Progress,
  { type, refusal }: Failure,
): Promise<void> {
  const event = verified(needs.instance, progress, { outcome: 'Failure', type })
  const { call } = named(author, 'CredentialVerification')
  return needs.recordRefusal({ call, identity: event.identity ?? author.identity }, refusal, event)
}

type Known = Progress & { readonly userId: string }

/** Who answers in this sign-in, for the counters of wrong answers. */
const answering = ({ signinId, userId, userName }: Known, { browser }: Pick<SigninContext, 'browser'>): Answering => ({
  ...{ userId, userName, holder: holderOf(signinId) },
  ...(browser === undefined ? {} : { browser }),
})

async function giveSecondFactor(
  needs: SigninNeeds,
  author: Author,
  progress: Known,
  { answer, context, trust }: Parameters<SigninService['giveSecondFactor']>[2],
): Promise<Advance> {
  const step = await stepOf(needs, progress, context)
  if (step !== (answer.type === 'EMAIL_OTP' ? 'email-code' : 'second-factor')) throw refuse('signin.expired')
  try {
    await judge(needs.secondFactors, answering(progress, context), answer)
  } catch (error) {
    // What is only to be waited for is counted; everything else is an event of the sign-in.
    if (error instanceof Refusal && error.kind === 'throttled') needs.countAnonymous(error.code)
    else if (error instanceof Refusal) await failed(needs, author, progress, { type: answer.type, refusal: error })
    throw error
  }
  return advance(needs, author, progress, {
    ...{ type: answer.type, mustChange: progress.mustChangePassword, context },
    ...(trust === undefined ? {} : { trusted: await needs.secondFactors.place(trust, context) }),
  })
}

function judge(factors: SecondFactors, who: Answering, answer: SecondFactorAnswer): Promise<void> {
  switch (answer.type) {
    case 'TOTP':
      return factors.code(who, answer.code)
    case 'RECOVERY_CODE':
      return factors.recoveryCode(who, answer.code)
    case 'EMAIL_OTP':
      return factors.emailCode(who, answer.code)
    case 'WEBAUTHN':
      return factors.assertion(who, answer.answer)
  }
}

interface Proof {
  readonly type: CredentialType
  readonly mustChange: boolean
  readonly context: SigninContext
  /** No second factor has to be given here any more, as long as nothing differs. */
  readonly trusted?: TrustedBrowser
}

/** After a right answer: on to the next step, which may be the last. */
async function advance(
  needs: SigninNeeds,
  author: Author,
  progress: Known,
  { type, mustChange, context, trusted }: Proof,
): Promise<Advance> {
  const { atomically, instance } = needs
  const now: Known = { ...progress, proven: [...progress.proven, type], mustChangePassword: mustChange }
  const situation = await needs.secondFactors.situation(now.userId, context)
  const step = nextStep(now, needs.settings, factsOf(situation))
  const data = {
    ...(type === 'PASSWORD' ? comparedIn(situation) : {}),
    ...(trusted === undefined ? {} : { TrustedBrowser: trusted.agent }),
  }
  const outcome = await atomically(async (unit): Promise<Advance | Refusal> => {
    if (!(await isEnabled(unit, now.userId))) return refuse('signin.user_disabled', { about: now.userId })
    const kept = step === 'done' ? await unit.signins.take(now) : await unit.signins.prove(now, now.proven, mustChange)
    if (!kept) return refuse('signin.expired')
    if (trusted !== undefined) await unit.trust.put(now.userId, trusted)
    // A registration has its own events.
    if (type !== 'REGISTRATION')
      await unit.events.record(author, verified(instance, now, { outcome: 'Success', type, data }))
    if (step === 'second-factor')
      await unit.events.record(author, challengedAgain(instance, now, situation.kinds.join(',')))
    // Who has no address is told so on the page of the code.
    if (step === 'email-code') await mailCode(needs, unit, author, now)
    return step === 'done' ? done(await openSession(needs, unit, author, now)) : { step, progress: now }
  })
  if (outcome instanceof Refusal && outcome.code === 'signin.user_disabled')
    await recordFailure(needs, author, now, { type, refusal: outcome })
  return kept(outcome)
}

/** What the context-aware mode looked at, for the event of the first factor. */
const comparedIn = ({ settings, context, kinds }: Situation): Readonly<Record<string, unknown>> =>
  settings.mode === 'CONTEXT_AWARE' && kinds.length > 0
    ? { SigninContext: { ...context.compared, changes: context.changes.join(',') || 'none' } }
    : {}

async function replacePassword(
  needs: SigninNeeds,
  author: Author,
  progress: Progress,
  { password, context }: { readonly password: string; readonly context: SigninContext },
): Promise<Advance> {
  const { userId } = progress
  if (userId === undefined || (await stepOf(needs, progress, context)) !== 'new-password')
    throw refuse('signin.expired')
  const user = await needs.people.user(userId)
  if (user?.status !== 'ENABLED') throw refuse('signin.user_disabled', { about: userId })
  // The password was proven after the name was given, so one that was set since then is not the one that was proven.
  const knownAt = progress.expiresAt - LIFETIME
  await needs.passwords.set(author, { userId, userName: user.userName, password, knownAt, mode: 'SIGN_IN' })
  const outcome = await needs.atomically(async (unit): Promise<Advance | Refusal> => {
    if (!(await isEnabled(unit, userId))) return refuse('signin.user_disabled', { about: userId })
    if (!(await unit.signins.take(progress))) return refuse('signin.expired')
    return done(await openSession(needs, unit, author, { ...progress, userId }))
  })
  return kept(outcome)
}

const done = (signedIn: SignedIn): Advance => ({ step: 'done', ...signedIn })

function kept<T>(outcome: T | Refusal): T {
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

const isEnabled = async ({ people }: SigninUnit, userId: string): Promise<boolean> =>
  (await people.user(userId))?.status === 'ENABLED'

interface Proven {
  readonly signinId: string
  readonly userId: string
  readonly proven: readonly CredentialType[]
  readonly returnTo: string
}

/** The session token is new: nothing that was known before the sign-in opens it. */
async function openSession(needs: SigninNeeds, unit: SigninUnit, author: Author, proven: Proven): Promise<SignedIn> {
  const { instance, origin, random } = needs
  const { userId, returnTo } = proven
  const duration = 1_000 * (await unit.sessionSettings.duration())
  const { token, session } = newSession(author, { userId, duration }, random)
  await unit.sessions.insert(session)
  const loginTo = origin + (returnTo.split(/[?#]/)[0] ?? '')
  await unit.events.record(author, authenticated(instance, proven, { loginTo, proven: proven.proven }))
  return { sessionToken: token, session, returnTo }
}
