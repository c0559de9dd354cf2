import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResourceNotFoundException } from '@aws-sdk/client-sso-admin'
import {
  assign,
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

/** Every sequence is applied, read, changed and destroyed, and then once more: nothing of the first round is left. */
const ROUNDS = ['first', 'second']

/** The calls that the Terraform provider makes for each of its resources, in its order. */
export const terraformStories: Stories = world => {
  const { sso } = world.clients
  const instance = { InstanceArn: world.instanceArn }

  test('aws_ssoadmin_permission_set: taking a value out of the configuration clears it, and the next plan is empty', async () => {
    for (const round of ROUNDS) {
      const { PermissionSet } = await sso.createPermissionSet({
        ...instance,
        Name: 'terraform-set',
        RelayState: 'https://console.aws.amazon.com/s3',
        Tags: [{ Key: 'round', Value: round }],
      })
      const set = { ...instance, PermissionSetArn: given(PermissionSet?.PermissionSetArn) }
      assert.deepEqual(await readSet(world, set.PermissionSetArn), {
        relayState: 'https://console.aws.amazon.com/s3',
        duration: 'PT1H',
        tags: [{ Key: 'round', Value: round }],
      })
      await sso.updatePermissionSet({ ...set, SessionDuration: 'PT2H' })
      await provision(world, set.PermissionSetArn)
      await sso.untagResource({ ...instance, ResourceArn: set.PermissionSetArn, TagKeys: ['round'] })
      const planned = { relayState: undefined, duration: 'PT2H', tags: [] }
      assert.deepEqual(await readSet(world, set.PermissionSetArn), planned)
      assert.deepEqual(await readSet(world, set.PermissionSetArn), planned)
      await sso.deletePermissionSet(set)
      await refused(sso.describePermissionSet(set), ResourceNotFoundException, /permission ?set/i)
    }
  })

  test('attachments: each is made, provisioned, read, and destroyed with the assignment at the same time', async () => {
    const accountId = await newAccount(world, 'terraform-account')
    const principalId = await newUser(world, 'terraform-user')
    for (const _ of ROUNDS) {
      const permissionSetArn = await newPermissionSet(world, 'terraform-attached')
      const set = { ...instance, PermissionSetArn: permissionSetArn }
      const assignment = { accountId, permissionSetArn, principalId }
      const attachments = attachmentsOf(world, set)
      await Promise.all([
        assign(world, assignment),
        ...attachments.map(async attachment => {
          await attachment.create()
          await provision(world, permissionSetArn)
        }),
      ])
      for (const attachment of attachments) await attachment.read()
      await Promise.all([
        unassign(world, assignment),
        ...attachments.map(async attachment => {
          await attachment.remove()
          await provision(world, permissionSetArn)
        }),
      ])
      await sso.deletePermissionSet(set)
    }
  })

  test('aws_ssoadmin_account_assignment: read before creation, created, read, and gone for ResourceNotFound', async () => {
    const [accountId, principalId] = [
      await newAccount(world, 'terraform-assigned'),
      await newGroup(world, 'terraform-group'),
    ]
    const permissionSetArn = await newPermissionSet(world, 'terraform-assignment')
    const assignment = { accountId, permissionSetArn, principalId, principalType: 'GROUP' as const }
    const rows = async () => {
      const asked = { ...instance, AccountId: accountId, PermissionSetArn: permissionSetArn }
      return given((await sso.listAccountAssignments(asked)).AccountAssignments).map(row => row.PrincipalId)
    }
    for (const _ of ROUNDS) {
      assert.deepEqual(await rows(), [])
      await assign(world, assignment)
      assert.deepEqual(await rows(), [principalId])
      await unassign(world, assignment)
      assert.deepEqual(await rows(), [])
      await refused(unassign(world, assignment), ResourceNotFoundException, /assignment/i)
    }
  })

  identityResources(world)
  roleResources(world)
}

interface Attachment {
  readonly create: () => Promise<unknown>
  readonly read: () => Promise<void>
  readonly remove: () => Promise<unknown>
}

/** aws_ssoadmin_managed_policy_attachment, _permission_set_inline_policy and _permissions_boundary_attachment. */
function attachmentsOf({ clients }: World, set: { readonly InstanceArn: string; readonly PermissionSetArn: string }) {
  const { sso } = clients
  const managed = { ...set, ManagedPolicyArn: READ_ONLY_ACCESS }
  const InlinePolicy = policyDocument('s3:GetObject')
  return [
    {
      create: async () => {
        assert.ok((await sso.listManagedPoliciesInPermissionSet(set)).AttachedManagedPolicies)
        await sso.attachManagedPolicyToPermissionSet(managed)
      },
      read: async () => {
        const { AttachedManagedPolicies } = await sso.listManagedPoliciesInPermissionSet(set)
        assert.deepEqual(AttachedManagedPolicies, [{ Name: 'ReadOnlyAccess', Arn: READ_ONLY_ACCESS }])
      },
      remove: () => sso.detachManagedPolicyFromPermissionSet(managed),
    },
    {
      create: () => sso.putInlinePolicyToPermissionSet({ ...set, InlinePolicy }),
      read: async () => assert.equal((await sso.getInlinePolicyForPermissionSet(set)).InlinePolicy, InlinePolicy),
      remove: () => sso.deleteInlinePolicyFromPermissionSet(set),
    },
    {
      create: () =>
        sso.putPermissionsBoundaryToPermissionSet({
          ...set,
          PermissionsBoundary: { ManagedPolicyArn: READ_ONLY_ACCESS },
        }),
      read: async () => {
        const { PermissionsBoundary } = await sso.getPermissionsBoundaryForPermissionSet(set)
        assert.deepEqual(PermissionsBoundary, { ManagedPolicyArn: READ_ONLY_ACCESS })
      },
      remove: () => sso.deletePermissionsBoundaryFromPermissionSet(set),
    },
  ] satisfies readonly Attachment[]
}

async function readSet({ clients, instanceArn }: World, permissionSetArn: string) {
  const set = { InstanceArn: instanceArn, PermissionSetArn: permissionSetArn }
  const { PermissionSet } = await clients.sso.describePermissionSet(set)
  assert.ok(PermissionSet?.CreatedDate instanceof Date)
  const tags = await clients.sso.listTagsForResource({ InstanceArn: instanceArn, ResourceArn: permissionSetArn })
  return { relayState: PermissionSet.RelayState, duration: PermissionSet.SessionDuration, tags: tags.Tags }
}

function identityResources({ clients, storeId }: World): void {
  const { identities } = clients
  const store = { IdentityStoreId: storeId }

  test('aws_identitystore_user, _group and _group_membership: created, read, changed and destroyed', async () => {
    for (const _ of ROUNDS) {
      const { UserId = '' } = await identities.createUser({
        ...store,
        UserName: 'terraformed',
        DisplayName: 'Terra Formed',
        Name: { GivenName: 'Terra', FamilyName: 'Formed' },
        NickName: 'T',
      })
      const { GroupId } = await identities.createGroup({ ...store, DisplayName: 'terraformed', Description: 'd' })
      const { MembershipId } = await identities.createGroupMembership({ ...store, GroupId, MemberId: { UserId } })
      await identities.updateUser({
        ...store,
        UserId,
        Operations: [{ AttributePath: 'nickName', AttributeValue: null }],
      })
      await identities.updateGroup({
        ...store,
        GroupId,
        Operations: [{ AttributePath: 'description', AttributeValue: null }],
      })
      assert.equal((await identities.describeUser({ ...store, UserId })).NickName, undefined)
      assert.equal((await identities.describeGroup({ ...store, GroupId })).Description, undefined)
      const membership = await identities.describeGroupMembership({ ...store, MembershipId })
      assert.deepEqual([membership.GroupId, membership.MemberId?.UserId], [GroupId, UserId])
      await identities.deleteGroupMembership({ ...store, MembershipId })
      await identities.deleteGroup({ ...store, GroupId })
      await identities.deleteUser({ ...store, UserId })
    }
  })
}

function roleResources({ clients, management }: World): void {
  const { iam } = clients

  test('aws_iam_role: deleted after its profiles are asked for, its policies detached and removed', async () => {
    const role = { RoleName: 'terraform-role' }
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: management }, Action: 'sts:AssumeRole' }],
    })
    for (const _ of ROUNDS) {
      await iam.createRole({ ...role, AssumeRolePolicyDocument: trust })
      await iam.putRolePolicy({ ...role, PolicyName: 'inline', PolicyDocument: policyDocument('s3:*') })
      await iam.attachRolePolicy({ ...role, PolicyArn: READ_ONLY_ACCESS })
      const { Role } = await iam.getRole(role)
      assert.equal(decodeURIComponent(given(Role?.AssumeRolePolicyDocument)), trust)
      assert.deepEqual((await iam.listInstanceProfilesForRole(role)).InstanceProfiles, [])
      for (const { PolicyArn } of given((await iam.listAttachedRolePolicies(role)).AttachedPolicies))
        await iam.detachRolePolicy({ ...role, PolicyArn })
      for (const PolicyName of given((await iam.listRolePolicies(role)).PolicyNames))
        await iam.deleteRolePolicy({ ...role, PolicyName })
      await iam.deleteRole(role)
    }
  })
}
