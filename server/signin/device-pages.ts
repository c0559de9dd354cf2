import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Author } from '#server/audit/index.ts'
import { isoSeconds } from '#server/base/clock.ts'
import { type Attachment, freeName, type Holder, type MfaDevice, refuseMfa } from '#server/credentials/index.ts'
import { type Html, html, type Page, raw, sendPage } from '#server/http/index.ts'
import { formToken, personIdentity } from '#server/sessions/index.ts'
import { again, FORM, KEY_FORM } from './again-pages.ts'
import { holderOfSession } from './confirmation.ts'
import type { FrontDesk } from './desk-pages.ts'
import { holderOf } from './email-code.ts'
import { type Fields, formOf } from './form.ts'
import { type FormPage, field, hidden, summary, titled, withStatus } from './form-pages.ts'
import type { SigninPagesNeeds } from './pages.ts'
import { WEBAUTHN_SCRIPT, webauthnForm } from './webauthn-pages.ts'

/** Where the portal lists one's devices. */
const DEVICES = '/start/#/mfa-devices'
const CHOOSE = '/signin/devices/new'
const TOTP = '/signin/devices/totp'

const SHOWN = [
  'mfa.code_wrong',
  'mfa.code_used',
  'mfa.clock_drift',
  'mfa.device_name',
  'mfa.webauthn_response',
  'mfa.credential_known',
]

/** Whoever registers a device here: somebody whose sign-in asks for one, or somebody who is signed in. */
interface Registrant extends Holder {
  readonly cookieToken: string
  readonly devices: readonly MfaDevice[]
  /** The sign-in asks for it: there is no way around. */
  readonly required: boolean
  author(eventName: string): Author
  /** What comes after the device is there. */
  go(author: Author): Promise<FastifyReply>
}

/**
 * `/signin/devices/*`: registering a device, in a sign-in that requires one and from the portal alike. A kind is chosen by
 * POST, which begins; GET shows what is under way.
 */
export function devicePages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  const { registrations, origin } = needs
  app.get(CHOOSE, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const { kinds } = await needs.mfaSettings.read()
    return sendPage(reply, choosePage({ required: who.required, kinds, token: formToken(who.cookieToken) }))
  })
  app.post(CHOOSE, FORM, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const read = formOf(request, origin, who.cookieToken)
    const [path, kind] =
      read('kind') === 'totp' ? [TOTP, 'TOTP' as const] : [keyPath(attachmentOf(read)), 'WEBAUTHN' as const]
    await registrations.begin(
      who.author(kind === 'TOTP' ? 'StartVirtualMfaDeviceRegistration' : 'StartWebAuthnDeviceRegistration'),
      who,
      kind,
    )
    return reply.redirect(path, 303)
  })
  appPages(app, needs, desk)
  for (const attachment of ['cross-platform', 'platform'] as const) keyPages(app, needs, desk, attachment)
}

const attachmentOf = (read: Fields): Attachment => (read('kind') === 'built-in' ? 'platform' : 'cross-platform')

function appPages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  const { registrations, origin, clock } = needs
  app.get(TOTP, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const setUp = await registrations.totp(who)
    if (setUp === undefined) return reply.redirect(CHOOSE, 303)
    const name = freeName(who.devices, 'Authenticator app')
    return sendPage(reply, totpPage({ ...setUp, name, now: clock(), token: formToken(who.cookieToken) }))
  })
  app.post(TOTP, FORM, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const read = formOf(request, origin, who.cookieToken)
    const author = who.author('CompleteVirtualMfaDeviceRegistration')
    try {
      await registrations.finishTotp(author, who, { code: read('code'), name: read('name') })
    } catch (error) {
      const setUp = await registrations.totp(who)
      if (setUp === undefined) throw error
      const form = { ...setUp, name: read('name'), now: clock(), token: read('token') }
      return again(error, reply, shown => totpPage({ ...form, ...shown }), SHOWN)
    }
    return who.go(author)
  })
}

function keyPages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk, attachment: Attachment): void {
  const { registrations, origin } = needs
  const path = keyPath(attachment)
  app.get(path, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const options = await registrations.webAuthn(who, attachment)
    if (options === undefined) return reply.redirect(CHOOSE, 303)
    const name = freeName(who.devices, keyWords[attachment].name)
    return sendPage(reply, keyPage({ attachment, options, name, token: formToken(who.cookieToken) }))
  })
  app.post(path, KEY_FORM, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const read = formOf(request, origin, who.cookieToken)
    const author = who.author('CompleteWebAuthnDeviceRegistration')
    try {
      await registrations.finishWebAuthn(author, who, { answer: read('answer'), name: read('name') })
    } catch (error) {
      // The challenge is used up, whatever was wrong.
      await registrations.begin(who.author('StartWebAuthnDeviceRegistration'), who, 'WEBAUTHN')
      const options = (await registrations.webAuthn(who, attachment)) ?? {}
      const form = { attachment, options, name: read('name'), token: read('token') }
      return again(error, reply, shown => keyPage({ ...form, ...shown }), SHOWN)
    }
    return who.go(author)
  })
}

/** @returns undefined where the reply already leads elsewhere */
async function registrant(
  needs: SigninPagesNeeds,
  desk: FrontDesk,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Registrant | undefined> {
  const { signin, sessions, confirmation, mfaDevices, mfaSettings, people, instance } = needs
  const authorFor = (userId: string, id: string) => (eventName: string) => ({
    call: { ...desk.author(request, eventName).call, eventSource: 'sso-directory.amazonaws.com' },
    identity: personIdentity(instance, userId, id),
  })
  const { progress, step } = await desk.standing(request)
  if (progress?.userId !== undefined && step === 'register-device') {
    const { signinId, userId, userName } = progress
    return {
      ...{ holder: holderOf(signinId), cookieToken: desk.cookies.signin.read(request) ?? '', required: true },
      user: (await people.user(userId)) ?? { userId, userName },
      devices: await mfaDevices.of(userId),
      author: authorFor(userId, signinId),
      go: async by =>
        desk.go(request, reply, await signin.deviceRegistered(by, progress, desk.context(request, userId))),
    }
  }
  const cookieToken = desk.cookies.session.read(request)
  const session = cookieToken === undefined ? undefined : await sessions.byToken(cookieToken)
  const user = session && (await people.user(session.userId))
  if (session === undefined || cookieToken === undefined || user === undefined) {
    reply.redirect(`/signin?return=${encodeURIComponent(CHOOSE)}`, 303)
    return undefined
  }
  if (!(await mfaSettings.read()).selfManaged) throw refuseMfa('mfa.not_self_managed')
  if (!(await confirmation.isFresh(session))) {
    reply.redirect(`/signin/confirm?return=${encodeURIComponent(CHOOSE)}`, 303)
    return undefined
  }
  return {
    ...{ holder: holderOfSession(session), cookieToken, required: false, user },
    devices: await mfaDevices.of(user.userId),
    author: authorFor(user.userId, session.sessionId),
    go: async () => reply.redirect(DEVICES, 303),
  }
}

interface Choice {
  readonly token: string
  readonly required: boolean
  readonly kinds: readonly string[]
}

const choosePage = ({ token, required, kinds }: Choice): Page => ({
  title: 'Register a device',
  body: html`<h1>Register a device</h1>
<p>${required ? 'Signing in here takes a second factor: something that you have, beside your password. Register a device to go on.' : 'A second factor is something that you have, beside your password.'}</p>
<form method="post" action="${CHOOSE}">
${hidden('token', token)}
${kinds.includes('TOTP') && choice('totp', 'Authenticator app', 'An app on your phone shows a code of six digits.')}
${kinds.includes('WEBAUTHN') && choice('key', 'Security key', 'A key for USB or NFC, or a passkey on your phone.')}
${kinds.includes('WEBAUTHN') && choice('built-in', 'Built-in authenticator', 'Fingerprint, face or PIN of this device.')}
</form>
${!required && html`<p class="hint"><a href="${DEVICES}">Back to your devices</a></p>`}`,
})

const choice = (kind: string, name: string, what: string): Html =>
  html`<button class="second" type="submit" name="kind" value="${kind}" aria-describedby="${kind}">${name}</button><p class="hint" id="${kind}">${what}</p>`

interface TotpPage extends FormPage {
  readonly typed: string
  readonly uri: string
  readonly qr: string
  readonly name: string
  readonly now: number
}

const TOTP_TITLE = 'Set up your authenticator app'

const totpPage = (form: TotpPage): Page => ({
  title: titled(TOTP_TITLE, form),
  ...withStatus(form),
  body: html`<h1>${TOTP_TITLE}</h1>
${summary(form.problem)}
<p>Scan this code with the app, then enter what it shows.</p>
<div class="qr" role="img" aria-label="Code for scanning. The same stands below as text.">${raw(form.qr)}</div>
<details><summary>Type it instead, or open it on this device</summary>
<p>Secret key, by time: <code class="secret">${(form.typed.match(/.{1,4}/g) ?? []).join(' ')}</code></p>
<p><a href="${form.uri}">Open in an app of this device</a></p></details>
<form method="post" action="${TOTP}">
${hidden('token', form.token)}
${field({
  name: 'code',
  label: 'Code that the app shows',
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  hint: `Six digits. By the clock of this server it is ${isoSeconds(form.now).slice(11, 19)} UTC.`,
  problem: form.problem,
  focus: true,
})}
${field({ name: 'name', label: 'Name of the device', autocomplete: 'off', value: form.name, problem: form.problem })}
<button type="submit">Register</button>
</form>
<p class="hint"><a href="${CHOOSE}">Another kind of device</a></p>`,
})

const keyPath = (attachment: Attachment): string =>
  attachment === 'platform' ? '/signin/devices/built-in' : '/signin/devices/key'

const keyWords = {
  'cross-platform': {
    title: 'Register your security key',
    text: 'Have the key at hand. Your browser asks for it when you choose Register.',
    name: 'Security key',
  },
  platform: {
    title: 'Register this device',
    text: 'Your browser asks for your fingerprint, face or PIN when you choose Register.',
    name: 'Built-in authenticator',
  },
} as const

interface KeyPage extends FormPage {
  readonly attachment: Attachment
  readonly options: object
  readonly name: string
}

const keyPage = (form: KeyPage): Page => ({
  title: titled(keyWords[form.attachment].title, form),
  ...withStatus(form),
  script: WEBAUTHN_SCRIPT,
  body: html`<h1>${keyWords[form.attachment].title}</h1>
${summary(form.problem)}
<p>${keyWords[form.attachment].text}</p>
${webauthnForm({
  action: keyPath(form.attachment),
  ceremony: 'create',
  options: form.options,
  button: 'Register',
  platform: form.attachment === 'platform',
  fields: html`${hidden('token', form.token)}${field({ name: 'name', label: 'Name of the device', autocomplete: 'off', value: form.name, problem: form.problem })}`,
})}
<p class="hint"><a href="${CHOOSE}">Another kind of device</a></p>`,
})
