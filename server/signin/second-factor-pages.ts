import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isoSeconds } from '#server/base/clock.ts'
import type { DeviceKind } from '#server/credentials/index.ts'
import { type Html, html, type Page, refusalPage, sendPage } from '#server/http/index.ts'
import { formToken } from '#server/sessions/index.ts'
import { again, FORM, KEY_FORM } from './again-pages.ts'
import type { FrontDesk } from './desk-pages.ts'
import { mailableAt, noAddress } from './email-code.ts'
import { type Fields, formOf, query } from './form.ts'
import { type FormPage, field, hidden, summary, titled, withStatus } from './form-pages.ts'
import type { SigninPagesNeeds } from './pages.ts'
import { refuse } from './refusals.ts'
import type { Progress, SecondFactorAnswer } from './types.ts'
import { WEBAUTHN_SCRIPT, webauthnForm } from './webauthn-pages.ts'

const SHOWN = [
  'mfa.code_wrong',
  'mfa.code_used',
  'mfa.clock_drift',
  'mfa.too_many_attempts',
  'mfa.recovery_code_wrong',
  'mfa.email_code_wrong',
  'mfa.webauthn_response',
  'signin.code_sent_often',
]

/** `/signin/second-factor`, `/signin/email-code`, `/signin/blocked`. */
export function secondFactorPages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  devicePage(app, needs, desk)
  emailPage(app, needs, desk)
  app.get('/signin/blocked', async (request, reply) => {
    const progress = await desk.at('blocked', request, reply)
    if (progress === undefined) return reply
    // Each visit is an attempt that was refused, and an administrator finds it by the reference.
    const refusal = refuse('signin.no_device', {
      ...{ about: progress.userId ?? '', observed: 'no device that may be used', expected: 'at least one' },
    })
    await needs.signin.blocked(desk.author(request, 'CredentialVerification'), progress, refusal)
    return sendPage(reply, refusalPage(refusal, request.id, { next: restart(progress) }))
  })
}

const restart = ({ returnTo }: Progress): Html =>
  html`<p><a href="/signin?return=${encodeURIComponent(returnTo)}">Start again</a></p>`

interface Asked extends FormPage {
  readonly progress: Progress
  readonly kinds: readonly DeviceKind[]
  readonly recoveryCodes: boolean
  /** The person chose to give a recovery code. */
  readonly recovery: boolean
  /** Whether the place can be trusted from now on. */
  readonly mayTrust: boolean
  readonly options?: object
  readonly now: number
}

function devicePage(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  const { signin, origin, clock } = needs
  const show = async (request: FastifyRequest, progress: Progress, recovery: boolean): Promise<Asked> => {
    const { kinds, recoveryCodes, settings } = await signin.situation(progress, desk.context(request, progress.userId))
    const keys = !recovery && kinds.includes('WEBAUTHN')
    return {
      ...{ token: formToken(desk.cookies.signin.read(request) ?? ''), progress, kinds, recoveryCodes, recovery },
      mayTrust: settings.mode === 'CONTEXT_AWARE',
      now: clock(),
      ...(keys ? { options: await signin.challenge(progress) } : {}),
    }
  }
  app.get('/signin/second-factor', async (request, reply) => {
    const progress = await desk.at('second-factor', request, reply)
    if (progress === undefined) return reply
    return sendPage(reply, secondFactorPage(await show(request, progress, query(request, 'use') === 'recovery')))
  })
  app.post('/signin/second-factor', KEY_FORM, async (request, reply) => {
    const read = formOf(request, origin, desk.cookies.signin.read(request))
    const progress = await desk.at('second-factor', request, reply)
    if (progress?.userId === undefined) return reply
    const context = desk.context(request, progress.userId)
    const trust = read('trust') === 'yes' ? (context.browser ?? desk.newBrowser()) : undefined
    const answer = answerOf(read)
    try {
      const author = desk.author(request, 'CredentialVerification')
      const given = { answer, context, ...(trust === undefined ? {} : { trust }) }
      return desk.go(request, reply, await signin.giveSecondFactor(author, progress, given), trust)
    } catch (error) {
      const shown = await show(request, progress, answer.type === 'RECOVERY_CODE')
      return again(error, reply, problem => secondFactorPage({ ...shown, ...problem }), SHOWN)
    }
  })
}

function answerOf(read: Fields): SecondFactorAnswer {
  const type = read('type')
  if (type === 'WEBAUTHN') return { type, answer: read('answer') }
  return { type: type === 'RECOVERY_CODE' ? type : 'TOTP', code: read('code') }
}

const TITLE = 'Confirm that it is you'

const secondFactorPage = (asked: Asked): Page => ({
  title: titled(TITLE, asked),
  ...withStatus(asked),
  ...(asked.options === undefined ? {} : { script: WEBAUTHN_SCRIPT }),
  body: html`<h1>${TITLE}</h1>
${summary(asked.problem)}
<p class="who">Signing in as <strong>${asked.progress.userName}</strong> · <a href="/signin?return=${encodeURIComponent(asked.progress.returnTo)}">Not you?</a></p>
${asked.recovery ? recoveryForm(asked) : deviceForms(asked)}`,
})

const deviceForms = (asked: Asked): Html => html`${asked.options !== undefined && keyForm(asked, asked.options)}
${asked.options !== undefined && asked.kinds.includes('TOTP') && html`<p class="or">or</p>`}
${asked.kinds.includes('TOTP') && codeForm(asked)}
<p class="hint">${asked.recoveryCodes && html`<a href="/signin/second-factor?use=recovery">Use a recovery code</a>. `}Without your devices? Your administrator can reset them.</p>`

const trustBox = ({ mayTrust }: Asked, id: string): Html =>
  html`${mayTrust && html`<p class="check"><input type="checkbox" id="${id}" name="trust" value="yes"><label for="${id}">This is a trusted device: ask here again only when something differs, or after 30 days</label></p>`}`

const keyForm = (asked: Asked, options: object): Html =>
  webauthnForm({
    action: '/signin/second-factor',
    ceremony: 'get',
    options,
    button: 'Use a security key or passkey',
    fields: html`${hidden('token', asked.token)}${hidden('type', 'WEBAUTHN')}${trustBox(asked, 'trust-key')}`,
  })

const codeForm = (asked: Asked): Html => html`<form method="post" action="/signin/second-factor">
${hidden('token', asked.token)}${hidden('type', 'TOTP')}
${field({
  name: 'code',
  label: 'Code of your authenticator app',
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  hint: `Six digits. By the clock of this server it is ${isoSeconds(asked.now).slice(11, 19)} UTC.`,
  problem: asked.problem,
  focus: asked.options === undefined,
})}
${trustBox(asked, 'trust-code')}
<button type="submit">Continue</button>
</form>`

const recoveryForm = (asked: Asked): Html => html`<form method="post" action="/signin/second-factor">
${hidden('token', asked.token)}${hidden('type', 'RECOVERY_CODE')}
${field({
  name: 'code',
  label: 'Recovery code',
  autocomplete: 'off',
  hint: 'One of the codes that you kept. Each works once.',
  problem: asked.problem,
  focus: true,
})}
<button type="submit">Continue</button>
</form>
<p class="hint"><a href="/signin/second-factor">Use a device instead</a></p>`

function emailPage(app: FastifyInstance, { signin, people, origin }: SigninPagesNeeds, desk: FrontDesk): void {
  const hasAddress = async ({ userId }: Progress): Promise<boolean> => {
    const user = await people.user(userId ?? '')
    return user !== undefined && mailableAt(user) !== undefined
  }
  app.get('/signin/email-code', async (request, reply) => {
    const progress = await desk.at('email-code', request, reply)
    if (progress === undefined) return reply
    if (await hasAddress(progress))
      return sendPage(reply, codePage({ token: formToken(desk.cookies.signin.read(request) ?? ''), progress }))
    const refusal = noAddress(progress.userId ?? '')
    await signin.blocked(desk.author(request, 'CredentialVerification'), progress, refusal)
    return sendPage(reply, refusalPage(refusal, request.id, { next: restart(progress) }))
  })
  app.post('/signin/email-code', FORM, async (request, reply) => {
    const read = formOf(request, origin, desk.cookies.signin.read(request))
    const progress = await desk.at('email-code', request, reply)
    if (progress?.userId === undefined) return reply
    const author = desk.author(request, 'CredentialVerification')
    const context = desk.context(request, progress.userId)
    const trust = read('trust') === 'yes' ? (context.browser ?? desk.newBrowser()) : undefined
    try {
      if (read('another') !== '') {
        await signin.sendCode(author, progress)
        return reply.redirect('/signin/email-code', 303)
      }
      const answer = { type: 'EMAIL_OTP' as const, code: read('code') }
      const given = { answer, context, ...(trust === undefined ? {} : { trust }) }
      return desk.go(request, reply, await signin.giveSecondFactor(author, progress, given), trust)
    } catch (error) {
      return again(error, reply, shown => codePage({ ...shown, token: read('token'), progress }), SHOWN)
    }
  })
}

const CODE_TITLE = 'Enter the code that we sent you'

const codePage = (form: FormPage & { readonly progress: Progress }): Page => ({
  title: titled(CODE_TITLE, form),
  ...withStatus(form),
  body: html`<h1>${CODE_TITLE}</h1>
${summary(form.problem)}
<p>It is in a mail to the address that we have of you, <strong>${form.progress.userName}</strong>, and good for ten minutes.</p>
<form method="post" action="/signin/email-code">
${hidden('token', form.token)}
${field({ name: 'code', label: 'Code', autocomplete: 'one-time-code', inputmode: 'numeric', problem: form.problem, focus: true })}
<p class="check"><input type="checkbox" id="trust" name="trust" value="yes"><label for="trust">This is a trusted device: ask here again only when something differs, or after 30 days</label></p>
<button type="submit">Continue</button>
</form>
<form method="post" action="/signin/email-code">
${hidden('token', form.token)}${hidden('another', 'yes')}
<button type="submit" class="second">Send another code</button>
</form>
<p class="hint"><a href="/signin?return=${encodeURIComponent(form.progress.returnTo)}">Start again</a></p>`,
})
