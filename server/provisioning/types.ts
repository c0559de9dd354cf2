import type { PlansWork, RoleKey } from '#server/access/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'

/** A role that waits to be made equal to what is wanted, taken by one worker. */
export interface Work extends RoleKey {
  readonly roleName: string
  /** The request that caused it last. */
  readonly requestId: string
  /** What is asked for after this number needs another pass. */
  readonly generation: number
  /** Attempts that failed before this one. */
  readonly attempts: number
}

/** Who holds work, until when (Unix ms). */
export interface WorkLease {
  readonly owner: string
  readonly until: number
}

/** A reserved role that is in an account. */
export interface ProvisionedRole extends RoleKey {
  /** The version of the permission set that it realises. */
  readonly appliedVersion: number
  readonly appliedAt: number
  /** Why a later attempt to bring it up to date failed. */
  readonly lastError?: string
}

export interface WorkStore extends PlansWork {
  /** Whether work is due that nobody holds. */
  anyDue(now: number): Promise<boolean>
  /** All due work of one account in which nobody works, in one statement; empty where there is none. */
  take(lease: WorkLease, now: number): Promise<readonly Work[]>
  /** Keeps longer what this owner holds in the account. */
  renew(accountId: string, lease: WorkLease): Promise<void>
  /**
   * Ends work that is done, or leaves it to be taken again at once where more was asked for meanwhile.
   * @returns the requests that waited for it, or undefined where the work is another worker's by now
   */
  finish(work: Work, owner: string, now: number): Promise<readonly string[] | undefined>
  /** Puts work back for later, or for now where more was asked for meanwhile. @returns whether it was still this owner's */
  postpone(work: Work, owner: string, later: { readonly dueAt: number; readonly attempts: number }): Promise<boolean>
  /** Forgets work for which nothing more was asked meanwhile. */
  drop(work: Work): Promise<void>
  /** Takes the requests that waited for the work up to its generation. */
  waiting(work: Work): Promise<readonly string[]>
  /** Whether a request waits for other work. */
  waitsFor(requestId: string): Promise<boolean>
  /** Gives back what this owner holds; without an owner what anybody holds. */
  release(owner?: string): Promise<void>
  putRole(role: ProvisionedRole): Promise<void>
  putError(role: RoleKey, error: string): Promise<void>
  removeRole(role: RoleKey): Promise<void>
  role(role: RoleKey): Promise<ProvisionedRole | undefined>
  /** @param version with `is`, only roles that realise this version, or only others */
  rolesOf(
    permissionSetId: string,
    version: VersionFilter | undefined,
    page: PageRequest,
  ): Promise<Page<ProvisionedRole>>
  rolesIn(accountId: string, page: PageRequest): Promise<Page<ProvisionedRole>>
  /** Roles whose last provisioning failed, and work that had to be put back. */
  failing(): Promise<number>
}

export interface VersionFilter {
  readonly version: number
  readonly latest: boolean
}

/** AWS's words. */
export type ProvisioningStatus = 'LATEST_PERMISSION_SET_PROVISIONED' | 'LATEST_PERMISSION_SET_NOT_PROVISIONED'

/** What is where. */
export interface Provisioned {
  /** Ids of accounts that have a role of the permission set. @throws Refusal `access.permission_set_missing` */
  accounts(setArn: string, status: ProvisioningStatus | undefined, page: PageRequest): Promise<Page<string>>
  /** ARNs of permission sets. A page may hold fewer than asked for although more follow. */
  permissionSets(accountId: string, status: ProvisioningStatus | undefined, page: PageRequest): Promise<Page<string>>
  role(role: RoleKey): Promise<ProvisionedRole | undefined>
}

export interface Provisioner {
  /** Looks for work now; call it after a unit that planned some. */
  kick(): void
  /** When this process works on nothing and has found nothing that is due. */
  idle(): Promise<void>
  /** Looks for work of other replicas, of crashed ones and for repetitions that are due, until aborted; then finishes. */
  run(options: { readonly signal: AbortSignal }): Promise<void>
  /** Frees all work that anybody holds: for the only server of a store, at its start after a crash. */
  reclaim(): Promise<void>
}
