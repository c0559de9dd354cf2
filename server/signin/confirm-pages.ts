import type { FastifyInstance, FastifyRequest } from 'fastify'
import { html, type Page, sendPage } from '#server/http/index.ts'
import { formToken, personIdentity } from '#server/sessions/index.ts'
import { again, FORM } from './again-pages.ts'
import type { FrontDesk } from './desk-pages.ts'
import { formOf, query } from './form.ts'
import { type FormPage, field, hidden, summary, titled, withStatus } from './form-pages.ts'
import type { SigninPagesNeeds } from './pages.ts'
import { HOME, returnTarget } from './return-target.ts'

/** `/signin/confirm`: the password once more, from somebody who is signed in. */
export function confirmPages(app: FastifyInstance, needs: SigninPagesNeeds, desk: FrontDesk): void {
  const { sessions, people, confirmation, instance, origin } = needs
  const current = async (request: FastifyRequest) => {
    const cookieToken = desk.cookies.session.read(request)
    const session = cookieToken === undefined ? undefined : await sessions.byToken(cookieToken)
    const user = session && (await people.user(session.userId))
    return cookieToken && session && user ? { cookieToken, session, user } : undefined
  }
  app.get('/signin/confirm', async (request, reply) => {
    const returnTo = returnTarget(query(request, 'return')) ?? HOME
    const known = await current(request)
    if (known === undefined) return reply.redirect(`/signin?return=${encodeURIComponent(returnTo)}`, 303)
    const { userName } = known.user
    return sendPage(reply, confirmPage({ token: formToken(known.cookieToken), userName, returnTo }))
  })
  app.post('/signin/confirm', FORM, async (request, reply) => {
    const known = await current(request)
    if (known === undefined) return reply.redirect('/signin', 303)
    const { session, user, cookieToken } = known
    const read = formOf(request, origin, cookieToken)
    const returnTo = returnTarget(read('return')) ?? HOME
    const { call } = desk.author(request, 'CredentialVerification')
    const author = { call, identity: personIdentity(instance, user.userId, session.sessionId) }
    const browser = desk.browserOf(request, user.userId)
    try {
      const given = { password: read('password'), ...(browser === undefined ? {} : { browser }) }
      await confirmation.confirm(author, session, given)
    } catch (error) {
      const form = { token: read('token'), userName: user.userName, returnTo }
      return again(error, reply, shown => confirmPage({ ...form, ...shown }))
    }
    return reply.redirect(returnTo, 303)
  })
}

const TITLE = 'Enter your password once more'

const confirmPage = (form: FormPage & { readonly userName: string; readonly returnTo: string }): Page => ({
  title: titled(TITLE, form),
  ...withStatus(form),
  body: html`<h1>${TITLE}</h1>
${summary(form.problem)}
<p>What you are about to do decides who can sign in as <strong>${form.userName}</strong>, and you signed in a while ago.</p>
<form method="post" action="/signin/confirm">
${hidden('token', form.token)}${hidden('return', form.returnTo)}
<input type="text" name="username" value="${form.userName}" autocomplete="username" hidden>
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', problem: form.problem, focus: true })}
<button type="submit">Go on</button>
</form>
<p class="hint"><a href="/start/">Back to the portal</a></p>`,
})
