import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { type Random, token } from '#server/base/random.ts'
import type { MfaDevices, MfaSettingsService, PasswordSettings, Registrations } from '#server/credentials/index.ts'
import { callOf, html, STYLESHEET, sendPage, sendPageError } from '#server/http/index.ts'
import { formToken, personIdentity, type SessionService } from '#server/sessions/index.ts'
import { again, FORM, KEY_FORM } from './again-pages.ts'
import { confirmPages } from './confirm-pages.ts'
import type { Confirmation } from './confirmation.ts'
import { type FrontDesk, frontDesk } from './desk-pages.ts'
import { devicePages } from './device-pages.ts'
import { forgottenPages } from './forgotten-pages.ts'
import { formOf, query, requireOwnPage } from './form.ts'
import { hidden, namePage, passwordPage, signedOutPage, signOutPage } from './form-pages.ts'
import { newPasswordPage, servePasswordScript } from './new-password-pages.ts'
import type { PasswordResets } from './password-reset.ts'
import { PATHS } from './paths.ts'
import { refuse } from './refusals.ts'
import { HOME, returnTarget } from './return-target.ts'
import { secondFactorPages } from './second-factor-pages.ts'
import { STYLE } from './style.ts'
import type { FindsPeople, Progress, SigninService } from './types.ts'
import { serveWebAuthnScript, WEBAUTHN_SCRIPT, webauthnForm } from './webauthn-pages.ts'

export interface SigninPagesNeeds {
  readonly signin: SigninService
  readonly registrations: Registrations
  readonly mfaDevices: Pick<MfaDevices, 'of'>
  readonly mfaSettings: Pick<MfaSettingsService, 'read'>
  readonly confirmation: Confirmation
  readonly passwordResets: Pick<PasswordResets, 'request'>
  readonly passwordSettings: Pick<PasswordSettings, 'read'>
  readonly people: FindsPeople
  readonly sessions: SessionService
  readonly instance: Instance
  readonly origin: string
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
}

/** `/signin/*`: server-rendered, without script. Each page is shown where `nextStep` leads, and answers by going there. */
export const signinPages: FastifyPluginAsync<SigninPagesNeeds> = async (app, needs) => {
  await app.register(formbody)
  app.setErrorHandler(sendPageError)
  app.get(STYLESHEET, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(STYLE),
  )
  serveWebAuthnScript(app)
  servePasswordScript(app)
  const desk = frontDesk(needs)
  namePages(app, needs, desk)
  passwordPages(app, needs, desk)
  forgottenPages(app, needs, desk)
  secondFactorPages(app, needs, desk)
  devicePages(app, needs, desk)
  confirmPages(app, needs, desk)
  newPasswordPages(app, needs, desk)
  signOutPages(app, needs, desk)
}

function namePages(
  app: FastifyInstance,
  { signin, sessions, random, origin }: SigninPagesNeeds,
  desk: FrontDesk,
): void {
  const { cookies } = desk
  const forms = async (cookieToken: string, returnTo: string) => {
    const formOfCookie = formToken(cookieToken)
    const options = await signin.passkeyOptions(cookieToken)
    if (options === undefined) return { token: formOfCookie }
    const form = webauthnForm({
      action: '/signin/passkey',
      ceremony: 'get',
      options,
      button: 'Sign in with a passkey',
      autofill: true,
      fields: html`${hidden('token', formOfCookie)}${hidden('return', returnTo)}`,
    })
    return { token: formOfCookie, passkey: { form, script: WEBAUTHN_SCRIPT } }
  }
  app.get('/signin', async (request, reply) => {
    const returnTo = returnTarget(query(request, 'return')) ?? HOME
    const sessionToken = cookies.session.read(request)
    if (sessionToken !== undefined && (await sessions.byToken(sessionToken)) !== undefined)
      return reply.redirect(returnTo, 303)
    // The value of another window is kept, or its form would be out of date.
    const cookieToken = cookies.signin.read(request) ?? token(random)
    cookies.signin.write(reply, cookieToken)
    return sendPage(reply, namePage({ returnTo, ...(await forms(cookieToken, returnTo)) }))
  })
  app.post('/signin/passkey', KEY_FORM, async (request, reply) => {
    const cookieToken = cookies.signin.read(request) ?? ''
    const read = formOf(request, origin, cookieToken)
    const returnTo = returnTarget(read('return')) ?? HOME
    const given = { answer: read('answer'), returnTo, context: desk.context(request, undefined) }
    try {
      const author = desk.author(request, 'CredentialVerification')
      return desk.go(request, reply, await signin.givePasskey(author, cookieToken, given))
    } catch (error) {
      const form = { returnTo, ...(await forms(cookieToken, returnTo)) }
      return again(error, reply, shown => namePage({ ...form, ...shown }), ['mfa.webauthn_response'])
    }
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
    const given = { password: read('password'), context: desk.context(request, progress.userId) }
    try {
      const author = desk.author(request, 'CredentialVerification')
      return desk.go(request, reply, await signin.givePassword(author, progress, given))
    } catch (error) {
      return again(error, reply, shown => passwordPage({ ...shown, token: read('token'), ...passwordForm(progress) }))
    }
  })
}

function newPasswordPages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  const { signin, passwordSettings, instance, origin } = needs
  const { cookies } = desk
  app.get('/signin/new-password', async (request, reply) => {
    const progress = await desk.at('new-password', request, reply)
    if (progress === undefined) return reply
    const { userName } = progress
    const form = {
      token: formToken(cookies.signin.read(request) ?? ''),
      userName,
      policy: await passwordSettings.read(),
    }
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
      const given = { password: read('password'), context: desk.context(request, progress.userId) }
      return desk.go(request, reply, await signin.replacePassword(author, progress, given))
    } catch (error) {
      const page = { token: read('token'), userName: progress.userName, policy: await passwordSettings.read() }
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
