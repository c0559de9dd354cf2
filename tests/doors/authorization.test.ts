import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam'
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  IdentitystoreClient,
  ListUsersCommand,
} from '@aws-sdk/client-identitystore'
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribePermissionSetCommand,
  ListPermissionSetsCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { clientConfig } from '#tests/portico.ts'
import { codeOf, send } from './wire.ts'
import {
  arnOf,
  assign,
  type Credentials,
  document,
  doorWorld,
  needed,
  newAccount,
  newPerson,
  portalCredentials,
  roleWith,
  signedIn,
} from './world.ts'

const world = await doorWorld()
const {
  app,
  origin,
  ada,
  memberAccountId,
  managementAccountId,
  instanceArn: InstanceArn,
  identityStoreId: IdentityStoreId,
} = world
const otherAccountId = await newAccount(origin, ada, 'Other')
const ADMINISTRATOR_POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess'
const READ_ONLY_POLICY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

const sso = (key: Credentials) => new SSOAdminClient(clientConfig(origin, key))
const directory = (key: Credentials) => new IdentitystoreClient(clientConfig(origin, key))

async function permissionSet(name: string, policy: string): Promise<string> {
  const { PermissionSet } = await sso(ada).send(new CreatePermissionSetCommand({ InstanceArn, Name: name }))
  const PermissionSetArn = needed(PermissionSet?.PermissionSetArn)
  const attached = { InstanceArn, PermissionSetArn, ManagedPolicyArn: policy }
  await sso(ada).send(new AttachManagedPolicyToPermissionSetCommand(attached))
  return PermissionSetArn
}

const target = (PermissionSetArn: string, TargetId: string, PrincipalId: string) =>
  ({ InstanceArn, PermissionSetArn, TargetId, TargetType: 'AWS_ACCOUNT', PrincipalType: 'USER', PrincipalId }) as const

/** The sentence of a denial, as a client shows it, up to where our explanation begins. */
async function denial(call: Promise<object>): Promise<string> {
  const error = await call.then(
    () => assert.fail('the call was allowed'),
    (thrown: Error) => thrown,
  )
  assert.match(error.name, /AccessDenied/)
  return error.message
}

const assumed = (role: string): string => `arn:aws:sts::${managementAccountId}:assumed-role/${role}/tester`

const everything = document([{ Effect: 'Allow', Action: '*', Resource: '*' }])

describe('rights over the instance alone end before the management account', async () => {
  const key = await roleWith(world, 'SsoOnly', [
    { Effect: 'Allow', Action: ['sso:*', 'identitystore:*'], Resource: '*' },
  ])
  const mallory = await newPerson(app, 'mallory')
  const builders = await permissionSet('Builders', READ_ONLY_POLICY)
  const helpdesk = await permissionSet('Helpdesk', READ_ONLY_POLICY)
  await assign(world, mallory, helpdesk, managementAccountId)

  /** What the role of the permission set in the management account grants. */
  const helpdeskGrants = async () => {
    const iam = new IAMClient(clientConfig(origin, ada))
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: '/aws-reserved/' }))
    const RoleName = needed(Roles.find(role => role.RoleName?.includes('Helpdesk'))).RoleName
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
    return [...AttachedPolicies.map(policy => policy.PolicyArn), ...PolicyNames].sort()
  }

  test('in a member account they assign and provision', async () => {
    const { AccountAssignmentCreationStatus } = await sso(key).send(
      new CreateAccountAssignmentCommand(target(builders, memberAccountId, mallory)),
    )
    await app.provisioned()
    const AccountAssignmentCreationRequestId = AccountAssignmentCreationStatus?.RequestId
    const asked = { InstanceArn, AccountAssignmentCreationRequestId }
    const status = await sso(key).send(new DescribeAccountAssignmentCreationStatusCommand(asked))
    assert.equal(status.AccountAssignmentCreationStatus?.Status, 'SUCCEEDED')
    const everywhere = { InstanceArn, PermissionSetArn: builders, TargetType: 'ALL_PROVISIONED_ACCOUNTS' } as const
    await sso(key).send(new ProvisionPermissionSetCommand(everywhere))
  })

  const attempts = [
    ['assign', () => sso(key).send(new CreateAccountAssignmentCommand(target(helpdesk, managementAccountId, mallory)))],
    [
      'assign one that is not there yet',
      () => sso(key).send(new CreateAccountAssignmentCommand(target(builders, managementAccountId, mallory))),
    ],
    [
      'end an assignment',
      () => sso(key).send(new DeleteAccountAssignmentCommand(target(helpdesk, managementAccountId, mallory))),
    ],
    [
      'provision there by name',
      () =>
        sso(key).send(
          new ProvisionPermissionSetCommand({
            InstanceArn,
            PermissionSetArn: helpdesk,
            TargetType: 'AWS_ACCOUNT',
            TargetId: managementAccountId,
          }),
        ),
    ],
    [
      'provision everywhere',
      () =>
        sso(key).send(
          new ProvisionPermissionSetCommand({
            InstanceArn,
            PermissionSetArn: helpdesk,
            TargetType: 'ALL_PROVISIONED_ACCOUNTS',
          }),
        ),
    ],
  ] as const
  for (const [what, attempt] of attempts)
    test(`in the management account they cannot ${what}: it takes rights of IAM, and the denial says which`, async () => {
      const message = await denial(attempt())
      assert.match(
        message,
        /^User: \S+ is not authorized to perform: iam:\w+ on resource: arn:aws:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/AWSReservedSSO_\w+ because no identity-based policy allows the iam:\w+ action\./,
      )
      assert.ok(message.startsWith(`User: ${assumed('SsoOnly')} `))
    })

  test('nobody becomes an administrator by editing a permission set that is provisioned there', async () => {
    const edited = { InstanceArn, PermissionSetArn: helpdesk }
    await denial(
      sso(key).send(
        new AttachManagedPolicyToPermissionSetCommand({ ...edited, ManagedPolicyArn: ADMINISTRATOR_POLICY }),
      ),
    )
    await denial(sso(key).send(new PutInlinePolicyToPermissionSetCommand({ ...edited, InlinePolicy: everything })))
    await denial(
      sso(key).send(new ProvisionPermissionSetCommand({ ...edited, TargetType: 'ALL_PROVISIONED_ACCOUNTS' })),
    )
    // What they may do beside it pushes nothing either; nor does what an administrator does later, who knows of nothing.
    await sso(key).send(new CreateAccountAssignmentCommand(target(helpdesk, memberAccountId, mallory)))
    const bystander = await newPerson(app, 'bystander')
    await sso(ada).send(new CreateAccountAssignmentCommand(target(helpdesk, managementAccountId, bystander)))
    await app.provisioned()
    assert.deepEqual(await helpdeskGrants(), [READ_ONLY_POLICY])
    const person = await signedIn(origin, 'mallory')
    const asRole = await portalCredentials(origin, person, managementAccountId, 'Helpdesk')
    await denial(directory(asRole).send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'mine' })))
  })

  test('nobody becomes an administrator by joining a group that is assigned there', async () => {
    const { GroupId } = await directory(ada).send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'operators' }))
    const assigned = { ...target(helpdesk, managementAccountId, needed(GroupId)), PrincipalType: 'GROUP' } as const
    await sso(ada).send(new CreateAccountAssignmentCommand(assigned))
    const joining = { IdentityStoreId, GroupId, MemberId: { UserId: mallory } }
    const said = await denial(directory(key).send(new CreateGroupMembershipCommand(joining)))
    assert.match(said, /is not authorized to perform: iam:/)
    const { GroupId: elsewhere } = await directory(key).send(
      new CreateGroupCommand({ IdentityStoreId, DisplayName: 'readers' }),
    )
    await directory(key).send(new CreateGroupMembershipCommand({ ...joining, GroupId: elsewhere }))
    await directory(ada).send(new CreateGroupMembershipCommand(joining))
  })

  test('with rights of IAM on its reserved roles they do', async () => {
    const iam = { Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::${managementAccountId}:*` } as const
    const full = await roleWith(world, 'SsoAndIam', [{ Effect: 'Allow', Action: 'sso:*', Resource: '*' }, iam])
    await sso(full).send(new CreateAccountAssignmentCommand(target(builders, managementAccountId, mallory)))
    await app.provisioned()
    const edited = { InstanceArn, PermissionSetArn: helpdesk }
    await sso(full).send(
      new AttachManagedPolicyToPermissionSetCommand({ ...edited, ManagedPolicyArn: ADMINISTRATOR_POLICY }),
    )
    await sso(full).send(new PutInlinePolicyToPermissionSetCommand({ ...edited, InlinePolicy: everything }))
    await sso(full).send(new ProvisionPermissionSetCommand({ ...edited, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }))
    await app.provisioned()
    assert.deepEqual(await helpdeskGrants(), ['AwsSSOInlinePolicy', ADMINISTRATOR_POLICY, READ_ONLY_POLICY])
  })
})

describe('a denial says which action, on what, and which kind of policy', () => {
  const group = { IdentityStoreId, DisplayName: 'x' }
  const store = `arn:aws:identitystore::${managementAccountId}:identitystore/${IdentityStoreId}`

  test('nothing allows it', async () => {
    const key = await roleWith(world, 'Empty', [])
    const message = await denial(directory(key).send(new CreateGroupCommand(group)))
    assert.ok(
      message.startsWith(
        `User: ${assumed('Empty')} is not authorized to perform: identitystore:CreateGroup on resource: ${store} because no identity-based policy allows the identitystore:CreateGroup action.`,
      ),
      message,
    )
  })

  test('something denies it, whatever allows it', async () => {
    const all = { Effect: 'Allow', Action: '*', Resource: '*' } as const
    const key = await roleWith(world, 'Denied', [
      all,
      { Effect: 'Deny', Action: 'identitystore:Create*', Resource: '*' },
    ])
    await directory(key).send(new ListUsersCommand({ IdentityStoreId }))
    const message = await denial(directory(key).send(new CreateGroupCommand(group)))
    assert.ok(
      message.startsWith(
        `User: ${assumed('Denied')} is not authorized to perform: identitystore:CreateGroup on resource: ${store} with an explicit deny in an identity-based policy.`,
      ),
      message,
    )
  })

  test('a session is narrowed', async () => {
    const sts = new STSClient(clientConfig(origin, ada))
    await roleWith(world, 'Wide', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
    const { Credentials: made } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${managementAccountId}:role/Wide`,
        RoleSessionName: 'tester',
        Policy: document([{ Effect: 'Allow', Action: 'identitystore:List*', Resource: '*' }]),
      }),
    )
    const key = {
      accessKeyId: needed(made?.AccessKeyId),
      secretAccessKey: needed(made?.SecretAccessKey),
      sessionToken: needed(made?.SessionToken),
    }
    await directory(key).send(new ListUsersCommand({ IdentityStoreId }))
    const message = await denial(directory(key).send(new CreateGroupCommand(group)))
    assert.match(message, /because no session policy allows the identitystore:CreateGroup action\./)
  })

  test('the account is not the one that administers', async () => {
    await assign(world, ada.userId, await arnOf(app, 'AdministratorAccess'), memberAccountId)
    const key = await portalCredentials(origin, await signedIn(origin, ada.userName), memberAccountId)
    const message = await denial(directory(key).send(new CreateGroupCommand(group)))
    assert.match(
      message,
      /^User: arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_AdministratorAccess_\w{16}\/ada is not authorized to perform: identitystore:CreateGroup\./,
    )
    assert.doesNotMatch(message, new RegExp(managementAccountId))
  })
})

describe('rights go as far as the resources they name', async () => {
  const person = await newPerson(app, 'scoped')
  const mine = await permissionSet('Mine', READ_ONLY_POLICY)
  const theirs = await permissionSet('Theirs', READ_ONLY_POLICY)
  const assignWith = (key: Credentials, set: string, account: string) =>
    sso(key).send(new CreateAccountAssignmentCommand(target(set, account, person)))
  const allowing = (resources: readonly string[]) =>
    [{ Effect: 'Allow', Action: 'sso:CreateAccountAssignment', Resource: [InstanceArn, ...resources] }] as const

  test('one permission set, in any account', async () => {
    const key = await roleWith(world, 'OneSet', allowing([mine, 'arn:aws:sso:::account/*']))
    await assignWith(key, mine, memberAccountId)
    await assignWith(key, mine, otherAccountId)
    const message = await denial(assignWith(key, theirs, memberAccountId))
    assert.ok(message.includes(`sso:CreateAccountAssignment on resource: ${theirs} because`), message)
  })

  test('any permission set, in one account', async () => {
    const anySet = `${InstanceArn.replace(':instance/', ':permissionSet/')}/*`
    const key = await roleWith(world, 'OneAccount', allowing([anySet, `arn:aws:sso:::account/${memberAccountId}`]))
    await assignWith(key, theirs, memberAccountId)
    const message = await denial(assignWith(key, theirs, otherAccountId))
    assert.ok(message.includes(`on resource: arn:aws:sso:::account/${otherAccountId} because`), message)
  })

  test('reading one permission set, not all of them', async () => {
    const statement = { Effect: 'Allow', Action: 'sso:DescribePermissionSet', Resource: [InstanceArn, mine] } as const
    const key = await roleWith(world, 'OneRead', [statement])
    await sso(key).send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn: mine }))
    await denial(sso(key).send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn: theirs })))
    await denial(sso(key).send(new ListPermissionSetsCommand({ InstanceArn })))
  })
})

describe('the console acts with the permission set that was chosen, and with no more', async () => {
  const reader = await newPerson(app, 'rita')
  await assign(world, reader, await permissionSet('Auditors', READ_ONLY_POLICY), managementAccountId)
  const rita = await signedIn(origin, 'rita')
  const asked = async (operation: string, input: object, as: string) => {
    const headers = { ...rita.as(as), 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': operation }
    return send(origin, { method: 'POST', path: '/', headers, body: JSON.stringify(input) })
  }

  test('who may look only can look', async () => {
    assert.equal((await asked('SWBExternalService.ListPermissionSets', { InstanceArn }, 'Auditors')).status, 200)
    assert.equal((await asked('AWSIdentityStore.ListUsers', { IdentityStoreId }, 'Auditors')).status, 200)
  })

  test('and changes nothing', async () => {
    for (const [operation, input] of [
      ['AWSIdentityStore.CreateGroup', { IdentityStoreId, DisplayName: 'x' }],
      ['SWBExternalService.CreatePermissionSet', { InstanceArn, Name: 'x' }],
      ['AWSOrganizationsV20161128.CreateAccount', { AccountName: 'x', Email: 'x@example.org' }],
    ] as const) {
      const answer = await asked(operation, input, 'Auditors')
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'policy.access_denied'], operation)
    }
  })

  test('and cannot choose one that is not theirs', async () => {
    const answer = await asked('AWSIdentityStore.ListUsers', { IdentityStoreId }, 'AdministratorAccess')
    assert.equal(codeOf(answer), 'access.no_access')
  })

  test('and loses it with the assignment, at once', async () => {
    const auditors = await arnOf(app, 'Auditors')
    await sso(ada).send(new DeleteAccountAssignmentCommand(target(auditors, managementAccountId, reader)))
    const answer = await asked('AWSIdentityStore.ListUsers', { IdentityStoreId }, 'Auditors')
    assert.equal(codeOf(answer), 'access.no_access')
  })
})

test('whoever is refused everything may still ask who they are', async () => {
  const key = await roleWith(world, 'Nobody', [{ Effect: 'Deny', Action: '*', Resource: '*' }])
  const { Arn } = await new STSClient(clientConfig(origin, key)).send(new GetCallerIdentityCommand({}))
  assert.equal(Arn, assumed('Nobody'))
})
