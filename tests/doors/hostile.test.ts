import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { until } from '#tests/portico.ts'
import { type Answer, type Asked, Browser, codeOf, FORM, send, sendBytes } from './wire.ts'
import { arnOf, assign, doorWorld, enter, newPerson, signedIn } from './world.ts'

const world = await doorWorld()
const { app, origin, ada, memberAccountId } = world
const { host } = new URL(origin)
await assign(world, ada.userId, await arnOf(app, 'AdministratorAccess'), memberAccountId)
const administrator = await signedIn(origin, ada.userName)
await enter(administrator, memberAccountId)
await newPerson(app, 'grace')

/** What an answer must never hold: the inside of the server. */
const INTERNALS =
  /\bat (?:[\w.<> ]+\()?(?:file:|node:|\/)|node_modules|\/server\/|\.(?:ts|js|mjs):\d|\b(?:select|insert|update|delete) .*\b(?:from|into|set|where)\b|sqlite|kysely|pg_|(?:Type|Syntax|Range|Reference)Error|Unexpected (?:token|end)|undefined is not|Cannot read|FST_ERR/i

const isRefused = (answer: Answer): boolean =>
  (answer.status === 303 && String(answer.headers.location).startsWith('/signin')) ||
  (answer.status >= 400 && answer.status < 500 && codeOf(answer) !== undefined)

const leaks = ({ headers, body }: Answer): boolean => {
  // Codes and their pages are ours to show, and some speak of databases on purpose.
  const text = body.replaceAll(/"(?:cause|fix)":"[^"]*"/g, '')
  return !String(headers.location ?? '').startsWith('/') && INTERNALS.test(text)
}

/** The answer beyond the limit on traffic, which would hide all others. */
async function unthrottled(asked: Asked): Promise<Answer> {
  let answer = await send(origin, asked)
  await until(async () => {
    if (codeOf(answer) !== 'http.rate_limited') return true
    answer = await send(origin, asked)
    return false
  })
  return answer
}

/** Sends all, and says what was wrong with the answers. */
async function faults(asked: readonly (readonly [why: string, asked: Asked])[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const [why, one] of asked) {
    const answer = await unthrottled(one)
    const name = `${one.method ?? 'GET'} ${one.path.slice(0, 60)} ${why}: ${answer.status} ${codeOf(answer)}`
    if (!isRefused(answer)) found.push(`${name} was not refused`)
    if (leaks(answer)) found.push(`${name} tells ${INTERNALS.exec(answer.body)?.[0]}`)
  }
  return found
}

const deep = (open: string, close: string): string => open.repeat(12_000) + close.repeat(12_000)

const JSON_BODIES: Readonly<Record<string, string | Buffer>> = {
  'cut off': '{"clientName":"x',
  nothing: '',
  null: 'null',
  'a list': '[]',
  'a text': '"x"',
  'a number without end': `{"clientName":${'9'.repeat(5_000)}}`,
  'half a surrogate pair': '{"clientName":"\\ud800","clientType":"\\udfff"}',
  'U+0000': '{"clientName":"\\u0000","clientId":"\\u0000","clientSecret":"\\u0000","startUrl":"\\u0000"}',
  'invalid UTF-8': Buffer.from('7b22636c69656e744e616d65223a22ff fe227d'.replace(' ', ''), 'hex'),
  'lists 12,000 deep': `{"clientName":${deep('[', ']')}}`,
  'objects without end': '{"a":'.repeat(10_000),
  'a key __proto__': '{"__proto__":{"polluted":"yes","grantType":"refresh_token"}}',
  'a key constructor': '{"constructor":{"prototype":{"polluted":"yes"}}}',
  'objects for texts': '{"clientName":{},"clientType":{"toString":1},"clientId":[],"clientSecret":true,"grantType":{}}',
  'SQL for texts': `{"clientId":"' or 1=1 --","clientSecret":"'; drop table event; --","grantType":"refresh_token","startUrl":"'"}`,
}

const FORM_BODIES: Readonly<Record<string, string | Buffer>> = {
  nothing: '',
  'an empty field': '=',
  'a field sent twice': 'username=a&username=b&token=a&token=b&SAMLResponse=a&SAMLResponse=b',
  'broken escapes': 'username=%&token=%zz&password=%u0000&SAMLResponse=%',
  'U+0000': 'username=%00&token=%00&password=%00&SAMLResponse=%00&user_code=%00',
  'invalid UTF-8': 'username=%ff%fe&token=%c0%80&SAMLResponse=%ff',
  'raw bytes': Buffer.from([0, 255, 254, 61, 0, 38, 61, 61]),
  'a key __proto__': '__proto__=yes&__proto__[polluted]=yes&constructor.prototype.polluted=yes',
  'very many fields': 'a=1&'.repeat(3_000),
  markup: 'username=<script>alert(1)</script>&token=<b>&SAMLResponse=<x/>',
  'an XML bomb': `SAMLResponse=${encodeURIComponent(Buffer.from('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>').toString('base64'))}`,
  'XML without end': `SAMLResponse=${encodeURIComponent(Buffer.from('<a>'.repeat(3_000)).toString('base64'))}`,
}

const posts = app.routes().filter(({ method }) => method === 'POST')
const pathOf = (path: string): string =>
  path.replace(':accountId', memberAccountId).replace(':roleName', 'OrganizationAccountAccessRole')

describe('malformed bodies are refused by code at every door', () => {
  test('bodies over the limit, whether or not they say their length', async () => {
    for (const { path } of posts) {
      // What administers reads JSON alone, and looks at nothing of another type.
      const type = path.startsWith('/api/') ? 'application/json' : FORM
      const start = `POST ${pathOf(path)} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nConnection: close\r\n`
      const told = await sendBytes(origin, `${start}Content-Length: 9000000\r\n\r\nx`)
      assert.match(told, /^HTTP\/1\.1 4\d\d /, path)
      assert.match(told, /body_too_large|unknown_token/, path)
      assert.doesNotMatch(told, INTERNALS, path)
    }
    const chunk = 'a'.repeat(17 * 1024)
    const head = `POST /signin HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n`
    const untold = await sendBytes(origin, `${head}Connection: close\r\n\r\n4400\r\n${chunk}\r\n0\r\n\r\n`)
    assert.match(untold, /^HTTP\/1\.1 4\d\d .*http\.body_too_large/s)
  })

  for (const { path } of posts) {
    test(`POST ${path}`, async () => {
      const from = { origin, 'sec-fetch-site': 'same-origin', cookie: administrator.cookie }
      const bodies = [
        ...Object.entries(JSON_BODIES).map(([why, body]) => ['application/json', why, body] as const),
        ...Object.entries(FORM_BODIES).map(([why, body]) => [FORM, why, body] as const),
        ['image/png', 'of a type that is none of ours', 'x'] as const,
        ['x', 'of no type', 'x'] as const,
      ]
      const asked = bodies.map(([type, why, body]) => {
        const headers = { ...from, 'content-type': type }
        return [`${type}, ${why}`, { method: 'POST', path: pathOf(path), headers, body }] as const
      })
      assert.deepEqual(await faults(asked), [])
      assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
    })
  }
})

describe('hostile values in forms of our own are refused by code', () => {
  const long = 'a'.repeat(10_000)
  const names = [
    '',
    ' ',
    '\0',
    'a\u0000b',
    '\u202e',
    long,
    '%00',
    "' or 1=1 --",
    '<script>',
    '%{7*7}',
    '{{7*7}}',
    '\r\nSet-Cookie: x=y',
  ]

  test('names and passwords of a sign-in', async () => {
    for (const [place, username] of names.entries()) {
      const browser = new Browser(origin)
      const first = await browser.get('/signin')
      const named = await browser.submit('/signin', first.body, { username })
      assert.ok(named.status === 303 || named.status === 400, username)
      assert.equal(leaks(named), false)
      if (named.status !== 303) continue
      const second = await browser.get('/signin/password')
      assert.doesNotMatch(second.body, /<script>|\r\nSet-Cookie/)
      const answer = await browser.submit('/signin/password', second.body, { password: names[place] ?? '' })
      assert.ok([401, 429].includes(answer.status), `${username}: ${answer.status}`)
      assert.equal(leaks(answer), false)
    }
  })

  test('codes of devices', async () => {
    const page = await administrator.get('/device')
    for (const user_code of names) {
      const shown = await administrator.submit('/device', page.body, { user_code, decision: 'allow' })
      assert.ok([400, 403, 404, 429].includes(shown.status), `${user_code.slice(0, 20)}: ${shown.status}`)
      assert.equal(leaks(shown), false)
      assert.doesNotMatch(shown.body, /value="<script>/)
    }
  })

  test('return addresses that lead away', async () => {
    const away = [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'javascript:alert(1)',
      '/%0d%0aX: y',
      '/\t/evil.example',
    ]
    for (const address of away) {
      const answer = await administrator.get(`/signin?return=${encodeURIComponent(address)}`)
      assert.equal(answer.status, 303)
      const to = new URL(String(answer.headers.location), origin)
      assert.equal(to.origin, origin, address)
    }
  })

  test('descriptions of a role, in the console of an account', async () => {
    const path = `/cloud/console/${memberAccountId}/roles/OrganizationAccountAccessRole`
    const page = await administrator.get(path)
    const role = /<form method="post" action="[^"]+roles[\s\S]*?<\/form>/.exec(page.body)?.[0] ?? ''
    for (const description of ['a\u0000b', 'x'.repeat(5_000)]) {
      const answer = await administrator.submit(path, role, { description })
      assert.ok(isRefused(answer), `${description.slice(0, 9)}: ${answer.status}`)
      assert.equal(INTERNALS.exec(answer.body)?.[0], undefined)
    }
  })
})
