import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { isoSeconds } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import { type Html, html, type Page, retryAfter, sendPage, statusOf } from '#server/http/index.ts'
import { type DeviceRequest, normalUserCode } from '#server/sessions/index.ts'
import { type Person, people, scopeTexts } from './people.ts'
import type { PortalPorts } from './ports.ts'

/**
 * `/device`: a person confirms the code that a program shows. The known weakness of this grant is that somebody else
 * sends the code, so the page says who asks, from where and since when, and makes the person compare.
 */
export const devicePages: FastifyPluginAsync<PortalPorts> = async (app, ports) => {
  const { oauth } = ports
  const desk = people(ports)
  /** Where the grant is forbidden, who was led here and by which program may matter: it is what phishing looks like. */
  const recorded = async (request: FastifyRequest, person: Person, error: unknown) => {
    if (error instanceof Refusal && error.code === 'oauth.device_grant_forbidden')
      await ports.audit.recordRefusal(desk.author(request, 'AuthorizeDevice', person), error)
    return error
  }
  app.get<{ Querystring: { user_code?: unknown } }>('/device', async (request, reply) => {
    const typed = typeof request.query.user_code === 'string' ? request.query.user_code.slice(0, 50) : undefined
    const query = typed === undefined ? '' : `?user_code=${encodeURIComponent(typed)}`
    const person = await desk.signedIn(request, reply, `/device${query}`)
    if (person === undefined) return reply
    // A link on another site must not use up the tries of the person: the code is looked up after *Continue*.
    if (typed === undefined || request.headers['sec-fetch-site'] === 'cross-site')
      return sendPage(reply, codePage(person, undefined, typed))
    try {
      const asked = await oauth.deviceRequest(typed, person.session.userId)
      const code = normalUserCode(typed) ?? typed
      return sendPage(reply, confirmPage(person, { asked, code, ownAddress: request.ip }))
    } catch (error) {
      return sendPage(reply, codePage(person, wrong(await recorded(request, person, error), reply), typed))
    }
  })
  app.post('/device', { bodyLimit: 16 * 1024 }, async (request, reply) => {
    const person = await desk.signedIn(request, reply, '/device')
    if (person === undefined) return reply
    const read = desk.form(request)
    const userCode = read('user_code').slice(0, 50)
    const decision = read('decision')
    if (decision === '') return reply.redirect(`/device?user_code=${encodeURIComponent(userCode)}`, 303)
    try {
      const approved = decision === 'allow'
      const author = desk.author(request, 'AuthorizeDevice', person)
      const asked = await oauth.decideDevice(author, { userCode, session: person.session, approved })
      return sendPage(reply, approved ? approvedPage(asked, author.call.at) : deniedPage(asked))
    } catch (error) {
      return sendPage(reply, codePage(person, wrong(await recorded(request, person, error), reply), userCode))
    }
  })
}

interface Wrong {
  readonly text: string
  readonly status: number
}

/** A code that is not good is said beside the field; anything else is not this page's business. */
function wrong(error: unknown, reply: Parameters<typeof retryAfter>[0]): Wrong {
  if (!(error instanceof Refusal) || !error.code.startsWith('oauth.user_code_')) throw error
  retryAfter(reply, error)
  const { retryAfter: seconds } = error.details
  const wait = seconds === undefined ? '' : ` Try again in ${seconds} seconds.`
  return { text: error.definition.toUser + wait, status: statusOf[error.kind] }
}

const token = ({ formToken }: Person): Html => html`<input type="hidden" name="token" value="${formToken}">`

const codePage = (person: Person, problem?: Wrong, typed?: string): Page => ({
  title: problem === undefined ? 'Connect a device' : 'Error: Connect a device',
  ...(problem === undefined ? {} : { status: problem.status }),
  body: html`<h1>Connect a device</h1>
${problem !== undefined && html`<div class="problem" role="alert"><a href="#user_code">${problem.text}</a></div>`}
<p>Enter the code that the program shows. Enter only a code that you asked for yourself, on a device of your own.</p>
<form method="post" action="/device">
${token(person)}
<div class="field">
<label for="user_code">Code</label>
<p class="hint" id="user_code-hint">Eight letters, such as BCDF-GHJK</p>
<input class="code-input" id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus aria-describedby="user_code-hint"${problem !== undefined && html` aria-invalid="true"`}${typed !== undefined && html` value="${typed}"`}>
</div>
<button type="submit">Continue</button>
</form>`,
})

interface Confirmation {
  readonly asked: DeviceRequest
  readonly code: string
  readonly ownAddress: FastifyRequest['ip']
}

const confirmPage = (person: Person, { asked, code, ownAddress }: Confirmation): Page => ({
  title: 'Confirm the code',
  body: html`<h1>Is this your program?</h1>
<p>A program asks to use your access. Go on only if it shows exactly this code at this moment:</p>
<p class="big-code">${code}</p>
${facts(asked)}
${
  asked.sourceIp !== ownAddress &&
  html`<p class="problem" role="note">The request comes from another network address than yours (${ownAddress}). If you did not start it on another machine, press Deny.</p>`
}
<h2>It could</h2>
<ul>${scopeTexts(asked.scopes).map(text => html`<li>${text}</li>`)}</ul>
<form method="post" action="/device">
${token(person)}
<input type="hidden" name="user_code" value="${code}">
<button type="submit" name="decision" value="allow">The code is the same: allow access</button>
<button type="submit" name="decision" value="deny" class="second">Deny</button>
</form>
<p class="hint">Somebody sent you this code or this link? Then press Deny: they would get your access.</p>`,
})

const facts = ({ clientName, createdAt, sourceIp, userAgent }: DeviceRequest): Html => html`<dl class="facts">
<dt>Program</dt><dd>${clientName} <span class="hint">(as it calls itself)</span></dd>
<dt>Asked from</dt><dd>${sourceIp}</dd>
<dt>Asked at</dt><dd>${isoSeconds(createdAt)}</dd>
<dt>Software</dt><dd>${userAgent === '' ? 'not said' : userAgent.slice(0, 160)}</dd>
</dl>`

const approvedPage = (asked: DeviceRequest, at: number): Page => ({
  title: 'Access given',
  body: html`<h1>Access given</h1>
<p class="good" role="status">The program is signed in as you. You can close this page.</p>
${facts(asked)}
<p>Allowed at ${isoSeconds(at)}.</p>
<h2>To take it back</h2>
<p><a href="/signin/out">Sign out here</a>, or end this session in the portal: the program loses its access at once. Credentials for accounts that it has already got work until they expire.</p>`,
})

const deniedPage = (asked: DeviceRequest): Page => ({
  title: 'Access refused',
  body: html`<h1>Access refused</h1>
<p role="status">The program got nothing. If you did not start it, somebody may have tried to get your access: tell your administrator.</p>
${facts(asked)}
<p><a class="button" href="/start/">Go to the portal</a></p>`,
})
