import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import {
  callAt,
  MEMBER,
  openCloud,
  providerArn,
  reservedRole,
  START,
  samlTrust,
  type TestCloud,
} from '../testing/cloud.ts'
import { type Asserted, assertionOf, provideSaml, reservedArn } from '../testing/saml.ts'

const roleArn = `arn:aws:iam::${MEMBER}:role/Federated`
const author = { call: callAt(START, 'ConsoleLogin'), identity: { type: 'Unknown' } } as const
const anonymous = {
  ...author,
  authorize: async () => {},
  denial: async () => undefined,
}

async function prepared(cloud: TestCloud, more: object = {}) {
  await provideSaml(cloud)
  await cloud.cloud.createRole(MEMBER, reservedRole({ trustPolicy: samlTrust(MEMBER, more) }))
  await cloud.cloud.createRole(
    MEMBER,
    reservedRole({ roleName: 'Federated', path: '/', maxSessionDuration: 7200, trustPolicy: samlTrust(MEMBER, more) }),
  )
}

const request = (field: string, changes: object = {}) => ({
  field,
  roleArn,
  providerArn: providerArn(MEMBER),
  sessionPolicies: [],
  sessionPolicyArns: [],
  ...changes,
})

/** What the sign-in endpoint refuses, and by which code. */
const refusals: readonly (readonly [why: string, code: string, asserted: Asserted])[] = [
  ['a signature by another key', 'saml.signature_invalid', { purpose: 'stranger' }],
  ['another recipient', 'saml.recipient_mismatch', { changes: { recipient: 'https://signin.aws.amazon.com/saml' } }],
  ['another audience', 'saml.audience_mismatch', { changes: { audience: 'https://sp.example.com' } }],
  ['an assertion of yesterday', 'saml.expired', { changes: { issuedAt: START - 86_400_000 } }],
  [
    'a provider that the account does not have',
    'cloud.saml_denied',
    { providerArn: `arn:aws:iam::${MEMBER}:saml-provider/None` },
  ],
  ['a role that the account does not have', 'cloud.saml_denied', { roleArn: `arn:aws:iam::${MEMBER}:role/None` }],
  [
    'a provider of another account than the role’s',
    'cloud.saml_denied',
    { roleArn: 'arn:aws:iam::111122223333:role/Federated' },
  ],
  [
    'two roles at once',
    'cloud.saml_role_attribute',
    { attributes: { Role: [`${reservedArn},${providerArn(MEMBER)}`, `${roleArn},${providerArn(MEMBER)}`] } },
  ],
  ['a Role that is no pair', 'cloud.saml_role_attribute', { attributes: { Role: reservedArn } }],
  ['a session name with a space', 'cloud.saml_session_attribute', { attributes: { RoleSessionName: 'ana maria' } }],
  ['two session names', 'cloud.saml_session_attribute', { attributes: { RoleSessionName: ['ana', 'bob'] } }],
  ['a session of a minute', 'cloud.saml_session_attribute', { attributes: { SessionDuration: '60' } }],
  ['a session of a day', 'cloud.saml_session_attribute', { attributes: { SessionDuration: '86400' } }],
  ['a tag with two values', 'cloud.saml_session_attribute', { attributes: { 'PrincipalTag:team': ['a', 'b'] } }],
  ['a transitive key that is no tag', 'cloud.saml_session_attribute', { attributes: { TransitiveTagKeys: 'team' } }],
  ['a tag of AWS', 'cloud.invalid_tags', { attributes: { 'PrincipalTag:aws:team': 'a' } }],
  [
    'a source identity that the trust policy does not allow',
    'cloud.saml_denied',
    { attributes: { SourceIdentity: 'ana.real' } },
  ],
]

/** Opened once, before any test: the rows of a table do not disturb each other. */
const opened = await Promise.all(engines.map(openCloud))
await Promise.all(opened.map(cloud => prepared(cloud)))

for (const [i, shared] of opened.entries()) {
  const engine = engines[i] ?? assert.fail()
  describe(`sign-in by SAML on ${engine.name}`, () => {
    test('the portal’s assertion opens a console session in a reserved role', async () => {
      const cloud = await openCloud(engine)
      await prepared(cloud)
      const attributes = { SessionDuration: '1800', 'PrincipalTag:team': 'blue', TransitiveTagKeys: 'team' }
      const { token, roleSession, relayState } = await cloud.consoles.signIn(
        author,
        await assertionOf(cloud, { attributes }),
        'https://console.example/ec2',
      )
      assert.deepEqual(
        [roleSession.sessionName, roleSession.tags, roleSession.transitiveTagKeys],
        ['ana', { team: 'blue' }, ['team']],
      )
      assert.equal(roleSession.expiresAt - roleSession.issuedAt, 1_800_000)
      assert.equal(relayState, 'https://console.example/ec2')
      assert.deepEqual((await cloud.consoles.session(token, MEMBER)).roleSession, roleSession)
      const login = await cloud.event('ConsoleLogin')
      assert.deepEqual([login.recipientAccountId, login.responseElements], [MEMBER, { ConsoleLogin: 'Success' }])
      assert.equal((await cloud.event('AssumeRoleWithSAML')).eventSource, 'sts.amazonaws.com')
    })

    test('the console session ends with its time, is of one account, and ends by signing out', async () => {
      const cloud = await openCloud(engine)
      await prepared(cloud)
      const { token, roleSession } = await cloud.consoles.signIn(author, await assertionOf(cloud))
      const find = (of: string, account = MEMBER) => cloud.consoles.session(of, account)
      await assert.rejects(find(token, '111122223333'), { code: 'cloud.no_console_session' })
      await assert.rejects(find('another'), { code: 'cloud.no_console_session' })
      await cloud.consoles.signOut(cloud.actors.session(roleSession, callAt(START)), token)
      await assert.rejects(find(token), { code: 'cloud.no_console_session' })
      const again = await cloud.consoles.signIn(author, await assertionOf(cloud))
      cloud.time.now = again.roleSession.expiresAt
      await assert.rejects(find(again.token), { code: 'cloud.no_console_session' })
      assert.ok((await cloud.consoles.sweep()) > 0)
    })

    for (const [why, code, asserted] of refusals)
      test(`${why} is refused`, async () => {
        const field = await assertionOf(shared, asserted)
        await assert.rejects(shared.consoles.signIn(author, field), { code })
      })

    test('what is no assertion is refused', async () => {
      for (const field of ['', 'AAAA', Buffer.from('<x/>').toString('base64')]) {
        await assert.rejects(shared.consoles.signIn(author, field), { code: /^(?:xml\.|cloud\.saml_role_attribute)/ })
      }
    })

    test('an assertion is good for one sign-in, at whatever door, and two at once have one winner', async () => {
      const field = await assertionOf(shared, { roleArn })
      const attempts = await Promise.allSettled([
        shared.consoles.signIn(author, field),
        shared.consoles.signIn(author, field),
        shared.sessions.assumeRoleWithSaml(anonymous, request(field)),
      ])
      assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1)
      await assert.rejects(shared.consoles.signIn(author, field), { code: 'cloud.saml_replayed' })
    })

    test('an assertion whose sign-in was refused after its proof is used up', async () => {
      const field = await assertionOf(shared, { attributes: { SourceIdentity: 'ana.real' } })
      await assert.rejects(shared.consoles.signIn(author, field), { code: 'cloud.saml_denied' })
      await assert.rejects(shared.consoles.signIn(author, field), { code: 'cloud.saml_replayed' })
    })

    test('tags need sts:TagSession in the trust policy', async () => {
      const cloud = await openCloud(engine)
      await prepared(cloud, { Action: 'sts:AssumeRoleWithSAML' })
      const tagged = await assertionOf(cloud, { attributes: { 'PrincipalTag:team': 'blue' } })
      await assert.rejects(cloud.consoles.signIn(author, tagged), {
        code: 'cloud.saml_denied',
        message: 'Not authorized to perform sts:TagSession',
      })
      await cloud.consoles.signIn(author, await assertionOf(cloud))
    })

    test('SAML:aud is the Recipient', async () => {
      const cloud = await openCloud(engine)
      await prepared(cloud, { Condition: { StringEquals: { 'saml:AUD': 'urn:amazon:webservices' } } })
      await assert.rejects(cloud.consoles.signIn(author, await assertionOf(cloud)), { code: 'cloud.saml_denied' })
    })

    test('the public AssumeRoleWithSAML gives credentials of a role that is not reserved', async () => {
      const assumed = await shared.sessions.assumeRoleWithSaml(
        anonymous,
        request(await assertionOf(shared, { roleArn })),
      )
      assert.equal(assumed.signIn.assertion.recipient, 'https://sso.example.com/cloud/saml')
      assert.equal(assumed.signIn.subjectType, 'persistent')
      assert.equal(assumed.session.federatedProvider, providerArn(MEMBER))
    })

    for (const [why, code, changes] of [
      ['a reserved role', 'cloud.saml_reserved_role', { roleArn: reservedArn }],
      ['more time than the role gives', 'cloud.duration_too_long', { duration: 7300 }],
      ['a pair that the assertion does not name', 'cloud.saml_role_attribute', { roleArn: `${roleArn}Other` }],
      ['what is no assertion', 'cloud.saml_invalid', { field: 'AAAA' }],
    ] as const)
      test(`AssumeRoleWithSAML refuses ${why}`, async () => {
        const attempt = request(await assertionOf(shared, { roleArn }), changes)
        await assert.rejects(shared.sessions.assumeRoleWithSaml(anonymous, attempt), { code })
      })

    test('an assertion that has expired has its own exception in STS', async () => {
      const field = await assertionOf(shared, { roleArn, changes: { issuedAt: START - 86_400_000 } })
      await assert.rejects(shared.sessions.assumeRoleWithSaml(anonymous, request(field)), {
        code: 'cloud.saml_expired',
      })
    })
  })

  describe(`credentials for the portal on ${engine.name}`, () => {
    const wanted = { accountId: MEMBER, sessionName: 'ana', duration: 3600 }

    test('are issued for reserved roles alone, with one event in the account', async () => {
      const { roleName } = reservedRole()
      const names = await shared.eventsOf(() => shared.sessions.roleCredentials({ ...wanted, roleName }))
      assert.deepEqual(names, ['AssumeRoleWithSAML'])
      const other = shared.sessions.roleCredentials({ ...wanted, roleName: 'Federated' })
      await assert.rejects(other, { code: 'cloud.no_such_role' })
    })

    test('bring the event of the call that asked along', async () => {
      const { roleName } = reservedRole()
      const names = await shared.eventsOf(() => {
        const asking = { ...author, call: callAt(shared.time.now, 'GetRoleCredentials') }
        return shared.sessions.roleCredentials({ ...wanted, roleName, author: asking, event: {} })
      })
      assert.deepEqual(names, ['AssumeRoleWithSAML', 'GetRoleCredentials'])
    })

    test('with too many tags are refused, and nothing is issued', async () => {
      const { roleName } = reservedRole()
      const tags = Object.fromEntries(
        Array.from({ length: 50 }, (_, i) => [`key-${i}`, Buffer.from(shared.needs.random(160)).toString('base64')]),
      )
      const names = await shared.eventsOf(() =>
        assert.rejects(shared.sessions.roleCredentials({ ...wanted, roleName, tags }), {
          code: 'cloud.packed_policy_too_large',
        }),
      )
      assert.deepEqual(names, [])
    })
  })
}
