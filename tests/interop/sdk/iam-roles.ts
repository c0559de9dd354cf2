import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DeleteConflictException,
  EntityAlreadyExistsException,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  UnmodifiableEntityException,
} from '@aws-sdk/client-iam'
import { ADMINISTRATOR_ACCESS, given, policyDocument, READ_ONLY_ACCESS, refused, type Stories } from './world.ts'

const trust = (accountId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
      },
    ],
  })

export const iamRoleStories: Stories = world => {
  const { clients, management } = world
  const { iam } = clients
  const newRole = (RoleName: string) =>
    iam.createRole({ RoleName, Path: '/team/', AssumeRolePolicyDocument: trust(management) })

  test('a role shows its trust policy percent-encoded, as AWS does', async () => {
    const { Role: created } = await newRole('encoded')
    const { Role } = await iam.getRole({ RoleName: 'encoded' })
    assert.equal(Role?.Arn, `arn:aws:iam::${management}:role/team/encoded`)
    assert.match(given(Role.RoleId), /^AROA[A-Z0-9]{17}$/)
    assert.ok(Role.CreateDate instanceof Date)
    assert.match(given(Role.AssumeRolePolicyDocument), /^%7B%22Version%22%3A%222012-10-17%22/)
    assert.equal(decodeURIComponent(given(created?.AssumeRolePolicyDocument)), trust(management))
    const { Roles, IsTruncated } = await iam.listRoles({ PathPrefix: '/team/' })
    assert.ok(given(Roles).some(role => role.RoleName === 'encoded'))
    assert.equal(IsTruncated, false)
  })

  test('a role is found whatever the case of its name, and there is one of a name', async () => {
    await newRole('Unique')
    await refused(newRole('unique'), EntityAlreadyExistsException, /already exists/, 409)
    await refused(
      iam.getRole({ RoleName: 'nowhere' }),
      NoSuchEntityException,
      /^The role with name nowhere cannot be found\./,
      404,
    )
    const broken = iam.createRole({ RoleName: 'broken', AssumeRolePolicyDocument: '{}' })
    await refused(broken, MalformedPolicyDocumentException, /policy/i)
  })

  test('what can be changed of a role is changed by the operation for it', async () => {
    const role = { RoleName: 'changing' }
    await newRole('changing')
    await iam.updateRole({ ...role, Description: 'First', MaxSessionDuration: 7200 })
    const described = await iam.updateRoleDescription({ ...role, Description: 'Second' })
    assert.equal(described.Role?.Description, 'Second')
    await iam.updateAssumeRolePolicy({ ...role, PolicyDocument: trust('111122223333') })
    await iam.putRolePermissionsBoundary({ ...role, PermissionsBoundary: READ_ONLY_ACCESS })
    const { Role } = await iam.getRole(role)
    assert.deepEqual([Role?.MaxSessionDuration, Role?.Description], [7200, 'Second'])
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, READ_ONLY_ACCESS)
    assert.equal(decodeURIComponent(given(Role.AssumeRolePolicyDocument)), trust('111122223333'))
    await iam.deleteRolePermissionsBoundary(role)
    assert.equal((await iam.getRole(role)).Role?.PermissionsBoundary, undefined)
  })

  test('tags of a role are put by key and taken by key', async () => {
    const role = { RoleName: 'tagged-role' }
    await newRole('tagged-role')
    assert.deepEqual((await iam.listRoleTags(role)).Tags, [])
    await iam.tagRole({
      ...role,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    })
    await iam.untagRole({ ...role, TagKeys: ['a'] })
    assert.deepEqual((await iam.listRoleTags(role)).Tags, [{ Key: 'b', Value: '' }])
  })

  test('an inline policy comes back percent-encoded, under the name it was put', async () => {
    const role = { RoleName: 'inline-role' }
    await newRole('inline-role')
    assert.deepEqual((await iam.listRolePolicies(role)).PolicyNames, [])
    const policy = { ...role, PolicyName: 'own' }
    await iam.putRolePolicy({ ...policy, PolicyDocument: policyDocument('s3:*', 'arn:aws:s3:::bucket (1)/*') })
    const got = await iam.getRolePolicy(policy)
    assert.deepEqual([got.RoleName, got.PolicyName], ['inline-role', 'own'])
    assert.match(given(got.PolicyDocument), /^%7B[^{}"()* ]+%7D$/)
    assert.equal(decodeURIComponent(given(got.PolicyDocument)), policyDocument('s3:*', 'arn:aws:s3:::bucket (1)/*'))
    await iam.deleteRolePolicy(policy)
    await refused(iam.getRolePolicy(policy), NoSuchEntityException, /own/, 404)
  })

  test('a role is deleted when its policies are, and not before', async () => {
    const role = { RoleName: 'attached-role' }
    await newRole('attached-role')
    assert.deepEqual((await iam.listAttachedRolePolicies(role)).AttachedPolicies, [])
    await iam.attachRolePolicy({ ...role, PolicyArn: ADMINISTRATOR_ACCESS })
    assert.deepEqual((await iam.listAttachedRolePolicies(role)).AttachedPolicies, [
      { PolicyName: 'AdministratorAccess', PolicyArn: ADMINISTRATOR_ACCESS },
    ])
    await refused(
      iam.deleteRole(role),
      DeleteConflictException,
      /^Cannot delete entity, must detach all policies first\./,
      409,
    )
    assert.deepEqual((await iam.listInstanceProfilesForRole(role)).InstanceProfiles, [])
    await iam.detachRolePolicy({ ...role, PolicyArn: ADMINISTRATOR_ACCESS })
    await iam.deleteRole(role)
    await refused(iam.getRole(role), NoSuchEntityException, /cannot be found/, 404)
  })

  test('a reserved role is modifiable by Portico alone: every write is refused with the sentence of AWS', async () => {
    const { Roles } = await iam.listRoles({ PathPrefix: '/aws-reserved/sso.amazonaws.com/' })
    const RoleName = given(
      given(Roles).find(role => role.RoleName?.startsWith('AWSReservedSSO_AdministratorAccess_'))?.RoleName,
    )
    const role = { RoleName }
    const PolicyDocument = policyDocument('s3:*')
    const writes = {
      deleteRole: () => iam.deleteRole(role),
      putRolePolicy: () => iam.putRolePolicy({ ...role, PolicyName: 'p', PolicyDocument }),
      deleteRolePolicy: () => iam.deleteRolePolicy({ ...role, PolicyName: 'p' }),
      attachRolePolicy: () => iam.attachRolePolicy({ ...role, PolicyArn: READ_ONLY_ACCESS }),
      detachRolePolicy: () => iam.detachRolePolicy({ ...role, PolicyArn: ADMINISTRATOR_ACCESS }),
      updateRole: () => iam.updateRole({ ...role, Description: 'mine' }),
      updateRoleDescription: () => iam.updateRoleDescription({ ...role, Description: 'mine' }),
      updateAssumeRolePolicy: () => iam.updateAssumeRolePolicy({ ...role, PolicyDocument: trust(management) }),
      putBoundary: () => iam.putRolePermissionsBoundary({ ...role, PermissionsBoundary: READ_ONLY_ACCESS }),
      deleteBoundary: () => iam.deleteRolePermissionsBoundary(role),
      tagRole: () => iam.tagRole({ ...role, Tags: [{ Key: 'a', Value: 'b' }] }),
      untagRole: () => iam.untagRole({ ...role, TagKeys: ['a'] }),
      addToProfile: () => iam.addRoleToInstanceProfile({ ...role, InstanceProfileName: 'p' }),
      removeFromProfile: () => iam.removeRoleFromInstanceProfile({ ...role, InstanceProfileName: 'p' }),
    }
    const sentence = `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`
    for (const write of Object.values(writes))
      await refused(write(), UnmodifiableEntityException, new RegExp(`^${sentence}`))
  })
}
