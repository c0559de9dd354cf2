import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { type Random, token } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import {
  callOf,
  cookie,
  type Page,
  retryAfter,
  STYLESHEET,
  sendPage,
  sendPageError,
  statusOf,
} from '#server/http/index.ts'
import { formToken, nobody, personIdentity, type SessionService } from '#server/sessions/index.ts'
import { BROWSER_REMEMBERED, browserProofs } from './browser.ts'
import { formOf, requireOwnPage } from './form.ts'
import {
  namePage,
  newPasswordPage,
  type Problem,
  passwordPage,
  problemOf,
  signedOutPage,
  signOutPage,
} from './form-pages.ts'
import { refuse } from './refusals.ts'
import { HOME, returnTarget } from './return-target.ts'
import { nextStep } from './steps.ts'
import { STYLE } from './style.ts'
import type { Advance, Progress, SignedIn, SigninService, Step } from './types.ts'

export interface SigninPagesNeeds {
  readonly signin: SigninService
  readonly sessions: SessionService
  readonly instance: Instance
  readonly origin: string
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
}

/** Attempts per minute and address, in one process; the growing delay of each name is another matter. */
const TRAFFIC = { rateLimit: { max: 120, timeWindow: '1 minute' } }
const FORM = { bodyLimit: 16 * 1024, config: TRAFFIC }

const PATHS: Readonly<Record<Exclude<Step, 'done'>, string>> = {
  identify: '/signin',
  password: '/signin/password',
  'new-password': '/signin/new-password',
}

/** `/signin/*`: server-rendered, without script. Each page is shown where `nextStep` leads, and answers by going there. */
export const signinPages: FastifyPluginAsync<SigninPagesNeeds> = async (app, needs) => {
  await app.register(formbody)
  app.setErrorHandler(sendPageError)
  app.get(STYLESHEET, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(STYLE),
  )
  const desk = frontDesk(needs)
  namePages(app, needs, desk)
  passwordPages(app, needs, desk)
  newPasswordPages(app, needs, desk)
  signOutPages(app, needs, desk)
}

type FrontDesk = ReturnType<typeof frontDesk>

/** Cookies and forms of a sign-in, and what follows from an answer. */
function frontDesk({ origin, derive, clock, random, signin, instance }: SigninPagesNeeds) {
  const cookies = {
    signin: cookie(origin, 'signin'),
    session: cookie(origin, 'session'),
    browser: cookie(origin, 'browser'),
  }
  const browsers = browserProofs(derive('signin browser v1'), random)
  const author = (request: FastifyRequest, eventName: string): Author => ({
    call: callOf(request, clock, { eventSource: 'signin.amazonaws.com', eventName, eventType: 'AwsServiceEvent' }),
    identity: nobody(instance),
  })
  const finish = (reply: FastifyReply, { session, sessionToken, returnTo }: SignedIn): FastifyReply => {
    cookies.session.write(reply, sessionToken, session.expiresAt)
    cookies.signin.clear(reply)
    cookies.browser.write(reply, browsers.issue(session.userId), clock() + BROWSER_REMEMBERED)
    return reply.redirect(returnTo, 303)
  }
  return {
    cookies,
    browsers,
    author,
    finish,
    /** The sign-in that this browser is in, if it stands at this step; else undefined, and the reply is sent there. */
    async at(step: Step, request: FastifyRequest, reply: FastifyReply): Promise<Progress | undefined> {
      const cookieToken = cookies.signin.read(request)
      const progress = cookieToken === undefined ? undefined : await signin.progress(cookieToken)
      const actual = nextStep(progress, signin.settings)
      if (progress !== undefined && actual === step) return progress
      reply.redirect(actual === 'done' ? PATHS.identify : PATHS[actual], 303)
      return undefined
    },
    go: (reply: FastifyReply, advance: Advance): FastifyReply =>
      advance.step === 'done' ? finish(reply, advance) : reply.redirect(PATHS[advance.step], 303),
  }
}

const query = (request: FastifyRequest, name: string): string | undefined => {
  const value: unknown = new Map(Object.entries(request.query ?? {})).get(name)
  return typeof value === 'string' ? value : undefined
}

/** Refusals that a form shows beside its field; any other becomes a page of its own. */
const SHOWN_ON_FORM = ['signin.wrong_credentials', 'signin.too_many_attempts', 'signin.name_missing']

function again(
  error: unknown,
  reply: FastifyReply,
  page: (shown: { problem: Problem; status: number }) => Page,
  codes = SHOWN_ON_FORM,
) {
  if (!(error instanceof Refusal) || !codes.includes(error.code)) throw error
  retryAfter(reply, error)
  const name = error.code === 'signin.name_missing' ? 'username' : 'password'
  return sendPage(reply, page({ problem: problemOf(error, name), status: statusOf[error.kind] }))
}

function namePages(
  app: FastifyInstance,
  { signin, sessions, random, origin }: SigninPagesNeeds,
  desk: FrontDesk,
): void {
  const { cookies } = desk
  app.get('/signin', async (request, reply) => {
    const returnTo = returnTarget(query(request, 'return')) ?? HOME
    const sessionToken = cookies.session.read(request)
    if (sessionToken !== undefined && (await sessions.byToken(sessionToken)) !== undefined)
      return reply.redirect(returnTo, 303)
    // The value of another window is kept, or its form would be out of date.
    const cookieToken = cookies.signin.read(request) ?? token(random)
    cookies.signin.write(reply, cookieToken)
    return sendPage(reply, namePage({ token: formToken(cookieToken), returnTo }))
  })
  app.post('/signin', FORM, async (request, reply) => {
    const cookieToken = cookies.signin.read(request)
    const read = formOf(request, origin, cookieToken)
    const returnTo = returnTarget(read('return')) ?? HOME
    const userName = read('username')
    try {
      await signin.identify(desk.author(request, 'CredentialChallenge'), cookieToken ?? '', { userName, returnTo })
    } catch (error) {
      return again(error, reply, shown => namePage({ ...shown, token: read('token'), returnTo, userName }))
    }
    return reply.redirect(PATHS.password, 303)
  })
}

const passwordForm = ({ userName, returnTo }: Progress) => ({
  userName,
  restart: `/signin?return=${encodeURIComponent(returnTo)}`,
})

function passwordPages(app: FastifyInstance, { signin, origin }: SigninPagesNeeds, desk: FrontDesk): void {
  const { cookies } = desk
  app.get('/signin/password', async (request, reply) => {
    const progress = await desk.at('password', request, reply)
    if (progress === undefined) return reply
    const form = { token: formToken(cookies.signin.read(request) ?? ''), ...passwordForm(progress) }
    return sendPage(reply, passwordPage(form))
  })
  app.post('/signin/password', FORM, async (request, reply) => {
    const read = formOf(request, origin, cookies.signin.read(request))
    const progress = await desk.at('password', request, reply)
    if (progress === undefined) return reply
    const browser = desk.browsers.check(cookies.browser.read(request), progress.userId)
    const given = { password: read('password'), ...(browser === undefined ? {} : { browser }) }
    try {
      const author = desk.author(request, 'CredentialVerification')
      return desk.go(reply, await signin.givePassword(author, progress, given))
    } catch (error) {
      return again(error, reply, shown => passwordPage({ ...shown, token: read('token'), ...passwordForm(progress) }))
    }
  })
}

function newPasswordPages(app: FastifyInstance, { signin, instance, origin }: SigninPagesNeeds, desk: FrontDesk): void {
  const { cookies } = desk
  app.get('/signin/new-password', async (request, reply) => {
    const progress = await desk.at('new-password', request, reply)
    if (progress === undefined) return reply
    const form = { token: formToken(cookies.signin.read(request) ?? ''), userName: progress.userName }
    return sendPage(reply, newPasswordPage(form))
  })
  app.post('/signin/new-password', FORM, async (request, reply) => {
    const read = formOf(request, origin, cookies.signin.read(request))
    const progress = await desk.at('new-password', request, reply)
    if (progress?.userId === undefined) return reply
    const { call } = desk.author(request, 'UpdatePassword')
    const author = { call, identity: personIdentity(instance, progress.userId, progress.signinId) }
    try {
      if (read('password') !== read('repeated')) throw refuse('signin.passwords_differ')
      return desk.go(reply, await signin.replacePassword(author, progress, read('password')))
    } catch (error) {
      const page = { token: read('token'), userName: progress.userName }
      const codes = ['credentials.password_policy', 'signin.passwords_differ']
      return again(error, reply, shown => newPasswordPage({ ...shown, ...page }), codes)
    }
  })
}

function signOutPages(app: FastifyInstance, needs: SigninPagesNeeds, { cookies }: FrontDesk): void {
  const { sessions, instance, origin, clock } = needs
  const current = async (request: FastifyRequest) => {
    const value = cookies.session.read(request)
    const session = value === undefined ? undefined : await sessions.byToken(value)
    return value === undefined || session === undefined ? undefined : { value, session }
  }
  app.get('/signin/out', async (request, reply) => {
    const known = await current(request)
    return sendPage(reply, known === undefined ? signedOutPage : signOutPage(formToken(known.value)))
  })
  app.post('/signin/out', FORM, async (request, reply) => {
    // Another site's form comes without our cookies, and must not take them away.
    requireOwnPage(request, origin)
    const known = await current(request)
    if (known !== undefined) {
      formOf(request, origin, known.value)
      const { sessionId, userId } = known.session
      const named = { eventSource: 'sso.amazonaws.com', eventName: 'Logout', eventType: 'AwsServiceEvent' } as const
      const author = { call: callOf(request, clock, named), identity: personIdentity(instance, userId, sessionId) }
      await sessions.end(author, sessionId, 'signed-out', userId)
    }
    cookies.session.clear(reply)
    cookies.signin.clear(reply)
    return sendPage(reply, signedOutPage)
  })
}
