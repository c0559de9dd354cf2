import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidIdentityTokenException, STSServiceException } from '@aws-sdk/client-sts'
import { browserLite, formOf } from '#tests/browser-lite.ts'
import { PASSWORD } from '#tests/portico.ts'
import { outsideProvider } from './outside-provider.ts'
import { clientsWith, given, newAccount, refused, type Stories } from './world.ts'

export const stsStories: Stories = world => {
  const { clients, management, origin, admin, recorder } = world
  const { sts, iam } = clients

  test('a key tells who its holder is, and which account it belongs to', async () => {
    const { Account, Arn, UserId } = await sts.getCallerIdentity({})
    assert.equal(Account, management)
    assert.match(given(Arn), new RegExp(`^arn:aws:iam::${management}:user/`))
    assert.match(given(UserId), /^AIDA/)
    assert.equal((await sts.getAccessKeyInfo({ AccessKeyId: admin.accessKeyId })).Account, management)
  })

  test('the access role of a created account is assumed from the management account, with tags', async () => {
    const accountId = await newAccount(world, 'assumed')
    const { Credentials, AssumedRoleUser } = await sts.assumeRole({
      RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'setup',
      DurationSeconds: 900,
    })
    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${accountId}:assumed-role/OrganizationAccountAccessRole/setup`)
    assert.ok(Credentials?.Expiration instanceof Date)
    const session = {
      accessKeyId: given(Credentials.AccessKeyId),
      secretAccessKey: given(Credentials.SecretAccessKey),
      sessionToken: given(Credentials.SessionToken),
    }
    const member = clientsWith(origin, session, recorder)
    assert.equal((await member.sts.getCallerIdentity({})).Arn, AssumedRoleUser.Arn)
    assert.deepEqual(
      given((await member.iam.listRoles({})).Roles).map(role => role.RoleName),
      ['OrganizationAccountAccessRole'],
    )
    const stranger = sts.assumeRole({ RoleArn: `arn:aws:iam::${accountId}:role/none`, RoleSessionName: 'setup' })
    await refused(stranger, STSServiceException, /is not authorized to perform: sts:AssumeRole/, 403)
  })

  test('a role that trusts an outside provider opens for an assertion that xmlsec1 has signed, once', async () => {
    const provider = outsideProvider()
    const recipient = `${origin}/cloud/saml`
    const created = await iam.createSAMLProvider({ Name: 'outside', SAMLMetadataDocument: provider.metadata })
    const providerArn = given(created.SAMLProviderArn)
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: providerArn },
          Action: 'sts:AssumeRoleWithSAML',
          Condition: { StringEquals: { 'SAML:aud': recipient } },
        },
      ],
    }
    const { Role } = await iam.createRole({ RoleName: 'from-outside', AssumeRolePolicyDocument: JSON.stringify(trust) })
    const roleArn = given(Role?.Arn)
    const SAMLAssertion = provider.assertion({ roleArn, providerArn, recipient })
    const call = { RoleArn: roleArn, PrincipalArn: providerArn, SAMLAssertion }
    const forged = Buffer.from(SAMLAssertion, 'base64').toString().replace('outside-42', 'outside-43')
    const forgery = sts.assumeRoleWithSAML({ ...call, SAMLAssertion: Buffer.from(forged).toString('base64') })
    await refused(forgery, InvalidIdentityTokenException, /assertion|digest|signature/i)
    const assumed = await sts.assumeRoleWithSAML(call)
    assert.equal(assumed.AssumedRoleUser?.Arn, `arn:aws:sts::${management}:assumed-role/from-outside/outside`)
    assert.deepEqual([assumed.Subject, assumed.SubjectType, assumed.Audience], ['outside-42', 'persistent', recipient])
    await refused(sts.assumeRoleWithSAML(call), STSServiceException, /assertion/i, 403)
  })

  test('nobody takes a reserved role by the public AssumeRoleWithSAML, with an assertion of the portal either', async () => {
    const { Roles } = await iam.listRoles({ PathPrefix: '/aws-reserved/' })
    const reserved = given(given(Roles).find(role => role.RoleName?.includes('AdministratorAccess')))
    const { SAMLProviderList } = await iam.listSAMLProviders({})
    const provider = given(given(SAMLProviderList).find(one => one.Arn?.includes('AWSSSO_'))?.Arn)
    const browser = browserLite(origin)
    await browser.signIn(admin.userName, PASSWORD)
    const page = await browser.open(`/launch/account/${management}/AdministratorAccess`)
    const { SAMLResponse } = formOf(page).fields
    const call = sts.assumeRoleWithSAML({ RoleArn: reserved.Arn, PrincipalArn: provider, SAMLAssertion: SAMLResponse })
    await refused(call, STSServiceException, /Not authorized to perform sts:AssumeRoleWithSAML/, 403)
  })
}
