/** The ways in for whoever administers: one interface, four real clients. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupMembershipCommand,
  IdentitystoreClient,
  ListGroupMembershipsForMemberCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-identitystore'
import {
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DescribePermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListPermissionSetsProvisionedToAccountCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { clientConfig } from '#tests/portico.ts'
import { send } from './wire.ts'
import { ADMINISTRATOR, type Credentials, type DoorWorld, needed, portalCredentials, signedIn } from './world.ts'

export interface Door {
  createUser(userName: string): Promise<string>
  createGroup(displayName: string): Promise<string>
  renameGroup(groupId: string, displayName: string): Promise<void>
  deleteGroup(groupId: string): Promise<void>
  /** @returns the id of the membership */
  addMember(groupId: string, userId: string): Promise<string>
  removeMember(membershipId: string): Promise<void>
  createPermissionSet(name: string): Promise<string>
  assign(accountId: string, permissionSetArn: string, groupId: string): Promise<void>
  /** The permission sets that are assigned to a user in an account, also by groups. */
  rolesOf(userId: string, accountId: string): Promise<readonly string[]>
}

export interface DoorKind {
  readonly name: string
  open(world: DoorWorld): Promise<Door>
}

/** An operation by its names at AWS, with the input as the SDKs have it. */
type Call = (service: 'identitystore' | 'sso-admin', operation: string, input: object) => Promise<Answered>

interface Answered {
  readonly UserId?: string
  readonly GroupId?: string
  readonly MembershipId?: string
  readonly PermissionSet?: { readonly PermissionSetArn?: string; readonly Name?: string }
  readonly PermissionSets?: readonly string[]
  readonly AccountAssignments?: readonly { readonly PrincipalId?: string }[]
  readonly GroupMemberships?: readonly { readonly GroupId?: string }[]
}

/** What a door does is the same operation everywhere; only the client differs. */
function doorOver({ instanceArn: InstanceArn, identityStoreId: IdentityStoreId }: DoorWorld, call: Call) {
  const store = (operation: string, input: object) => call('identitystore', operation, { IdentityStoreId, ...input })
  const sso = (operation: string, input: object) => call('sso-admin', operation, { InstanceArn, ...input })
  const door: Door = {
    async createUser(UserName) {
      const Name = { GivenName: UserName, FamilyName: 'Example' }
      return needed((await store('CreateUser', { UserName, DisplayName: UserName, Name })).UserId)
    },
    createGroup: async DisplayName => needed((await store('CreateGroup', { DisplayName })).GroupId),
    async renameGroup(GroupId, displayName) {
      const Operations = [{ AttributePath: 'displayName', AttributeValue: displayName }]
      await store('UpdateGroup', { GroupId, Operations })
    },
    deleteGroup: async GroupId => void (await store('DeleteGroup', { GroupId })),
    async addMember(GroupId, UserId) {
      return needed((await store('CreateGroupMembership', { GroupId, MemberId: { UserId } })).MembershipId)
    },
    removeMember: async MembershipId => void (await store('DeleteGroupMembership', { MembershipId })),
    async createPermissionSet(Name) {
      return needed((await sso('CreatePermissionSet', { Name })).PermissionSet?.PermissionSetArn)
    },
    async assign(TargetId, PermissionSetArn, PrincipalId) {
      const principal = { PrincipalType: 'GROUP', PrincipalId, TargetType: 'AWS_ACCOUNT', TargetId }
      await sso('CreateAccountAssignment', { PermissionSetArn, ...principal })
    },
    async rolesOf(UserId, AccountId) {
      const { GroupMemberships = [] } = await store('ListGroupMembershipsForMember', { MemberId: { UserId } })
      const principals = [UserId, ...GroupMemberships.map(({ GroupId }) => GroupId)]
      const { PermissionSets = [] } = await sso('ListPermissionSetsProvisionedToAccount', { AccountId })
      const names = PermissionSets.map(async PermissionSetArn => {
        const { AccountAssignments = [] } = await sso('ListAccountAssignments', { AccountId, PermissionSetArn })
        if (!AccountAssignments.some(({ PrincipalId }) => principals.includes(PrincipalId))) return []
        const { PermissionSet } = await sso('DescribePermissionSet', { PermissionSetArn })
        return [needed(PermissionSet?.Name)]
      })
      return (await Promise.all(names)).flat()
    },
  }
  return door
}

const commands: Readonly<Record<string, new (input: never) => object>> = {
  CreateUser: CreateUserCommand,
  CreateGroup: CreateGroupCommand,
  UpdateGroup: UpdateGroupCommand,
  DeleteGroup: DeleteGroupCommand,
  CreateGroupMembership: CreateGroupMembershipCommand,
  DeleteGroupMembership: DeleteGroupMembershipCommand,
  CreatePermissionSet: CreatePermissionSetCommand,
  DescribePermissionSet: DescribePermissionSetCommand,
  CreateAccountAssignment: CreateAccountAssignmentCommand,
  ListAccountAssignments: ListAccountAssignmentsCommand,
  ListPermissionSetsProvisionedToAccount: ListPermissionSetsProvisionedToAccountCommand,
  ListGroupMembershipsForMember: ListGroupMembershipsForMemberCommand,
}

function bySdk(origin: string, key: Credentials): Call {
  const clients = {
    identitystore: new IdentitystoreClient(clientConfig(origin, key)),
    'sso-admin': new SSOAdminClient(clientConfig(origin, key)),
  }
  return (service, operation, input) => {
    const client = clients[service] as { send(command: object): Promise<Answered> }
    return client.send(new (needed(commands[operation]))(input as never))
  }
}

const targets = { identitystore: 'AWSIdentityStore', 'sso-admin': 'SWBExternalService' } as const

/** As the console's own script calls: the session cookie, from our own origin, in the name of a permission set. */
function byCookie(origin: string, headers: Readonly<Record<string, string>>): Call {
  return async (service, operation, input) => {
    const target = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${targets[service]}.${operation}` }
    const sent = { method: 'POST', path: '/', headers: { ...headers, ...target }, body: JSON.stringify(input) }
    const { status, body } = await send(origin, sent)
    if (status !== 200) throw new Error(`${operation}: ${body}`)
    return JSON.parse(body) as Answered
  }
}

const run = promisify(execFile)
const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, letter => `-${letter}`).toLowerCase()

/** Debian's AWS CLI, a process for each call. */
function byCommand(origin: string, { accessKeyId, secretAccessKey }: Credentials): Call {
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_MAX_ATTEMPTS: '1',
  }
  return async (service, operation, input) => {
    const args = [service, kebab(operation), '--endpoint-url', origin, '--cli-input-json', JSON.stringify(input)]
    const { stdout } = await run('/usr/bin/aws', args, { env })
    return (stdout === '' ? {} : JSON.parse(stdout)) as Answered
  }
}

export const doorKinds: readonly DoorKind[] = [
  {
    name: 'the AWS SDK with an access key',
    open: async world => doorOver(world, bySdk(world.origin, world.ada)),
  },
  {
    name: 'the AWS SDK with role credentials of the administrator’s permission set',
    async open(world) {
      const person = await signedIn(world.origin, world.ada.userName)
      const key = await portalCredentials(world.origin, person, world.managementAccountId)
      return doorOver(world, bySdk(world.origin, key))
    },
  },
  {
    name: 'the console with its session cookie',
    async open(world) {
      const person = await signedIn(world.origin, world.ada.userName)
      return doorOver(world, byCookie(world.origin, person.as(ADMINISTRATOR)))
    },
  },
  {
    name: 'the AWS CLI',
    open: async world => doorOver(world, byCommand(world.origin, world.ada)),
  },
]
