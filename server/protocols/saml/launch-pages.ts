import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Entitlements, type Entry, sessionNameFor } from '#server/access/index.ts'
import type { Audit, Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { hex, type Random } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { IssuedStore } from '#server/cloud/index.ts'
import { responseFor } from '#server/formats/saml/index.ts'
import { callOf, cookie, html, type Page, refusalPage, sendPage, sendPageError } from '#server/http/index.ts'
import type { SigningKeys } from '#server/keys/index.ts'
import { type PortalSession, personIdentity, type Sessions } from '#server/sessions/index.ts'
import { ACCOUNTS_KEY, accountAssertion, accountsMetadata } from './accounts.ts'
import { refuse } from './refusals.ts'

export interface LaunchPorts {
  readonly sessions: Sessions
  readonly entitlements: Pick<Entitlements, 'enter'>
  readonly keys: Pick<SigningKeys, 'active' | 'certificates'>
  readonly atomically: Atomically<{ readonly events: EventWriter; readonly issued: Pick<IssuedStore, 'add'> }>
  readonly audit: Pick<Audit, 'recordRefusal'>
  readonly instance: Instance
  readonly origin: string
  /** Where accounts take assertions: `{origin}/cloud/saml`, or AWS's own endpoint. */
  readonly signInEndpoint: string
  readonly clock: Clock
  readonly random: Random
}

const SCRIPT = '/launch/post.js'
/** Presses the button that people without script press themselves. */
const POST_SCRIPT = "document.querySelector('form').requestSubmit()\n"

interface Route {
  readonly Params: { readonly accountId: string; readonly permissionSetName: string }
  readonly Querystring: { readonly destination?: unknown }
}

/** `/launch/account/…`: from the portal, or from a shortcut, into an account. */
export const launchPages: FastifyPluginAsync<LaunchPorts> = async (app, ports) => {
  const cookies = cookie(ports.origin, 'session')
  app.setErrorHandler(sendPageError)
  app.get(SCRIPT, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(POST_SCRIPT),
  )
  app.get('/saml/accounts/metadata', async (_request, reply) => {
    await ports.keys.active(ACCOUNTS_KEY)
    const metadata = accountsMetadata(ports.origin, await ports.keys.certificates(ACCOUNTS_KEY))
    return reply.type('application/samlmetadata+xml; charset=utf-8').send(metadata)
  })
  app.get<Route>('/launch/account/:accountId/:permissionSetName', async (request, reply) => {
    const token = cookies.read(request)
    const session = token === undefined ? undefined : await ports.sessions.byToken(token)
    if (session === undefined) return reply.redirect(`/signin?return=${encodeURIComponent(request.url)}`, 303)
    if (comesFromElsewhere(request)) return sendPage(reply, confirmPage(request.params, request.url))
    return launch(ports, request, reply, session)
  })
}

/** A link on another site may not open an account unasked. Programs send no such header, and nobody tricks them. */
function comesFromElsewhere(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

type Asked = FastifyRequest<Route>

async function launch(ports: LaunchPorts, request: Asked, reply: FastifyReply, session: PortalSession) {
  const { clock, instance, audit } = ports
  const author: Author = {
    call: callOf(request, clock, {
      eventSource: 'sso.amazonaws.com',
      eventName: 'Federate',
      eventType: 'AwsServiceEvent',
      readOnly: true,
    }),
    identity: personIdentity(instance, session.userId, session.sessionId),
  }
  try {
    return sendPage(reply, postPage(await prepare(ports, request, session, author), ports.signInEndpoint))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await audit.recordRefusal(author, error)
    return sendPage(reply, refusalPage(error, request.id, { facts: factsOf(error) }))
  }
}

/** The person is signed in, and what was asked for and the nearest of their own roles are theirs to read. */
const factsOf = ({ definition, details: { observed, expected } }: Refusal) => html`
${observed !== undefined && html`<dt>Asked for</dt><dd>${observed}</dd>`}
${expected !== undefined && html`<dt>Nearest of yours</dt><dd>${expected}</dd>`}
<dt>How to fix it</dt><dd>${definition.fix}</dd>
`

interface Prepared {
  readonly entry: Entry
  readonly response: string
  readonly relayState: string
}

async function prepare(ports: LaunchPorts, request: Asked, session: PortalSession, author: Author): Promise<Prepared> {
  const { entitlements, keys, atomically, origin, signInEndpoint, random } = ports
  const { accountId, permissionSetName } = checkedAddress(request.params)
  const destination = checkedDestination(request.query.destination)
  const entry = await entitlements.enter(session.userId, accountId, permissionSetName)
  const { authenticatedAt } = session
  const sessionName = sessionNameFor(entry.userName)
  const launched = { origin, signInEndpoint, entry, sessionName, authenticatedAt }
  const assertion = accountAssertion(launched, { id: newId(random), now: author.call.at })
  const values = { id: newId(random), destination: signInEndpoint, assertion }
  const response = await responseFor(values, { ...(await keys.active(ACCOUNTS_KEY)), covers: 'assertion' })
  const issuedAt = author.call.at
  await atomically(async ({ events, issued }) => {
    await events.record(author, {
      requestParameters: null,
      serviceEventDetails: { account_id: accountId, role_name: permissionSetName },
      additionalEventData: { assertionId: assertion.id },
      resources: [{ type: 'AWS::IAM::Role', name: entry.roleArn, accountId }],
    })
    await issued.add({
      credentialId: assertion.id,
      userId: session.userId,
      accountId,
      permissionSetId: entry.permissionSet.permissionSetId,
      sessionName,
      issuedAt,
      // The session begins when the assertion arrives, at the latest when it ends.
      expiresAt: assertion.notOnOrAfter + entry.sessionDuration * 1000,
    })
  })
  return { entry, response, relayState: destination ?? entry.permissionSet.relayState ?? '' }
}

/** An xs:NCName of 160 random bits. */
const newId = (random: Random): string => `_${hex(random, 40)}`

function checkedAddress({ accountId, permissionSetName }: Route['Params']): Route['Params'] {
  if (!/^\d{12}$/.test(accountId) || !/^[\w+=,.@-]{1,32}$/.test(permissionSetName)) throw refuse('launch.address')
  return { accountId, permissionSetName }
}

function checkedDestination(destination: unknown): string | undefined {
  if (destination === undefined || destination === '') return undefined
  const valid =
    typeof destination === 'string' &&
    destination.length <= 1024 &&
    /^(?:https:\/\/|\/(?!\/))[^\s\p{Cc}\\]*$/u.test(destination)
  if (!valid) throw refuse('launch.destination')
  return destination
}

/** Browsers apply `form-action` to redirects as well, and AWS's endpoint leads on to the host of a Region. */
function formAction(endpoint: string): readonly string[] {
  const { origin, hostname } = new URL(endpoint)
  return hostname.endsWith('.aws.amazon.com') ? [origin, 'https://*.aws.amazon.com'] : [origin]
}

const postPage = ({ entry, response, relayState }: Prepared, endpoint: string): Page => ({
  title: 'Opening the account',
  script: SCRIPT,
  formAction: formAction(endpoint),
  body: html`<h1>Opening account ${entry.accountId}</h1>
<p>You enter it as <strong>${entry.permissionSet.name}</strong>.</p>
<form method="post" action="${endpoint}">
<input type="hidden" name="SAMLResponse" value="${Buffer.from(response).toString('base64')}">
<input type="hidden" name="RelayState" value="${relayState}">
<button type="submit">Continue</button>
</form>`,
})

const confirmPage = ({ accountId, permissionSetName }: Route['Params'], address: string): Page => ({
  title: 'Open the account?',
  body: html`<h1>Open account ${accountId}?</h1>
<p>Another site sent you here to enter the account as <strong>${permissionSetName}</strong>.</p>
<p><a class="button" href="${address}">Open the account</a></p>
<p><a href="/start/">Go to the portal instead</a></p>`,
})
