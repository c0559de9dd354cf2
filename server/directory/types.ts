import type { Author } from '#server/audit/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'

export type PrincipalType = 'USER' | 'GROUP'

export interface ExternalId {
  readonly issuer: string
  readonly id: string
}

export interface PersonName {
  readonly formatted?: string
  readonly familyName?: string
  readonly givenName?: string
  readonly middleName?: string
  readonly honorificPrefix?: string
  readonly honorificSuffix?: string
}

export interface Email {
  readonly value?: string
  readonly type?: string
  readonly primary?: boolean
}

export type UserStatus = 'ENABLED' | 'DISABLED'

/** What can be said of a user, whoever says it: the identity store API, SCIM, Active Directory or the console. */
export interface UserDetails {
  readonly userName: string
  readonly displayName?: string
  readonly name?: PersonName
  readonly emails?: readonly Email[]
  /** Everything else that the identity store API shows (`title`, `addresses`, `phoneNumbers`, …), camelCase. */
  readonly attributes: Readonly<Record<string, unknown>>
  readonly externalIds?: readonly ExternalId[]
  readonly status: UserStatus
}

/** When and by whom; `…By` is an ARN, or the kind of caller where there is none. */
export interface Changes {
  /** Unix ms. */
  readonly createdAt: number
  readonly createdBy: string
  readonly updatedAt: number
  readonly updatedBy: string
}

export interface User extends UserDetails, Changes {
  readonly userId: string
}

export interface GroupDetails {
  readonly displayName: string
  readonly description?: string
  readonly externalIds?: readonly ExternalId[]
}

export interface Group extends GroupDetails, Changes {
  readonly groupId: string
}

/** A group as it shall be, and the users that come and go with the same change. */
export interface GroupChange extends GroupDetails {
  readonly addMembers?: readonly string[]
  readonly removeMembers?: readonly string[]
}

export interface Membership extends Changes {
  readonly membershipId: string
  readonly groupId: string
  readonly userId: string
}

/** What other capabilities ask of the directory. All methods read. */
export interface Directory {
  user(userId: string): Promise<User | undefined>
  /** Compared folded (case and Unicode form), otherwise literally. */
  userByName(userName: string): Promise<User | undefined>
  group(groupId: string): Promise<Group | undefined>
  groupIdsOf(userId: string): Promise<readonly string[]>
  /** A principal that is, or was: deleted ones are remembered by id and last name. */
  principal(type: PrincipalType, id: string): Promise<KnownPrincipal | undefined>
}

export interface KnownPrincipal {
  readonly type: PrincipalType
  readonly id: string
  /** User name or display name; the last one where it was deleted. */
  readonly name: string
  readonly deletedAt?: number
}

/**
 * The directory for those who change it. Every change is one unit of work with one event, named by the author's call.
 * `change` works out the new state from the present one; it is pure, since a unit may run more than once.
 */
export interface DirectoryService extends Directory {
  userByEmail(email: string): Promise<User | undefined>
  userByExternalId(externalId: ExternalId): Promise<User | undefined>
  groupByName(displayName: string): Promise<Group | undefined>
  groupByExternalId(externalId: ExternalId): Promise<Group | undefined>
  /** In the order of user names. */
  users(page: PageRequest): Promise<Page<User>>
  /** In the order of display names. */
  groups(page: PageRequest): Promise<Page<Group>>
  membership(membershipId: string): Promise<Membership | undefined>
  membershipOf(userId: string, groupId: string): Promise<Membership | undefined>
  membersOf(groupId: string, page: PageRequest): Promise<Page<Membership>>
  membershipsOf(userId: string, page: PageRequest): Promise<Page<Membership>>
  /** Those of `groupIds` that the user is a member of. */
  memberIn(userId: string, groupIds: readonly string[]): Promise<readonly string[]>

  createUser(author: Author, user: UserDetails): Promise<User>
  /** @throws Refusal `user.not_found`, `user.name_taken`, `user.email_taken`, `directory.…` */
  updateUser(author: Author, userId: string, change: (user: User) => UserDetails): Promise<User>
  /**
   * Deletes memberships, external ids, credentials and sessions with the user. Deleting again changes nothing.
   * @throws Refusal `user.not_found` for an id that never was
   */
  deleteUser(author: Author, userId: string): Promise<void>

  createGroup(author: Author, group: GroupChange): Promise<Group>
  updateGroup(author: Author, groupId: string, change: (group: Group) => GroupChange): Promise<Group>
  deleteGroup(author: Author, groupId: string): Promise<void>

  /** @throws Refusal `membership.exists`, `user.not_found`, `group.not_found` */
  addMember(author: Author, groupId: string, userId: string): Promise<Membership>
  removeMember(author: Author, membershipId: string): Promise<void>
}

/** Filled by `sessions`: a user who is disabled or deleted loses every session in the same unit. */
export interface EndsSessions {
  endSessionsOf(userId: string, why: 'disabled' | 'deleted' | 'password-changed' | 'revoked'): Promise<void>
}

/** Filled by `credentials`: a deleted user leaves no password, no factor and no remembered browser behind. */
export interface ForgetsCredentials {
  forgetCredentialsOf(userId: string): Promise<void>
}

/** What of two objects may not be equal. */
export type Clash = 'name' | 'email'

export interface Tombstone {
  readonly id: string
  readonly type: PrincipalType | 'MEMBERSHIP'
  readonly name: string
  readonly externalIds: readonly ExternalId[]
  readonly deletedAt: number
  readonly deletedBy: string
}

export interface DirectoryStore {
  user(userId: string): Promise<User | undefined>
  userByName(userName: string): Promise<User | undefined>
  userByEmail(email: string): Promise<User | undefined>
  users(page: PageRequest): Promise<Page<User>>
  /** Those of `userIds` that are users. */
  existingUsers(userIds: readonly string[]): Promise<readonly string[]>
  /** @returns what another user has already; then nothing was written, or the unit must be undone */
  insertUser(user: User): Promise<Clash | undefined>
  updateUser(user: User): Promise<Clash | undefined>
  deleteUser(userId: string): Promise<void>

  group(groupId: string): Promise<Group | undefined>
  groupByName(displayName: string): Promise<Group | undefined>
  groups(page: PageRequest): Promise<Page<Group>>
  /** @returns whether the name was free */
  insertGroup(group: Group): Promise<boolean>
  updateGroup(group: Group): Promise<boolean>
  deleteGroup(groupId: string): Promise<void>

  membership(membershipId: string): Promise<Membership | undefined>
  membershipOf(userId: string, groupId: string): Promise<Membership | undefined>
  memberships(of: MembershipOwner, page: PageRequest): Promise<Page<Membership>>
  groupIdsOf(userId: string, among?: readonly string[]): Promise<readonly string[]>
  /** @returns how many were not there before */
  insertMemberships(memberships: readonly Membership[]): Promise<number>
  /** Deletes and remembers that they were. */
  deleteMemberships(of: MembershipSelection, deleted: Deletion): Promise<void>

  byExternalId(type: PrincipalType, externalId: ExternalId): Promise<string | undefined>
  /** @returns whether all were free */
  insertExternalIds(type: PrincipalType, id: string, externalIds: readonly ExternalId[]): Promise<boolean>
  /** Those of one user or group. */
  deleteExternalIds(id: string): Promise<void>

  tombstone(id: string): Promise<Tombstone | undefined>
  bury(tombstone: Tombstone): Promise<void>
  principal(type: PrincipalType, id: string): Promise<KnownPrincipal | undefined>
}

export type MembershipOwner = { readonly groupId: string } | { readonly userId: string }
export type MembershipSelection =
  | MembershipOwner
  | { readonly membershipId: string }
  | { readonly groupId: string; readonly userIds: readonly string[] }

export interface Deletion {
  readonly deletedAt: number
  readonly deletedBy: string
}

/** A user or group as lists show it. */
export interface UserSummary {
  readonly userId: string
  readonly userName: string
  readonly displayName?: string
  readonly email?: string
  readonly status: UserStatus
  readonly createdAt: number
}

export interface GroupSummary {
  readonly groupId: string
  readonly displayName: string
  readonly description?: string
  /** How many. */
  readonly members: number
  readonly createdAt: number
}

/** By user name or display name, or by when it was made. */
export interface ListOrder {
  readonly by: 'name' | 'age'
  readonly descending: boolean
}

export interface Search extends PageRequest {
  /** Beginnings of words, in any order; all have to fit. */
  readonly search?: string
  readonly order: ListOrder
}

export interface UserSearch extends Search {
  readonly status?: UserStatus
}

/** When and by which membership somebody belongs. */
export interface Joined {
  readonly membershipId: string
  readonly joinedAt: number
}

/** Reads for people who look for somebody among very many. */
export interface DirectorySearch {
  users(search: UserSearch): Promise<Page<UserSummary>>
  groups(search: Search): Promise<Page<GroupSummary>>
  /** In the order of user names. */
  members(groupId: string, search: Omit<Search, 'order'>): Promise<Page<UserSummary & Joined>>
  /** In the order of display names. */
  groupsOf(userId: string, page: PageRequest): Promise<Page<GroupSummary & Joined>>
  count(): Promise<{ readonly users: number; readonly groups: number }>
  /** Principals that are or were, in any order; unknown ones are left out. */
  named(ids: readonly string[]): Promise<readonly KnownPrincipal[]>
}
