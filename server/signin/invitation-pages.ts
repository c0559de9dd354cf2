import formbody from '@fastify/formbody'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import { callOf, html, type Page, sendPage, sendPageError, statusOf } from '#server/http/index.ts'
import { fieldsOf, requireOwnPage } from './form.ts'
import { newPasswordFields, type Problem, problemOf, summary } from './form-pages.ts'
import { INVITATION_PATH, type Invitations } from './invitation.ts'
import { refuse } from './refusals.ts'

/** Forms per minute and address: each that bears a link costs a password's hash. */
const TRAFFIC = { rateLimit: { max: 60, timeWindow: '1 minute' } }

export interface InvitationPagesNeeds {
  readonly invitations: Invitations
  readonly origin: string
  readonly clock: Clock
}

/**
 * `/signin/invitation`: somebody sets the own password with a link that came by mail. GET shows, POST consumes; it signs
 * nobody in, since that takes whatever else a sign-in asks for.
 */
export const invitationPages: FastifyPluginAsync<InvitationPagesNeeds> = async (app, needs) => {
  const { invitations, origin, clock } = needs
  await app.register(formbody)
  app.setErrorHandler(sendPageError)
  const call = (request: FastifyRequest) =>
    callOf(request, clock, {
      eventSource: 'sso-directory.amazonaws.com',
      eventName: 'UpdatePassword',
      eventType: 'AwsServiceEvent',
    })
  app.get<{ Querystring: { token?: unknown } }>(INVITATION_PATH, { config: TRAFFIC }, async (request, reply) => {
    const token = typeof request.query.token === 'string' ? request.query.token : ''
    const { userName } = await invitations.look(call(request), token)
    return sendPage(reply, invitationPage({ token, userName }))
  })
  app.post(INVITATION_PATH, { bodyLimit: 16 * 1024, config: TRAFFIC }, async (request, reply) => {
    requireOwnPage(request, origin)
    const read = fieldsOf(request)
    const token = read('token')
    const { userName } = await invitations.look(call(request), token)
    try {
      if (read('password') !== read('repeated')) throw refuse('signin.passwords_differ')
      await invitations.accept(call(request), token, read('password'))
    } catch (error) {
      return again(error, reply, problem => invitationPage({ token, userName, problem }))
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

interface InvitationForm {
  readonly token: string
  readonly userName: string
  readonly problem?: Problem
}

const TITLE = 'Set your password'

const invitationPage = ({ token, userName, problem }: InvitationForm): Page => ({
  title: problem === undefined ? TITLE : `Error: ${TITLE}`,
  body: html`<h1>${TITLE}</h1>
${summary(problem)}
<p class="who">Your username is <strong>${userName}</strong></p>
<form method="post" action="${INVITATION_PATH}">
<input type="hidden" name="token" value="${token}">
<input type="text" name="username" value="${userName}" autocomplete="username" hidden>
${newPasswordFields(problem, true)}
<button type="submit">Set password</button>
</form>`,
})

const passwordSetPage = (userName: string): Page => ({
  title: 'Your password is set',
  body: html`<h1>Your password is set</h1>
<p>Sign in as <strong>${userName}</strong> with the password that you have just chosen.</p>
<p><a class="button" href="/signin">Sign in</a></p>`,
})
