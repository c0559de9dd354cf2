import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isoSeconds } from '#server/base/clock.ts'
import { engines } from '#tests/engines.ts'
import { allow, callAt, everything, MEMBER, openCloud, policyText, START, sessionOf, trust } from './testing/cloud.ts'
import type { AccountActor, RoleSession } from './types.ts'

const bucket = 'arn:aws:s3:::bucket/key'
const allows = async (actor: AccountActor, action: string, resource = bucket) =>
  (await actor.denial(action, resource)) === undefined

function roleSessionOf(actor: AccountActor): RoleSession {
  assert.ok(actor.roleSession)
  return actor.roleSession
}

/** Each condition key that a session fills, with the value it must have. */
const conditions: readonly (readonly [operator: string, key: string, value: string])[] = [
  ['ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${MEMBER}:role/callers/*`],
  ['StringEquals', 'aws:PrincipalAccount', MEMBER],
  ['StringEquals', 'aws:PrincipalTag/team', 'blue'],
  ['StringLike', 'aws:userid', 'AROA*:ana'],
  ['StringEquals', 'aws:PrincipalType', 'AssumedRole'],
  ['IpAddress', 'aws:SourceIp', '192.0.2.0/24'],
  ['DateEquals', 'aws:CurrentTime', isoSeconds(START)],
  ['NumericEquals', 'aws:EpochTime', String(START / 1000)],
  ['DateLessThan', 'aws:TokenIssueTime', isoSeconds(START + 1000)],
  ['StringEquals', 'aws:RequestedRegion', 'us-east-1'],
  ['StringEquals', 'aws:SourceIdentity', 'ana.real'],
  ['Bool', 'aws:SecureTransport', 'true'],
  ['StringEquals', 'aws:UserAgent', 'test'],
  ['ArnEquals', 'aws:FederatedProvider', `arn:aws:iam::${MEMBER}:saml-provider/Okta`],
  ['StringEquals', 'identitystore:UserId', 'user-1'],
]

/** Opened once, before any test: the rows of a table do not disturb each other. */
const opened = await Promise.all(engines.map(openCloud))

for (const [i, shared] of opened.entries()) {
  const engine = engines[i] ?? assert.fail()
  describe(`actors of accounts on ${engine.name}`, () => {
    test('inline and attached policies allow, all else is denied in AWS’s words', async () => {
      const cloud = await openCloud(engine)
      const actor = await sessionOf(cloud, policyText(allow('s3:GetObject')))
      assert.ok(await allows(actor, 's3:GetObject'))
      await assert.rejects(actor.authorize('iam:DeleteRole', '*'), {
        code: 'policy.access_denied',
        message: `User: ${actor.identity.arn} is not authorized to perform: iam:DeleteRole on resource: * because no identity-based policy allows the iam:DeleteRole action`,
      })
    })

    test('credentials of the management account end with their person, those of others do not', async () => {
      const cloud = await openCloud(engine)
      const { managementAccountId } = cloud.instance
      const allowed: boolean[] = []
      for (const accountId of [managementAccountId, MEMBER]) {
        const roleSession = { ...roleSessionOf(await sessionOf(cloud, everything, accountId)), userId: 'user-1' }
        cloud.disabled.clear()
        allowed.push(await allows(cloud.actors.session(roleSession, callAt(START)), 'identitystore:CreateUser', '*'))
        cloud.disabled.add('user-1')
        allowed.push(await allows(cloud.actors.session(roleSession, callAt(START)), 'identitystore:CreateUser', '*'))
      }
      assert.deepEqual(allowed, [true, false, true, true])
    })

    test('what is longer than any ARN or tag is denied without comparing it', async () => {
      const cloud = await openCloud(engine)
      const Resource = `arn:aws:iam::*:role/${'*a'.repeat(2_000)}`
      const Condition = { StringLike: { 'aws:RequestTag/team': `${'*a'.repeat(2_000)}b` } }
      const rights = policyText({ ...allow('iam:*'), Resource }, { ...allow('s3:*'), Condition }, allow('sts:*'))
      const actor = await sessionOf(cloud, rights)
      const long = 'a'.repeat(500_000)
      const began = performance.now()
      const refusal = await actor.denial('iam:CreateRole', `arn:aws:iam::${MEMBER}:role/${long}`)
      assert.ok(refusal?.code === 'policy.access_denied' && refusal.message.length < 3_000)
      for (const context of [{ 'aws:RequestTag/team': long }, { [`aws:RequestTag/${long}`]: 'x' }])
        assert.equal((await actor.denial('sts:TagSession', '*', context))?.code, 'policy.access_denied')
      assert.ok(performance.now() - began < 2_000)
    })

    for (const [operator, key, value] of conditions)
      test(`the request fills ${key}`, async () => {
        const cloud = shared
        const rights = policyText({ ...allow('s3:*'), Condition: { [operator]: { [key]: value } } })
        const session = {
          ...roleSessionOf(await sessionOf(cloud, rights)),
          tags: { team: 'blue' },
          sourceIdentity: 'ana.real',
          federatedProvider: `arn:aws:iam::${MEMBER}:saml-provider/Okta`,
          userId: 'user-1',
        }
        assert.ok(await allows(cloud.actors.session(session, callAt(START)), 's3:GetObject'))
      })

    test('what a request brings cannot pose as what is known of the caller', async () => {
      const cloud = await openCloud(engine)
      const rights = policyText({ ...allow('s3:*'), Condition: { StringEquals: { 'aws:SourceIp': '198.51.100.1' } } })
      const actor = await sessionOf(cloud, rights)
      assert.ok(await actor.denial('s3:GetObject', bucket, { 'AWS:sourceip': '198.51.100.1' }))
    })

    test('a role that was deleted, or made again, leaves its sessions with nothing', async () => {
      const cloud = await openCloud(engine)
      const session = roleSessionOf(await sessionOf(cloud, everything))
      const role = await cloud.cloud.readRole(MEMBER, session.roleName)
      assert.ok(role)
      await cloud.cloud.deleteRole(MEMBER, role.roleName)
      const now = () => cloud.actors.session(session, callAt(START)).authorize('s3:GetObject', bucket)
      await assert.rejects(now(), { code: 'cloud.role_vanished' })
      await cloud.cloud.createRole(MEMBER, role)
      await assert.rejects(now(), { code: 'cloud.role_vanished' })
    })

    test('the permissions boundary bounds, and one that cannot be read allows nothing', async () => {
      const cloud = await openCloud(engine)
      const session = roleSessionOf(await sessionOf(cloud, everything))
      const role = await cloud.cloud.readRole(MEMBER, session.roleName)
      assert.ok(role)
      const bounded = await cloud.cloud.updateRole(MEMBER, role, {
        ...role,
        boundaryArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      })
      const actor = () => cloud.actors.session(session, callAt(START))
      assert.ok(await allows(actor(), 'iam:GetRole', '*'))
      assert.ok(!(await allows(actor(), 'iam:DeleteRole', '*')))
      await cloud.cloud.updateRole(MEMBER, bounded, { ...role, boundaryArn: 'arn:aws:iam::aws:policy/Unknown' })
      assert.ok(!(await allows(actor(), 'iam:GetRole', '*')))
    })

    test('service control policies bind members and not the management account', async () => {
      const cloud = await openCloud(engine)
      const { managementAccountId } = cloud.instance
      const onlyS3 = [
        [{ id: 'p-full', document: everything }],
        [],
        [{ id: 'p-s3', document: policyText(allow('s3:*')) }],
      ]
      cloud.scps[MEMBER] = onlyS3
      cloud.scps[managementAccountId] = onlyS3
      const member = await sessionOf(cloud, everything)
      assert.ok(await allows(member, 's3:GetObject'))
      assert.ok(!(await allows(member, 'iam:GetRole')))
      assert.ok(await allows(await sessionOf(cloud, everything, managementAccountId), 'iam:GetRole'))
    })

    test('session policies narrow, those given by ARN too', async () => {
      const cloud = await openCloud(engine)
      const session = roleSessionOf(await sessionOf(cloud, everything))
      const narrowed = (changes: Partial<RoleSession>) =>
        cloud.actors.session({ ...session, ...changes }, callAt(START))
      const byText = narrowed({ sessionPolicies: [policyText(allow('s3:*'))] })
      assert.deepEqual([await allows(byText, 's3:GetObject'), await allows(byText, 'iam:GetRole')], [true, false])
      const byArn = narrowed({ sessionPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] })
      assert.deepEqual(
        [await allows(byArn, 'iam:GetRole', '*'), await allows(byArn, 'iam:DeleteRole', '*')],
        [true, false],
      )
    })

    test('an IAM user has the rights of its policies and is known by name', async () => {
      const cloud = await openCloud(engine)
      const admin = await sessionOf(cloud, everything)
      const key = await cloud.iam.users.automationKey(admin, MEMBER, 'arn:aws:iam::aws:policy/ReadOnlyAccess')
      const owner = await cloud.stores.users.keyOwner(key.accessKeyId)
      assert.ok(owner)
      const actor = cloud.actors.user(owner.user, key.accessKeyId, callAt(START))
      assert.deepEqual(
        [await allows(actor, 'iam:GetRole', '*'), await allows(actor, 'iam:DeleteRole', '*')],
        [true, false],
      )
      assert.match(actor.identity.arn ?? '', /:user\/automation-ReadOnlyAccess-[0-9a-f]{8}$/)
    })

    test('a browser session acts with the rights of the role that it names', async () => {
      const cloud = await openCloud(engine)
      await cloud.cloud.createRole(MEMBER, {
        roleName: 'Mine',
        path: '/',
        trustPolicy: trust({ AWS: MEMBER }),
        maxSessionDuration: 3600,
        inlinePolicies: { rights: policyText(allow('sso:*')) },
        attachedPolicies: [],
      })
      const role = {
        accountId: MEMBER,
        roleName: 'Mine',
        sessionName: 'ana',
        userId: 'user-1',
        portalSessionId: 'session-1',
        issuedAt: START,
        expiresAt: START + 1,
      }
      const actor = await cloud.actors.browser(role, callAt(START))
      assert.ok(await allows(actor, 'sso:ListInstances', '*'))
      assert.ok(!(await allows(actor, 's3:GetObject')))
      assert.equal(actor.userId, 'user-1')
      await assert.rejects(cloud.actors.browser({ ...role, roleName: 'gone' }, callAt(START)), {
        code: 'cloud.role_vanished',
      })
    })
  })
}
