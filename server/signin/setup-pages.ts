import formbody from '@fastify/formbody'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { OneTimeTokens, PasswordPolicy, PasswordSettings } from '#server/credentials/index.ts'
import { callOf, cookie, html, type Page, sendPage, sendPageError, statusOf } from '#server/http/index.ts'
import { nobody } from '#server/sessions/index.ts'
import { type Fields, fieldsOf, requireOwnPage } from './form.ts'
import { field, type Problem, problemOf, summary } from './form-pages.ts'
import { newPasswordFields, PASSWORD_SCRIPT } from './new-password-pages.ts'
import { refuse } from './refusals.ts'
import type { FirstAdministrator, SetsUp, SigninService } from './types.ts'

const PURPOSE = 'setup'
const LIFETIME = 3600 * 1000
/** Forms per minute and address: each takes a token from the store. */
const TRAFFIC = { rateLimit: { max: 60, timeWindow: '1 minute' } }

export interface SetupNeeds {
  readonly setup: SetsUp
  readonly oneTime: OneTimeTokens
  readonly signin: SigninService
  readonly passwordSettings: Pick<PasswordSettings, 'read'>
  readonly instance: Instance
  readonly origin: string
  readonly clock: Clock
}

/** The link to print at the start of a server whose store has no administrator yet; undefined for any other. */
export async function setupLink({ setup, oneTime, origin }: Pick<SetupNeeds, 'setup' | 'oneTime' | 'origin'>) {
  if (!(await setup.isOpen())) return undefined
  return `${origin}/setup?token=${await oneTime.issue(PURPOSE, {}, LIFETIME)}`
}

/** `/setup`: the first administrator. GET shows, POST consumes the link; a form with a mistake gets a new token. */
export const setupPages: FastifyPluginAsync<SetupNeeds> = async (app, needs) => {
  const { setup, oneTime, signin, passwordSettings, instance, origin, clock } = needs
  const sessionCookie = cookie(origin, 'session')
  await app.register(formbody)
  app.setErrorHandler(sendPageError)
  const requireOpen = async () => {
    if (!(await setup.isOpen())) throw refuse('setup.link_invalid')
  }
  app.get<{ Querystring: { token?: unknown } }>('/setup', async (request, reply) => {
    const token = typeof request.query.token === 'string' ? request.query.token : ''
    if ((await oneTime.peek(PURPOSE, token)) === undefined) throw refuse('setup.link_invalid')
    await requireOpen()
    return sendPage(reply, setupPage({ token, policy: await passwordSettings.read() }))
  })
  app.post('/setup', { bodyLimit: 16 * 1024, config: TRAFFIC }, async (request, reply) => {
    requireOwnPage(request, origin)
    const read = fieldsOf(request)
    const taken = await oneTime.take(PURPOSE, read('token'))
    if (taken === undefined) throw refuse('setup.link_invalid')
    try {
      const author = authorOf(request, clock, instance)
      const { userId } = await setup.setUp(inputOf(read), author)
      const { sessionToken, session, returnTo } = await signin.signInAfterSetup(author, userId)
      sessionCookie.write(reply, sessionToken, session.expiresAt)
      return reply.redirect(returnTo, 303)
    } catch (error) {
      await requireOpen()
      const token = await oneTime.issue(PURPOSE, {}, taken.expiresAt - clock())
      const policy = await passwordSettings.read()
      return again(error, reply, problem => setupPage({ token, policy, problem, read }))
    }
  })
}

const authorOf = (request: FastifyRequest, clock: Clock, instance: Instance) => ({
  call: callOf(request, clock, {
    eventSource: 'signin.amazonaws.com',
    eventName: 'UserAuthentication',
    eventType: 'AwsServiceEvent',
  }),
  identity: nobody(instance),
})

const NAMES = [
  'userName',
  'email',
  'givenName',
  'familyName',
  'password',
] as const satisfies (keyof FirstAdministrator)[]

function inputOf(read: Fields): FirstAdministrator {
  const missing = NAMES.find(name => read(name).trim() === '')
  if (missing !== undefined) throw refuse('setup.field_missing', { about: missing })
  if (read('password') !== read('repeated')) throw refuse('signin.passwords_differ', { about: 'password' })
  return {
    userName: read('userName').trim(),
    email: read('email').trim(),
    givenName: read('givenName').trim(),
    familyName: read('familyName').trim(),
    password: read('password'),
  }
}

/** Any refusal of what was filled in is shown on the form; `about` names the field where it is one. */
function again(error: unknown, reply: FastifyReply, page: (problem: Problem) => Page): FastifyReply {
  if (!(error instanceof Refusal)) throw error
  const about = NAMES.find(name => name === error.details.about)
  const name = about ?? (error.code.startsWith('credentials.') ? 'password' : 'userName')
  return sendPage(reply, { ...page(problemOf(error, name)), status: statusOf[error.kind] })
}

interface SetupForm {
  readonly token: string
  readonly policy: PasswordPolicy
  readonly problem?: Problem
  /** What was typed before. */
  readonly read?: Fields
}

function setupPage({ token, policy, problem, read }: SetupForm): Page {
  const typed = (name: string) => (read === undefined ? {} : { value: read(name) })
  return {
    title: problem === undefined ? 'Set up Portico' : 'Error: Set up Portico',
    script: PASSWORD_SCRIPT,
    body: html`<h1>Set up Portico</h1>
${summary(problem)}
<p>Make the first user. This person gets full administrator rights over this portal and its management account.</p>
<form method="post" action="/setup">
<input type="hidden" name="token" value="${token}">
${field({ name: 'userName', label: 'Username', autocomplete: 'username', problem, focus: true, ...typed('userName') })}
${field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'email', problem, ...typed('email') })}
${field({ name: 'givenName', label: 'First name', autocomplete: 'given-name', problem, ...typed('givenName') })}
${field({ name: 'familyName', label: 'Last name', autocomplete: 'family-name', problem, ...typed('familyName') })}
${newPasswordFields({ policy, problem, focus: false })}
<button type="submit">Create administrator and sign in</button>
</form>`,
  }
}
