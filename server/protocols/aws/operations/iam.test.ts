import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Actor } from '#server/base/actor.ts'
import { systemRandom } from '#server/base/random.ts'
import type { AccountActor } from '#server/cloud/index.ts'
import {
  allow,
  callAt,
  everything,
  MEMBER,
  metadataOf,
  openCloud,
  policyText,
  RESERVED,
  reservedRole,
  sessionOf,
  type TestCloud,
  trust,
} from '#server/cloud/testing/cloud.ts'
import { paging } from '#server/http/index.ts'
import { engines } from '#tests/engines.ts'
import type { Operation } from '../operation.ts'
import { iamOperations } from './iam.ts'

const operationsOf = ({ iam }: TestCloud) => iamOperations({ iam, paging: paging(Buffer.alloc(32, 1), systemRandom) })

/** As the door does it: what the operation needs is authorized before it runs. */
async function perform(operations: readonly Operation[], name: string, input: object, actor: Actor): Promise<unknown> {
  const operation = operations.find(one => one.name === name)
  assert.ok(operation, name)
  for (const { action, resource, context } of await operation.needs(input, actor)) {
    await actor.authorize(action, resource, context)
  }
  return operation.handle(input, actor)
}

/** The same principal in a later call. */
function nowOf(cloud: TestCloud, { roleSession }: AccountActor): Actor {
  assert.ok(roleSession)
  return cloud.actors.session(roleSession, callAt(cloud.time.now))
}

const document = policyText(allow('s3:*'))
const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** Every write on a role that IAM has. */
const writes: readonly (readonly [operation: string, input: object])[] = [
  ['UpdateRole', { Description: 'Mine' }],
  ['UpdateRoleDescription', { Description: 'Mine' }],
  ['UpdateAssumeRolePolicy', { PolicyDocument: trust({ AWS: MEMBER }) }],
  ['PutRolePolicy', { PolicyName: 'AwsSSOInlinePolicy', PolicyDocument: document }],
  ['DeleteRolePolicy', { PolicyName: 'AwsSSOInlinePolicy' }],
  ['AttachRolePolicy', { PolicyArn }],
  ['DetachRolePolicy', { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  ['PutRolePermissionsBoundary', { PermissionsBoundary: PolicyArn }],
  ['DeleteRolePermissionsBoundary', {}],
  ['TagRole', { Tags: [{ Key: 'team', Value: 'blue' }] }],
  ['UntagRole', { TagKeys: ['team'] }],
  ['AddRoleToInstanceProfile', { InstanceProfileName: 'machines' }],
  ['RemoveRoleFromInstanceProfile', { InstanceProfileName: 'machines' }],
  ['DeleteRole', {}],
]

interface ListedRoles {
  readonly Roles: readonly { readonly RoleName: string }[]
  readonly Marker?: string
}

interface ListedPolicies {
  readonly Policies: readonly { readonly Arn: string }[]
  readonly Marker?: string
}

const long = policyText(...Array.from({ length: 300 }, (_, i) => allow(`s3:Get${i}`, `arn:aws:s3:::bucket-${i}/*`)))

const refusedInputs: readonly (readonly [why: string, code: string, operation: string, input: object])[] = [
  [
    'a trust policy with a resource',
    'policy.malformed_document',
    'UpdateAssumeRolePolicy',
    { PolicyDocument: everything },
  ],
  [
    'an inline policy that is no JSON',
    'policy.malformed_document',
    'PutRolePolicy',
    { PolicyName: 'p', PolicyDocument: '{' },
  ],
  ['an inline policy beyond the quota', 'cloud.quota', 'PutRolePolicy', { PolicyName: 'p', PolicyDocument: long }],
  ['a managed policy beyond the quota', 'cloud.quota', 'CreatePolicy', { PolicyName: 'p', PolicyDocument: long }],
  [
    'a policy of another account',
    'cloud.invalid_policy_arn',
    'AttachRolePolicy',
    { PolicyArn: 'arn:aws:iam::111122223333:policy/P' },
  ],
  [
    'a policy that is not there',
    'cloud.no_such_policy',
    'AttachRolePolicy',
    { PolicyArn: `arn:aws:iam::${MEMBER}:policy/P` },
  ],
  ['detaching what is not attached', 'cloud.no_such_policy', 'DetachRolePolicy', { PolicyArn }],
  [
    'a key that is tagged twice',
    'cloud.invalid_tags',
    'TagRole',
    {
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ],
    },
  ],
  ['a tag of AWS', 'cloud.invalid_tags', 'TagRole', { Tags: [{ Key: 'aws:team', Value: '' }] }],
  ['a session of more than twelve hours', 'aws.invalid_input', 'UpdateRole', { MaxSessionDuration: 43_201 }],
  [
    'an instance profile',
    'cloud.no_such_instance_profile',
    'AddRoleToInstanceProfile',
    { InstanceProfileName: 'machines' },
  ],
]

/** Opened once, before any test: the rows of a table do not disturb each other. */
const opened = await Promise.all(engines.map(openCloud))

for (const [i, shared] of opened.entries()) {
  const engine = engines[i] ?? assert.fail()
  describe(`IAM on ${engine.name}`, () => {
    test('every write on a reserved role is judged in one order: permission, existence, protection', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const wanted = reservedRole({ inlinePolicies: { AwsSSOInlinePolicy: document } })
      const role = await cloud.cloud.createRole(MEMBER, wanted)
      const administrator = await sessionOf(cloud, everything)
      const nobody = await sessionOf(cloud, policyText(allow('iam:Get*')))
      for (const [name, input] of writes) {
        const attempt = (actor: Actor, RoleName: string) => perform(operations, name, { RoleName, ...input }, actor)
        await assert.rejects(attempt(nobody, RESERVED), { code: 'policy.access_denied' }, name)
        await assert.rejects(attempt(nobody, 'missing'), { code: 'policy.access_denied' }, name)
        await assert.rejects(attempt(administrator, 'missing'), { code: 'cloud.no_such_role' }, name)
        await assert.rejects(
          attempt(administrator, RESERVED),
          {
            code: 'cloud.role_protected',
            message: `Cannot perform the operation on the protected role '${RESERVED}' - this role is only modifiable by AWS`,
          },
          name,
        )
      }
      assert.deepEqual(await cloud.cloud.readRole(MEMBER, RESERVED), role, 'nothing was changed')
    })

    test('the refusal of a protected role names the permission set to edit instead', async () => {
      const cloud = await openCloud(engine)
      await cloud.cloud.createRole(MEMBER, reservedRole())
      const administrator = await sessionOf(cloud, everything)
      await assert.rejects(cloud.iam.roles.delete(administrator, RESERVED), (error: { definition: { fix: string } }) =>
        error.definition.fix.startsWith('Edit the permission set ReadOnly instead'),
      )
    })

    test('reserved names and paths cannot be taken', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const administrator = await sessionOf(cloud, everything)
      const AssumeRolePolicyDocument = trust({ AWS: MEMBER })
      for (const input of [
        { RoleName: 'AWSReservedSSO_Mine_0123456789abcdef' },
        { RoleName: 'awsreservedsso_mine' },
        { RoleName: 'mine', Path: '/aws-reserved/sso.amazonaws.com/' },
        { RoleName: 'mine', Path: '/aws-service-role/' },
      ]) {
        const attempt = perform(operations, 'CreateRole', { ...input, AssumeRolePolicyDocument }, administrator)
        await assert.rejects(attempt, { code: 'cloud.reserved_name' })
      }
    })

    test('the life of a role of one’s own, as Terraform leads it', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const actor = await sessionOf(cloud, everything)
      const run = (name: string, input: object) =>
        perform(operations, name, { RoleName: 'Deploy', ...input }, nowOf(cloud, actor))
      const AssumeRolePolicyDocument = trust({ AWS: MEMBER })
      const made = await cloud.eventsOf(async () => {
        await run('CreateRole', { AssumeRolePolicyDocument, Path: '/ci/', Tags: [{ Key: 'Team', Value: 'blue' }] })
        await run('PutRolePolicy', { PolicyName: 'p', PolicyDocument: document })
        await run('AttachRolePolicy', { PolicyArn })
        await run('TagRole', { Tags: [{ Key: 'TEAM', Value: 'red' }] })
      })
      assert.equal(made.length, 4, 'one event for each write')
      await assert.rejects(run('CreateRole', { AssumeRolePolicyDocument }), { code: 'cloud.role_exists' })
      assert.deepEqual(await run('ListRoleTags', {}), { Tags: [{ Key: 'TEAM', Value: 'red' }], IsTruncated: false })
      await assert.rejects(run('GetRolePolicy', { PolicyName: 'constructor' }), { code: 'cloud.no_such_policy' })
      assert.deepEqual(await run('GetRolePolicy', { PolicyName: 'p' }), {
        RoleName: 'Deploy',
        PolicyName: 'p',
        PolicyDocument: encodeURIComponent(document).replaceAll('*', '%2A'),
      })
      await assert.rejects(run('DeleteRole', {}), {
        code: 'cloud.delete_conflict',
        message: /must detach all policies/,
      })
      await run('DetachRolePolicy', { PolicyArn })
      await assert.rejects(run('DeleteRole', {}), { code: 'cloud.delete_conflict', message: /must delete policies/ })
      await run('DeleteRolePolicy', { PolicyName: 'p' })
      await run('DeleteRole', {})
      await assert.rejects(run('GetRole', {}), {
        code: 'cloud.no_such_role',
        message: 'The role with name Deploy cannot be found.',
      })
    })

    test('roles are listed by path, in pages', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const actor = await sessionOf(cloud, everything)
      for (const suffix of ['a', 'b', 'c']) {
        const roleName = `AWSReservedSSO_${suffix}_0123456789abcdef`
        await cloud.cloud.createRole(MEMBER, reservedRole({ roleName }))
      }
      const names: string[] = []
      let Marker: string | undefined
      do {
        const input = { PathPrefix: '/aws-reserved/sso.amazonaws.com/', MaxItems: 2, ...(Marker ? { Marker } : {}) }
        const page = (await perform(operations, 'ListRoles', input, actor)) as ListedRoles
        names.push(...page.Roles.map(role => role.RoleName))
        Marker = page.Marker
      } while (Marker !== undefined)
      assert.deepEqual(
        names,
        ['a', 'b', 'c'].map(suffix => `AWSReservedSSO_${suffix}_0123456789abcdef`),
      )
    })

    for (const [why, code, name, input] of refusedInputs)
      test(`${why} is refused`, async () => {
        const cloud = shared
        const actor = await sessionOf(cloud, everything)
        await cloud.cloud.createRole(MEMBER, reservedRole({ roleName: 'Deploy', path: '/' }))
        await assert.rejects(perform(operationsOf(cloud), name, { RoleName: 'Deploy', ...input }, actor), { code })
      })

    test('managed policies: those of AWS are read only, own ones are kept while they are used', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const actor = await sessionOf(cloud, everything)
      const run = (name: string, input: object) => perform(operations, name, input, actor)
      await run('CreatePolicy', { PolicyName: 'Own', PolicyDocument: document })
      await assert.rejects(run('CreatePolicy', { PolicyName: 'OWN', PolicyDocument: document }), {
        code: 'cloud.policy_exists',
      })
      const own = `arn:aws:iam::${MEMBER}:policy/Own`
      await cloud.iam.roles.create(actor, { roleName: 'Deploy', trustPolicy: trust({ AWS: MEMBER }) })
      await run('AttachRolePolicy', { RoleName: 'Deploy', PolicyArn: own })
      const { Policy } = (await run('GetPolicy', { PolicyArn: own })) as { Policy: { AttachmentCount: number } }
      assert.equal(Policy.AttachmentCount, 1)
      await assert.rejects(run('DeletePolicy', { PolicyArn: own }), { code: 'cloud.delete_conflict' })
      await run('DetachRolePolicy', { RoleName: 'Deploy', PolicyArn: own })
      await run('DeletePolicy', { PolicyArn: own })
      await assert.rejects(run('DeletePolicy', { PolicyArn }), { code: 'cloud.policy_read_only' })
      await assert.rejects(run('GetPolicy', { PolicyArn: own }), { code: 'cloud.no_such_policy' })
    })

    test('ListPolicies goes from the account’s own policies to those of AWS', async () => {
      const cloud = await openCloud(engine)
      const actor = await sessionOf(cloud, everything)
      for (const policyName of ['B', 'a', 'C']) await cloud.iam.policies.create(actor, { policyName, document })
      const arns: string[] = []
      let Marker: string | undefined
      do {
        const input = { MaxItems: 2, ...(Marker ? { Marker } : {}) }
        const page = (await perform(operationsOf(cloud), 'ListPolicies', input, actor)) as ListedPolicies
        arns.push(...page.Policies.map(policy => policy.Arn))
        Marker = page.Marker
      } while (Marker !== undefined)
      assert.deepEqual(
        arns.slice(0, 3),
        ['a', 'B', 'C'].map(name => `arn:aws:iam::${MEMBER}:policy/${name}`),
      )
      assert.ok(arns.includes(PolicyArn))
      assert.equal(new Set(arns).size, arns.length)
    })

    test('SAML providers live and die by name', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const actor = await sessionOf(cloud, everything)
      const run = (name: string, input: object) => perform(operations, name, input, actor)
      const SAMLMetadataDocument = metadataOf([(await cloud.signing.active('accounts')).certificate])
      const SAMLProviderArn = `arn:aws:iam::${MEMBER}:saml-provider/Okta`
      await run('CreateSAMLProvider', { Name: 'Okta', SAMLMetadataDocument })
      await assert.rejects(run('CreateSAMLProvider', { Name: 'Okta', SAMLMetadataDocument }), {
        code: 'cloud.provider_exists',
      })
      await run('UpdateSAMLProvider', { SAMLProviderArn, SAMLMetadataDocument })
      const found = (await run('GetSAMLProvider', { SAMLProviderArn })) as { SAMLMetadataDocument: string }
      assert.equal(found.SAMLMetadataDocument, SAMLMetadataDocument)
      await run('DeleteSAMLProvider', { SAMLProviderArn })
      await assert.rejects(run('DeleteSAMLProvider', { SAMLProviderArn }), { code: 'cloud.no_such_provider' })
    })

    test('a denial of one user holds however the name is spelt', async () => {
      const cloud = await openCloud(engine)
      const key = await cloud.iam.users.automationKey(await sessionOf(cloud, everything), MEMBER, PolicyArn)
      const Resource = `arn:aws:iam::${MEMBER}:user/${key.userName}`
      const denied = { Effect: 'Deny', Action: 'iam:*', Resource }
      const actor = await sessionOf(cloud, policyText(allow('iam:*'), denied))
      for (const UserName of [key.userName, key.userName.toUpperCase()])
        await assert.rejects(perform(operationsOf(cloud), 'CreateAccessKey', { UserName }, actor), {
          code: 'policy.access_denied',
        })
    })

    test('access keys of an automation user are listed, switched off and deleted', async () => {
      const cloud = await openCloud(engine)
      const operations = operationsOf(cloud)
      const actor = await sessionOf(cloud, everything)
      const key = await cloud.iam.users.automationKey(actor, MEMBER, PolicyArn)
      const { AccessKeyId, UserName } = { AccessKeyId: key.accessKeyId, UserName: key.userName }
      const run = (name: string, input: object) => perform(operations, name, { UserName, ...input }, actor)
      await run('UpdateAccessKey', { AccessKeyId, Status: 'Inactive' })
      const { AccessKeyMetadata } = (await run('ListAccessKeys', {})) as { AccessKeyMetadata: { Status: string }[] }
      assert.deepEqual(
        AccessKeyMetadata.map(one => one.Status),
        ['Inactive'],
      )
      await run('CreateAccessKey', {})
      await assert.rejects(run('CreateAccessKey', {}), { code: 'cloud.quota' })
      await run('DeleteAccessKey', { AccessKeyId })
      await assert.rejects(run('DeleteAccessKey', { AccessKeyId }), { code: 'cloud.no_such_access_key' })
      await assert.rejects(perform(operations, 'GetUser', {}, actor), { message: /Must specify userName/ })
    })
  })
}
