import type { Page, PageRequest } from '#server/base/paging.ts'
import type { RevocationStore } from './revocation-store.ts'
import type {
  AccessRequest,
  Assignment,
  Principal,
  RequestKind,
  RequestStatus,
  RoleKey,
  SettlesRequests,
  StoredPermissionSet,
  Tag,
} from './types.ts'

/** `creating` until the role is provisioned, `deleting` while its removal is under way; only `active` lets anybody in. */
export type AssignmentState = 'creating' | 'active' | 'deleting'
export type StoredAssignment = Assignment & { readonly state: AssignmentState }

export interface PermissionSetStore {
  permissionSet(permissionSetId: string): Promise<StoredPermissionSet | undefined>
  permissionSetByName(name: string): Promise<StoredPermissionSet | undefined>
  permissionSetIds(page: PageRequest): Promise<Page<string>>
  permissionSetCount(): Promise<number>
  addPermissionSet(set: StoredPermissionSet): Promise<void>
  /** Writes everything but the policies in lists. */
  updatePermissionSet(set: StoredPermissionSet): Promise<void>
  deletePermissionSet(permissionSetId: string): Promise<void>
  /** @param policy an ARN, or `{path}{name}` of a customer managed policy */
  addPolicy(permissionSetId: string, policy: string): Promise<void>
  removePolicy(permissionSetId: string, policy: string): Promise<void>
}

export interface AssignmentStore {
  /** Whether anybody is assigned in the account. */
  anyAssignmentIn(accountId: string): Promise<boolean>
  assignment(assignment: Assignment): Promise<StoredAssignment | undefined>
  /** As `creating`; one that is active stays so. Reads nothing, so that additions never cross (PostgreSQL). */
  addAssignment(assignment: Assignment, at: number): Promise<void>
  /** Makes it `deleting`. */
  endAssignment(assignment: Assignment): Promise<void>
  removeAssignment(assignment: Assignment): Promise<void>
  /** All states: an assignment is listed until its removal is done, once its role is there. */
  assignmentsOfRole(role: RoleKey, page: PageRequest): Promise<Page<Assignment>>
  assignmentsOf(
    principals: readonly Principal[],
    accountId: string | undefined,
    page: PageRequest,
  ): Promise<Page<Assignment>>
  /** Accounts with an assignment of the permission set, in any state. */
  accountsOfPermissionSet(permissionSetId: string): Promise<readonly string[]>
  /** How many other permission sets are assigned in the account. */
  otherPermissionSets(role: RoleKey): Promise<number>
  activeAccounts(principals: readonly Principal[]): Promise<readonly string[]>
  /** With the names of the permission sets, in their order. */
  inAccount(
    principals: readonly Principal[],
    accountId: string,
  ): Promise<readonly (StoredAssignment & { readonly name: string })[]>
}

export interface RequestStore {
  request(kind: RequestKind, requestId: string): Promise<AccessRequest | undefined>
  requests(kind: RequestKind, status: RequestStatus | undefined, page: PageRequest): Promise<Page<AccessRequest>>
  addRequest(request: AccessRequest): Promise<void>
  /** Requests that ended before this instant. @returns how many */
  forgetRequests(before: number): Promise<number>
}

export interface TagStore {
  tags(resource: string): Promise<readonly Tag[]>
  putTags(resource: string, tags: readonly Tag[]): Promise<void>
  removeTags(resource: string, keys: readonly string[]): Promise<void>
  instanceName(instanceId: string): Promise<string | undefined>
  nameInstance(instanceId: string, name: string): Promise<void>
}

export interface AccessStore
  extends PermissionSetStore,
    AssignmentStore,
    RequestStore,
    TagStore,
    RevocationStore,
    SettlesRequests {}
