import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { Passwords } from '#server/credentials/index.ts'
import { hashOf, newSession } from '#server/sessions/index.ts'
import { authenticated, challenged, named, verified } from './events.ts'
import { refuse } from './refusals.ts'
import { HOME } from './return-target.ts'
import { nextStep } from './steps.ts'
import type {
  Advance,
  CredentialType,
  FindsPeople,
  Progress,
  RecordsRefusal,
  SignedIn,
  SigninAtomically,
  SigninService,
  SigninSettings,
  SigninStore,
  SigninUnit,
} from './types.ts'

/** Of the whole sign-in, from the name to the session. */
const LIFETIME = 15 * 60 * 1000
const LONGEST_NAME = 128

export interface SigninNeeds {
  readonly stores: { readonly signins: SigninStore }
  readonly atomically: SigninAtomically
  readonly people: FindsPeople
  readonly passwords: Pick<Passwords, 'check' | 'set'>
  readonly recordRefusal: RecordsRefusal
  readonly countAnonymous: (code: string) => void
  readonly settings: SigninSettings
  /** Public origin, for `LoginTo` of the event. */
  readonly origin: string
  readonly instance: Instance
  readonly clock: Clock
  readonly random: Random
  /** ms */
}

export function signin(needs: SigninNeeds): SigninService {
  const { stores, atomically, clock } = needs
  return {
    settings: needs.settings,
    progress: token => stores.signins.find(hashOf(token), clock()),
    identify: (author, token, given) => identify(needs, author, token, given),
    givePassword: (author, progress, given) => givePassword(needs, author, progress, given),
    replacePassword: (author, progress, password) => replacePassword(needs, author, progress, password),
    async signInAfterSetup(author, userId) {
      const attempt = { signinId: uuid(needs.random), userId, proven: ['PASSWORD'] as const, returnTo: HOME }
      return atomically(unit => openSession(needs, unit, author, attempt))
    },
    sweep: () => atomically(unit => unit.signins.sweep(clock())),
  }
}

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

async function givePassword(
  needs: SigninNeeds,
  author: Author,
  progress: Progress,
  { password, browser }: { readonly password: string; readonly browser?: string },
): Promise<Advance> {
  const { userName, userId } = progress
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
    await failed(needs, author, progress, refuse('signin.wrong_credentials', { secret: { reason } }))
    throw refuse('signin.wrong_credentials', verdict.outcome === 'wrong' ? { retryAfter: verdict.wait } : {})
  }
  return advance(needs, author, { ...progress, userId }, verdict.mustChange)
}

const tooMany = (seconds: number): Refusal =>
  refuse('signin.too_many_attempts', {
    retryAfter: seconds,
    sentence: `Too many attempts. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  })

/** The events of a password that was not accepted: what failed, and the challenge that stands again. */
async function failed(needs: SigninNeeds, author: Author, progress: Progress, refusal: Refusal): Promise<void> {
  const { atomically, people, instance } = needs
  await recordFailure(needs, author, progress, refusal)
  const user = progress.userId === undefined ? undefined : await people.user(progress.userId)
  await atomically(unit => unit.events.record(author, challenged(instance, progress, user?.userName)))
}

function recordFailure(needs: SigninNeeds, author: Author, progress: Progress, refusal: Refusal): Promise<void> {
  const event = verified(needs.instance, progress, 'Failure')
  const { call } = named(author, 'CredentialVerification')
  return needs.recordRefusal({ call, identity: event.identity ?? author.identity }, refusal, event)
}

type Known = Progress & { readonly userId: string }

/** After a right password: on to the next step, which may be the last. */
async function advance(needs: SigninNeeds, author: Author, progress: Known, mustChange: boolean): Promise<Advance> {
  const { atomically, instance } = needs
  const now: Known = { ...progress, proven: [...progress.proven, 'PASSWORD'], mustChangePassword: mustChange }
  const step = nextStep(now, needs.settings)
  const outcome = await atomically(async (unit): Promise<Advance | Refusal> => {
    if (!(await isEnabled(unit, now.userId))) return refuse('signin.user_disabled', { about: now.userId })
    const kept = step === 'done' ? await unit.signins.take(now) : await unit.signins.prove(now, now.proven, mustChange)
    if (!kept) return refuse('signin.expired')
    await unit.events.record(author, verified(instance, now, 'Success'))
    return step === 'done' ? done(await openSession(needs, unit, author, now)) : { step, progress: now }
  })
  if (outcome instanceof Refusal && outcome.code === 'signin.user_disabled')
    await recordFailure(needs, author, now, outcome)
  return kept(outcome)
}

async function replacePassword(
  needs: SigninNeeds,
  author: Author,
  progress: Progress,
  password: string,
): Promise<Advance> {
  const { userId } = progress
  if (userId === undefined || nextStep(progress, needs.settings) !== 'new-password') throw refuse('signin.expired')
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
