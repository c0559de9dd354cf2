import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import cookies from '@fastify/cookie'
import { fastify } from 'fastify'
import { systemRandom, uuid } from '#server/base/random.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { isOwnPath, remaining } from './console/pages.ts'
import { cloudPages } from './index.ts'
import { MEMBER, ORIGIN, openCloud, RESERVED, reservedRole, samlTrust } from './testing/cloud.ts'
import { type Asserted, assertionOf, provideSaml } from './testing/saml.ts'

const CONSOLE = `/cloud/console/${MEMBER}`
const ROLE = `${CONSOLE}/roles/${RESERVED}`

async function open(engine: TestEngine) {
  const cloud = await openCloud(engine)
  await provideSaml(cloud)
  const attachedPolicies = ['arn:aws:iam::aws:policy/AdministratorAccess']
  await cloud.cloud.createRole(MEMBER, reservedRole({ attachedPolicies }))
  await cloud.cloud.createRole(MEMBER, reservedRole({ roleName: 'Own', path: '/', trustPolicy: samlTrust(MEMBER) }))
  const app = fastify({ genReqId: () => uuid(systemRandom) })
  await app.register(cookies)
  await app.register(cloudPages, { ...cloud, origin: ORIGIN })
  return { cloud, app }
}

type App = Awaited<ReturnType<typeof open>>

const form = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  payload: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
})

async function signIn({ app, cloud }: App, relayState = '', asserted: Asserted = {}) {
  const SAMLResponse = await assertionOf(cloud, asserted)
  const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
  return app.inject({ url: '/cloud/saml', ...form({ SAMLResponse, RelayState: relayState }, headers) })
}

/** A browser that has signed in. */
async function browser(opened: App, relayState?: string) {
  const answer = await signIn(opened, relayState)
  const [cookie] = answer.cookies
  assert.ok(cookie)
  const headers = { cookie: `${cookie.name}=${cookie.value}` }
  const get = (url: string) => opened.app.inject({ url, headers })
  const post = (url: string, fields: Record<string, string>, more: Record<string, string> = {}) =>
    opened.app.inject({ url, ...form(fields, { origin: ORIGIN, ...headers, ...more }) })
  const page = (await get(CONSOLE)).body
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? ''
  return { answer, cookie, get, post, page, token }
}

for (const engine of engines)
  describe(`the console of an account on ${engine.name}`, () => {
    test('an assertion from another site signs in and leads to the page of the account', async () => {
      const { answer, cookie, page } = await browser(await open(engine))
      assert.deepEqual([answer.statusCode, answer.headers.location], [303, CONSOLE])
      const { name, httpOnly, secure, sameSite, path } = cookie
      assert.deepEqual([name, httpOnly, secure, sameSite, path], ['__Host-portico_cloud', true, true, 'Lax', '/'])
      assert.match(page, new RegExp(`arn:aws:sts::${MEMBER}:assumed-role/${RESERVED}/ana`))
      assert.match(page, /in 1 h 0 min/)
      assert.match(page, new RegExp(`href="${ROLE}"`))
    })

    test('the destination is text unless it is a path of this server', async () => {
      const opened = await open(engine)
      const foreign = await browser(opened, 'javascript:alert("x")')
      assert.match(foreign.page, /<code>javascript:alert\(&quot;x&quot;\)<\/code>/)
      assert.match((await browser(opened, '/start')).page, /<a href="\/start">\/start<\/a>/)
    })

    test('editing a reserved role is refused in AWS’s words, with the way out and the reference of the event', async () => {
      const opened = await open(engine)
      const { post, token } = await browser(opened)
      const answer = await post(ROLE, { token, description: '<b>mine</b>' })
      assert.equal(answer.statusCode, 403)
      assert.match(answer.body, /this role is only modifiable by AWS/)
      assert.match(answer.body, /Edit the permission set ReadOnly instead/)
      assert.match(answer.body, /href="\/help\/cloud\.role_protected"/)
      assert.doesNotMatch(answer.body, /<b>mine/)
      const event = await opened.cloud.event('UpdateRoleDescription')
      assert.equal(event.errorCode, 'cloud.role_protected')
      assert.ok(answer.body.includes(String(event.eventID)))
    })

    test('a role of one’s own is changed', async () => {
      const opened = await open(engine)
      const { get, post, token } = await browser(opened)
      const answer = await post(`${CONSOLE}/roles/Own`, { token, description: 'Mine' })
      assert.deepEqual([answer.statusCode, answer.headers.location], [303, `${CONSOLE}/roles/Own?saved=yes`])
      const { body } = await get(`${CONSOLE}/roles/Own?saved=yes`)
      assert.match(body, /The description was changed/)
      assert.match(body, /value="Mine"/)
    })

    test('a description that IAM would not take is refused, and the role stays as it is', async () => {
      const opened = await open(engine)
      const { get, post, token } = await browser(opened)
      const answer = await post(`${CONSOLE}/roles/Own`, { token, description: 'bell\u0007' })
      assert.equal(answer.statusCode, 400)
      assert.match(answer.body, /cloud\.invalid_description/)
      assert.doesNotMatch((await get(`${CONSOLE}/roles/Own`)).body, /bell/)
    })

    test('a form is taken from our own page of the same session only', async () => {
      const opened = await open(engine)
      const { post, token } = await browser(opened)
      const other = await browser(opened)
      const codes = [
        await post(ROLE, { description: 'x' }),
        await post(ROLE, { token: other.token, description: 'x' }),
        await post(ROLE, { token, description: 'x' }, { origin: 'https://elsewhere.example' }),
        await post(ROLE, { token, description: 'x' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
        await post(ROLE, { token, description: 'x' }, { origin: 'null', 'sec-fetch-site': 'same-origin' }),
        await post(`${CONSOLE}/sign-out`, {}),
      ].map(({ body }) => /\/help\/([a-z_.]+)/.exec(body)?.[1])
      assert.deepEqual(codes, [
        'cloud.form_token',
        'cloud.form_token',
        'http.cross_origin',
        'http.cross_origin',
        // Our own page, sent as browsers send it under its Referrer-Policy: only the role itself says no.
        'cloud.role_protected',
        'cloud.form_token',
      ])
    })

    test('signing out ends the session and takes the cookie', async () => {
      const { get, post, token } = await browser(await open(engine))
      const answer = await post(`${CONSOLE}/sign-out`, { token })
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.cookies[0]?.value, '')
      assert.equal((await get(CONSOLE)).statusCode, 401)
    })

    test('a refused sign-in shows safe words, and the event says why', async () => {
      const opened = await open(engine)
      const answer = await signIn(opened, '', { attributes: { SourceIdentity: 'ana.real' } })
      assert.equal(answer.statusCode, 403)
      assert.equal(answer.cookies.length, 0)
      assert.match(answer.body, /href="\/help\/cloud\.saml_denied"/)
      assert.doesNotMatch(answer.body, /arn:aws/)
      const event = await opened.cloud.event('ConsoleLogin')
      assert.equal(event.errorCode, 'cloud.saml_denied')
      assert.ok(answer.body.includes(String(event.eventID)))
    })

    test('garbage is counted, not recorded', async () => {
      const { app, cloud } = await open(engine)
      const answer = await app.inject({ url: '/cloud/saml', ...form({ SAMLResponse: 'AAAA' }) })
      assert.equal(answer.statusCode, 400)
      assert.equal([...cloud.audit.counted().values()][0], 1)
      assert.deepEqual(await cloud.event('ConsoleLogin'), {})
    })

    test('the role has vanished: the page says so', async () => {
      const opened = await open(engine)
      const { get } = await browser(opened)
      await opened.cloud.cloud.deleteRole(MEMBER, RESERVED)
      assert.match((await get(CONSOLE)).body, /The role of this session no longer exists/)
    })
  })

describe('what the page says', () => {
  for (const [path, own] of [
    ['/start', true],
    ['/start?x=1#y', true],
    ['//elsewhere.example', false],
    ['/\\elsewhere.example', false],
    ['/x\n/y', false],
    ['https://elsewhere.example', false],
    ['start', false],
  ] as const)
    test(`${JSON.stringify(path)} is ${own ? 'a path of this server' : 'no address to go to'}`, () =>
      assert.equal(isOwnPath(path), own))

  test('the time that is left is said in hours and minutes', () => {
    assert.deepEqual([0, 59_999, 60_000, 3_660_000, -5].map(remaining), [
      '0 min',
      '0 min',
      '1 min',
      '1 h 1 min',
      '0 min',
    ])
  })
})
