import type { Page, PageRequest } from '#server/base/paging.ts'
import type { PrincipalType } from '#server/directory/index.ts'
import type { StoredAssignment } from './stored.ts'
import type { Principal, RoleKey, StoredPermissionSet } from './types.ts'

export interface AssignmentFilter {
  readonly accountId?: string
  readonly permissionSetId?: string
  readonly principalType?: PrincipalType
  readonly principalId?: string
  /** All of them have to fit. */
  readonly terms?: readonly AssignmentTerm[]
}

/** What one word of a search stands for: any of these fits. */
export interface AssignmentTerm {
  /** The beginning of a word of the principal's names, folded as the directory folds it. */
  readonly word: string
  readonly accountIds: readonly string[]
  readonly permissionSetIds: readonly string[]
}

export type ListedAssignment = StoredAssignment & { readonly createdAt: number }

export type ListedPermissionSet = Pick<
  StoredPermissionSet,
  'permissionSetId' | 'name' | 'description' | 'sessionDuration' | 'createdAt' | 'version'
> & { readonly hasBoundary: boolean }

/** Reads of assignments and permission sets for people who look over many. */
export interface AccessLists {
  /** In all states. */
  assignments(filter: AssignmentFilter, page: PageRequest): Promise<Page<ListedAssignment>>
  /** What one of the principals may enter, each once. */
  entries(principals: readonly Principal[], page: PageRequest): Promise<Page<RoleKey>>
  /** The active assignments behind a page of entries. */
  ways(principals: readonly Principal[], roles: readonly RoleKey[]): Promise<readonly StoredAssignment[]>
  /** All, in the order of their names: an instance has 2,000 at most. */
  permissionSets(): Promise<readonly ListedPermissionSet[]>
  countBy(column: 'account_id' | 'permission_set_id', ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** By `accountId permissionSetId`. */
  countOfRoles(roles: readonly RoleKey[]): Promise<ReadonlyMap<string, number>>
  count(): Promise<number>
  stale(limit: number): Promise<{ readonly count: number; readonly first: readonly ListedAssignment[] }>
}
