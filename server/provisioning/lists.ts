import type { RoleKey } from '#server/access/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'

export type RoleState = 'current' | 'outdated' | 'working' | 'failed'

export interface RoleFilter {
  readonly accountId?: string
  readonly permissionSetId?: string
  readonly state?: RoleState
}

/** A reserved role that is, or shall be, in an account. */
export interface RoleRow extends RoleKey {
  readonly state: RoleState
  /** Unix ms; absent of a role that has not been made yet. */
  readonly appliedAt?: number
  /** Why the last attempt failed. */
  readonly error?: string
}

export interface RoleCounts {
  /** That are in accounts: one that was never made is counted as failed only. */
  readonly roles: number
  readonly failed: number
  readonly outdated: number
}

/** Reads of what is provisioned, for people who look over many. */
export interface RoleLists {
  /** In the order of accounts. A failed first attempt is known as long as its request, for 90 days. */
  roles(filter: RoleFilter, page: PageRequest): Promise<Page<RoleRow>>
  /** By account or by permission set, of all or of these; those without a role are not in it. */
  counts(column: 'account_id' | 'permission_set_id', ids?: readonly string[]): Promise<ReadonlyMap<string, RoleCounts>>
}
