import type { FastifyInstance } from 'fastify'
import { html, type Page, sendPage } from '#server/http/index.ts'
import { formToken } from '#server/sessions/index.ts'
import { again, FORM } from './again-pages.ts'
import type { FrontDesk } from './desk-pages.ts'
import { formOf } from './form.ts'
import { type FormPage, hidden, summary, titled, withStatus } from './form-pages.ts'
import type { PasswordResets } from './password-reset.ts'
import { PATHS } from './paths.ts'

/** Linked from the page of the password. */
export const FORGOTTEN_PATH = '/signin/forgot-password'

interface Needs {
  readonly passwordResets: Pick<PasswordResets, 'request'>
  readonly origin: string
}

/** `/signin/forgot-password`, of a sign-in that stands at the password: asks for a link by mail. */
export function forgottenPages(app: FastifyInstance, { passwordResets, origin }: Needs, desk: FrontDesk): void {
  const { cookies } = desk
  app.get(FORGOTTEN_PATH, async (request, reply) => {
    const progress = await desk.at('password', request, reply)
    if (progress === undefined) return reply
    const token = formToken(cookies.signin.read(request) ?? '')
    return sendPage(reply, forgottenPage({ token, userName: progress.userName }))
  })
  app.post(FORGOTTEN_PATH, FORM, async (request, reply) => {
    const read = formOf(request, origin, cookies.signin.read(request))
    const progress = await desk.at('password', request, reply)
    if (progress === undefined) return reply
    const { userName, userId } = progress
    const { sourceIp, browser } = desk.context(request, userId)
    const attempt = {
      ...{ userName, sourceIp },
      ...(userId === undefined ? {} : { userId }),
      ...(browser === undefined ? {} : { browser }),
    }
    try {
      await passwordResets.request(desk.author(request, 'ForgotPassword'), attempt)
    } catch (error) {
      return again(error, reply, shown => forgottenPage({ ...shown, token: read('token'), userName }))
    }
    return sendPage(reply, sentPage(userName))
  })
}

const forgottenPage = (form: FormPage & { readonly userName: string }): Page => ({
  title: titled('Forgot your password?', form),
  ...withStatus(form),
  body: html`<h1>Forgot your password?</h1>
${summary(form.problem)}
<p>We send a link with which you can set a new one to the e-mail address of <strong>${form.userName}</strong>.</p>
<form method="post" action="${FORGOTTEN_PATH}">
${hidden('token', form.token)}
<button type="submit" id="password">Send link</button>
<a class="button" href="${PATHS.password}">Back</a>
</form>`,
})

/** The same for everybody: it must not tell whether the name is a user's. */
const sentPage = (userName: string): Page => ({
  title: 'Look into your mail',
  body: html`<h1>Look into your mail</h1>
<p>If <strong>${userName}</strong> is a user here who can sign in and has an e-mail address, a mail is on its way to it. Its link works once, for one hour.</p>
<p class="hint">Nothing there after a few minutes? Look into the spam folder and check the username. Your administrator sees why no mail was sent, and can give you a one-time password.</p>
<p><a class="button" href="${PATHS.password}">Back to signing in</a></p>`,
})
