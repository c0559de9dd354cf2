import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import {
  allow,
  callAt,
  MEMBER,
  OTHER,
  openCloud,
  policyText,
  sessionOf,
  type TestCloud,
  trust,
} from '../testing/cloud.ts'
import type { AccountActor } from '../types.ts'
import type { AssumeRoleRequest } from './assume.ts'
import { openSession } from './token.ts'

const target = (account: string) => `arn:aws:iam::${account}:role/Target`
const mayAssume = policyText(allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']))
const mayNot = policyText(allow('s3:*'))
const denies = policyText({ Effect: 'Deny', Action: 'sts:*', Resource: '*' })

const request = (account: string, changes: Partial<AssumeRoleRequest> = {}): AssumeRoleRequest => ({
  roleArn: target(account),
  sessionName: 'deploy',
  sessionPolicies: [],
  sessionPolicyArns: [],
  ...changes,
})

interface Row {
  /** What the caller's own policies say. */
  readonly own: string
  readonly account: string
  readonly trust: (caller: AccountActor) => string
  readonly code?: string
  readonly asks?: Partial<AssumeRoleRequest>
}

const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` })
const tags = [{ key: 'team', value: 'blue' }]

const rows: readonly (readonly [why: string, row: Row])[] = [
  [
    'a trust policy that names the account, and own policies that allow',
    { own: mayAssume, account: MEMBER, trust: () => trust(root(MEMBER)) },
  ],
  [
    'a trust policy that names the account, and own policies that do not',
    { own: mayNot, account: MEMBER, trust: () => trust(root(MEMBER)), code: 'policy.access_denied' },
  ],
  [
    'a trust policy of the same account that names the role of the caller',
    { own: mayNot, account: MEMBER, trust: ({ principal }) => trust({ AWS: principal.arn }) },
  ],
  [
    'a trust policy of the same account that names the session',
    { own: mayNot, account: MEMBER, trust: ({ identity }) => trust({ AWS: identity.arn }) },
  ],
  [
    'a trust policy that names the caller, and own policies that deny',
    {
      own: denies,
      account: MEMBER,
      trust: ({ principal }) => trust({ AWS: principal.arn }),
      code: 'policy.access_denied',
    },
  ],
  [
    'a trust policy that names somebody else',
    { own: mayAssume, account: MEMBER, trust: () => trust(root(OTHER)), code: 'cloud.assume_role_denied' },
  ],
  [
    'a trust policy that denies',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => policyText({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }),
      code: 'cloud.assume_role_denied',
    },
  ],
  [
    'another account whose role trusts this one, and own policies that allow',
    { own: mayAssume, account: OTHER, trust: () => trust(root(MEMBER)) },
  ],
  [
    'another account whose role names the caller, and own policies that do not allow',
    {
      own: mayNot,
      account: OTHER,
      trust: ({ principal }) => trust({ AWS: principal.arn }),
      code: 'policy.access_denied',
    },
  ],
  [
    'another account whose role trusts nobody',
    { own: mayAssume, account: OTHER, trust: () => trust(root(OTHER)), code: 'cloud.assume_role_denied' },
  ],
  [
    'the external id that the trust policy wants',
    {
      own: mayAssume,
      account: OTHER,
      trust: () => trust(root(MEMBER), { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }),
      asks: { externalId: 'x1' },
    },
  ],
  [
    'another external id',
    {
      own: mayAssume,
      account: OTHER,
      trust: () => trust(root(MEMBER), { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }),
      asks: { externalId: 'x2' },
      code: 'cloud.assume_role_denied',
    },
  ],
  [
    'tags without sts:TagSession in the trust policy',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER)),
      asks: { tags },
      code: 'cloud.assume_role_denied',
    },
  ],
  [
    'tags with sts:TagSession',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER), { Action: ['sts:AssumeRole', 'sts:TagSession'] }),
      asks: { tags },
    },
  ],
  [
    'a source identity without sts:SetSourceIdentity',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER)),
      asks: { sourceIdentity: 'ana' },
      code: 'cloud.assume_role_denied',
    },
  ],
  [
    'a source identity with sts:SetSourceIdentity',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER), { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }),
      asks: { sourceIdentity: 'ana' },
    },
  ],
  [
    'more time than the role gives',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER)),
      asks: { duration: 7300 },
      code: 'cloud.duration_too_long',
    },
  ],
  [
    'more than an hour from a role session',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER)),
      asks: { duration: 3700 },
      code: 'cloud.duration_too_long',
    },
  ],
  [
    'session policies beyond the limit',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER)),
      asks: { sessionPolicies: ['x'.repeat(2049)] },
      code: 'cloud.packed_policy_too_large',
    },
  ],
  [
    'a session policy that is none',
    {
      own: mayAssume,
      account: MEMBER,
      trust: () => trust(root(MEMBER)),
      asks: { sessionPolicies: ['{}'] },
      code: 'policy.malformed_document',
    },
  ],
]

async function withTarget(cloud: TestCloud, account: string, trustPolicy: string, inline?: string) {
  await cloud.cloud.createRole(account, {
    roleName: 'Target',
    path: '/',
    trustPolicy,
    maxSessionDuration: 7200,
    inlinePolicies: inline === undefined ? {} : { rights: inline },
    attachedPolicies: [],
  })
}

/** Opened once, before any test: the rows of a table do not disturb each other. */
const opened = await Promise.all(engines.map(openCloud))

for (const [i, shared] of opened.entries()) {
  const engine = engines[i] ?? assert.fail()
  describe(`AssumeRole on ${engine.name}`, () => {
    for (const [why, { own, account, trust: trustOf, code, asks }] of rows)
      test(`${why}: ${code === undefined ? 'assumed' : 'refused'}`, async () => {
        const cloud = shared
        const caller = await sessionOf(cloud, own)
        await withTarget(cloud, account, trustOf(caller))
        const attempt = cloud.sessions.assumeRole(caller, request(account, asks))
        if (code !== undefined) return assert.rejects(attempt, { code })
        const { session, credentials } = await attempt
        assert.equal(session.accountId, account)
        const opened = openSession(credentials.sessionToken, credentials.accessKeyId, cloud.needs.keys, cloud.time.now)
        assert.deepEqual(opened.session, session)
      })

    test('a role that does not exist is refused in the words of one that may not be assumed', async () => {
      const cloud = await openCloud(engine)
      const caller = await sessionOf(cloud, mayAssume)
      await withTarget(cloud, MEMBER, trust(root(OTHER)))
      const message = (roleArn: string) =>
        `User: ${caller.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`
      for (const roleArn of [target(MEMBER), target(OTHER)]) {
        const attempt = cloud.sessions.assumeRole(caller, request(MEMBER, { roleArn }))
        await assert.rejects(attempt, { code: 'cloud.assume_role_denied', message: message(roleArn) })
      }
    })

    test('transitive tags and the source identity go from session to session, and cannot be changed', async () => {
      const cloud = await openCloud(engine)
      const caller = await sessionOf(cloud, mayAssume)
      const all = { Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] }
      await withTarget(cloud, MEMBER, trust(root(MEMBER), all), mayAssume)
      const asks = { tags: [...tags, { key: 'own', value: '1' }], transitiveTagKeys: ['team'], sourceIdentity: 'ana' }
      const first = await cloud.sessions.assumeRole(caller, request(MEMBER, asks))
      const next = cloud.actors.session(first.session, callAt(cloud.time.now), first.credentials.accessKeyId)
      const { session } = await cloud.sessions.assumeRole(next, request(MEMBER))
      assert.deepEqual([session.tags, session.sourceIdentity], [{ team: 'blue' }, 'ana'])
      const change = cloud.sessions.assumeRole(next, request(MEMBER, { tags: [{ key: 'Team', value: 'red' }] }))
      await assert.rejects(change, { code: 'cloud.invalid_tags' })
      const pose = cloud.sessions.assumeRole(next, request(MEMBER, { sourceIdentity: 'bob' }))
      await assert.rejects(pose, { code: 'cloud.assume_role_denied' })
    })

    test('issuing across accounts is an event in both histories', async () => {
      const cloud = await openCloud(engine)
      const caller = await sessionOf(cloud, mayAssume)
      await withTarget(cloud, OTHER, trust(root(MEMBER)))
      assert.equal(
        (
          await cloud.eventsOf(async () => {
            const later = cloud.actors.session(
              caller.roleSession ?? assert.fail(),
              callAt(cloud.time.now, 'AssumeRole'),
            )
            await cloud.sessions.assumeRole(later, request(OTHER))
          })
        ).length,
        2,
      )
    })
  })
}
