import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import { services } from '#server/protocols/aws/services.ts'
import { type Asked, codeOf, FORM, send, sendBytes } from './wire.ts'
import { doorWorld } from './world.ts'

const world = await doorWorld()
const { app, origin, ada } = world
const { host } = new URL(origin)

const TARGET = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SWBExternalService.ListInstances' }

type Headers = Readonly<Record<string, string>>

/** Signs a call of an AWS API; valid in itself, whatever it says. */
async function signed(service: string, given: Headers, body: string | Buffer, at = new Date()): Promise<Asked> {
  const signer = new SignatureV4({ service, region: 'us-east-1', credentials: ada, sha256: Sha256 })
  const request = new HttpRequest({ method: 'POST', path: '/', headers: { host, ...given }, body })
  const { headers } = await signer.sign(request, { signingDate: at })
  return { method: 'POST', path: '/', headers, body }
}

async function answerTo(asked: Asked) {
  const answer = await send(origin, asked)
  assert.doesNotMatch(answer.body, /\.ts:\d|node_modules|TypeError|RangeError|SyntaxError/)
  return { status: answer.status, code: codeOf(answer) }
}

const SCOPE = `${ada.accessKeyId}/20261124/us-east-1/sso/aws4_request`
const claim = (rest: string): string => `AWS4-HMAC-SHA256 ${rest}`

describe('hostile signatures are refused by code', () => {
  const authorizations = [
    ['nothing', ''],
    ['another scheme', 'Basic YTpi'],
    ['the scheme alone', 'AWS4-HMAC-SHA256'],
    ['an older algorithm', `AWS4-HMAC-SHA1 Credential=${SCOPE}, SignedHeaders=host, Signature=00`],
    ['an asymmetric algorithm', `AWS4-ECDSA-P256-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=00`],
    ['no signature', claim(`Credential=${SCOPE}, SignedHeaders=host`)],
    ['an empty signature', claim(`Credential=${SCOPE}, SignedHeaders=host, Signature=`)],
    ['a signature that is no hex', claim(`Credential=${SCOPE}, SignedHeaders=host, Signature=${'z'.repeat(64)}`)],
    ['a credential twice', claim(`Credential=${SCOPE}, Credential=${SCOPE}, SignedHeaders=host, Signature=00`)],
    ['a scope without parts', claim('Credential=x, SignedHeaders=host, Signature=00')],
    ['a scope of too many parts', claim(`Credential=${SCOPE}/a/b, SignedHeaders=host, Signature=00`)],
    [
      'a date that is none',
      claim(`Credential=${SCOPE.replace('20261124', 'today')}, SignedHeaders=host, Signature=00`),
    ],
    ['signed headers that do not come', claim(`Credential=${SCOPE}, SignedHeaders=host;x-gone, Signature=00`)],
    ['no signed headers', claim(`Credential=${SCOPE}, SignedHeaders=, Signature=00`)],
    ['very many signed headers', claim(`Credential=${SCOPE}, SignedHeaders=${'a;'.repeat(9_000)}, Signature=00`)],
    ['a very long credential', claim(`Credential=${'A'.repeat(20_000)}, SignedHeaders=host, Signature=00`)],
    ['a key __proto__', claim(`__proto__=x, Credential=__proto__/__proto__/a/sso/aws4_request, Signature=constructor`)],
    ['bytes above ASCII', claim(`Credential=${SCOPE}, SignedHeaders=host, Signature=\u00ff\u00fe`)],
  ] as const
  for (const [why, authorization] of authorizations)
    test(`an Authorization header with ${why}`, async () => {
      for (const more of [{}, { 'x-amz-date': '20261124T000000Z' }, { 'x-amz-date': 'never' }]) {
        const asked = { method: 'POST', path: '/', headers: { ...TARGET, authorization, ...more }, body: '{}' }
        const { status, code = '' } = await answerTo(asked)
        assert.ok(status === 400 || status === 403, String(status))
        assert.match(code, /^sigv4\./)
      }
    })

  const alterations: readonly (readonly [string, string, (asked: Asked) => Asked])[] = [
    ['a body that was changed', 'sigv4.', asked => ({ ...asked, body: '{"a":1}' })],
    [
      'a target that was changed',
      'sigv4.mismatch',
      asked => withHeader(asked, { 'x-amz-target': 'SWBExternalService.ListPermissionSets' }),
    ],
    ['a header of AWS that is not signed', 'sigv4.unsigned_header', asked => withHeader(asked, { 'x-amz-extra': 'x' })],
    [
      'a token that is not signed',
      'sigv4.unsigned_header',
      asked => withHeader(asked, { 'x-amz-security-token': 'x' }),
    ],
    ['a query that is not signed', 'sigv4.mismatch', asked => ({ ...asked, path: '/?a=b' })],
  ]
  const withHeader = (asked: Asked, headers: Headers): Asked => ({
    ...asked,
    headers: { ...asked.headers, ...headers },
  })
  for (const [why, expected, alter] of alterations)
    test(`a good signature with ${why}`, async () => {
      const good = await signed('sso', TARGET, '{}')
      assert.equal((await answerTo(good)).status, 200)
      const { status, code = '' } = await answerTo(alter(good))
      assert.ok(status === 400 || status === 403, String(status))
      assert.ok(code.startsWith(expected), code)
    })

  const claims = [
    ['of another service', 'sigv4.wrong_service', () => signed('iam', TARGET, '{}')],
    ['made ten minutes ago', 'sigv4.skew', () => signed('sso', TARGET, '{}', new Date(Date.now() - 600_000))],
    ['made ten minutes ahead', 'sigv4.skew', () => signed('sso', TARGET, '{}', new Date(Date.now() + 600_000))],
    [
      'with a session token of nobody',
      'cloud.session_altered',
      () => signed('sso', { ...TARGET, 'x-amz-security-token': 'x'.repeat(3_000) }, '{}'),
    ],
  ] as const
  for (const [why, expected, ask] of claims)
    test(`a signature ${why}`, async () => {
      assert.equal((await answerTo(await ask())).code, expected)
    })
})

describe('hostile input of a proven caller is refused by code', () => {
  const bodies: readonly (readonly [string, string | Buffer])[] = [
    ['cut off', '{"InstanceArn":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['nested deep in a document', `{"Extensions":{"x":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`],
    [
      'every member of a wrong type',
      '{"InstanceArn":1,"IdentityStoreId":{},"Name":[],"UserName":false,"MaxResults":"x","Filters":1,"Tags":{}}',
    ],
    [
      'U+0000 everywhere',
      '{"InstanceArn":"\\u0000","IdentityStoreId":"\\u0000","Name":"\\u0000","UserName":"\\u0000","DisplayName":"\\u0000","UserId":"\\u0000","GroupId":"\\u0000","PermissionSetArn":"\\u0000"}',
    ],
    ['keys of prototypes', `{"__proto__":{"InstanceArn":"${world.instanceArn}"},"constructor":{},"hasOwnProperty":1}`],
  ]
  for (const [why, body] of bodies)
    test(`JSON that is ${why}, at every operation that needs input`, async () => {
      const built = Object.entries(app.operations) as [keyof typeof services, readonly { name: string }[]][]
      for (const [service, operations] of built) {
        const facts = services[service]
        if (facts.protocol !== 'json') continue
        for (const { name } of operations) {
          const target = { ...TARGET, 'x-amz-target': `${facts.targets[0]}.${name}` }
          const { status, code } = await answerTo(await signed(facts.signingName, target, body))
          assert.ok(
            status === 400 || (status === 200 && !/^(Create|Update|Delete|Put|Attach)/.test(name)),
            `${name}: ${status} ${code}`,
          )
          if (status === 400) assert.ok(code !== undefined, name)
        }
      }
    })

  const forms = [
    ['a parameter twice', 'RoleName=a&RoleName=b&UserName=a&UserName=b'],
    ['lists with a gap', 'Tags.member.1.Key=a&Tags.member.99999999.Key=b'],
    ['lists numbered from nothing', 'Tags.member.0.Key=a&Tags.member.-1.Key=b&Tags.member.1e9.Key=c'],
    ['names of prototypes', '__proto__.x=1&RoleName.__proto__=1&Tags.member.constructor=1&constructor=1'],
    ['U+0000', 'RoleName=%00&UserName=%00&PolicyArn=%00&RoleArn=%00'],
    ['names of 20,000 parts', `${'a.'.repeat(20_000)}=1`],
    ['structures for texts', 'RoleName.a.b.c=1&UserName.member.1=x'],
  ] as const
  for (const [why, form] of forms)
    test(`forms with ${why}, at every operation`, async () => {
      for (const service of ['iam', 'sts'] as const) {
        const facts = services[service]
        if (facts.protocol !== 'query') continue
        for (const { name } of app.operations[service] ?? []) {
          const body = `Action=${name}&Version=${facts.version}&${form}`
          const { status, code } = await answerTo(await signed(service, { 'content-type': FORM }, body))
          assert.ok(status < 500, `${name}: ${status} ${code}`)
          if (status !== 200) assert.ok(code !== undefined, name)
        }
      }
      assert.equal(Object.hasOwn(Object.prototype, 'x'), false)
    })
})

describe('whatever comes over the network', () => {
  const get = (path: string, headers = `Host: ${host}\r\n`) =>
    `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`
  const raw: readonly (readonly [string, string, RegExp])[] = [
    ['an unknown host', get('/start/', 'Host: evil.example\r\n'), /^HTTP\/1\.1 400 .*http\.unknown_host/s],
    ['a host with credentials', get('/start/', `Host: a@${host}\r\n`), /^HTTP\/1\.1 400 /],
    ['two hosts', get('/start/', `Host: evil.example\r\nHost: ${host}\r\n`), /^HTTP\/1\.1 400 /],
    ['no host', get('/start/', ''), /^HTTP\/1\.1 400 /],
    ['HTTP/1.0 without a host', 'GET /start/ HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 400 .*http\.unknown_host/s],
    ['an address of another server', get('http://evil.example/start/', 'Host: evil.example\r\n'), /^HTTP\/1\.1 400 /],
    [
      'headers without end',
      get('/start/', `Host: ${host}\r\n${`X-A: ${'a'.repeat(1_000)}\r\n`.repeat(80)}`),
      /^(?:HTTP\/1\.1 431 |$)/,
    ],
    [
      'very many headers',
      get('/start/', `Host: ${host}\r\n${'A: b\r\n'.repeat(3_000)}`),
      /^HTTP\/1\.1 (?:200|400|431) /,
    ],
    [
      'a very long cookie',
      get('/signin', `Host: ${host}\r\nCookie: portico_session=${'a'.repeat(50_000)}\r\n`),
      /^HTTP\/1\.1 200 /,
    ],
    ['very many cookies', get('/signin', `Host: ${host}\r\nCookie: ${'a=b; '.repeat(9_000)}\r\n`), /^HTTP\/1\.1 200 /],
    [
      'cookies of prototypes',
      get('/signin', `Host: ${host}\r\nCookie: __proto__=x; constructor=y; portico_signin=__proto__\r\n`),
      /^HTTP\/1\.1 200 /,
    ],
    ['a very long address', get(`/${'a'.repeat(50_000)}`), /^HTTP\/1\.1 4\d\d /],
    ['a very long parameter', get(`/help/${'a'.repeat(5_000)}`), /^HTTP\/1\.1 4\d\d /],
    ['an escape that is none', get('/help/%zz'), /^HTTP\/1\.1 400 .*http\.malformed/s],
    ['an escape that is no UTF-8', get('/help/%ff'), /^HTTP\/1\.1 400 .*http\.malformed/s],
    ['U+0000 in the address', get('/help/%00'), /^HTTP\/1\.1 404 /],
    ['a way out of the assets', get('/start/assets/..%2f..%2f..%2fpackage.json'), /^HTTP\/1\.1 4\d\d /],
    ['a way out by dots', get('/start/assets/../../../package.json'), /^HTTP\/1\.1 4\d\d /],
    ['a name of the prototype', get('/help/__proto__'), /^HTTP\/1\.1 404 .*explain\.unknown_code/s],
    ['a door that does not exist', get('/d-0000000000/scim/v2/Users'), /^HTTP\/1\.1 404 .*http\.not_found/s],
    ['an API that does not exist', get('/api/v1/../v1/nothing'), /^HTTP\/1\.1 404 .*http\.not_found/s],
    ['another method', `TRACE / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, /^HTTP\/1\.1 4\d\d /],
    [
      'a preflight',
      `OPTIONS / HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1\.1 404 (?!.*access-control)/is,
    ],
    ['a tunnel', `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n`, /^(?:HTTP\/1\.1 4\d\d |$)/],
    [
      'an upgrade',
      get('/start/', `Host: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`),
      /^(?:HTTP\/1\.1 (?:200|4\d\d) |$)/,
    ],
    [
      'two lengths',
      `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000', /^HTTP\/1\.1 400 /],
  ]
  for (const [why, bytes, expected] of raw)
    test(`${why} gets no answer that tells of the inside, and no failure`, async () => {
      const answer = await sendBytes(origin, bytes)
      assert.match(answer, expected)
      assert.doesNotMatch(answer, /^HTTP\/1\.1 5|\.ts:\d|node_modules|TypeError|FST_ERR/)
    })

  test('the server still answers', async () => {
    assert.equal((await send(origin, { path: '/readyz' })).status, 200)
  })
})
