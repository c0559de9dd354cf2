/** What `/api/v1` answers to the console. Instants are Unix ms; `next` is the token of the next page, absent on the last. */

export type PrincipalType = 'USER' | 'GROUP'

export interface UserSummary {
  readonly userId: string
  readonly userName: string
  readonly displayName?: string
  readonly email?: string
  readonly status: 'ENABLED' | 'DISABLED'
  readonly createdAt: number
}

/** `GET /api/v1/users?search&status&sort=userName|-userName|createdAt|-createdAt` */
export interface UserPage {
  readonly users: readonly UserSummary[]
  readonly next?: string
}

export interface GroupSummary {
  readonly groupId: string
  readonly displayName: string
  readonly description?: string
  readonly members: number
  readonly createdAt: number
}

/** `GET /api/v1/groups?search&sort=displayName|-displayName|createdAt|-createdAt` */
export interface GroupPage {
  readonly groups: readonly GroupSummary[]
  readonly next?: string
}

/** `GET /api/v1/groups/:groupId/members?search`, in the order of user names. */
export interface MemberPage {
  readonly members: readonly (UserSummary & { readonly membershipId: string; readonly joinedAt: number })[]
  readonly next?: string
}

/** `GET /api/v1/users/:userId/groups` */
export interface GroupsOfUser {
  readonly groups: readonly (GroupSummary & { readonly membershipId: string; readonly joinedAt: number })[]
  readonly next?: string
}

/**
 * `GET /api/v1/users/:userId/sign-in`; `POST /api/v1/users/:userId/one-time-password` answers `{ password }`;
 * `POST /api/v1/users/:userId/enable` and `…/disable`.
 */
export interface SignInState {
  /** `one-time`: good for one sign-in, which must set another. */
  readonly password: 'none' | 'set' | 'one-time'
  readonly passwordSetAt?: number
  /** Attempts are slowed down until then, after failed ones. */
  readonly delayedUntil?: number
}

/** `POST /api/v1/users/:userId/invitation`: a link by mail, good once, with which the user sets a password. */
export interface Invitation {
  readonly mailId: string
  readonly to: string
  readonly expiresAt: number
  /** `outbox`: there is no mail server, and somebody must pass the mail on: `GET /api/v1/mails/:mailId` has its `text`. */
  readonly delivery: 'mail-server' | 'outbox'
}

/** `GET /api/v1/users/:userId/sessions`; `DELETE …/sessions/:sessionId` ends one. */
export interface SessionsOfUser {
  readonly sessions: readonly {
    readonly sessionId: string
    readonly createdAt: number
    readonly expiresAt: number
    readonly userAgent: string
    readonly sourceIp: string
  }[]
}

/** `GET /api/v1/users/:userId/role-sessions`; `POST …/role-sessions/revoke` makes the accounts refuse them. */
export interface RoleSessionsOfUser {
  readonly roleSessions: readonly {
    readonly accountId: string
    readonly accountName: string
    readonly permissionSetArn: string
    readonly permissionSetName: string
    readonly sessionName: string
    readonly count: number
    /** Of the newest. */
    readonly issuedAt: number
    /** Of the one that lasts longest. */
    readonly expiresAt: number
    /** Of all of them. */
    readonly revocation?: {
      readonly requestedAt: number
      readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
      readonly failureReason?: string
    }
  }[]
}

/** `GET|PUT /api/v1/settings/sessions`; what is put need not name all. */
export interface SessionSettings {
  /** Seconds. */
  readonly duration: number
  /** Whether programs may sign in by a code that a person confirms elsewhere. */
  readonly deviceGrant: boolean
}

/** `GET|PUT /api/v1/settings/passwords` */
export interface PasswordSettings {
  readonly minimumLength: number
  /** How many are not used again, the present one included. */
  readonly history: number
  readonly refuseCommon: boolean
}

/** A user or group as lists show it. `deletedAt`: it is gone, and what still points at it is stale. */
export interface NamedPrincipal {
  readonly principalType: PrincipalType
  readonly principalId: string
  readonly name: string
  readonly deletedAt?: number
}

export interface AssignmentRow {
  readonly accountId: string
  readonly accountName: string
  readonly permissionSetArn: string
  readonly permissionSetName: string
  readonly principal: NamedPrincipal
  readonly state: 'creating' | 'active' | 'deleting'
  readonly createdAt: number
}

/** `GET /api/v1/assignments?accountId&permissionSetArn&principalType&principalId`: the filters that are given all hold. */
export interface AssignmentPage {
  readonly assignments: readonly AssignmentRow[]
  readonly next?: string
}

/** `GET /api/v1/users/:userId/access`: what the user may enter now, with every path that gives it. */
export interface EffectiveAccess {
  /** Why nothing of it can be used at present, such as a disabled user; absent where all can. */
  readonly blocked?: string
  readonly access: readonly {
    readonly accountId: string
    readonly accountName: string
    readonly permissionSetArn: string
    readonly permissionSetName: string
    readonly via: readonly NamedPrincipal[]
  }[]
  readonly next?: string
}

/** `GET /api/v1/permission-sets?search&permissionSetArn`, in the order of names. */
export interface PermissionSetPage {
  readonly permissionSets: readonly PermissionSetSummary[]
  readonly next?: string
}

export interface PermissionSetSummary {
  readonly permissionSetArn: string
  readonly name: string
  readonly description?: string
  readonly sessionDuration: string
  readonly createdAt: number
  readonly hasBoundary: boolean
  /** Accounts that have a role of it. */
  readonly accounts: number
  /** Those of them whose role is of an older version. */
  readonly outdated: number
  readonly failed: number
  readonly assignments: number
}

/** `GET /api/v1/accounts?search&unitId`, in the order of names. */
export interface AccountPage {
  readonly accounts: readonly AccountSummary[]
  readonly next?: string
}

export interface AccountSummary {
  readonly accountId: string
  readonly name: string
  readonly email: string
  readonly status: string
  /** Names of the organizational units from the root down; empty where it is in the root. */
  readonly path: readonly string[]
  readonly parentId: string
  readonly permissionSets: number
  readonly assignments: number
  readonly outdated: number
  readonly failed: number
}

/** `GET /api/v1/organization`: all units; accounts are counted including those of units below. */
export interface OrganizationTree {
  readonly rootId: string
  readonly managementAccountId: string
  readonly accounts: number
  readonly units: readonly {
    readonly unitId: string
    readonly name: string
    readonly parentId: string
    readonly accounts: number
  }[]
}

/** `GET /api/v1/provisioned-roles?accountId&permissionSetArn&state`: roles that are, or shall be, in accounts. */
export interface ProvisionedRolePage {
  readonly roles: readonly ProvisionedRole[]
  readonly next?: string
}

export interface ProvisionedRole {
  readonly accountId: string
  readonly accountName: string
  readonly permissionSetArn: string
  readonly permissionSetName: string
  readonly roleArn: string
  readonly state: 'current' | 'outdated' | 'working' | 'failed'
  readonly appliedAt?: number
  /** Why the last attempt failed. */
  readonly error?: string
  readonly assignments: number
}

/**
 * Many principals × accounts × permission sets in one pass. `POST /api/v1/assignment-batches/preview` and
 * `POST /api/v1/assignment-batches` take `NewBatch`; the batch goes on by itself and is read by
 * `GET /api/v1/assignment-batches/:batchId` and `GET …/:batchId/rows?status`. `POST …/:batchId/continue` goes on with one
 * that was interrupted and tries failed rows again. `GET /api/v1/assignment-batches` lists them, newest first.
 */
export interface NewBatch {
  readonly action: 'assign' | 'unassign'
  /** At most 100, 500 and 50; together at most 10,000 rows. */
  readonly principals: readonly { readonly principalType: PrincipalType; readonly principalId: string }[]
  readonly accountIds: readonly string[]
  readonly permissionSetArns: readonly string[]
}

export interface BatchPreview {
  readonly rows: number
  /** Would be added (assign) or removed (unassign). */
  readonly changes: number
  /** Are so already: nothing happens. */
  readonly unchanged: number
  /** Roles that will be made or removed in accounts. */
  readonly roles: number
  /** The first 100 rows. */
  readonly sample: readonly (Omit<AssignmentRow, 'state' | 'createdAt'> & { readonly change: boolean })[]
}

export interface Batch {
  readonly batchId: string
  readonly action: 'assign' | 'unassign'
  readonly createdAt: number
  readonly createdBy: string
  readonly rows: number
  /** Not asked for yet. */
  readonly waiting: number
  /** Asked for, and the role is being made. */
  readonly working: number
  readonly succeeded: number
  readonly failed: number
  /** Waits for somebody to continue it. */
  readonly interrupted: boolean
}

export interface BatchList {
  readonly batches: readonly Batch[]
  readonly next?: string
}

export interface BatchRowPage {
  readonly rows: readonly BatchRow[]
  readonly next?: string
}

export interface BatchRow extends Omit<AssignmentRow, 'state' | 'createdAt'> {
  readonly status: 'waiting' | 'working' | 'succeeded' | 'failed'
  readonly requestId?: string
  readonly failure?: string
}

/** `GET /api/v1/managed-policies?search`: AWS managed policies that are known here; one with its document by `/:name`. */
export interface ManagedPolicyList {
  readonly policies: readonly {
    readonly arn: string
    readonly name: string
    readonly path: string
    readonly description: string
  }[]
}

/** `GET /api/v1/managed-policies/:name` */
export interface ManagedPolicy {
  readonly arn: string
  readonly name: string
  readonly description: string
  readonly document: string
}

/** `POST /api/v1/policy-checks` takes `{ document }`. Empty: the document can be used. Lines and columns begin with 1. */
export interface PolicyFindings {
  readonly findings: readonly {
    readonly line: number
    readonly column: number
    /** `Statement[0].Action`; empty where the text is no JSON. */
    readonly path: string
    readonly message: string
    readonly expected?: string
  }[]
}

/** An event as `GET /api/v1/events` lists it; `record` is the CloudTrail record. */
export interface EventRow {
  readonly eventId: string
  readonly at: number
  readonly eventName: string
  readonly eventSource: string
  readonly readOnly: boolean
  readonly userName?: string
  readonly sourceIp: string
  readonly accountId: string
  readonly refusalCode?: string
  readonly reference: string
  readonly resources: readonly { readonly type: string; readonly name: string }[]
  readonly record: Readonly<Record<string, unknown>>
}

/**
 * `GET /api/v1/events?from&to&eventName&eventSource&userName&userId&resourceName&reference&refusalCode&sourceIp&readOnly
 * &refused&eventId&accountId`, newest first; filters that are given all hold. `GET /api/v1/events/export` takes the same
 * and `format=jsonl|csv`, and streams all of them.
 */
export interface EventPage {
  readonly events: readonly EventRow[]
  readonly next?: string
}

/** `GET /api/v1/access-keys`: of IAM users in the management account; `POST` takes `{ policyArn }`. */
export interface AccessKeyList {
  readonly keys: readonly AccessKeyRow[]
}

export interface AccessKeyRow {
  readonly accessKeyId: string
  readonly userName: string
  readonly policies: readonly string[]
  readonly active: boolean
  readonly createdAt: number
}

/** The answer of `POST /api/v1/access-keys`: the secret is shown this once. `PUT|DELETE /api/v1/access-keys/:accessKeyId`. */
export interface NewAccessKey extends AccessKeyRow {
  readonly secretAccessKey: string
}

/** `GET /api/v1/overview`; parts that the caller may not read are left out and named in `denied`. */
export interface Overview {
  readonly users?: number
  readonly groups?: number
  readonly accounts?: number
  readonly permissionSets?: number
  readonly assignments?: number
  /** The first few of each, and how many there are. */
  readonly failedRoles?: { readonly count: number; readonly first: readonly ProvisionedRole[] }
  readonly outdatedRoles?: { readonly count: number; readonly first: readonly ProvisionedRole[] }
  readonly staleAssignments?: { readonly count: number; readonly first: readonly AssignmentRow[] }
  /** People whose sign-in is slowed down after failed attempts, as the events of the last day say. */
  readonly delayedSignIns?: readonly {
    readonly userId: string
    readonly userName: string
    readonly failures: number
    readonly at: number
    readonly eventId: string
  }[]
  readonly certificates: readonly { readonly purpose: string; readonly keyId: string; readonly expiresAt: number }[]
  readonly denied: readonly ('directory' | 'access' | 'organization' | 'events')[]
}

/** `POST /api/v1/permissions` takes `{ questions: [{ action, resource? }] }`. */
export interface Permissions {
  readonly answers: readonly {
    readonly action: string
    readonly resource: string
    readonly allowed: boolean
    readonly refusal?: Readonly<Record<string, string>>
  }[]
}

/** `GET /users/{userId}/mfa-devices` */
export interface DevicesOfUser {
  readonly devices: readonly {
    readonly deviceId: string
    readonly kind: 'TOTP' | 'WEBAUTHN'
    readonly name: string
    readonly createdAt: number
    readonly lastUsedAt?: number
    readonly synced?: boolean
  }[]
  readonly recoveryCodes: number
}

/** `GET /settings/mfa` */
export interface MfaSettings {
  readonly mode: 'ALWAYS_ON' | 'CONTEXT_AWARE' | 'DISABLED'
  readonly kinds: readonly ('TOTP' | 'WEBAUTHN')[]
  readonly withoutDevice: 'REQUIRE_REGISTRATION' | 'EMAIL_OTP' | 'BLOCK' | 'ALLOW'
  readonly selfManaged: boolean
}
