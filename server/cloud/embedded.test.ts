import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import {
  allow,
  everything,
  MEMBER,
  metadataOf,
  openCloud,
  PROVIDER,
  policyText,
  RESERVED,
  RESERVED_PATH,
  reservedRole,
  samlTrust,
  sessionOf,
} from './testing/cloud.ts'

for (const engine of engines)
  describe(`the embedded cloud on ${engine.name}`, () => {
    test('a role is created in the form of AWS', async () => {
      const { cloud } = await openCloud(engine)
      const role = await cloud.createRole(MEMBER, reservedRole())
      assert.equal(role.arn, `arn:aws:iam::${MEMBER}:role${RESERVED_PATH}${RESERVED}`)
      assert.match(role.roleId, /^AROA[A-Z2-7]{17}$/)
      assert.deepEqual(await cloud.readRole(MEMBER, RESERVED), role)
    })

    test('creating a role again brings the same role to what is wanted', async () => {
      const { cloud } = await openCloud(engine)
      const first = await cloud.createRole(MEMBER, reservedRole())
      const second = await cloud.createRole(MEMBER, reservedRole({ description: 'Changed' }))
      assert.equal(second.roleId, first.roleId)
      assert.equal(second.description, 'Changed')
    })

    test('a role that was deleted and made again has another id', async () => {
      const { cloud } = await openCloud(engine)
      const first = await cloud.createRole(MEMBER, reservedRole())
      await cloud.deleteRole(MEMBER, RESERVED)
      await cloud.deleteRole(MEMBER, RESERVED)
      assert.equal(await cloud.readRole(MEMBER, RESERVED), undefined)
      assert.notEqual((await cloud.createRole(MEMBER, reservedRole())).roleId, first.roleId)
    })

    test('an update changes what differs in place, with one event for each IAM call', async () => {
      const { cloud, eventsOf } = await openCloud(engine)
      const role = await cloud.createRole(MEMBER, reservedRole())
      const wanted = reservedRole({
        trustPolicy: samlTrust(MEMBER, { Sid: 'New' }),
        description: 'New',
        maxSessionDuration: 3600,
        boundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
        inlinePolicies: { AwsSSOInlinePolicy: policyText(allow('s3:*')) },
        attachedPolicies: ['arn:aws:iam::aws:policy/SecurityAudit'],
      })
      const names = await eventsOf(() => cloud.updateRole(MEMBER, role, wanted))
      const updated = (await cloud.readRole(MEMBER, RESERVED)) ?? role
      const { arn, accountId, roleId, createdAt, ...definition } = updated
      assert.deepEqual(definition, wanted)
      assert.deepEqual([arn, accountId, roleId, createdAt], [role.arn, MEMBER, role.roleId, role.createdAt])
      assert.deepEqual(names, [
        'AttachRolePolicy',
        'DetachRolePolicy',
        'PutRolePermissionsBoundary',
        'PutRolePolicy',
        'UpdateAssumeRolePolicy',
        'UpdateRole',
      ])
      assert.deepEqual(await eventsOf(() => cloud.updateRole(MEMBER, updated, wanted)), [], 'nothing differs')
    })

    test('what is no longer wanted is taken away', async () => {
      const { cloud } = await openCloud(engine)
      const full = reservedRole({
        boundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
        inlinePolicies: { AwsSSOInlinePolicy: policyText(allow('s3:*')) },
      })
      const role = await cloud.createRole(MEMBER, full)
      const { description: _, ...wanted } = reservedRole({ attachedPolicies: [] })
      const { description, boundaryArn, inlinePolicies, attachedPolicies } = await cloud.updateRole(
        MEMBER,
        role,
        wanted,
      )
      assert.deepEqual(
        { description, boundaryArn, inlinePolicies, attachedPolicies },
        { description: undefined, boundaryArn: undefined, inlinePolicies: {}, attachedPolicies: [] },
      )
    })

    test('names are unique ignoring case, and are found by prefix', async () => {
      const { cloud } = await openCloud(engine)
      const role = await cloud.createRole(MEMBER, reservedRole())
      const again = await cloud.createRole(MEMBER, reservedRole({ roleName: RESERVED.toUpperCase() }))
      assert.equal(again.roleId, role.roleId)
      assert.deepEqual(await cloud.roleNames(MEMBER, 'AWSReservedSSO_'), [RESERVED])
    })

    test('a customer managed policy that the account lacks is named, and the role is not there half', async () => {
      const test = await openCloud(engine)
      const needed = `arn:aws:iam::${MEMBER}:policy/team/Deploy`
      const wanted = reservedRole({ attachedPolicies: [needed] })
      await assert.rejects(test.cloud.createRole(MEMBER, wanted), {
        code: 'cloud.policy_missing',
        message: /team\/Deploy/,
      })
      assert.equal(await test.cloud.readRole(MEMBER, RESERVED), undefined)
      const actor = await sessionOf(test, everything)
      await test.iam.policies.create(actor, { policyName: 'Deploy', path: '/team/', document: everything })
      assert.deepEqual((await test.cloud.createRole(MEMBER, wanted)).attachedPolicies, [needed])
    })

    test('policies of AWS that are not known here are taken as they are', async () => {
      const { cloud } = await openCloud(engine)
      const attachedPolicies = ['arn:aws:iam::aws:policy/service-role/SomethingNew']
      assert.deepEqual(
        (await cloud.createRole(MEMBER, reservedRole({ attachedPolicies }))).attachedPolicies,
        attachedPolicies,
      )
    })

    test('the quota of inline policies holds', async () => {
      const { cloud } = await openCloud(engine)
      const long = policyText(
        ...Array.from({ length: 200 }, (_, i) => allow(`s3:Get${i}`, `arn:aws:s3:::bucket-${i}/*`)),
      )
      const wanted = reservedRole({ inlinePolicies: { AwsSSOInlinePolicy: long } })
      await assert.rejects(cloud.createRole(MEMBER, wanted), { code: 'cloud.quota' })
    })

    test('an account that was not opened is refused', async () => {
      const { cloud } = await openCloud(engine)
      await assert.rejects(cloud.createRole('000000000000', reservedRole()), { code: 'cloud.no_such_account' })
      await assert.rejects(cloud.readRole('000000000000', RESERVED), { code: 'cloud.no_such_account' })
    })

    test('the SAML provider is created once and then given the metadata of the day', async () => {
      const test = await openCloud(engine)
      const { certificate } = await test.signing.active('accounts')
      const { certificate: next } = await test.signing.active('next')
      const ensure = (certificates: readonly string[]) =>
        test.cloud.ensureSamlProvider(MEMBER, PROVIDER, metadataOf(certificates))
      const names = await test.eventsOf(async () => {
        assert.equal(await ensure([certificate]), `arn:aws:iam::${MEMBER}:saml-provider/${PROVIDER}`)
        await ensure([certificate])
        await ensure([certificate, next])
      })
      assert.deepEqual(names, ['CreateSAMLProvider', 'UpdateSAMLProvider'])
      await assert.rejects(test.cloud.ensureSamlProvider(MEMBER, 'x', '<nothing/>'), { code: 'cloud.invalid_metadata' })
    })

    test('a member account begins with the role by which the management account may enter', async () => {
      const { cloud, instance } = await openCloud(engine)
      await cloud.openAccount(MEMBER)
      assert.deepEqual(await cloud.roleNames(MEMBER, ''), ['OrganizationAccountAccessRole'])
      assert.deepEqual(await cloud.roleNames(instance.managementAccountId, ''), [])
    })
  })
