import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Route } from '#server/app.ts'
import { type Answer, codeOf, FORM, send } from './wire.ts'
import { ADMINISTRATOR, arnOf, assign, doorWorld, enter, newPerson, portalCredentials, signedIn } from './world.ts'

const world = await doorWorld()
const { app, origin, ada, memberAccountId } = world
await assign(world, ada.userId, await arnOf(app, ADMINISTRATOR), memberAccountId)
await newPerson(app, 'nobody')
const administrator = await signedIn(origin, ada.userName)
const nobody = await signedIn(origin, 'nobody')
await enter(administrator, memberAccountId)
const memberKey = await portalCredentials(origin, administrator, memberAccountId)

/** Whoever asks gets these, and why that is right. */
const PUBLIC: Readonly<Record<string, string>> = {
  'GET /': 'leads to the portal',
  'GET /start': 'the page of the portal, which holds no data',
  'GET /start/': 'the page of the portal, which holds no data',
  'HEAD /start': 'clients resolve the start URL with it',
  'HEAD /start/': 'clients resolve the start URL with it',
  'GET /console': 'the page of the console, which holds no data',
  'GET /console/': 'the page of the console, which holds no data',
  'GET /signin': 'where people sign in',
  'GET /signin/out': 'asks whether to sign out, or says that nobody is signed in',
  'GET /signin/style.css': 'a constant',
  'GET /signin/webauthn.js': 'a constant',
  'GET /signin/password.js': 'a constant',
  'GET /launch/post.js': 'a constant',
  'GET /help': 'made from the registry of refusals',
  'GET /help/:code': 'made from the registry of refusals',
  'GET /saml/accounts/metadata': 'certificates are public',
  'GET /api/v1/openapi.json': 'describes the API and holds no data',
  'GET /healthz': 'says that the process lives',
  'GET /readyz': 'says that the process works',
  'GET /metrics': 'counts, to this machine alone',
}

/** Nobody is signed in before this one, and signing out of nothing says so. */
const WITHOUT_SESSION: Readonly<Record<string, string>> = {
  'POST /signin/out': 'there is nothing to sign out of',
}

/** Pages for adding a device, to whoever has signed in a moment ago. */
const OWN_DEVICES: Readonly<Record<string, string>> = {
  'GET /signin/confirm': 'asks for their password',
  'GET /signin/devices/new': 'asks which kind of device they want to add',
  'GET /signin/devices/totp': 'leads to the choice: no registration is under way',
  'GET /signin/devices/key': 'leads to the choice: no registration is under way',
  'GET /signin/devices/built-in': 'leads to the choice: no registration is under way',
}

/** What a person with a session and no assignment gets: their own. */
const OWN: Readonly<Record<string, string>> = {
  'GET /assignment/accounts': 'the empty list of their accounts',
  'GET /api/v1/session': 'who they are',
  'GET /api/v1/sessions': 'where they are signed in',
  'GET /api/v1/role-sessions': 'their credentials in accounts',
  'GET /api/v1/mfa-devices': 'their devices',
  'GET /device': 'asks for the code of a program',
  ...OWN_DEVICES,
}

/** Links from other sites lead people here; a page is shown, and nothing is done. */
const LINKED: Readonly<Record<string, string>> = {
  'GET /device': 'programs open this page',
  'GET /launch/account/:accountId/:permissionSetName': 'asks before the account is entered',
  'GET /cloud/console/:accountId': 'reads, for whoever is inside the account already',
  'GET /cloud/console/:accountId/roles/:roleName': 'reads, for whoever is inside the account already',
  ...OWN_DEVICES,
}

const PARAMETERS: Readonly<Record<string, string>> = {
  accountId: memberAccountId,
  permissionSetName: ADMINISTRATOR,
  roleName: 'OrganizationAccountAccessRole',
  sessionId: '00000000-0000-4000-8000-000000000000',
  code: 'http.not_found',
}

const QUERY: Readonly<Record<string, string>> = {
  '/assignment/roles': `?account_id=${memberAccountId}`,
  '/federation/credentials': `?account_id=${memberAccountId}&role_name=${ADMINISTRATOR}`,
}

const pathOf = ({ path }: Route): string =>
  path.replace(/:(\w+)/g, (_, name: string) => PARAMETERS[name] ?? name).replace('*', 'nothing.js') +
  (QUERY[path] ?? '')

/** HEAD is the GET of the same route without its body, but for the two that answer it themselves. */
const isMirror = ({ method, path }: Route): boolean => method === 'HEAD' && !(`HEAD ${path}` in PUBLIC)
const routes = app.routes().filter(route => !isMirror(route))
const nameOf = ({ method, path }: Route): string => `${method} ${path}`

const leadsToSignIn = ({ status, headers }: Answer): boolean =>
  status === 303 && /^\/signin(\?return=|$)/.test(String(headers.location))

const isRefused = (answer: Answer): boolean =>
  leadsToSignIn(answer) || (answer.status >= 400 && answer.status < 500 && codeOf(answer) !== undefined)

interface Attack {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Calls every route. @returns the names of those that did not refuse */
async function answered(attack: Attack, of: readonly Route[] = routes): Promise<readonly string[]> {
  const names: string[] = []
  for (const route of of) {
    const { method } = route
    const body = method === 'POST' ? { body: attack.body ?? '' } : {}
    const answer = await send(origin, { method, path: pathOf(route), headers: attack.headers ?? {}, ...body })
    assert.ok(answer.status < 500, `${nameOf(route)}: ${answer.status}`)
    assert.match(String(answer.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/, nameOf(route))
    if (!isRefused(answer)) names.push(nameOf(route))
  }
  return names.sort()
}

const namesOf = (...lists: readonly Readonly<Record<string, string>>[]): readonly string[] =>
  [...new Set(lists.flatMap(list => Object.keys(list)))].sort()

/** How much stands in every table, but for leases, which the jobs take and give. */
async function state(): Promise<Readonly<Record<string, number>>> {
  const { db } = app.storage
  const tables = (await db.introspection.getTables()).map(({ name }) => name as 'event').sort()
  const counts = tables
    .filter(table => String(table) !== 'lease')
    .map(async table => [table, (await db.selectFrom(table).select(db.fn.countAll().as('n')).execute())[0]?.n] as const)
  return Object.fromEntries((await Promise.all(counts)).map(([table, n]) => [table, Number(n)]))
}

describe('every route', () => {
  test('refuses whoever brings no credentials, or stands in the list of public ones; nothing is written', async () => {
    const before = await state()
    assert.deepEqual(await answered({}), namesOf(PUBLIC, WITHOUT_SESSION))
    assert.deepEqual(await answered({ headers: { cookie: 'portico_session=x; portico_signin=x; portico_cloud=x' } }), [
      ...namesOf(PUBLIC, WITHOUT_SESSION),
    ])
    assert.deepEqual(await state(), before)
  })

  test('gives a person without assignments their own and nothing else', async () => {
    const reads = routes.filter(({ method, path }) => method === 'GET' || path === '/')
    assert.deepEqual(
      await answered({ headers: nobody.self }, reads),
      namesOf(PUBLIC, OWN).filter(name => reads.some(route => nameOf(route) === name)),
    )
  })

  test('takes the credentials of a member account’s administrator for no session', async () => {
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${memberKey.accessKeyId}/20260101/us-east-1/sso/aws4_request, SignedHeaders=host, Signature=0`,
      'x-amz-security-token': memberKey.sessionToken,
      'x-amz-sso_bearer_token': memberKey.sessionToken,
    }
    assert.deepEqual(await answered({ headers }), namesOf(PUBLIC, WITHOUT_SESSION))
  })
})

describe('an administrator’s cookie opens no route', () => {
  const from = (site: string, other: string) => ({ ...administrator.self, origin: other, 'sec-fetch-site': site })
  const elsewhere = [
    ['from another site', from('cross-site', 'https://evil.example')],
    ['from another port of localhost', from('same-site', 'http://localhost:1')],
    ['from a sandboxed frame', from('cross-site', 'null')],
  ] as const
  for (const [why, headers] of elsewhere)
    test(why, async () => {
      const before = await state()
      assert.deepEqual(await answered({ headers }), namesOf(PUBLIC, LINKED))
      assert.deepEqual(await state(), before)
    })

  const { 'x-portico-as': _, ...asBrowsersSend } = administrator.self
  const form = (type: string) => ({ ...asBrowsersSend, 'content-type': type })
  const json = JSON.stringify({ clientName: 'x', token: 'x', decision: 'allow', userName: 'x' })
  const forms = [
    ['as a form whose field is the JSON', form(FORM), `${encodeURIComponent(json)}=`],
    ['as a form without the token of the page', form(FORM), 'token=x&decision=allow&username=x&SAMLResponse=x'],
    ['as a plain text form that is JSON', form('text/plain'), `${json.slice(0, -1)},"a":"="}`],
    ['as a multipart form', form('multipart/form-data; boundary=b'), '--b--\r\n'],
    ['as a query of an AWS API', form(FORM), 'Action=GetCallerIdentity&Version=2011-06-15'],
  ] as const
  for (const [why, headers, body] of forms)
    test(`${why}, even from a page of our own`, async () => {
      const posts = routes.filter(({ method }) => method === 'POST')
      const before = await state()
      assert.deepEqual(await answered({ headers, body }, posts), [])
      assert.deepEqual(await state(), before)
    })

  test('when its requests carry the header of the portal but not where they come from', async () => {
    const { 'sec-fetch-site': site, origin: from, ...rest } = administrator.self
    assert.ok(site !== undefined && from !== undefined)
    const writes = routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    assert.deepEqual(await answered({ headers: rest }, writes), [])
    const reads = routes.filter(
      route => !(nameOf(route) in PUBLIC) && /^\/(api|assignment|federation)\//.test(route.path),
    )
    assert.ok(reads.length >= 6)
    assert.deepEqual(await answered({ headers: rest }, reads), [])
  })

  test('of the portal when an Authorization header comes with it', async () => {
    const headers = { ...administrator.self, authorization: 'Bearer x' }
    const own = routes.filter(
      route => !(nameOf(route) in PUBLIC) && /^\/(api|assignment|federation|logout)\b/.test(route.path),
    )
    assert.deepEqual(await answered({ headers }, own), [])
  })
})
