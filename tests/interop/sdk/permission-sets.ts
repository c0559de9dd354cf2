import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConflictException, ResourceNotFoundException, ValidationException } from '@aws-sdk/client-sso-admin'
import {
  ADMINISTRATOR_ACCESS,
  assign,
  given,
  newAccount,
  newPermissionSet,
  newUser,
  policyDocument,
  READ_ONLY_ACCESS,
  refused,
  type Stories,
  unassign,
} from './world.ts'

export const permissionSetStories: Stories = world => {
  const { clients, instanceArn, storeId, management } = world
  const { sso } = clients
  const instance = { InstanceArn: instanceArn }

  test('the first call of nearly every client finds the instance and its identity store', async () => {
    const [found, ...others] = given((await sso.listInstances({})).Instances)
    assert.deepEqual(others, [])
    assert.deepEqual(
      [found?.InstanceArn, found?.IdentityStoreId, found?.OwnerAccountId, found?.Status],
      [instanceArn, storeId, management, 'ACTIVE'],
    )
    assert.ok(found?.CreatedDate instanceof Date)
    await sso.updateInstance({ ...instance, Name: 'workforce' })
    const described = await sso.describeInstance(instance)
    assert.equal(described.Name, 'workforce')
    assert.ok(described.CreatedDate instanceof Date)
  })

  test('the instance is active in its one Region', async () => {
    const [region, ...others] = given((await sso.listRegions(instance)).Regions)
    assert.deepEqual(others, [])
    const described = await sso.describeRegion({ ...instance, RegionName: region?.RegionName })
    assert.deepEqual([described.Status, described.IsPrimaryRegion], ['ACTIVE', true])
    assert.ok(described.AddedDate instanceof Date)
    const elsewhere = sso.describeRegion({ ...instance, RegionName: 'eu-west-3' })
    await refused(elsewhere, ResourceNotFoundException, /eu-west-3|Region/)
  })

  test('an update of a permission set replaces its three values: what is omitted is cleared', async () => {
    const created = await sso.createPermissionSet({
      ...instance,
      Name: 'replaced',
      Description: 'Before',
      RelayState: 'https://console.aws.amazon.com/ec2',
      SessionDuration: 'PT4H',
      Tags: [{ Key: 'team', Value: 'sec' }],
    })
    assert.ok(created.PermissionSet?.CreatedDate instanceof Date)
    const set = { ...instance, PermissionSetArn: created.PermissionSet.PermissionSetArn }
    assert.deepEqual((await sso.describePermissionSet(set)).PermissionSet, created.PermissionSet)
    await sso.updatePermissionSet({ ...set, SessionDuration: 'PT2H' })
    const { PermissionSet } = await sso.describePermissionSet(set)
    assert.deepEqual(
      [PermissionSet?.SessionDuration, PermissionSet?.Description, PermissionSet?.RelayState],
      ['PT2H', undefined, undefined],
    )
    assert.deepEqual(PermissionSet?.CreatedDate, created.PermissionSet.CreatedDate)
  })

  test('a second permission set of one name is a ConflictException at once, and says so', async () => {
    await newPermissionSet(world, 'taken')
    await refused(
      newPermissionSet(world, 'taken'),
      ConflictException,
      /^PermissionSet with name taken already exists\./,
    )
  })

  for (const [why, input, text] of [
    ['a name of 33 characters', { Name: 'x'.repeat(33) }, /less than or equal to 32/],
    ['a name with a space', { Name: 'two words' }, /regular expression/],
    ['a session of 13 hours', { Name: 'long', SessionDuration: 'PT13H' }, /PT12H|12 hours/],
  ] as const)
    test(`a permission set with ${why} is a ValidationException that says which rule it breaks`, async () => {
      await refused(sso.createPermissionSet({ ...instance, ...input }), ValidationException, text)
    })

  test('all lists of a new permission set are there, and empty', async () => {
    const set = { ...instance, PermissionSetArn: await newPermissionSet(world, 'bare') }
    const accountId = await newAccount(world, 'bare-account')
    assert.deepEqual((await sso.listManagedPoliciesInPermissionSet(set)).AttachedManagedPolicies, [])
    const references = await sso.listCustomerManagedPolicyReferencesInPermissionSet(set)
    assert.deepEqual(references.CustomerManagedPolicyReferences, [])
    assert.deepEqual((await sso.listTagsForResource({ ResourceArn: set.PermissionSetArn })).Tags, [])
    assert.deepEqual((await sso.listAccountsForProvisionedPermissionSet(set)).AccountIds, [])
    const provisioned = await sso.listPermissionSetsProvisionedToAccount({ ...instance, AccountId: accountId })
    assert.deepEqual(provisioned.PermissionSets, [])
    const assignments = await sso.listAccountAssignments({ ...set, AccountId: accountId })
    assert.deepEqual(assignments.AccountAssignments, [])
    assert.equal((await sso.getInlinePolicyForPermissionSet(set)).InlinePolicy, '')
    await refused(sso.getPermissionsBoundaryForPermissionSet(set), ResourceNotFoundException, /boundary/i)
  })

  test('managed policies are attached by ARN, listed with their names, and detached', async () => {
    const set = { ...instance, PermissionSetArn: await newPermissionSet(world, 'managed') }
    const policy = { ...set, ManagedPolicyArn: ADMINISTRATOR_ACCESS }
    await sso.attachManagedPolicyToPermissionSet(policy)
    await refused(sso.attachManagedPolicyToPermissionSet(policy), ConflictException, /AdministratorAccess|attached/)
    const { AttachedManagedPolicies } = await sso.listManagedPoliciesInPermissionSet(set)
    assert.deepEqual(AttachedManagedPolicies, [{ Name: 'AdministratorAccess', Arn: ADMINISTRATOR_ACCESS }])
    await sso.detachManagedPolicyFromPermissionSet(policy)
    await refused(sso.detachManagedPolicyFromPermissionSet(policy), ResourceNotFoundException, /attached/i)
  })

  test('customer managed policies are references: name and path must match to detach one', async () => {
    const set = { ...instance, PermissionSetArn: await newPermissionSet(world, 'customer') }
    const reference = { Name: 'OnlyHere', Path: '/team/' }
    await sso.attachCustomerManagedPolicyReferenceToPermissionSet({ ...set, CustomerManagedPolicyReference: reference })
    const listed = await sso.listCustomerManagedPolicyReferencesInPermissionSet(set)
    assert.deepEqual(listed.CustomerManagedPolicyReferences, [reference])
    const detach = (CustomerManagedPolicyReference: { Name: string; Path?: string }) =>
      sso.detachCustomerManagedPolicyReferenceFromPermissionSet({ ...set, CustomerManagedPolicyReference })
    await refused(detach({ Name: 'OnlyHere' }), ResourceNotFoundException, /attached/i)
    await detach(reference)
  })

  test('the inline policy comes back as it was put, replaced by the next, and gone when deleted', async () => {
    const set = { ...instance, PermissionSetArn: await newPermissionSet(world, 'inline') }
    const spaced = `{ "Version": "2012-10-17",\n "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }`
    for (const InlinePolicy of [policyDocument('s3:*'), spaced]) {
      await sso.putInlinePolicyToPermissionSet({ ...set, InlinePolicy })
      assert.equal((await sso.getInlinePolicyForPermissionSet(set)).InlinePolicy, InlinePolicy)
    }
    const broken = sso.putInlinePolicyToPermissionSet({ ...set, InlinePolicy: '{"Version":' })
    await refused(broken, ValidationException, /JSON|policy/i)
    await sso.deleteInlinePolicyFromPermissionSet(set)
    assert.equal((await sso.getInlinePolicyForPermissionSet(set)).InlinePolicy, '')
  })

  test('the permissions boundary is one policy, of AWS or of the account', async () => {
    const set = { ...instance, PermissionSetArn: await newPermissionSet(world, 'bounded') }
    const CustomerManagedPolicyReference = { Name: 'Cap', Path: '/' }
    for (const PermissionsBoundary of [{ ManagedPolicyArn: READ_ONLY_ACCESS }, { CustomerManagedPolicyReference }]) {
      await sso.putPermissionsBoundaryToPermissionSet({ ...set, PermissionsBoundary })
      assert.deepEqual((await sso.getPermissionsBoundaryForPermissionSet(set)).PermissionsBoundary, PermissionsBoundary)
    }
    const both = { CustomerManagedPolicyReference, ManagedPolicyArn: READ_ONLY_ACCESS }
    const put = sso.putPermissionsBoundaryToPermissionSet({ ...set, PermissionsBoundary: both })
    await refused(put, ValidationException, /one/i)
    await sso.deletePermissionsBoundaryFromPermissionSet(set)
    await refused(sso.getPermissionsBoundaryForPermissionSet(set), ResourceNotFoundException, /boundary/i)
  })

  test('tags are put by key, with and without the instance named', async () => {
    const ResourceArn = await newPermissionSet(world, 'tagged')
    await sso.tagResource({
      ...instance,
      ResourceArn,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    })
    await sso.tagResource({ ResourceArn, Tags: [{ Key: 'a', Value: '3' }] })
    await sso.untagResource({ ...instance, ResourceArn, TagKeys: ['b', 'never there'] })
    assert.deepEqual((await sso.listTagsForResource({ ...instance, ResourceArn })).Tags, [{ Key: 'a', Value: '3' }])
  })

  test('a permission set is deleted only when nobody is assigned to it', async () => {
    const permissionSetArn = await newPermissionSet(world, 'deleted')
    const set = { ...instance, PermissionSetArn: permissionSetArn }
    const assignment = {
      accountId: await newAccount(world, 'deleted-account'),
      permissionSetArn,
      principalId: await newUser(world, 'deletia'),
    }
    await assign(world, assignment)
    await refused(sso.deletePermissionSet(set), ConflictException, /assign/i)
    await unassign(world, assignment)
    await sso.deletePermissionSet(set)
    await refused(sso.describePermissionSet(set), ResourceNotFoundException, /permission ?set/i)
    const { PermissionSets } = await sso.listPermissionSets(instance)
    assert.ok(!given(PermissionSets).includes(permissionSetArn))
  })
}
