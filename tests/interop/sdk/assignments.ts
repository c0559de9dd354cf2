import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResourceNotFoundException } from '@aws-sdk/client-sso-admin'
import {
  assign,
  assignmentInput,
  given,
  newAccount,
  newGroup,
  newPermissionSet,
  newUser,
  policyDocument,
  provision,
  READ_ONLY_ACCESS,
  refused,
  type Stories,
  unassign,
  type World,
} from './world.ts'

export const assignmentStories: Stories = world => {
  const { clients, instanceArn, storeId, management } = world
  const { sso, iam, identities } = clients
  const instance = { InstanceArn: instanceArn }

  test('an assignment makes the reserved role, and the same assignment again is accepted and is one row', async () => {
    const permissionSetArn = await newPermissionSet(world, 'assigned')
    const assignment = { accountId: management, permissionSetArn, principalId: await newUser(world, 'paula') }
    const { AccountAssignmentCreationStatus: begun } = await sso.createAccountAssignment(
      assignmentInput(world, assignment),
    )
    assert.ok(['IN_PROGRESS', 'SUCCEEDED'].includes(given(begun?.Status)))
    assert.deepEqual(
      [begun?.TargetId, begun?.PrincipalId, begun?.PrincipalType, begun?.PermissionSetArn],
      [management, assignment.principalId, 'USER', permissionSetArn],
    )
    const [first, second] = [await assign(world, assignment), await assign(world, assignment)]
    assert.notEqual(first, second)
    const { AccountAssignments } = await sso.listAccountAssignments({
      ...instance,
      AccountId: management,
      PermissionSetArn: permissionSetArn,
    })
    assert.deepEqual(AccountAssignments, [
      {
        AccountId: management,
        PermissionSetArn: permissionSetArn,
        PrincipalId: assignment.principalId,
        PrincipalType: 'USER',
      },
    ])
    assert.match(await reservedRole(world, 'assigned'), /^AWSReservedSSO_assigned_[0-9a-f]{16}$/)
    const { AccountAssignmentsCreationStatus: requests } = await sso.listAccountAssignmentCreationStatus({
      ...instance,
      Filter: { Status: 'SUCCEEDED' },
    })
    const ids = given(requests).map(request => request.RequestId)
    assert.ok(ids.includes(first) && ids.includes(second))
  })

  test('assignments of a person are listed with those through groups, each under the principal that has it', async () => {
    const permissionSetArn = await newPermissionSet(world, 'through-group')
    const accountId = await newAccount(world, 'group-account')
    const principalId = await newUser(world, 'quirin')
    const groupId = await newGroup(world, 'assigned-group')
    await identities.createGroupMembership({
      IdentityStoreId: storeId,
      GroupId: groupId,
      MemberId: { UserId: principalId },
    })
    await assign(world, { accountId, permissionSetArn, principalId: groupId, principalType: 'GROUP' })
    await assign(world, { accountId: management, permissionSetArn, principalId })
    const ofUser = await sso.listAccountAssignmentsForPrincipal({
      ...instance,
      PrincipalId: principalId,
      PrincipalType: 'USER',
    })
    const rows = given(ofUser.AccountAssignments).map(row => `${row.AccountId} ${row.PrincipalType} ${row.PrincipalId}`)
    assert.deepEqual(rows.sort(), [`${accountId} GROUP ${groupId}`, `${management} USER ${principalId}`].sort())
    const inAccount = await sso.listAccountAssignmentsForPrincipal({
      ...instance,
      PrincipalId: groupId,
      PrincipalType: 'GROUP',
      Filter: { AccountId: management },
    })
    assert.deepEqual(inAccount.AccountAssignments, [])
  })

  test('an edit leaves accounts outdated until the set is provisioned, and changes the role in place', async () => {
    const permissionSetArn = await newPermissionSet(world, 'edited')
    const set = { ...instance, PermissionSetArn: permissionSetArn }
    await assign(world, { accountId: management, permissionSetArn, principalId: await newUser(world, 'rosa') })
    const RoleName = await reservedRole(world, 'edited')
    const before = await iam.getRole({ RoleName })
    await sso.attachManagedPolicyToPermissionSet({ ...set, ManagedPolicyArn: READ_ONLY_ACCESS })
    await sso.putInlinePolicyToPermissionSet({ ...set, InlinePolicy: policyDocument('s3:GetObject') })
    assert.deepEqual(await accountsOf(set, 'LATEST_PERMISSION_SET_NOT_PROVISIONED'), [management])
    assert.deepEqual((await iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies, [])
    await provision(world, permissionSetArn)
    assert.deepEqual(await accountsOf(set, 'LATEST_PERMISSION_SET_NOT_PROVISIONED'), [])
    assert.deepEqual(await accountsOf(set, 'LATEST_PERMISSION_SET_PROVISIONED'), [management])
    const after = await iam.getRole({ RoleName })
    assert.deepEqual([after.Role?.Arn, after.Role?.RoleId], [before.Role?.Arn, before.Role?.RoleId])
    const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName })
    assert.deepEqual(AttachedPolicies, [{ PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY_ACCESS }])
    assert.deepEqual((await iam.listRolePolicies({ RoleName })).PolicyNames, ['AwsSSOInlinePolicy'])
    const provisioned = await sso.listPermissionSetsProvisionedToAccount({
      ...instance,
      AccountId: management,
      ProvisioningStatus: 'LATEST_PERMISSION_SET_PROVISIONED',
    })
    assert.ok(given(provisioned.PermissionSets).includes(permissionSetArn))
  })

  const accountsOf = async (
    set: { readonly InstanceArn: string; readonly PermissionSetArn: string },
    ProvisioningStatus: 'LATEST_PERMISSION_SET_PROVISIONED' | 'LATEST_PERMISSION_SET_NOT_PROVISIONED',
  ) => (await sso.listAccountsForProvisionedPermissionSet({ ...set, ProvisioningStatus })).AccountIds

  test('provisioning a permission set that is in no account succeeds', async () => {
    const permissionSetArn = await newPermissionSet(world, 'nowhere')
    const requestId = await provision(world, permissionSetArn)
    const { PermissionSetsProvisioningStatus } = await sso.listPermissionSetProvisioningStatus({
      ...instance,
      Filter: { Status: 'SUCCEEDED' },
    })
    assert.ok(given(PermissionSetsProvisioningStatus).some(request => request.RequestId === requestId))
  })

  test('the role goes with the last assignment, and the next one brings the same ARN back', async () => {
    const permissionSetArn = await newPermissionSet(world, 'last')
    const [anna, bert] = [await newUser(world, 'anna'), await newUser(world, 'bert')]
    const of = (principalId: string) => ({ accountId: management, permissionSetArn, principalId })
    await assign(world, of(anna))
    await assign(world, of(bert))
    const RoleName = await reservedRole(world, 'last')
    const { Role } = await iam.getRole({ RoleName })
    const removals = [await unassign(world, of(anna))]
    await iam.getRole({ RoleName })
    removals.push(await unassign(world, of(bert)))
    await assert.rejects(iam.getRole({ RoleName }), { name: 'NoSuchEntityException' })
    const { AccountAssignmentsDeletionStatus } = await sso.listAccountAssignmentDeletionStatus(instance)
    const listed = given(AccountAssignmentsDeletionStatus).map(request => request.RequestId)
    assert.ok(removals.every(id => listed.includes(id)))
    await assign(world, of(anna))
    assert.equal((await iam.getRole({ RoleName })).Role?.Arn, Role?.Arn)
  })

  for (const [what, change] of [
    ['permission set', { PermissionSetArn: `${instanceArn.replace('instance', 'permissionSet')}/ps-0000000000000000` }],
    ['account', { TargetId: '999999999999' }],
    ['principal', { PrincipalId: '00000000-0000-4000-8000-000000000000' }],
  ] as const)
    test(`assigning to a ${what} that is not there is a ResourceNotFoundException at once`, async () => {
      const principalId = await newUser(world, `sent-to-no-${what.replace(' ', '-')}`)
      const permissionSetArn = await newPermissionSet(world, `no-${what.replace(' ', '-')}`)
      const input = assignmentInput(world, { accountId: management, permissionSetArn, principalId })
      await refused(sso.createAccountAssignment({ ...input, ...change }), ResourceNotFoundException, /found|no /i)
    })

  test('a request that was never made is not found', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const unknown = sso.describeAccountAssignmentCreationStatus({ ...instance, AccountAssignmentCreationRequestId: id })
    await refused(unknown, ResourceNotFoundException, /request/i)
  })
}

const RESERVED = '/aws-reserved/sso.amazonaws.com/'

async function reservedRole({ clients }: World, permissionSet: string): Promise<string> {
  const { Roles } = await clients.iam.listRoles({ PathPrefix: RESERVED })
  const names = given(Roles).flatMap(({ RoleName = '' }) => RoleName)
  return given(names.find(name => name.startsWith(`AWSReservedSSO_${permissionSet}_`)))
}
