import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { sessionNameFor } from '#server/access/index.ts'
import type { Author } from '#server/audit/index.ts'
import { Refusal } from '#server/base/refusal.ts'
import { callOf, cookie } from '#server/http/index.ts'
import { personIdentity } from '#server/sessions/index.ts'
import { type PortalCaller, portalCaller } from './caller.ts'
import { portalException, sendPortalError } from './errors.ts'
import { type PageParameters, pageFrom, pageTokens } from './paging.ts'
import type { PortalPorts } from './ports.ts'
import { refuse } from './refusals.ts'

interface Parameters extends PageParameters {
  readonly account_id?: unknown
  readonly role_name?: unknown
}
interface Route {
  readonly Querystring: Parameters
}

interface Asked {
  readonly caller: PortalCaller
  readonly author: Author
}

/** AWS's portal API (`sso`): what a person may enter, and the credentials to do so. */
export const portalDoor: FastifyPluginAsync<PortalPorts> = async (app, ports) => {
  const { origin, derive, sessions } = ports
  const cookies = cookie(origin, 'session')
  const tokens = pageTokens(derive('portal page v1'))
  app.setErrorHandler(sendPortalError)
  // Credentials, and what a person may enter.
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
  app.removeAllContentTypeParsers()
  // Only Logout has a body, which means nothing.
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
  const answer = async <T>(
    request: FastifyRequest,
    eventName: string,
    work: (asked: Asked) => Promise<T>,
  ): Promise<T> => {
    const caller = await knownCaller(ports, () => portalCaller(request, { sessions, cookies, origin }))
    const author = authorOf(ports, request, eventName, caller)
    return recorded(ports, author, () => work({ caller, author }))
  }

  app.get<Route>('/assignment/accounts', request =>
    answer(request, 'ListAccounts', ({ caller }) => listAccounts(ports, caller, request.query, tokens)),
  )
  app.get<Route>('/assignment/roles', request =>
    answer(request, 'ListAccountRoles', ({ caller }) => listRoles(ports, caller, request.query, tokens)),
  )
  app.get<Route>('/federation/credentials', request =>
    answer(request, 'GetRoleCredentials', asked => roleCredentials(ports, asked, request.query)),
  )
  app.post('/logout', async (request, reply) => {
    await answer(request, 'Logout', ({ caller: { session }, author }) =>
      sessions.end(author, session.sessionId, 'signed-out', session.userId),
    )
    if (request.headers['x-amz-sso_bearer_token'] === undefined) cookies.clear(reply)
    return reply.code(200).send()
  })
}

type Tokens = ReturnType<typeof pageTokens>

async function listAccounts(
  { entitlements, accounts }: PortalPorts,
  { session }: PortalCaller,
  query: Parameters,
  tokens: Tokens,
) {
  const { userId } = session
  const list = `accounts ${userId}`
  const wanted = tokens.read(list, query)
  const ids = [...(await entitlements.accountsOf(userId))].sort()
  const page = pageFrom(ids, wanted, id => id)
  const known = new Map((await accounts.accountsNamed(page.items)).map(account => [account.accountId, account]))
  const accountList = page.items.map(accountId => {
    const account = known.get(accountId)
    return account === undefined ? { accountId } : { accountId, accountName: account.name, emailAddress: account.email }
  })
  return { accountList, nextToken: page.last === undefined ? null : tokens.write(list, page.last) }
}

async function listRoles({ entitlements }: PortalPorts, { session }: PortalCaller, query: Parameters, tokens: Tokens) {
  const { userId } = session
  const accountId = accountIdOf(query)
  const list = `roles ${userId} ${accountId}`
  const wanted = tokens.read(list, query)
  const entitled = await entitlements.rolesOf(userId, accountId)
  if (entitled.length === 0) throw refuse('portal.account_not_assigned', { about: accountId })
  const names = [...new Set(entitled.map(({ permissionSetName }) => permissionSetName))].sort()
  const page = pageFrom(names, wanted, name => name)
  const roleList = page.items.map(roleName => ({ roleName, accountId }))
  return { roleList, nextToken: page.last === undefined ? null : tokens.write(list, page.last) }
}

async function roleCredentials(
  { entitlements, roles }: PortalPorts,
  { caller: { session }, author }: Asked,
  query: Parameters,
) {
  const accountId = accountIdOf(query)
  const roleName = textOf(query, 'role_name')
  const { userId, sessionId } = session
  const entry = await entitlements.enter(userId, accountId, roleName)
  const credentials = await roles.roleCredentials({
    author,
    event: {
      requestParameters: null,
      serviceEventDetails: { role_name: roleName, account_id: accountId },
      resources: [{ type: 'AWS::IAM::Role', name: entry.roleArn, accountId }],
    },
    accountId,
    roleName: entry.roleName,
    sessionName: sessionNameFor(entry.userName),
    duration: entry.sessionDuration,
    userId,
    portalSessionId: sessionId,
    permissionSetId: entry.permissionSet.permissionSetId,
  })
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials
  return { roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt } }
}

function accountIdOf(query: Parameters): string {
  const value = textOf(query, 'account_id')
  if (!/^\d{12}$/.test(value))
    throw refuse('portal.parameter', { about: 'account_id', expected: 'account_id of 12 digits' })
  return value
}

function textOf(query: Parameters, name: 'account_id' | 'role_name'): string {
  const value = query[name]
  if (typeof value !== 'string' || value === '' || value.length > 128 || value.includes('\0'))
    throw refuse('portal.parameter', { about: name, expected: name })
  return value
}

const authorOf = (
  { clock, instance }: PortalPorts,
  request: FastifyRequest,
  eventName: string,
  { session, credentialId }: PortalCaller,
): Author => ({
  call: callOf(request, clock, {
    eventSource: 'sso.amazonaws.com',
    eventName,
    eventType: 'AwsServiceEvent',
    readOnly: eventName !== 'Logout',
  }),
  identity: personIdentity(instance, session.userId, credentialId),
})

/** Tokens that nobody has are counted; one event each would let anybody fill the history. */
async function knownCaller<T>({ audit }: PortalPorts, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) audit.countAnonymous(error.code)
    throw error
  }
}

async function recorded<T>({ audit }: PortalPorts, author: Author, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) await audit.recordRefusal(author, error, { errorCode: portalException(error) })
    throw error
  }
}
