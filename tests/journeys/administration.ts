import assert from 'node:assert/strict'
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  IdentitystoreClient,
} from '@aws-sdk/client-identitystore'
import {
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListInstancesCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { type clientConfig, until } from '#tests/portico.ts'

type Client = ReturnType<typeof clientConfig>

export interface Company {
  readonly accountId: string
  readonly userId: string
}

interface Wanted {
  readonly accountName: string
  readonly permissionSet: string
  readonly userName: string
}

/** What an administrator scripts: an account, and a person who enters it over a group with full rights there. */
export async function makeCompany(client: Client, { accountName, permissionSet, userName }: Wanted): Promise<Company> {
  const admin = new SSOAdminClient(client)
  const { Instances: [instance] = [] } = await admin.send(new ListInstancesCommand({}))
  const accountId = await createAccount(client, accountName)
  const { userId, groupId } = await createPeople(client, text(instance?.IdentityStoreId), userName)
  const InstanceArn = text(instance?.InstanceArn)
  const { PermissionSet } = await admin.send(new CreatePermissionSetCommand({ InstanceArn, Name: permissionSet }))
  const PermissionSetArn = text(PermissionSet?.PermissionSetArn)
  const ManagedPolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await admin.send(new AttachManagedPolicyToPermissionSetCommand({ InstanceArn, PermissionSetArn, ManagedPolicyArn }))
  await assign(admin, { InstanceArn, PermissionSetArn, TargetId: accountId, PrincipalId: groupId })
  return { accountId, userId }
}

async function createAccount(client: Client, AccountName: string): Promise<string> {
  const organizations = new OrganizationsClient(client)
  const Email = 'workshop@example.org'
  const { CreateAccountStatus: asked } = await organizations.send(new CreateAccountCommand({ AccountName, Email }))
  const CreateAccountRequestId = text(asked?.Id)
  let accountId = ''
  await until(async () => {
    const { CreateAccountStatus: now } = await organizations.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }),
    )
    assert.ok(now?.State !== 'FAILED', `${now?.FailureReason}`)
    accountId = now?.AccountId ?? ''
    return now?.State === 'SUCCEEDED'
  })
  return text(accountId)
}

async function createPeople(client: Client, IdentityStoreId: string, UserName: string) {
  const store = new IdentitystoreClient(client)
  const Name = { GivenName: 'Bob', FamilyName: 'Builder' }
  const person = { IdentityStoreId, UserName, DisplayName: 'Bob Builder', Name }
  const { UserId } = await store.send(new CreateUserCommand(person))
  const { GroupId } = await store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'Builders' }))
  const [userId, groupId] = [text(UserId), text(GroupId)]
  const membership = { IdentityStoreId, GroupId: groupId, MemberId: { UserId: userId } }
  await store.send(new CreateGroupMembershipCommand(membership))
  return { userId, groupId }
}

interface Link {
  readonly InstanceArn: string
  readonly PermissionSetArn: string
  readonly TargetId: string
  readonly PrincipalId: string
}

/** Done when the reserved role stands in the account. */
async function assign(admin: SSOAdminClient, link: Link): Promise<void> {
  const asked = await admin.send(
    new CreateAccountAssignmentCommand({ ...link, TargetType: 'AWS_ACCOUNT', PrincipalType: 'GROUP' }),
  )
  const AccountAssignmentCreationRequestId = text(asked.AccountAssignmentCreationStatus?.RequestId)
  const { InstanceArn } = link
  await until(async () => {
    const { AccountAssignmentCreationStatus: now } = await admin.send(
      new DescribeAccountAssignmentCreationStatusCommand({ InstanceArn, AccountAssignmentCreationRequestId }),
    )
    assert.ok(now?.Status !== 'FAILED', `${now?.FailureReason}`)
    return now?.Status === 'SUCCEEDED'
  })
}

function text(value: string | undefined): string {
  assert.ok(value)
  return value
}
