import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { IAMClient, ListSAMLProvidersCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithSAMLCommand, STSClient } from '@aws-sdk/client-sts'
import { clientConfig } from '#tests/portico.ts'
import { type CalledOperation, everyOperation } from './operations.ts'
import { codeOf, FORM, send } from './wire.ts'
import {
  ADMINISTRATOR,
  arnOf,
  assign,
  doorWorld,
  needed,
  newPerson,
  portalCredentials,
  roleWith,
  signedIn,
} from './world.ts'

/** Anybody with valid credentials may ask who they are: AWS denies that to nobody. */
const WHO_AM_I = 'GetCallerIdentity'
/** Unsigned by design: the assertion is the proof, and here there is none. */
const BY_ASSERTION = 'AssumeRoleWithSAML'

const world = await doorWorld()
const { app, origin, ada, memberAccountId, instance } = world
const operations = await everyOperation(app.operations)
const known = {
  InstanceArn: world.instanceArn,
  IdentityStoreId: world.identityStoreId,
  RoleArn: `arn:aws:iam::${instance.managementAccountId}:role/Powerless`,
  PrincipalArn: `arn:aws:iam::${instance.managementAccountId}:saml-provider/none`,
  RoleSessionName: 'tester',
  SAMLAssertion: 'AAAA',
}
await assign(world, ada.userId, await arnOf(app, ADMINISTRATOR), memberAccountId)
await newPerson(app, 'nobody')
const administrator = await signedIn(origin, ada.userName)
const nobody = await signedIn(origin, 'nobody')
const powerless = await roleWith(world, 'Powerless', [])
const memberAdministrator = await portalCredentials(origin, administrator, memberAccountId)

interface Refused {
  readonly status: number
  readonly requestId: string
}

type Outcome = { readonly answered: object } | { readonly refused: Refused }

/** What an official client makes of a call: the answer, or the status and reference of the refusal. */
async function outcome(call: Promise<object>): Promise<Outcome> {
  try {
    return { answered: await call }
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number; requestId?: string } }
    return { refused: { status: needed($metadata?.httpStatusCode), requestId: needed($metadata?.requestId) } }
  }
}

/** The code that the event behind a reference tells, found as anybody would: by LookupEvents. */
async function codeBehind(requestId: string): Promise<string> {
  const trail = new CloudTrailClient(clientConfig(origin, ada))
  const LookupAttributes = [{ AttributeKey: 'EventId' as const, AttributeValue: requestId }]
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }))
  const record = JSON.parse(needed(Events[0]?.CloudTrailEvent)) as Record<string, unknown>
  assert.equal(record.requestID, requestId)
  const { refusal } = record.additionalEventData as { readonly refusal: { readonly code: string } }
  return refusal.code
}

const eventCount = async (): Promise<number> =>
  Number(
    (
      await app.storage.db
        .selectFrom('event')
        .select(db => db.fn.countAll().as('n'))
        .executeTakeFirst()
    )?.n,
  )

/** Events that tell of a change, oldest first. */
async function changes(): Promise<readonly string[]> {
  const rows = await app.storage.db
    .selectFrom('event')
    .select('event_name')
    .where('read_only', '=', 0)
    .where('refusal_code', 'is', null)
    .execute()
  return rows.map(row => row.event_name)
}

/** Calls every operation; whatever is answered with something else than this code is listed. */
async function strays(
  expected: string | readonly string[],
  attack: (operation: CalledOperation) => Promise<{ readonly status: number; readonly code: string | undefined }>,
  of: readonly CalledOperation[] = operations,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const operation of of) {
    const { status, code } = await attack(operation)
    const isRefused = status >= 400 && status < 500 && code !== undefined && [expected].flat().includes(code)
    if (!isRefused) found.push(`${operation.service} ${operation.name}: ${status} ${code}`)
  }
  return found
}

async function bare(operation: CalledOperation, headers: Readonly<Record<string, string>> = {}) {
  const asked = operation.bare(known)
  const answer = await send(origin, { ...asked, headers: { ...asked.headers, ...headers } })
  assert.match(String(answer.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
  return { status: answer.status, code: codeOf(answer) }
}

const isPublic = ({ name }: CalledOperation): boolean => name === BY_ASSERTION

describe('every operation of the AWS doors', () => {
  test('is refused without credentials, and leaves no event', async () => {
    const before = await eventCount()
    const signed = operations.filter(operation => !isPublic(operation))
    assert.deepEqual(await strays('sigv4.missing', operation => bare(operation), signed), [])
    assert.deepEqual(await strays('aws.invalid_input', operation => bare(operation), operations.filter(isPublic)), [])
    assert.equal(await eventCount(), before)
  })

  test('that nobody signs leaves no event of what cannot be read', async () => {
    const iam = new IAMClient(clientConfig(origin, ada))
    const { SAMLProviderList = [] } = await iam.send(new ListSAMLProvidersCommand({}))
    const PrincipalArn = needed(SAMLProviderList[0]?.Arn)
    const before = await eventCount()
    for (const SAMLAssertion of ['AAAA', '%%%%', Buffer.from('<a><b>').toString('base64'), 'A'.repeat(100_001)]) {
      const input = { RoleArn: known.RoleArn, PrincipalArn, SAMLAssertion }
      await assert.rejects(new STSClient(clientConfig(origin, ada)).send(new AssumeRoleWithSAMLCommand(input)))
    }
    assert.equal(await eventCount(), before)
  })

  test('is refused to a role without policies, and the reference leads to the event that says why', async () => {
    const answered: string[] = []
    const expected = (operation: CalledOperation) =>
      isPublic(operation) ? 'cloud.saml_denied' : 'policy.access_denied'
    for (const operation of operations) {
      const result = await outcome(operation.call(origin, powerless, known))
      if ('answered' in result) {
        answered.push(operation.name)
        continue
      }
      assert.ok(result.refused.status < 500, operation.name)
      assert.equal(await codeBehind(result.refused.requestId), expected(operation), operation.name)
    }
    assert.deepEqual(answered, [WHO_AM_I])
  })

  test('is refused to the administrator of a member account where it administers the instance', async () => {
    const administrative = operations.filter(({ plane }) => plane === 'administration')
    assert.ok(administrative.length > 70)
    const attack = async (operation: CalledOperation) => {
      const result = await outcome(operation.call(origin, memberAdministrator, known))
      if ('answered' in result) return { status: 200, code: undefined }
      return { status: result.refused.status, code: await codeBehind(result.refused.requestId) }
    }
    assert.deepEqual(await strays('aws.not_management_account', attack, administrative), [])
  })

  test('shows the administrator of a member account nothing of the management account', async () => {
    const before = await changes()
    const own = operations.filter(({ plane }) => plane === 'account' || plane === 'identity')
    const foreign = new RegExp(`:${instance.managementAccountId}:(role|user|policy|saml-provider)/`)
    for (const operation of own) {
      const result = await outcome(operation.call(origin, memberAdministrator, known))
      if ('refused' in result) assert.ok(result.refused.status < 500, operation.name)
      else assert.doesNotMatch(decodeURIComponent(JSON.stringify(result.answered)), foreign)
    }
    assert.deepEqual(await changes(), before)
  })

  test('is refused to a person who names a permission set that is not theirs', async () => {
    const json = operations.filter(({ protocol }) => protocol === 'json')
    const attack = (operation: CalledOperation) => bare(operation, nobody.as(ADMINISTRATOR))
    assert.deepEqual(await strays('access.no_access', attack, json), [])
  })

  test('is refused to an administrator who names no permission set: a session elevates nothing by itself', async () => {
    const json = operations.filter(({ protocol }) => protocol === 'json')
    for (const headers of [administrator.self, { ...administrator.as(''), 'x-portico-as': '' }])
      assert.deepEqual(await strays('aws.no_permission_set_named', operation => bare(operation, headers), json), [])
  })

  test('is refused to a signature of nobody although an administrator’s cookie comes with it', async () => {
    const scope = '20260101/us-east-1/sso/aws4_request'
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/${scope}, SignedHeaders=host, Signature=0`
    const attack = (operation: CalledOperation) =>
      bare(operation, { ...administrator.as(ADMINISTRATOR), authorization })
    const found = await strays(
      '-',
      attack,
      operations.filter(operation => !isPublic(operation)),
    )
    assert.equal(found.length, operations.length - 1)
    for (const one of found) assert.match(one, /: 40[03] (sigv4\.|aws\.)/)
  })
})

describe('a valid administrator’s cookie calls no operation', () => {
  const from = (headers: Readonly<Record<string, string>>) => ({ ...administrator.as(ADMINISTRATOR), ...headers })
  const without = (name: string) =>
    Object.fromEntries(Object.entries(administrator.as(ADMINISTRATOR)).filter(([key]) => key !== name))
  const cases = [
    ['from another site', () => from({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['from another port of localhost', () => from({ origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' })],
    ['from a sandboxed frame', () => from({ origin: 'null', 'sec-fetch-site': 'cross-site' })],
    ['typed into the address bar', () => from({ 'sec-fetch-site': 'none' })],
    ['without word of its site', () => without('sec-fetch-site')],
    ['without its origin', () => without('origin')],
    ['with an origin that only begins like ours', () => from({ origin: `${origin}.evil.example` })],
  ] as const
  for (const [why, headers] of cases)
    test(why, async () => {
      const before = await changes()
      const json = operations.filter(({ protocol }) => protocol === 'json')
      assert.deepEqual(await strays('http.cross_origin', operation => bare(operation, headers()), json), [])
      assert.deepEqual(await changes(), before)
    })

  test('in the query form, wherever it comes from', async () => {
    const query = operations.filter(operation => operation.protocol === 'query' && !isPublic(operation))
    assert.ok(query.length > 40)
    const attack = (operation: CalledOperation) => bare(operation, administrator.as(ADMINISTRATOR))
    assert.deepEqual(await strays('sigv4.missing', attack, query), [])
    const byAddress = async (operation: CalledOperation) => {
      const headers = administrator.as(ADMINISTRATOR)
      const answer = await send(origin, { path: `/?${operation.bare(known).body}`, headers })
      return { status: answer.status, code: codeOf(answer) }
    }
    assert.deepEqual(await strays('sigv4.missing', byAddress, query), [])
  })

  const forms = [
    ['as a form whose field is the JSON', FORM, (json: string) => `${encodeURIComponent(json)}=`],
    ['as a plain text form whose field is the JSON', 'text/plain', (json: string) => `${json}=`],
    [
      'as a multipart form with the JSON in a field',
      'multipart/form-data; boundary=b',
      (json: string) => `--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n${json}\r\n--b--\r\n`,
    ],
  ] as const
  for (const [why, type, bodyOf] of forms)
    test(why, async () => {
      // The most that a form on a page of our own could send: no header of its own, all that the browser adds.
      const { 'x-portico-as': _, ...browserHeaders } = administrator.as(ADMINISTRATOR)
      const attack = async (operation: CalledOperation) => {
        const { body = '' } = operation.bare(known)
        const headers = { ...browserHeaders, 'content-type': type }
        const sent = { method: 'POST', path: '/', headers, body: bodyOf(String(body)) }
        const answer = await send(origin, sent)
        return { status: answer.status, code: codeOf(answer) }
      }
      assert.deepEqual(await strays('aws.unknown_operation', attack), [])
    })
})
