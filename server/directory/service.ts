import type { Author, EventResource, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { isoSeconds } from '#server/base/clock.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { allowedExternalIds, attributesOf, groupFrom, userFrom } from './attributes.ts'
import { folded } from './fold.ts'
import { refuse } from './refusals.ts'
import type {
  Changes,
  Clash,
  Deletion,
  DirectoryService,
  DirectoryStore,
  EndsSessions,
  ExternalId,
  ForgetsCredentials,
  GroupChange,
  Membership,
  PrincipalType,
  Tombstone,
  User,
  UserDetails,
} from './types.ts'

/** What a change of the directory touches in one unit of work. */
export interface DirectoryUnit {
  readonly directory: DirectoryStore
  readonly events: EventWriter
  readonly sessions: EndsSessions
  readonly credentials: ForgetsCredentials
}

export interface DirectoryNeeds {
  /** Reads. */
  readonly store: DirectoryStore
  readonly atomically: Atomically<DirectoryUnit>
  readonly random: Random
  readonly identityStoreId: string
}

export function directory(needs: DirectoryNeeds): DirectoryService {
  return { ...reader(needs), ...userChanges(needs), ...groupChanges(needs), ...membershipChanges(needs) }
}

type Reader = Omit<DirectoryService, keyof UserChanges | keyof GroupChanges | keyof MembershipChanges>

function reader({ store }: DirectoryNeeds): Reader {
  return {
    user: userId => store.user(userId),
    userByName: userName => store.userByName(userName),
    userByEmail: email => store.userByEmail(email),
    userByExternalId: async externalId => {
      const id = await store.byExternalId('USER', externalId)
      return id === undefined ? undefined : store.user(id)
    },
    users: page => store.users(page),
    group: groupId => store.group(groupId),
    groupByName: displayName => store.groupByName(displayName),
    groupByExternalId: async externalId => {
      const id = await store.byExternalId('GROUP', externalId)
      return id === undefined ? undefined : store.group(id)
    },
    groups: page => store.groups(page),
    groupIdsOf: userId => store.groupIdsOf(userId),
    principal: (type, id) => store.principal(type, id),
    membership: membershipId => store.membership(membershipId),
    membershipOf: (userId, groupId) => store.membershipOf(userId, groupId),
    membersOf: (groupId: string, page: PageRequest): Promise<Page<Membership>> => store.memberships({ groupId }, page),
    membershipsOf: (userId: string, page: PageRequest): Promise<Page<Membership>> =>
      store.memberships({ userId }, page),
    memberIn: (userId, groupIds) => store.groupIdsOf(userId, groupIds),
  }
}

type UserChanges = Pick<DirectoryService, 'createUser' | 'updateUser' | 'deleteUser'>

function userChanges({ atomically, random, identityStoreId }: DirectoryNeeds): UserChanges {
  return {
    createUser: async (author, details) => {
      const user = { ...allowedUser(details), userId: newId(identityStoreId, random), ...created(author) }
      return atomically(async ({ directory, events }) => {
        refuseClash(await directory.insertUser(user), user)
        await claimExternalIds(directory, 'USER', user.userId, user.externalIds)
        await events.record(author, {
          responseElements: { userId: user.userId, identityStoreId },
          resources: [userResource(user.userId)],
        })
        return user
      })
    },
    updateUser: (author, userId, change) =>
      atomically(async ({ directory, events, sessions }) => {
        const before = await directory.user(userId)
        if (before === undefined) throw notFound('user', userId, await directory.tombstone(userId))
        const user = { ...allowedUser(change(before)), userId, ...updated(before, author) }
        refuseClash(await directory.updateUser(user), user)
        if (!sameExternalIds(before.externalIds, user.externalIds)) {
          await directory.deleteExternalIds(userId)
          await claimExternalIds(directory, 'USER', userId, user.externalIds)
        }
        if (user.status === 'DISABLED' && before.status === 'ENABLED') {
          await sessions.endSessionsOf(userId, 'disabled')
        }
        await events.record(author, { resources: [userResource(userId)] })
        return user
      }),
    deleteUser: (author, userId) =>
      atomically(async ({ directory, events, sessions, credentials }) => {
        const user = await directory.user(userId)
        if (user === undefined) return requireTombstone(directory, 'user', userId)
        const deletion = deletedBy(author)
        await directory.deleteMemberships({ userId }, deletion)
        await directory.deleteExternalIds(userId)
        await directory.deleteUser(userId)
        await directory.bury({ id: userId, type: 'USER', name: user.userName, ...externalIdsOf(user), ...deletion })
        await credentials.forgetCredentialsOf(userId)
        await sessions.endSessionsOf(userId, 'deleted')
        await events.record(author, { resources: [userResource(userId)] })
      }),
  }
}

type GroupChanges = Pick<DirectoryService, 'createGroup' | 'updateGroup' | 'deleteGroup'>

function groupChanges(needs: DirectoryNeeds): GroupChanges {
  const { atomically, identityStoreId, random } = needs
  return {
    createGroup: async (author, change) => {
      const group = { ...allowedGroup(change), groupId: newId(identityStoreId, random), ...created(author) }
      return atomically(async ({ directory, events }) => {
        if (!(await directory.insertGroup(group))) throw groupNameTaken(group.displayName)
        await claimExternalIds(directory, 'GROUP', group.groupId, group.externalIds)
        await changeMembers(needs, directory, { author, groupId: group.groupId, change })
        await events.record(author, {
          responseElements: { groupId: group.groupId, identityStoreId },
          resources: groupResources(group.groupId, change),
        })
        return group
      })
    },
    updateGroup: (author, groupId, changeOf) =>
      atomically(async ({ directory, events }) => {
        const before = await directory.group(groupId)
        if (before === undefined) throw notFound('group', groupId, await directory.tombstone(groupId))
        const change = changeOf(before)
        const group = { ...allowedGroup(change), groupId, ...updated(before, author) }
        if (!(await directory.updateGroup(group))) throw groupNameTaken(group.displayName)
        if (!sameExternalIds(before.externalIds, group.externalIds)) {
          await directory.deleteExternalIds(groupId)
          await claimExternalIds(directory, 'GROUP', groupId, group.externalIds)
        }
        await changeMembers(needs, directory, { author, groupId, change })
        await events.record(author, { resources: groupResources(groupId, change) })
        return group
      }),
    deleteGroup: (author, groupId) =>
      atomically(async ({ directory, events }) => {
        const group = await directory.group(groupId)
        if (group === undefined) return requireTombstone(directory, 'group', groupId)
        const deletion = deletedBy(author)
        await directory.deleteMemberships({ groupId }, deletion)
        await directory.deleteExternalIds(groupId)
        await directory.deleteGroup(groupId)
        await directory.bury({
          id: groupId,
          type: 'GROUP',
          name: group.displayName,
          ...externalIdsOf(group),
          ...deletion,
        })
        await events.record(author, { resources: [groupResource(groupId)] })
      }),
  }
}

interface MembersChange {
  readonly author: Author
  readonly groupId: string
  readonly change: GroupChange
}

/** Members who are there already, or gone already, are as they should be. */
async function changeMembers(
  { random, identityStoreId }: DirectoryNeeds,
  store: DirectoryStore,
  { author, groupId, change: { addMembers = [], removeMembers = [] } }: MembersChange,
): Promise<void> {
  await store.deleteMemberships({ groupId, userIds: removeMembers }, deletedBy(author))
  const existing = new Set(await store.existingUsers(addMembers))
  const unknown = addMembers.find(userId => !existing.has(userId))
  if (unknown !== undefined) throw memberMissing(unknown, await store.tombstone(unknown))
  await store.insertMemberships(
    [...existing].map(userId => ({
      membershipId: newId(identityStoreId, random),
      groupId,
      userId,
      ...created(author),
    })),
  )
}

type MembershipChanges = Pick<DirectoryService, 'addMember' | 'removeMember'>

function membershipChanges({ atomically, random, identityStoreId }: DirectoryNeeds): MembershipChanges {
  return {
    addMember: (author, groupId, userId) => {
      const membership = { membershipId: newId(identityStoreId, random), groupId, userId, ...created(author) }
      return atomically(async ({ directory, events }) => {
        if ((await directory.group(groupId)) === undefined) {
          throw notFound('group', groupId, await directory.tombstone(groupId), 'Group does not exist')
        }
        if ((await directory.existingUsers([userId])).length === 0) {
          throw memberMissing(userId, await directory.tombstone(userId))
        }
        if ((await directory.insertMemberships([membership])) === 0) {
          throw refuse('membership.exists', { about: groupId, observed: `${userId} in ${groupId}` })
        }
        await events.record(author, {
          responseElements: { membershipId: membership.membershipId, identityStoreId },
          resources: membershipResources(membership),
        })
        return membership
      })
    },
    removeMember: (author, membershipId) =>
      atomically(async ({ directory, events }) => {
        const membership = await directory.membership(membershipId)
        if (membership === undefined) return requireTombstone(directory, 'membership', membershipId)
        await directory.deleteMemberships({ membershipId }, deletedBy(author))
        await events.record(author, { resources: membershipResources(membership) })
      }),
  }
}

/** User, group and membership ids: the store's, so that ids of two stores never meet, and a UUID. */
const newId = (identityStoreId: string, random: Random): string => `${identityStoreId.slice(2)}-${uuid(random)}`

const nameOf = ({ identity }: Author): string => identity.arn ?? identity.onBehalfOf?.userId ?? identity.type

function created(author: Author): Changes {
  const [at, by] = [author.call.at, nameOf(author)]
  return { createdAt: at, createdBy: by, updatedAt: at, updatedBy: by }
}

const updated = ({ createdAt, createdBy }: Changes, author: Author): Changes => ({
  createdAt,
  createdBy,
  updatedAt: author.call.at,
  updatedBy: nameOf(author),
})

const deletedBy = (author: Author): Deletion => ({ deletedAt: author.call.at, deletedBy: nameOf(author) })

const RESERVED = new Set(['administrator', 'awsadministrators'])

function refuseReserved(name: string): void {
  if (RESERVED.has(folded(name))) throw refuse('directory.name_reserved', { observed: name })
}

/** Whichever door the details came through, they keep the rules of the identity store. */
function allowedUser(details: UserDetails): UserDetails {
  const user = userFrom(attributesOf(details), details)
  refuseReserved(user.userName)
  return user
}

function allowedGroup({ displayName, description, externalIds }: GroupChange) {
  const group = groupFrom({ displayName, description })
  refuseReserved(group.displayName)
  return { ...group, ...allowedExternalIds(externalIds) }
}

function refuseClash(clash: Clash | undefined, user: User): void {
  if (clash === 'name') throw refuse('user.name_taken', { sentence: 'Duplicate UserName', observed: user.userName })
  if (clash === 'email') {
    const observed = user.emails?.[0]?.value ?? ''
    throw refuse('user.email_taken', { sentence: 'Duplicate Email', observed })
  }
}

const groupNameTaken = (displayName: string) =>
  refuse('group.name_taken', { sentence: 'Duplicate GroupDisplayName', observed: displayName })

async function claimExternalIds(
  store: DirectoryStore,
  type: PrincipalType,
  id: string,
  externalIds: readonly ExternalId[] = [],
): Promise<void> {
  if (await store.insertExternalIds(type, id, externalIds)) return
  throw refuse('directory.external_id_taken', {
    observed: externalIds.map(external => `${external.issuer} ${external.id}`).join(', '),
  })
}

const sameExternalIds = (one: readonly ExternalId[] = [], other: readonly ExternalId[] = []): boolean =>
  one.length === other.length && one.every(a => other.some(b => a.issuer === b.issuer && a.id === b.id))

const externalIdsOf = ({ externalIds = [] }: { readonly externalIds?: readonly ExternalId[] }) => ({ externalIds })

type Kind = 'user' | 'group' | 'membership'

/** AWS's names, as its sentence has them. */
const TYPES = { user: 'USER', group: 'GROUP', membership: 'GROUP_MEMBERSHIP' } as const

const notFound = (kind: Kind, id: string, grave?: Tombstone, sentence = `${TYPES[kind]} not found.`) =>
  refuse(`${kind}.not_found`, {
    sentence,
    about: id,
    observed: grave === undefined ? `no ${kind} with id ${id}` : `deleted ${isoSeconds(grave.deletedAt)}`,
  })

/** The text of moto, which is what is known of AWS's. */
const memberMissing = (userId: string, grave?: Tombstone) => notFound('user', userId, grave, 'Member does not exist')

/** Deleting what was deleted before is done already; deleting what never was is a mistake. */
async function requireTombstone(store: DirectoryStore, kind: Kind, id: string): Promise<void> {
  const grave = await store.tombstone(id)
  const type = kind === 'membership' ? 'MEMBERSHIP' : TYPES[kind]
  if (grave?.type !== type) throw notFound(kind, id)
}

const userResource = (userId: string): EventResource => ({ type: 'AWS::IdentityStore::User', name: userId })
const groupResource = (groupId: string): EventResource => ({ type: 'AWS::IdentityStore::Group', name: groupId })

const groupResources = (groupId: string, { addMembers = [], removeMembers = [] }: GroupChange) => [
  groupResource(groupId),
  ...[...addMembers, ...removeMembers].map(userResource),
]

const membershipResources = ({ membershipId, groupId, userId }: Membership): readonly EventResource[] => [
  { type: 'AWS::IdentityStore::GroupMembership', name: membershipId },
  groupResource(groupId),
  userResource(userId),
]
