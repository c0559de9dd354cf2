import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { PasswordPolicy, PasswordSettings } from '#server/credentials/index.ts'
import { callOf, html, type Page, sendPage, sendPageError, statusOf } from '#server/http/index.ts'
import { fieldsOf, query, requireOwnPage } from './form.ts'
import { type Problem, problemOf, summary } from './form-pages.ts'
import { INVITATION_PATH, type Invitations } from './invitation.ts'
import { newPasswordFields, PASSWORD_SCRIPT } from './new-password-pages.ts'
import type { FollowsLinks } from './password-links.ts'
import { type PasswordResets, RESET_PATH } from './password-reset.ts'
import { refuse } from './refusals.ts'

/** Forms per minute and address: each that bears a link costs a password's hash. */
const TRAFFIC = { rateLimit: { max: 60, timeWindow: '1 minute' } }

export interface PasswordLinkPagesNeeds {
  readonly invitations: Invitations
  readonly passwordResets: PasswordResets
  readonly passwordSettings: Pick<PasswordSettings, 'read'>
  readonly origin: string
  readonly clock: Clock
}

/**
 * `/signin/invitation` and `/signin/reset-password`: somebody sets the own password with a link that came by mail. GET
 * shows, POST consumes; it signs nobody in, since that takes whatever else a sign-in asks for.
 */
export const passwordLinkPages: FastifyPluginAsync<PasswordLinkPagesNeeds> = async (app, needs) => {
  await app.register(formbody)
  app.setErrorHandler(sendPageError)
  linkPages(app, needs, { path: INVITATION_PATH, title: 'Set your password', links: needs.invitations })
  linkPages(app, needs, { path: RESET_PATH, title: 'Reset your password', links: needs.passwordResets })
}

interface LinkPages {
  readonly path: string
  readonly title: string
  readonly links: FollowsLinks
}

function linkPages(app: FastifyInstance, needs: PasswordLinkPagesNeeds, pages: LinkPages): void {
  const { passwordSettings, origin, clock } = needs
  const { path, links } = pages
  const call = (request: FastifyRequest) =>
    callOf(request, clock, {
      eventSource: 'sso-directory.amazonaws.com',
      eventName: 'UpdatePassword',
      eventType: 'AwsServiceEvent',
    })
  app.get(path, { config: TRAFFIC }, async (request, reply) => {
    const token = query(request, 'token') ?? ''
    const { userName } = await links.look(call(request), token)
    return sendPage(reply, formPage(pages, { token, userName, policy: await passwordSettings.read() }))
  })
  app.post(path, { bodyLimit: 16 * 1024, config: TRAFFIC }, async (request, reply) => {
    requireOwnPage(request, origin)
    const read = fieldsOf(request)
    const token = read('token')
    const { userName } = await links.look(call(request), token)
    try {
      if (read('password') !== read('repeated')) throw refuse('signin.passwords_differ')
      await links.accept(call(request), token, read('password'))
    } catch (error) {
      const policy = await passwordSettings.read()
      return again(error, reply, problem => formPage(pages, { token, userName, policy, problem }))
    }
    return sendPage(reply, passwordSetPage(userName))
  })
}

/** Refusals of what was filled in; any other concerns the link and becomes a page of its own. */
const SHOWN_ON_FORM = ['credentials.password_policy', 'signin.passwords_differ', 'credentials.overloaded']

function again(error: unknown, reply: FastifyReply, page: (problem: Problem) => Page): FastifyReply {
  if (!(error instanceof Refusal) || !SHOWN_ON_FORM.includes(error.code)) throw error
  return sendPage(reply, { ...page(problemOf(error, 'password')), status: statusOf[error.kind] })
}

interface LinkForm {
  readonly token: string
  readonly userName: string
  readonly policy: PasswordPolicy
  readonly problem?: Problem
}

const formPage = ({ path, title }: LinkPages, { token, userName, policy, problem }: LinkForm): Page => ({
  script: PASSWORD_SCRIPT,
  title: problem === undefined ? title : `Error: ${title}`,
  body: html`<h1>${title}</h1>
${summary(problem)}
<p class="who">Your username is <strong>${userName}</strong></p>
<form method="post" action="${path}">
<input type="hidden" name="token" value="${token}">
<input type="text" name="username" value="${userName}" autocomplete="username" hidden>
${newPasswordFields({ policy, problem, focus: true })}
<button type="submit">Set password</button>
</form>`,
})

const passwordSetPage = (userName: string): Page => ({
  title: 'Your password is set',
  body: html`<h1>Your password is set</h1>
<p>Sign in as <strong>${userName}</strong> with the password that you have just chosen.</p>
<p><a class="button" href="/signin">Sign in</a></p>`,
})
