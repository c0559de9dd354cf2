import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isoSeconds } from '#server/base/clock.ts'
import { type Attachment, freeName, type Holder, type MfaDevice, refuseMfa } from '#server/credentials/index.ts'
import { type Html, html, type Page, raw, sendPage } from '#server/http/index.ts'
import { formToken, personIdentity } from '#server/sessions/index.ts'
import { again, FORM } from './again.ts'
import { holderOfSession } from './confirmation.ts'
import type { FrontDesk } from './desk.ts'
import { holderOf } from './email-code.ts'
import { formOf } from './form.ts'
import { type FormPage, field, hidden, summary, titled, withStatus } from './form-pages.ts'
import type { SigninPagesNeeds } from './pages.ts'
import { WEBAUTHN_SCRIPT, webauthnForm } from './webauthn-form.ts'

/** Where the portal lists one's devices. */
const DEVICES = '/start/#/mfa-devices'
const CHOOSE = '/signin/devices/new'

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
  /** What comes after the device is there. */
  go(author: ReturnType<FrontDesk['author']>): Promise<FastifyReply>
}

/** `/signin/devices/*`: registering a device, in a sign-in that requires one and from the portal alike. */
export function devicePages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  const { registrations, origin, clock } = needs
  const author = (request: FastifyRequest, { user, holder }: Holder, eventName: string) => {
    const made = desk.author(request, eventName)
    return { call: made.call, identity: personIdentity(needs.instance, user.userId, holder.split(' ')[1]) }
  }
  app.get(CHOOSE, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const { kinds } = await needs.mfaSettings.read()
    return sendPage(reply, choosePage({ required: who.required, kinds }))
  })
  app.get('/signin/devices/totp', async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const setUp = await registrations.beginTotp(author(request, who, 'StartVirtualMfaDeviceRegistration'), who)
    const name = freeName(who.devices, 'Authenticator app')
    return sendPage(reply, totpPage({ ...setUp, name, now: clock(), token: formToken(who.cookieToken) }))
  })
  app.post('/signin/devices/totp', FORM, async (request, reply) => {
    const who = await registrant(needs, desk, request, reply)
    if (who === undefined) return reply
    const read = formOf(request, origin, who.cookieToken)
    const by = author(request, who, 'CompleteVirtualMfaDeviceRegistration')
    try {
      await registrations.finishTotp(by, who, { code: read('code'), name: read('name') })
    } catch (error) {
      const setUp = await registrations.beginTotp(by, who)
      const form = { ...setUp, name: read('name'), now: clock(), token: read('token') }
      return again(error, reply, shown => totpPage({ ...form, ...shown }), SHOWN)
    }
    return who.go(by)
  })
  for (const attachment of ['cross-platform', 'platform'] as const) {
    const path = keyPath(attachment)
    const show = async (request: FastifyRequest, who: Registrant): Promise<KeyPage> => ({
      ...{ attachment, token: formToken(who.cookieToken), name: freeName(who.devices, keyWords[attachment].name) },
      options: await registrations.beginWebAuthn(
        author(request, who, 'StartWebAuthnDeviceRegistration'),
        who,
        attachment,
      ),
    })
    app.get(path, async (request, reply) => {
      const who = await registrant(needs, desk, request, reply)
      return who === undefined ? reply : sendPage(reply, keyPage(await show(request, who)))
    })
    app.post(path, FORM, async (request, reply) => {
      const who = await registrant(needs, desk, request, reply)
      if (who === undefined) return reply
      const read = formOf(request, origin, who.cookieToken)
      const by = author(request, who, 'CompleteWebAuthnDeviceRegistration')
      try {
        await registrations.finishWebAuthn(by, who, { answer: read('answer'), name: read('name') })
      } catch (error) {
        const form = await show(request, who)
        return again(error, reply, shown => keyPage({ ...form, ...shown, name: read('name') }), SHOWN)
      }
      return who.go(by)
    })
  }
}

/** @returns undefined where the reply already leads elsewhere */
async function registrant(
  needs: SigninPagesNeeds,
  desk: FrontDesk,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Registrant | undefined> {
  const { signin, sessions, confirmation, mfaDevices, mfaSettings, people } = needs
  const { progress, step } = await desk.standing(request)
  if (progress?.userId !== undefined && step === 'register-device') {
    const { signinId, userId, userName } = progress
    return {
      ...{ holder: holderOf(signinId), cookieToken: desk.cookies.signin.read(request) ?? '', required: true },
      user: (await people.user(userId)) ?? { userId, userName },
      devices: await mfaDevices.of(userId),
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
    go: async () => reply.redirect(DEVICES, 303),
  }
}

interface Choice {
  readonly required: boolean
  readonly kinds: readonly string[]
}

const choosePage = ({ required, kinds }: Choice): Page => ({
  title: 'Register a device',
  body: html`<h1>Register a device</h1>
<p>${required ? 'Signing in here takes a second factor: something that you have, beside your password. Register a device to go on.' : 'A second factor is something that you have, beside your password.'}</p>
<ul class="choices">
${kinds.includes('TOTP') && choice('/signin/devices/totp', 'Authenticator app', 'An app on your phone shows a code of six digits.')}
${kinds.includes('WEBAUTHN') && choice(keyPath('cross-platform'), 'Security key', 'A key for USB or NFC, or a passkey on your phone.')}
${kinds.includes('WEBAUTHN') && choice(keyPath('platform'), 'Built-in authenticator', 'Fingerprint, face or PIN of this device.')}
</ul>
${!required && html`<p class="hint"><a href="${DEVICES}">Back to your devices</a></p>`}`,
})

const choice = (href: string, name: string, what: string): Html =>
  html`<li><a class="button" href="${href}">${name}</a><p class="hint">${what}</p></li>`

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
<ol><li>Open the app and scan this code.</li></ol>
<div class="qr" role="img" aria-label="Code for scanning. The same stands below as text.">${raw(form.qr)}</div>
<details><summary>Type it instead, or open it on this device</summary>
<p>Secret key, by time: <code class="secret">${(form.typed.match(/.{1,4}/g) ?? []).join(' ')}</code></p>
<p><a href="${form.uri}">Open in an app of this device</a></p></details>
<form method="post" action="/signin/devices/totp">
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
