import type {
  CreateGroupCommandInput,
  CreateGroupCommandOutput,
  CreateGroupMembershipCommandInput,
  CreateGroupMembershipCommandOutput,
  CreateUserCommandInput,
  CreateUserCommandOutput,
  DeleteGroupCommandInput,
  DeleteGroupCommandOutput,
  DeleteGroupMembershipCommandInput,
  DeleteGroupMembershipCommandOutput,
  DeleteUserCommandInput,
  DeleteUserCommandOutput,
  DescribeGroupCommandInput,
  DescribeGroupCommandOutput,
  DescribeGroupMembershipCommandInput,
  DescribeGroupMembershipCommandOutput,
  DescribeUserCommandInput,
  DescribeUserCommandOutput,
  GetGroupIdCommandInput,
  GetGroupIdCommandOutput,
  GetGroupMembershipIdCommandInput,
  GetGroupMembershipIdCommandOutput,
  GetUserIdCommandInput,
  GetUserIdCommandOutput,
  IsMemberInGroupsCommandInput,
  IsMemberInGroupsCommandOutput,
  ListGroupMembershipsCommandInput,
  ListGroupMembershipsCommandOutput,
  ListGroupMembershipsForMemberCommandInput,
  ListGroupMembershipsForMemberCommandOutput,
  ListGroupsCommandInput,
  ListGroupsCommandOutput,
  ListUsersCommandInput,
  ListUsersCommandOutput,
  UpdateGroupCommandInput,
  UpdateGroupCommandOutput,
  UpdateUserCommandInput,
  UpdateUserCommandOutput,
} from '@aws-sdk/client-identitystore'
import type { Actor, Need } from '#server/base/actor.ts'
import type { Instance } from '#server/base/instance.ts'
import {
  type DirectoryService,
  groupChange,
  groupFrom,
  refuseDirectory,
  userChange,
  userFrom,
} from '#server/directory/index.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { Paging } from '#server/http/index.ts'
import { check, list, type Rules } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import {
  filterValue,
  groupBy,
  listRequest,
  memberOf,
  noMembership,
  pageOfOne,
  requireGroup,
  requireUser,
  userBy,
} from './identitystore-lookups.ts'
import {
  attributeOperations,
  extensionRules,
  filterRules,
  groupRules,
  identifierRules,
  memberRules,
  operationRules,
  pageRules,
  resourceId,
  shownGroup,
  shownMembership,
  shownUser,
  storeRules,
  userAttributes,
  userRules,
  type Walked,
} from './identitystore-shapes.ts'

export interface IdentitystoreNeeds {
  readonly directory: DirectoryService
  readonly instance: Instance
  readonly paging: Paging
  /** What joining a group takes beside the right to change it: see `joiningGroup` of sso-admin. */
  readonly joiningGroup: (groupId: string) => Promise<readonly Need[]>
}

/** The 19 operations of the identity store API: all that botocore's model has. */
export function identitystoreOperations(needs: IdentitystoreNeeds): readonly Operation[] {
  const declare = declarer(needs.instance)
  const context = { ...needs, storeId: needs.instance.identityStoreId }
  return [
    ...userOperations(declare, context),
    ...userReads(declare, context),
    ...groupOperations(declare, context),
    ...groupReads(declare, context),
    ...membershipOperations(declare, context),
    ...membershipReads(declare, context),
  ]
}

interface Context extends IdentitystoreNeeds {
  readonly storeId: string
}

interface StoreInput {
  readonly IdentityStoreId: string | undefined
}

interface Declared<Input, Output> {
  readonly readOnly?: true
  readonly rules: Rules<Input>
  /** ARNs beside the store's, all of which the caller must be allowed. */
  readonly resources?: (input: Input) => readonly string[]
  /** What else the caller must be allowed, where the change reaches beyond the store. */
  readonly further?: (input: Input) => Promise<readonly Need[]>
  readonly handle: (input: Input, actor: Actor) => Promise<Omit<Output, '$metadata'>>
}

type Declare = <Input extends StoreInput, Output>(name: string, declared: Declared<Walked<Input>, Output>) => Operation

/** What all 19 have in common: the plane, the store they name, and the action on it. */
const declarer =
  (instance: Instance): Declare =>
  <Input extends StoreInput, Output>(name: string, declared: Declared<Walked<Input>, Output>) =>
    operation<Walked<Input>, Output>(name, {
      plane: 'administration',
      readOnly: declared.readOnly ?? false,
      needs: async input => {
        const store = arn('identityStore', {
          account: instance.managementAccountId,
          identityStoreId: String(input.IdentityStoreId),
        })
        const resources = [store, ...(declared.resources?.(input) ?? [])]
        const own = resources.map(resource => ({ action: `identitystore:${name}`, resource }))
        return [...own, ...((await declared.further?.(input)) ?? [])]
      },
      handle: async (input, actor) => {
        check<StoreInput>(input, storeRules)
        check(input, declared.rules)
        if (input.IdentityStoreId !== instance.identityStoreId) throw otherStore(String(input.IdentityStoreId))
        return declared.handle(input, actor)
      },
    })

const otherStore = (id: string) =>
  refuseDirectory('identity_store.not_found', { sentence: 'IDENTITY_STORE not found.', about: id, observed: id })

const user = (userId = '*'): string => arn('user', { userId })
const group = (groupId = '*'): string => arn('group', { groupId })
const membership = (membershipId = '*'): string => arn('membership', { membershipId })

const EVERY_USER = user()
const EVERY_GROUP = group()
const EVERY_MEMBERSHIP = membership()

function userOperations(declare: Declare, { directory, storeId }: Context): readonly Operation[] {
  return [
    declare<CreateUserCommandInput, CreateUserCommandOutput>('CreateUser', {
      rules: userRules,
      handle: async ({ IdentityStoreId, ...attributes }, actor) => {
        const { userId } = await directory.createUser(
          actor,
          userFrom(userAttributes(attributes), { status: 'ENABLED' }),
        )
        return { IdentityStoreId, UserId: userId }
      },
    }),
    declare<UpdateUserCommandInput, UpdateUserCommandOutput>('UpdateUser', {
      rules: { UserId: resourceId, ...operationRules },
      resources: input => [user(input.UserId)],
      handle: async ({ UserId, Operations }, actor) => {
        await directory.updateUser(actor, UserId, userChange(attributeOperations(Operations)))
        return {}
      },
    }),
    declare<DeleteUserCommandInput, DeleteUserCommandOutput>('DeleteUser', {
      rules: { UserId: resourceId },
      resources: input => [user(input.UserId)],
      handle: async ({ UserId }, actor) => {
        await directory.deleteUser(actor, UserId)
        return {}
      },
    }),
    declare<DescribeUserCommandInput, DescribeUserCommandOutput>('DescribeUser', {
      readOnly: true,
      rules: { UserId: resourceId, ...extensionRules },
      resources: input => [user(input.UserId)],
      handle: async ({ UserId, Extensions }) => shownUser(await requireUser(directory, UserId), storeId, Extensions),
    }),
  ]
}

function userReads(declare: Declare, { directory, paging, storeId }: Context): readonly Operation[] {
  return [
    declare<GetUserIdCommandInput, GetUserIdCommandOutput>('GetUserId', {
      readOnly: true,
      rules: identifierRules,
      resources: () => [EVERY_USER],
      handle: async ({ IdentityStoreId, AlternateIdentifier }) => {
        const { userId } = await userBy(directory, AlternateIdentifier)
        return { IdentityStoreId, UserId: userId }
      },
    }),
    declare<ListUsersCommandInput, ListUsersCommandOutput>('ListUsers', {
      readOnly: true,
      rules: { ...pageRules, ...filterRules, ...extensionRules },
      resources: () => [EVERY_USER],
      handle: async input => {
        const name = filterValue(input.Filters, 'UserName')
        const { items, token } = await paging(listRequest('ListUsers', input, name), async page =>
          name === undefined ? directory.users(page) : pageOfOne(await directory.userByName(name)),
        )
        return { Users: items.map(found => shownUser(found, storeId, input.Extensions)), NextToken: token }
      },
    }),
  ]
}

function groupOperations(declare: Declare, { directory, storeId }: Context): readonly Operation[] {
  return [
    declare<CreateGroupCommandInput, CreateGroupCommandOutput>('CreateGroup', {
      rules: groupRules,
      handle: async ({ IdentityStoreId, DisplayName, Description }, actor) => {
        const change = groupFrom({ displayName: DisplayName, description: Description })
        const { groupId } = await directory.createGroup(actor, change)
        return { IdentityStoreId, GroupId: groupId }
      },
    }),
    declare<UpdateGroupCommandInput, UpdateGroupCommandOutput>('UpdateGroup', {
      rules: { GroupId: resourceId, ...operationRules },
      resources: input => [group(input.GroupId)],
      handle: async ({ GroupId, Operations }, actor) => {
        await directory.updateGroup(actor, GroupId, groupChange(attributeOperations(Operations)))
        return {}
      },
    }),
    declare<DeleteGroupCommandInput, DeleteGroupCommandOutput>('DeleteGroup', {
      rules: { GroupId: resourceId },
      resources: input => [group(input.GroupId)],
      handle: async ({ GroupId }, actor) => {
        await directory.deleteGroup(actor, GroupId)
        return {}
      },
    }),
    declare<DescribeGroupCommandInput, DescribeGroupCommandOutput>('DescribeGroup', {
      readOnly: true,
      rules: { GroupId: resourceId },
      resources: input => [group(input.GroupId)],
      handle: async ({ GroupId }) => shownGroup(await requireGroup(directory, GroupId), storeId),
    }),
  ]
}

function groupReads(declare: Declare, { directory, paging, storeId }: Context): readonly Operation[] {
  return [
    declare<GetGroupIdCommandInput, GetGroupIdCommandOutput>('GetGroupId', {
      readOnly: true,
      rules: identifierRules,
      resources: () => [EVERY_GROUP],
      handle: async ({ IdentityStoreId, AlternateIdentifier }) => {
        const { groupId } = await groupBy(directory, AlternateIdentifier)
        return { IdentityStoreId, GroupId: groupId }
      },
    }),
    declare<ListGroupsCommandInput, ListGroupsCommandOutput>('ListGroups', {
      readOnly: true,
      rules: { ...pageRules, ...filterRules },
      resources: () => [EVERY_GROUP],
      handle: async input => {
        const name = filterValue(input.Filters, 'DisplayName')
        const { items, token } = await paging(listRequest('ListGroups', input, name), async page =>
          name === undefined ? directory.groups(page) : pageOfOne(await directory.groupByName(name)),
        )
        return { Groups: items.map(found => shownGroup(found, storeId)), NextToken: token }
      },
    }),
  ]
}

function membershipOperations(declare: Declare, { directory, storeId, joiningGroup }: Context): readonly Operation[] {
  return [
    declare<CreateGroupMembershipCommandInput, CreateGroupMembershipCommandOutput>('CreateGroupMembership', {
      rules: { GroupId: resourceId, ...memberRules },
      resources: input => [group(input.GroupId), user(input.MemberId.UserId)],
      further: input => joiningGroup(String(input.GroupId)),
      handle: async ({ IdentityStoreId, GroupId, MemberId }, actor) => {
        const { membershipId } = await directory.addMember(actor, GroupId, memberOf(MemberId))
        return { IdentityStoreId, MembershipId: membershipId }
      },
    }),
    declare<DeleteGroupMembershipCommandInput, DeleteGroupMembershipCommandOutput>('DeleteGroupMembership', {
      rules: { MembershipId: resourceId },
      resources: input => [membership(input.MembershipId)],
      handle: async ({ MembershipId }, actor) => {
        await directory.removeMember(actor, MembershipId)
        return {}
      },
    }),
    declare<DescribeGroupMembershipCommandInput, DescribeGroupMembershipCommandOutput>('DescribeGroupMembership', {
      readOnly: true,
      rules: { MembershipId: resourceId },
      resources: input => [membership(input.MembershipId)],
      handle: async ({ MembershipId }) => {
        const found = await directory.membership(MembershipId)
        if (found === undefined) throw noMembership(MembershipId)
        return shownMembership(found, storeId)
      },
    }),
    declare<GetGroupMembershipIdCommandInput, GetGroupMembershipIdCommandOutput>('GetGroupMembershipId', {
      readOnly: true,
      rules: { GroupId: resourceId, ...memberRules },
      resources: input => [group(input.GroupId), user(input.MemberId.UserId)],
      handle: async ({ IdentityStoreId, GroupId, MemberId }) => {
        const userId = memberOf(MemberId)
        const found = await directory.membershipOf(userId, GroupId)
        if (found === undefined) throw noMembership(`${userId} in ${GroupId}`)
        return { IdentityStoreId, MembershipId: found.membershipId }
      },
    }),
  ]
}

function membershipReads(declare: Declare, { directory, paging, storeId }: Context): readonly Operation[] {
  return [
    declare<ListGroupMembershipsCommandInput, ListGroupMembershipsCommandOutput>('ListGroupMemberships', {
      readOnly: true,
      rules: { GroupId: resourceId, ...pageRules },
      resources: input => [group(input.GroupId), EVERY_MEMBERSHIP],
      handle: async input => {
        await requireGroup(directory, input.GroupId)
        const { items, token } = await paging(listRequest('ListGroupMemberships', input, input.GroupId), page =>
          directory.membersOf(input.GroupId, page),
        )
        return { GroupMemberships: items.map(found => shownMembership(found, storeId)), NextToken: token }
      },
    }),
    declare<ListGroupMembershipsForMemberCommandInput, ListGroupMembershipsForMemberCommandOutput>(
      'ListGroupMembershipsForMember',
      {
        readOnly: true,
        rules: { ...memberRules, ...pageRules },
        resources: input => [user(input.MemberId.UserId), EVERY_MEMBERSHIP],
        handle: async input => {
          const userId = memberOf(input.MemberId)
          await requireUser(directory, userId)
          const { items, token } = await paging(listRequest('ListGroupMembershipsForMember', input, userId), page =>
            directory.membershipsOf(userId, page),
          )
          return { GroupMemberships: items.map(found => shownMembership(found, storeId)), NextToken: token }
        },
      },
    ),
    declare<IsMemberInGroupsCommandInput, IsMemberInGroupsCommandOutput>('IsMemberInGroups', {
      readOnly: true,
      rules: { ...memberRules, GroupIds: list({ min: 1, max: 100, each: resourceId }) },
      resources: input => [user(input.MemberId.UserId), EVERY_GROUP],
      handle: async ({ MemberId, GroupIds }) => {
        const userId = memberOf(MemberId)
        await requireUser(directory, userId)
        const memberIn = new Set(await directory.memberIn(userId, GroupIds))
        const result = (id: string) => ({
          GroupId: id,
          MemberId: { UserId: userId },
          MembershipExists: memberIn.has(id),
        })
        return { Results: GroupIds.map(result) }
      },
    }),
  ]
}
