import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { isoSeconds } from '#server/base/clock.ts'
import { html, type Page, sendPage } from '#server/http/index.ts'
import { type OAuthClient, redirectWith } from '#server/sessions/index.ts'
import { fieldsOf } from '#server/signin/index.ts'
import { type AuthorizeParameters, authorizeError, hasRedirect, PARAMETERS, readParameters } from './authorize.ts'
import { type Person, people, scopeTexts } from './people.ts'
import type { PortalPorts } from './ports.ts'
import { refuse } from './refusals.ts'

/** `/authorize`: a program on this computer asks for a code (RFC 6749 §4.1 with PKCE); the person agrees each time. */
export const authorizePages: FastifyPluginAsync<PortalPorts> = async (app, ports) => {
  const { oauth, audit } = ports
  const desk = people(ports)

  /** The client, once it and its redirect URI are proven; what is wrong before that is shown here and sent nowhere. */
  const provenClient = (asked: AuthorizeParameters): OAuthClient => {
    const client = oauth.client(asked.client_id)
    if (hasRedirect(asked, client)) return client
    audit.countAnonymous('portal.client_rejected')
    throw refuse('portal.client_rejected', { about: 'redirect_uri', observed: asked.redirect_uri.slice(0, 200) })
  }
  const answer = (reply: FastifyReply, { redirect_uri, state }: AuthorizeParameters, members: Record<string, string>) =>
    reply.redirect(redirectWith(redirect_uri, { ...members, ...(state === '' ? {} : { state }) }), 303)

  app.get('/authorize', async (request, reply) => {
    const asked = readParameters(queryOf(request))
    const client = provenClient(asked)
    const error = authorizeError(asked, client)
    if (error !== undefined) return answer(reply, asked, { ...error })
    const person = await desk.signedIn(request, reply, addressOf(asked))
    if (person === undefined) return reply
    return sendPage(reply, consentPage(asked, client, person))
  })
  app.post('/authorize', { bodyLimit: 32 * 1024 }, async (request, reply) => {
    const read = fieldsOf(request)
    const asked = readParameters(read)
    const client = provenClient(asked)
    const person = await desk.signedIn(request, reply, addressOf(asked))
    if (person === undefined) return reply
    desk.form(request)
    const error = authorizeError(asked, client)
    if (error !== undefined) return answer(reply, asked, { ...error })
    if (read('decision') !== 'allow')
      return answer(reply, asked, { error: 'access_denied', error_description: 'The person refused the request.' })
    const code = await oauth.authorizationCode(
      desk.author(request, 'AuthorizeClient', person),
      { clientId: client.clientId, redirectUri: asked.redirect_uri, codeChallenge: asked.code_challenge },
      person.session,
    )
    return answer(reply, asked, { code })
  })
}

/** Single text values of the address. */
function queryOf(request: FastifyRequest): (name: string) => string {
  const query = new Map(Object.entries(request.query ?? {}))
  return name => {
    const value: unknown = query.get(name)
    return typeof value === 'string' ? value : ''
  }
}

const addressOf = (asked: AuthorizeParameters): string => `/authorize?${new URLSearchParams({ ...asked })}`

/** Browsers apply `form-action` to where an answered form leads; an IPv6 address cannot be said there. */
function formAction(redirectUri: string): string {
  const { origin, hostname } = new URL(redirectUri)
  return hostname.startsWith('[') ? 'http:' : origin
}

const consentPage = (asked: AuthorizeParameters, client: OAuthClient, { formToken, session }: Person): Page => ({
  title: 'Allow access',
  formAction: [formAction(asked.redirect_uri)],
  body: html`<h1>Allow ${client.clientName} to use your access?</h1>
<p>Allow this only if you have just started its sign-in on this computer.</p>
<dl class="facts">
<dt>Program</dt><dd>${client.clientName} <span class="hint">(as it calls itself)</span></dd>
<dt>Answers to</dt><dd>${new URL(asked.redirect_uri).host} <span class="hint">(this computer)</span></dd>
<dt>At most until</dt><dd>${isoSeconds(session.expiresAt)}</dd>
</dl>
<h2>It could</h2>
<ul>${scopeTexts(client.scopes).map(text => html`<li>${text}</li>`)}</ul>
<form method="post" action="/authorize">
<input type="hidden" name="token" value="${formToken}">
${PARAMETERS.map(name => html`<input type="hidden" name="${name}" value="${asked[name]}">`)}
<button type="submit" name="decision" value="allow">Allow access</button>
<button type="submit" name="decision" value="deny" class="second">Deny</button>
</form>`,
})
