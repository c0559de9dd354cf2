import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeleteConflictException, EntityAlreadyExistsException, NoSuchEntityException } from '@aws-sdk/client-iam'
import { clientsWith, given, policyDocument, READ_ONLY_ACCESS, refused, type Stories } from './world.ts'

export const iamOtherStories: Stories = world => {
  const { clients, management, origin, recorder } = world
  const { iam } = clients

  test('AWS managed policies are there to look at, with a document', async () => {
    const { Policy } = await iam.getPolicy({ PolicyArn: READ_ONLY_ACCESS })
    assert.equal(Policy?.PolicyName, 'ReadOnlyAccess')
    const version = { PolicyArn: READ_ONLY_ACCESS, VersionId: Policy.DefaultVersionId }
    const { PolicyVersion } = await iam.getPolicyVersion(version)
    assert.equal(JSON.parse(decodeURIComponent(given(PolicyVersion?.Document))).Version, '2012-10-17')
    const { Versions } = await iam.listPolicyVersions({ PolicyArn: READ_ONLY_ACCESS })
    assert.deepEqual(
      given(Versions).map(one => one.IsDefaultVersion),
      [true],
    )
  })

  test('a customer managed policy lives in its account until it is deleted, which takes that nothing has it', async () => {
    const { Policy } = await iam.createPolicy({
      PolicyName: 'Cap',
      Path: '/team/',
      Description: 'A bound',
      PolicyDocument: policyDocument('ec2:*'),
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const policy = { PolicyArn: given(Policy?.Arn) }
    assert.equal(policy.PolicyArn, `arn:aws:iam::${management}:policy/team/Cap`)
    const again = iam.createPolicy({ PolicyName: 'Cap', Path: '/team/', PolicyDocument: policyDocument('ec2:*') })
    await refused(again, EntityAlreadyExistsException, /Cap/, 409)
    assert.deepEqual((await iam.getPolicy(policy)).Policy?.Tags, [{ Key: 'a', Value: 'b' }])
    const { Policies } = await iam.listPolicies({ Scope: 'Local', PathPrefix: '/team/' })
    assert.deepEqual(
      given(Policies).map(one => one.Arn),
      [policy.PolicyArn],
    )
    const role = { RoleName: 'capped' }
    await iam.createRole({ ...role, AssumeRolePolicyDocument: trustPolicy(management) })
    await iam.attachRolePolicy({ ...role, ...policy })
    await refused(iam.deletePolicy(policy), DeleteConflictException, /attached/i, 409)
    await iam.detachRolePolicy({ ...role, ...policy })
    await iam.deletePolicy(policy)
    await refused(iam.getPolicy(policy), NoSuchEntityException, /Cap/, 404)
  })

  test('a SAML provider keeps its metadata as it was given', async () => {
    const metadata = await (await fetch(`${origin}/saml/accounts/metadata`)).text()
    const { SAMLProviderArn } = await iam.createSAMLProvider({ Name: 'Other', SAMLMetadataDocument: metadata })
    assert.equal(SAMLProviderArn, `arn:aws:iam::${management}:saml-provider/Other`)
    const changed = `${metadata}<!-- & <changed> -->`
    await iam.updateSAMLProvider({ SAMLProviderArn, SAMLMetadataDocument: changed })
    const provider = await iam.getSAMLProvider({ SAMLProviderArn })
    assert.equal(provider.SAMLMetadataDocument, changed)
    assert.ok(provider.CreateDate instanceof Date && provider.ValidUntil instanceof Date)
    const arns = async () => given((await iam.listSAMLProviders({})).SAMLProviderList).map(one => given(one.Arn))
    assert.ok((await arns()).includes(given(SAMLProviderArn)))
    assert.ok((await arns()).some(arn => /:saml-provider\/AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE$/.test(arn)))
    await iam.deleteSAMLProvider({ SAMLProviderArn })
    await refused(iam.getSAMLProvider({ SAMLProviderArn }), NoSuchEntityException, /Other/, 404)
  })

  test('what an account has none of is an empty list', async () => {
    assert.deepEqual((await iam.listOpenIDConnectProviders({})).OpenIDConnectProviderList, [])
    assert.deepEqual((await iam.listAccountAliases({})).AccountAliases, [])
  })

  test('an access key works when it is made, not while it is inactive, and never after it is deleted', async () => {
    const { User } = await iam.getUser({})
    const UserName = given(User?.UserName)
    assert.ok(given((await iam.listUsers({})).Users).some(user => user.UserName === UserName))
    const { AccessKey } = await iam.createAccessKey({ UserName })
    const key = { UserName, AccessKeyId: given(AccessKey?.AccessKeyId) }
    assert.match(key.AccessKeyId, /^AKIA[A-Z0-9]{16}$/)
    const keys = { accessKeyId: key.AccessKeyId, secretAccessKey: given(AccessKey?.SecretAccessKey) }
    const { sts } = clientsWith(origin, keys, recorder)
    assert.equal((await sts.getCallerIdentity({})).Arn, User?.Arn)
    await iam.updateAccessKey({ ...key, Status: 'Inactive' })
    const { AccessKeyMetadata } = await iam.listAccessKeys({ UserName })
    assert.equal(given(AccessKeyMetadata).find(one => one.AccessKeyId === key.AccessKeyId)?.Status, 'Inactive')
    await assert.rejects(sts.getCallerIdentity({}), { name: 'InvalidClientTokenId' })
    await iam.deleteAccessKey(key)
    await assert.rejects(sts.getCallerIdentity({}), { name: 'InvalidClientTokenId' })
  })
}

const trustPolicy = (accountId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }],
  })
