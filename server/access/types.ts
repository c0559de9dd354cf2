import type { PrincipalType } from '#server/directory/index.ts'

export interface PermissionSet {
  /** `ps-` and 16 hex digits. */
  readonly permissionSetId: string
  readonly arn: string
  readonly name: string
  readonly description?: string
  /** ISO 8601 as it was sent: `PT1H`. */
  readonly sessionDuration: string
  readonly relayState?: string
  readonly createdAt: number
  /** Grows with each change that an account learns of by provisioning only. */
  readonly version: number
}

/** Everything of a permission set that a role is made from. */
export interface PermissionSetDefinition extends PermissionSet {
  /** Policy ARNs. */
  readonly managedPolicies: readonly string[]
  readonly customerPolicies: readonly CustomerPolicyReference[]
  readonly inlinePolicy?: string
  readonly boundary?: PermissionsBoundary
}

/** Without the ARN, which names the instance: as a row holds it, and enough to make a role from. */
export type StoredPermissionSet = Omit<PermissionSetDefinition, 'arn'>

export interface CustomerPolicyReference {
  readonly name: string
  /** Begins and ends with `/`. */
  readonly path: string
}

export type PermissionsBoundary =
  | { readonly managedPolicyArn: string }
  | { readonly customerPolicy: CustomerPolicyReference }

export interface Principal {
  readonly principalType: PrincipalType
  readonly principalId: string
}

export interface Assignment extends Principal {
  readonly accountId: string
  readonly permissionSetId: string
}

/** Sessions of this name that began before the instant (Unix ms) are denied everything. */
export interface Revocation {
  readonly sessionName: string
  readonly before: number
}

export interface StoredRevocation extends Revocation, RoleKey {
  readonly userId: string
  /** When no session that it is about can live any more. */
  readonly expiresAt: number
  /** The provisioning that brings it into the account. */
  readonly requestId: string
}

/** What a role should be now. */
export interface WantedRole extends StoredPermissionSet {
  readonly revocations: readonly Revocation[]
}

/** A permission set in an account: what one reserved role realises. */
export interface RoleKey {
  readonly accountId: string
  readonly permissionSetId: string
}

export interface Tag {
  readonly key: string
  readonly value: string
}

export type RequestKind = 'assign' | 'unassign' | 'provision'
export type RequestStatus = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'

/** What became of a call that works in the background. */
export interface AccessRequest {
  /** Lower-case UUID. */
  readonly requestId: string
  readonly kind: RequestKind
  readonly status: RequestStatus
  readonly failureReason?: string
  readonly permissionSetId: string
  /** Absent where all provisioned accounts are meant. */
  readonly accountId?: string
  /** Of assignments only. */
  readonly principal?: Principal
  readonly createdAt: number
}

/** A permission set in an account that a person may enter, with the path that gives it. */
export interface Entitlement {
  readonly accountId: string
  readonly permissionSetId: string
  readonly permissionSetName: string
  readonly via: readonly Principal[]
}

/** What doors ask on behalf of a person. Reads the assignments as they are now: nothing is cached. */
export interface Entitlements {
  /** In the order of their ids. */
  accountsOf(userId: string): Promise<readonly string[]>
  /** In the order of the names. */
  rolesOf(userId: string, accountId: string): Promise<readonly Entitlement[]>
  /**
   * The way into an account by permission set name: the definition and the role that realises it.
   * @throws Refusal `access.no_access` which names only what is the person's own (nearest of their own names, still
   *   provisioning), with the whole truth in `details.secret` for the event
   */
  enter(userId: string, accountId: string, permissionSetName: string): Promise<Entry>
}

export interface Entry {
  /** Of the person who enters: the session name is made of it. */
  readonly userName: string
  readonly permissionSet: PermissionSet
  readonly accountId: string
  /** `AWSReservedSSO_{name}_{16 hex}` */
  readonly roleName: string
  readonly roleArn: string
  readonly samlProviderArn: string
  /** Seconds. */
  readonly sessionDuration: number
}

/** Filled by `provisioning` (its store, in the unit of the request): work for the role of a permission set in an account. */
export interface PlansWork {
  /** @param requestId the request that waits for it; several requests for one role share the work */
  plan(role: RoleKey & { readonly roleName: string }, requestId: string, at: number): Promise<void>
  /** Accounts that have a role of this permission set, wanted or not. */
  accountsWith(permissionSetId: string): Promise<readonly string[]>
  /** The version of the permission set that the role in the account realises; undefined where there is no role. */
  appliedVersion(role: RoleKey): Promise<number | undefined>
}

/** For `provisioning`, in the unit that records what became of a role: ends the requests that waited for it. */
export interface SettlesRequests {
  /** What a role should be now: undefined where nobody is assigned any more, or the permission set is gone. */
  wanted(role: RoleKey): Promise<WantedRole | undefined>
  /** Does nothing for a request that has ended. */
  settle(requestId: string, outcome: SettledPart): Promise<void>
}

/** What became of one of the roles that a request waited for. */
export interface SettledPart {
  /** FailureReason; absent where it succeeded. */
  readonly failure?: string
  /** No other role is waited for. */
  readonly last: boolean
  readonly at: number
}
