import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { checkClaim, readClaim, type SignedRequest, verifySignature } from './index.ts'

const NOW = Date.parse('2026-11-24T10:00:00Z')
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET }
const body = Buffer.from('{"Name":"ReadOnly"}')

const signer = (service = 'sso') =>
  new SignatureV4({ service, region: 'eu-west-1', credentials, sha256: Sha256, applyChecksum: false })

const plain = {
  host: 'portal.example:8443',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'SWBExternalService.ListInstances',
}

async function signed(headers: Record<string, string> = plain, at = NOW, bytes = body): Promise<SignedRequest> {
  const request = new HttpRequest({ method: 'POST', path: '/', headers, body: bytes })
  const answer = await signer().sign(request, {
    signingDate: new Date(at),
    signableHeaders: new Set(Object.keys(headers)),
  })
  return { method: 'POST', path: '/', query: new Map(), headers: lowerCase(answer.headers), body: bytes }
}

const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

async function presigned(expiresIn: number): Promise<SignedRequest> {
  const request = new HttpRequest({ path: '/', headers: { host: 'h:1' }, query: { Action: 'GetCallerIdentity' } })
  const { query } = await signer('sts').presign(request, { signingDate: new Date(NOW), expiresIn })
  const form = new Map(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]))
  return { method: 'GET', path: '/', query: form, headers: { host: 'h:1' }, body: new Uint8Array() }
}

async function judge(request: SignedRequest, { service = 'sso', now = NOW, secret = SECRET } = {}): Promise<string> {
  try {
    const claim = readClaim(request)
    checkClaim(claim, service, now)
    await verifySignature(request, claim, secret)
    return 'accepted'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

const with_ = (request: SignedRequest, headers: Record<string, string>): SignedRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
})

test('the signature of the published test suite is computed', async () => {
  const request = {
    method: 'GET',
    path: '/',
    query: new Map(),
    headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
    body: new Uint8Array(),
  }
  await verifySignature(
    request,
    {
      accessKeyId: 'AKIDEXAMPLE',
      date: '20150830',
      longDate: '20150830T123600Z',
      signedAt: Date.parse('2015-08-30T12:36:00Z'),
      region: 'us-east-1',
      service: 'service',
      signedHeaders: ['host', 'x-amz-date'],
      signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    },
    SECRET,
  )
})

test('a signed request is accepted, with its port in Host', async () => {
  assert.equal(await judge(await signed()), 'accepted')
})

test('a header that signers usually leave out is verified when it was signed', async () => {
  for (const extra of ['user-agent', 'connection', 'content-length', 'sec-fetch-site']) {
    assert.equal(await judge(await signed({ ...plain, [extra]: 'a  b ' })), 'accepted', extra)
  }
})

test('a request altered on its way is refused', async () => {
  const request = await signed()
  for (const [why, altered] of [
    ['one byte of the body', { ...request, body: Buffer.from('{"Name":"ReadOnlz"}') }],
    ['the port of the host', with_(request, { host: 'portal.example' })],
    ['the target', with_(request, { 'x-amz-target': 'SWBExternalService.DeleteInstance' })],
    ['the method', { ...request, method: 'GET' }],
    ['the query', { ...request, query: new Map([['a', 'b']]) }],
  ] as const) {
    assert.equal(await judge(altered), 'sigv4.mismatch', why)
  }
  assert.equal(await judge(request, { secret: 'another' }), 'sigv4.mismatch')
})

test('the hash of the body in a header must be that of the body', async () => {
  const hash = new Sha256()
  hash.update(body)
  const right = Buffer.from(await hash.digest()).toString('hex')
  assert.equal(await judge(await signed({ ...plain, 'x-amz-content-sha256': right })), 'accepted')
  for (const wrong of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', right.toUpperCase(), '']) {
    assert.equal(await judge(await signed({ ...plain, 'x-amz-content-sha256': wrong })), 'sigv4.body_altered', wrong)
  }
})

test('host and every x-amz header must be signed; what load balancers add need not', async () => {
  const request = await signed()
  assert.equal(await judge(with_(request, { 'x-amz-meta': '1' })), 'sigv4.unsigned_header')
  assert.equal(await judge(with_(request, { 'x-amz-security-token': 't' })), 'sigv4.unsigned_header')
  assert.equal(await judge(with_(request, { 'x-amzn-trace-id': '1', 'x-forwarded-for': 'a' })), 'accepted')
  const { host: _, ...hostless } = plain
  assert.equal(await judge(with_(await signed(hostless), { host: 'h' })), 'sigv4.unsigned_header')
})

test('a signature lives five minutes either way, and the refusal says how far the clock is off', async () => {
  const request = await signed()
  assert.equal(await judge(request, { now: NOW + 300_000 }), 'accepted')
  assert.equal(await judge(request, { now: NOW - 300_000 }), 'accepted')
  assert.equal(await judge(request, { now: NOW + 301_000 }), 'sigv4.skew')
  assert.equal(await judge(request, { now: NOW - 301_000 }), 'sigv4.skew')
  assert.throws(
    () => checkClaim(readClaim(request), 'sso', NOW + 900_000),
    (error: Refusal) => error.details.observed === "the caller's date is 900 seconds behind this server's",
  )
})

test('a signature for another service is refused', async () => {
  assert.equal(await judge(await signed(), { service: 'iam' }), 'sigv4.wrong_service')
})

test('a presigned request is accepted as long as it says, and not a second longer', async () => {
  const request = await presigned(60)
  assert.equal(await judge(request, { service: 'sts' }), 'accepted')
  assert.equal(await judge(request, { service: 'sts', now: NOW + 60_000 }), 'accepted')
  assert.equal(await judge(request, { service: 'sts', now: NOW + 61_000 }), 'sigv4.skew')
  const longer = { ...request, query: new Map([...request.query, ['X-Amz-Expires', '3600']]) }
  assert.equal(await judge(longer, { service: 'sts' }), 'sigv4.mismatch')
  const twice = { ...request, headers: { ...request.headers, authorization: 'AWS4-HMAC-SHA256 x' } }
  assert.equal(await judge(twice, { service: 'sts' }), 'sigv4.malformed')
})

const good = {
  Credential: 'AKIAIOSFODNN7EXAMPLE/20261124/eu-west-1/sso/aws4_request',
  SignedHeaders: 'host;x-amz-date',
  Signature: 'a'.repeat(64),
}
const authorization = (fields: Record<string, string>) =>
  `AWS4-HMAC-SHA256 ${Object.entries({ ...good, ...fields })
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`

const arrived = (header: string, date = '20261124T100000Z'): SignedRequest => ({
  method: 'POST',
  path: '/',
  query: new Map(),
  headers: { host: 'h', 'x-amz-date': date, authorization: header },
  body: new Uint8Array(),
})

for (const [why, header, date] of [
  ['another scheme', 'Bearer abc'],
  ['SigV4a', 'AWS4-ECDSA-P256-SHA256 Credential=a'],
  ['nothing after the algorithm', 'AWS4-HMAC-SHA256 '],
  ['an empty header', ''],
  ['a key id that is too short', authorization({ Credential: 'AKID/20261124/eu-west-1/sso/aws4_request' })],
  ['a key id that is too long', authorization({ Credential: `${'A'.repeat(129)}/20261124/r/sso/aws4_request` })],
  ['a slash in the key id', authorization({ Credential: 'AKIAIOSFODNN7/EXAMPLE/20261124/r/sso/aws4_request' })],
  ['another terminator', authorization({ Credential: 'AKIAIOSFODNN7EXAMPLE/20261124/r/sso/aws5_request' })],
  ['a line break in the region', authorization({ Credential: 'AKIAIOSFODNN7EXAMPLE/20261124/r\n/sso/aws4_request' })],
  ['a signature in capitals', authorization({ Signature: 'A'.repeat(64) })],
  ['a short signature', authorization({ Signature: 'abc' })],
  ['no signed headers', authorization({ SignedHeaders: '' })],
  ['a header in capitals', authorization({ SignedHeaders: 'Host;x-amz-date' })],
  ['a header that is not in the request', authorization({ SignedHeaders: 'host;x-amz-date;x-other' })],
  ['a header from the prototype', authorization({ SignedHeaders: 'constructor;host;x-amz-date' })],
  ['the prototype', authorization({ SignedHeaders: '__proto__;host;x-amz-date' })],
  ['a header twice', authorization({ SignedHeaders: 'host;host;x-amz-date' })],
  ['too many headers', authorization({ SignedHeaders: 'host;'.repeat(100) })],
  ['a field twice', `${authorization({})}, Signature=${'b'.repeat(64)}`],
  ['an endless header', authorization({ Junk: 'x'.repeat(5000) })],
  [
    'a date that does not exist',
    authorization({ Credential: 'AKIAIOSFODNN7EXAMPLE/20260231/r/sso/aws4_request' }),
    '20260231T100000Z',
  ],
  ['an hour that does not exist', authorization({}), '20261124T250000Z'],
  ['a date of another form', authorization({}), '2026-11-24T10:00:00Z'],
  ['a scope of another day', authorization({}), '20261123T100000Z'],
] as const) {
  test(`a claim with ${why} is malformed`, async () => {
    assert.equal(await judge(arrived(header, date)), 'sigv4.malformed')
  })
}

test('a request without any signature is told so', async () => {
  assert.equal(await judge({ ...arrived(''), headers: { host: 'h' } }), 'sigv4.missing')
})

test('fields may come in any order and without spaces', () => {
  const header = `AWS4-HMAC-SHA256 Signature=${good.Signature},SignedHeaders=${good.SignedHeaders},Credential=${good.Credential}`
  assert.equal(readClaim(arrived(header)).accessKeyId, 'AKIAIOSFODNN7EXAMPLE')
})

test('whatever the header holds, the answer is a refusal', async () => {
  const piece = fc.oneof(
    fc.constantFrom('AWS4-HMAC-SHA256 ', 'Credential=', ', ', '=', ';', '/', good.Credential, good.SignedHeaders),
    fc.constantFrom('SignedHeaders=', 'Signature=', good.Signature, '__proto__', '\0', '%'),
    fc.string({ unit: 'binary' }),
  )
  const anyHeader = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))
  await fc.assert(
    fc.asyncProperty(anyHeader, fc.string(), async (header, date) => {
      assert.match(await judge(arrived(header, date)), /^sigv4\./)
    }),
  )
})
