import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Author } from '#server/audit/index.ts'
import { Refusal } from '#server/base/refusal.ts'
import { callOf } from '#server/http/index.ts'
import { nobody, personIdentity, type RegistrationRequest, type TokenRequest } from '#server/sessions/index.ts'
import { type Body, bodyOf, parseJson } from './body.ts'
import { oidcException, sendOidcError } from './errors.ts'
import type { PortalPorts } from './ports.ts'
import { refuse } from './refusals.ts'
import { acceptedStartUrls, namesInstance } from './start-url.ts'

const BODY_LIMIT = 64 * 1024
/** AWS's quota for RegisterClient is 20 a second and address (IAM Identity Center user guide, quotas). */
const REGISTER = { bodyLimit: BODY_LIMIT, config: { rateLimit: { max: 20, timeWindow: '1 second' } } }
/** Each of these writes a row and an event for somebody unknown, so the bound is far below AWS's 80 a second. */
const DEVICE = { bodyLimit: BODY_LIMIT, config: { rateLimit: { max: 300, timeWindow: '1 minute' } } }

/** CloudTrail's own words for a value that it does not record. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** AWS's `sso-oidc` API: REST-JSON, camelCase, nobody is signed in. */
export const oidcDoor: FastifyPluginAsync<PortalPorts> = async (app, ports) => {
  readJson(app)
  app.setErrorHandler(sendOidcError)
  // RFC 6749 §5.1, RFC 8628 §3.2.
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
  app.post('/client/register', REGISTER, async request => register(ports, bodyOf(request.body)))
  app.post('/device_authorization', DEVICE, async request => startDevice(ports, request, bodyOf(request.body)))
  app.post<{ Querystring: { aws_iam?: string } }>('/token', { bodyLimit: BODY_LIMIT }, async request => {
    if (request.query.aws_iam !== undefined) throw refuse('portal.token_with_iam')
    return createToken(ports, request, bodyOf(request.body))
  })
}

function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, text: string | Buffer) =>
    parseJson(text.toString()),
  )
}

function register({ oauth, instance, origin }: PortalPorts, body: Body) {
  const issuerUrl = body.text('issuerUrl')
  if (issuerUrl !== undefined) requireOwnUrl(issuerUrl, 'issuerUrl', { instance, origin })
  const lists = {
    scopes: body.texts('scopes'),
    redirectUris: body.texts('redirectUris'),
    grantTypes: body.texts('grantTypes'),
  }
  const request: RegistrationRequest = {
    clientName: body.needed('clientName'),
    clientType: body.needed('clientType'),
    ...(lists.scopes === undefined ? {} : { scopes: lists.scopes }),
    ...(lists.redirectUris === undefined ? {} : { redirectUris: lists.redirectUris }),
    ...(lists.grantTypes === undefined ? {} : { grantTypes: lists.grantTypes }),
  }
  const client = oauth.register(request)
  return {
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    clientIdIssuedAt: client.issuedAt / 1000,
    clientSecretExpiresAt: client.expiresAt / 1000,
    authorizationEndpoint: `${origin}/authorize`,
    tokenEndpoint: `${origin}/token`,
  }
}

async function startDevice(ports: PortalPorts, request: FastifyRequest, body: Body) {
  const { oauth, origin } = ports
  const startUrl = body.needed('startUrl')
  requireOwnUrl(startUrl, 'startUrl', ports)
  const client = { clientId: body.needed('clientId'), clientSecret: body.needed('clientSecret') }
  const parameters = { clientId: client.clientId, clientSecret: HIDDEN, startUrl }
  const device = await counted(ports, () =>
    oauth.startDevice(author(ports, request, 'StartDeviceAuthorization', parameters), client),
  )
  return {
    ...device,
    verificationUri: `${origin}/device`,
    verificationUriComplete: `${origin}/device?user_code=${device.userCode}`,
  }
}

function requireOwnUrl(url: string, member: string, { instance, origin }: Pick<PortalPorts, 'instance' | 'origin'>) {
  if (namesInstance(url, instance, origin)) return
  throw refuse('portal.start_url', {
    about: member,
    observed: url.slice(0, 200),
    expected: acceptedStartUrls(instance, origin).join(', '),
  })
}

const GRANT_MEMBERS = ['deviceCode', 'code', 'redirectUri', 'codeVerifier', 'refreshToken'] as const

async function createToken(ports: PortalPorts, request: FastifyRequest, body: Body) {
  const given = GRANT_MEMBERS.flatMap(name => {
    const value = body.text(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const asked: TokenRequest = {
    grantType: body.needed('grantType'),
    clientId: body.needed('clientId'),
    clientSecret: body.needed('clientSecret'),
    ...Object.fromEntries(given),
  }
  const by = author(ports, request, 'CreateToken', {
    clientId: asked.clientId,
    clientSecret: HIDDEN,
    grantType: asked.grantType,
    ...Object.fromEntries(given.map(([name]) => [name, HIDDEN])),
  })
  const tokens = await counted(ports, () => ports.oauth.createToken(by, asked), by)
  return { ...tokens, tokenType: 'Bearer' }
}

/** Refusals to somebody who has proven to hold a token or code of a person; their events name the person. */
const RECORDED = ['oauth.device_denied', 'oauth.refresh_session_over', 'oauth.refresh_token_reused']

async function counted<T>({ audit, instance }: PortalPorts, work: () => Promise<T>, by?: Author): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const userId = error.details.secret?.userId
    if (by !== undefined && userId !== undefined && RECORDED.includes(error.code))
      await audit.recordRefusal({ ...by, identity: personIdentity(instance, userId) }, error, {
        errorCode: oidcException(error),
      })
    else if (error.code !== 'oauth.authorization_pending') audit.countAnonymous(error.code)
    throw error
  }
}

const author = (
  { clock, instance }: PortalPorts,
  request: FastifyRequest,
  eventName: string,
  parameters: Readonly<Record<string, unknown>>,
): Author => ({
  call: callOf(request, clock, { eventSource: 'sso.amazonaws.com', eventName, parameters }),
  identity: nobody(instance),
})
