import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { DeleteRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { fastify } from 'fastify'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import {
  callAt,
  MEMBER,
  openCloud,
  providerArn,
  RESERVED,
  reservedRole,
  samlTrust,
  trust,
} from '#server/cloud/testing/cloud.ts'
import { assertionOf, provideSaml, reservedArn } from '#server/cloud/testing/saml.ts'
import { paging } from '#server/http/index.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { credentials } from '../credentials.ts'
import { awsPlugin } from '../index.ts'
import { iamOperations } from './iam.ts'
import { stsOperations } from './sts.ts'

/** A listening door over an embedded cloud, at the real time, which the official clients sign with. */
async function open(engine: TestEngine) {
  const cloud = await openCloud(engine)
  cloud.time.now = systemClock()
  await provideSaml(cloud)
  const attachedPolicies = ['arn:aws:iam::aws:policy/AdministratorAccess']
  await cloud.cloud.createRole(MEMBER, reservedRole({ attachedPolicies }))
  await cloud.cloud.createRole(
    MEMBER,
    reservedRole({ roleName: 'Federated', path: '/', trustPolicy: samlTrust(MEMBER) }),
  )
  await cloud.cloud.createRole(
    MEMBER,
    reservedRole({ roleName: 'Next', path: '/', trustPolicy: trust({ AWS: MEMBER }) }),
  )
  const { iam, sessions, actors, stores, clock, audit } = cloud
  const app = fastify()
  await app.register(awsPlugin, {
    clock,
    random: systemRandom,
    operations: {
      iam: iamOperations({ iam, paging: paging(Buffer.alloc(32, 1), systemRandom) }),
      sts: stsOperations({ sessions, users: iam.users }),
    },
    managementAccountId: async () => cloud.instance.managementAccountId,
    credentials: credentials({ users: stores.users, actors, keys: cloud.needs.keys, clock }),
    browser: async () => undefined,
    anonymous: call => ({
      call,
      identity: { type: 'Unknown' },
      authorize: async () => {},
      denial: async () => undefined,
    }),
    recordRefusal: (call, identity, refusal) => audit.recordRefusal({ call, identity }, refusal),
    countAnonymous: code => audit.countAnonymous(code),
  })
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 })
  after(() => app.close())
  const issued = await sessions.roleCredentials({
    accountId: MEMBER,
    roleName: RESERVED,
    sessionName: 'ana',
    duration: 3600,
    tags: { team: 'blue' },
    author: { call: callAt(clock(), 'GetRoleCredentials'), identity: { type: 'Unknown' } },
  })
  const client = { region: 'us-east-1', endpoint, maxAttempts: 1 }
  const clientsFor = (keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => ({
    sts: new STSClient({ ...client, credentials: keys }),
    iam: new IAMClient({ ...client, credentials: keys }),
  })
  return { cloud, issued, clientsFor, ...clientsFor(issued) }
}

for (const engine of engines)
  describe(`STS and IAM through the official clients on ${engine.name}`, () => {
    test('GetCallerIdentity says who the session is', async () => {
      const { sts, issued } = await open(engine)
      const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand())
      assert.deepEqual([Account, Arn], [MEMBER, `arn:aws:sts::${MEMBER}:assumed-role/${RESERVED}/ana`])
      assert.match(UserId ?? '', /^AROA[A-Z2-7]{17}:ana$/)
      const own = await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: issued.accessKeyId }))
      assert.equal(own.Account, MEMBER)
    })

    test('a role is shown with its trust policy percent-encoded', async () => {
      const { iam } = await open(engine)
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: RESERVED }))
      assert.equal(Role?.Arn, reservedArn)
      assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), samlTrust(MEMBER))
      const { Roles, IsTruncated } = await iam.send(new ListRolesCommand({ PathPrefix: '/aws-reserved/' }))
      assert.deepEqual([Roles?.map(role => role.RoleName), IsTruncated], [[RESERVED], false])
    })

    test('deleting a reserved role says what AWS says', async () => {
      const { iam } = await open(engine)
      await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName: RESERVED })), {
        name: 'UnmodifiableEntityException',
        message: /^Cannot perform the operation on the protected role '.*' - this role is only modifiable by AWS\./,
      })
    })

    test('the credentials of AssumeRole are good for the next call', async () => {
      const { sts, clientsFor } = await open(engine)
      const request = { RoleArn: `arn:aws:iam::${MEMBER}:role/Next`, RoleSessionName: 'deploy' }
      const { Credentials, AssumedRoleUser } = await sts.send(new AssumeRoleCommand(request))
      assert.ok(Credentials)
      const next = clientsFor({
        accessKeyId: Credentials.AccessKeyId ?? '',
        secretAccessKey: Credentials.SecretAccessKey ?? '',
        sessionToken: Credentials.SessionToken ?? '',
      })
      const { Arn } = await next.sts.send(new GetCallerIdentityCommand())
      assert.equal(Arn, AssumedRoleUser?.Arn)
    })

    test('AssumeRoleWithSAML needs no signature, and tells what the assertion said', async () => {
      const { sts, cloud } = await open(engine)
      const roleArn = `arn:aws:iam::${MEMBER}:role/Federated`
      const request = { RoleArn: roleArn, PrincipalArn: providerArn(MEMBER) }
      const SAMLAssertion = await assertionOf(cloud, { roleArn })
      const answer = await sts.send(new AssumeRoleWithSAMLCommand({ ...request, SAMLAssertion }))
      assert.deepEqual([answer.Subject, answer.SubjectType], ['ana', 'persistent'])
      assert.equal(answer.Audience, 'https://sso.example.com/cloud/saml')
      assert.match(answer.Credentials?.AccessKeyId ?? '', /^ASIA/)
      cloud.time.now += 1000
      const reserved = { ...request, RoleArn: reservedArn, SAMLAssertion }
      await assert.rejects(sts.send(new AssumeRoleWithSAMLCommand(reserved)), {
        name: 'AccessDenied',
        message: /^Not authorized to perform sts:AssumeRoleWithSAML\./,
      })
      const { errorCode, requestParameters } = await cloud.event('AssumeRoleWithSAML')
      assert.equal(errorCode, 'cloud.saml_reserved_role')
      assert.ok(!JSON.stringify(requestParameters).includes(SAMLAssertion))
    })
  })
