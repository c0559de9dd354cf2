import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import { systemClock } from '#server/base/clock.ts'
import { keys, MANAGEMENT, startServer, type TestServer } from './testing/server.ts'

let server: TestServer
before(async () => {
  server = await startServer()
})
after(() => server.close())
beforeEach(() => {
  for (const log of [server.recorded, server.counted, server.browserAsked]) log.length = 0
})

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** By node:http, since fetch does not let a caller choose Host. */
function send({ method = 'POST', path = '/', headers, body = '' }: Sent, to = server.url): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(new URL(path, to), { method, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const JSON_HEADERS = {
  host: 'portal.example:18443',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'SWBExternalService.ListInstances',
}
const FORM_HEADERS = {
  host: 'portal.example:18443',
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
}
const WHO = 'Action=GetCallerIdentity&Version=2011-06-15'

const signer = (service: string) =>
  new SignatureV4({ service, region: 'us-east-1', credentials: keys.admin, sha256: Sha256 })

async function sign(sent: Sent, service: string, at = systemClock()): Promise<Sent> {
  const { method = 'POST', headers, body = '' } = sent
  const query = Object.fromEntries(new URL(sent.path ?? '/', 'http://x').searchParams)
  const request = new HttpRequest({ method, path: '/', query, headers: { ...headers }, body })
  return { ...sent, headers: (await signer(service).sign(request, { signingDate: new Date(at) })).headers }
}

const json = ({ body }: Received) => JSON.parse(body) as Record<string, unknown>
const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('a Host with a port of its own is verified as it was sent', async () => {
  const sent = await sign({ headers: JSON_HEADERS, body: '{}' }, 'sso')
  assert.equal((await send(sent)).status, 200)
  const moved = await send({ ...sent, headers: { ...sent.headers, host: 'portal.example' } })
  assert.equal(json(moved).__type, 'InvalidSignatureException')
})

test('one altered byte of the body is noticed, with and without the hash in a header', async () => {
  const sent = await sign({ headers: JSON_HEADERS, body: '{"MaxResults":1}' }, 'sso')
  const answer = await send({ ...sent, body: '{"MaxResults":2}' })
  assert.equal(answer.status, 400)
  assert.equal(json(answer).__type, 'InvalidSignatureException')
  assert.deepEqual(server.counted, ['sigv4.body_altered'])
  assert.deepEqual(server.recorded, [])
})

test('a refusal says how many seconds the clock of the caller is off', async () => {
  const answer = await send(await sign({ headers: JSON_HEADERS, body: '{}' }, 'sso', systemClock() - 900_000))
  const { __type, Message, message, refusal } = json(answer)
  assert.equal(__type, 'InvalidSignatureException')
  assert.equal(Message, message)
  assert.match(String(Message), /^Signature expired: /)
  const record = refusal as Record<string, unknown>
  assert.equal(record.code, 'sigv4.skew')
  assert.match(String(record.observed), /^the caller's date is 90\d seconds behind this server's$/)
  assert.equal(record.reference, answer.headers['x-amzn-requestid'])
})

for (const [why, credentials, jsonName, queryCode] of [
  ['a wrong secret', { ...keys.admin, secretAccessKey: 'wrong' }, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
  [
    'an unknown key',
    { ...keys.admin, accessKeyId: 'AKIAUNKNOWNUNKNOWN22' },
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ],
  [
    'a session token of another key',
    { ...keys.admin, sessionToken: 'x' },
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ],
  ['an expired session', keys.expired, 'ExpiredTokenException', 'ExpiredToken'],
] as const) {
  test(`${why} is ${jsonName} for JSON and ${queryCode} for query services`, async () => {
    const by = (service: string) => new SignatureV4({ service, region: 'r', credentials, sha256: Sha256 })
    const post = async (service: string, headers: Record<string, string>, body: string) =>
      send({
        headers: (await by(service).sign(new HttpRequest({ method: 'POST', path: '/', headers, body }))).headers,
        body,
      })
    const jsonAnswer = await post('sso', JSON_HEADERS, '{}')
    assert.equal(jsonAnswer.status, 400)
    assert.equal(json(jsonAnswer).__type, jsonName)
    const queryAnswer = await post('sts', FORM_HEADERS, WHO)
    assert.equal(queryAnswer.status, 403)
    assert.match(queryAnswer.body, new RegExp(`<Type>Sender</Type><Code>${queryCode}</Code>`))
    assert.deepEqual(server.recorded, [])
  })
}

test('the query form is answered to GET too, signed by header or in the query', async () => {
  const byHeader = await send(await sign({ method: 'GET', path: `/?${WHO}`, headers: { host: 'h:1' } }, 'sts'))
  assert.match(byHeader.body, new RegExp(`<Account>${MANAGEMENT}</Account>`))
  const request = new HttpRequest({
    path: '/',
    headers: { host: 'h:1' },
    query: Object.fromEntries(new URLSearchParams(WHO)),
  })
  const { query } = await signer('sts').presign(request, { expiresIn: 60 })
  const path = `/?${new URLSearchParams(query as Record<string, string>)}`
  assert.equal((await send({ method: 'GET', path, headers: { host: 'h:1' } })).status, 200)
  assert.equal(
    (await send({ method: 'GET', path: path.replace('us-east-1', 'us-east-2'), headers: { host: 'h:1' } })).status,
    403,
  )
})

test('who opens the address in a browser is sent to the portal', async () => {
  const answer = await send({ method: 'GET', headers: {} })
  assert.equal(answer.status, 303)
  assert.equal(answer.headers.location, '/start')
})

test('a browser session counts on JSON calls alone, and never beside an Authorization header', async () => {
  const browsing = await startServer({ browser: true })
  const cookie = { cookie: 'portico_session=x' }
  assert.equal((await send({ headers: { ...JSON_HEADERS, ...cookie }, body: '{}' }, browsing.url)).status, 200)
  assert.deepEqual(browsing.browserAsked, ['ListInstances'])
  const signed = await send({ headers: { ...JSON_HEADERS, ...cookie, authorization: 'Bearer x' } }, browsing.url)
  assert.equal(json(signed).__type, 'IncompleteSignatureException')
  const form = await send({ headers: { ...FORM_HEADERS, ...cookie }, body: WHO }, browsing.url)
  assert.match(form.body, /<Code>MissingAuthenticationToken<\/Code>/)
  assert.deepEqual(browsing.browserAsked, ['ListInstances'])
  await browsing.close()
})

const big = 'x'.repeat(1024 * 1024 + 1)

for (const [why, sent, status, name] of [
  ['nothing at all', { headers: {} }, 400, 'UnknownOperationException'],
  [
    'an unknown service',
    { headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } },
    400,
    'UnknownOperationException',
  ],
  [
    'an unknown operation',
    { headers: { 'x-amz-target': 'SWBExternalService.Nothing' } },
    400,
    'UnknownOperationException',
  ],
  [
    'a name of a prototype',
    { headers: { 'x-amz-target': 'SWBExternalService.constructor' } },
    400,
    'UnknownOperationException',
  ],
  [
    'a body of another type',
    { headers: { 'content-type': 'text/plain' }, body: 'x' },
    400,
    'UnknownOperationException',
  ],
  ['a broken content type', { headers: { 'content-type': ';;' }, body: 'x' }, 400, 'SerializationException'],
  ['no signature', { headers: JSON_HEADERS, body: '{}' }, 400, 'MissingAuthenticationTokenException'],
  ['a large JSON body', { headers: JSON_HEADERS, body: big }, 413, 'RequestEntityTooLargeException'],
  ['a large form', { headers: FORM_HEADERS, body: big }, 413, 'RequestEntityTooLarge'],
  ['an empty form', { headers: FORM_HEADERS, body: '' }, 400, 'InvalidAction'],
  ['an unknown action', { headers: FORM_HEADERS, body: 'Action=X&Version=2010-05-08' }, 400, 'InvalidAction'],
  ['an unknown version', { headers: FORM_HEADERS, body: 'Action=GetRole&Version=2000-01-01' }, 400, 'InvalidAction'],
  ['a form that is none', { headers: FORM_HEADERS, body: 'Action=%zz' }, 400, 'ValidationError'],
  ['an action given twice', { headers: FORM_HEADERS, body: `${WHO}&Action=GetRole` }, 400, 'ValidationError'],
  ['an unsigned form', { headers: FORM_HEADERS, body: WHO }, 403, 'MissingAuthenticationToken'],
] as const satisfies readonly (readonly [string, Sent, number, string])[]) {
  test(`${why} is answered ${status} ${name}, counted and not recorded`, async () => {
    const answer = await send(sent)
    assert.equal(answer.status, status)
    if (String(answer.headers['content-type']).startsWith('text/xml')) {
      assert.match(answer.body, new RegExp(`<Code>${name}</Code>`))
    } else {
      assert.equal(answer.headers['content-type'], 'application/x-amz-json-1.1')
      assert.equal(json(answer).__type, name)
    }
    assert.match(String(answer.headers['x-amzn-requestid']), REQUEST_ID)
    assert.equal(server.counted.length, 1)
    assert.deepEqual(server.recorded, [])
  })
}

test('a signed body that is not JSON is a SerializationException, recorded', async () => {
  const answer = await send(await sign({ headers: JSON_HEADERS, body: 'Action=x' }, 'sso'))
  assert.equal(json(answer).__type, 'SerializationException')
  assert.deepEqual(
    server.recorded.map(({ code }) => code),
    ['aws.unreadable_body'],
  )
})

test('old clients may call JSON by application/json, and CloudTrail by its long target', async () => {
  const headers = { ...JSON_HEADERS, 'content-type': 'application/json' }
  assert.equal((await send(await sign({ headers, body: '' }, 'sso'))).status, 200)
  for (const prefix of ['com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101', 'CloudTrail_20131101']) {
    const answer = await send({ headers: { ...JSON_HEADERS, 'x-amz-target': `${prefix}.LookupEvents` }, body: '{}' })
    assert.equal(json(answer).__type, 'UnsupportedOperationException')
  }
})

test('a signature made for one service does not open another', async () => {
  const answer = await send(await sign({ headers: JSON_HEADERS, body: '{}' }, 'identitystore'))
  assert.match(String(json(answer).Message), /^Credential should be scoped to correct service: 'sso'\./)
})
