import type { RoleKey } from '#server/access/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'

export type RoleState = 'current' | 'outdated' | 'working' | 'failed'

export interface RoleFilter {
  readonly accountId?: string
  readonly permissionSetId?: string
  readonly state?: RoleState
}

/** A reserved role that is in an account. */
export interface RoleRow extends RoleKey {
  readonly state: RoleState
  /** Unix ms. */
  readonly appliedAt: number
  /** Why the last attempt failed. */
  readonly error?: string
}

export interface RoleCounts {
  readonly roles: number
  readonly failed: number
  readonly outdated: number
}

/** Reads of what is provisioned, for people who look over many. */
export interface RoleLists {
  roles(filter: RoleFilter, page: PageRequest): Promise<Page<RoleRow>>
  /** By account or by permission set; those without a role are not in it. */
  counts(column: 'account_id' | 'permission_set_id'): Promise<ReadonlyMap<string, RoleCounts>>
}
