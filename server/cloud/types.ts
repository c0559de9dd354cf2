import type { Author, EventDetails } from '#server/audit/index.ts'
import type { Actor, ConditionContext } from '#server/base/actor.ts'
import type { AwsPrincipal, Decision, NamedPolicy, PolicyDocument } from '#server/policy/index.ts'

/** The part of an IAM role that provisioning decides. Documents are JSON texts. */
export interface RoleDefinition {
  readonly roleName: string
  /** Begins and ends with `/`. */
  readonly path: string
  readonly trustPolicy: string
  readonly description?: string
  /** Seconds. */
  readonly maxSessionDuration: number
  readonly boundaryArn?: string
  /** By policy name. */
  readonly inlinePolicies: Readonly<Record<string, string>>
  /** Policy ARNs. */
  readonly attachedPolicies: readonly string[]
}

export interface CloudRole extends RoleDefinition {
  readonly arn: string
  readonly accountId: string
  /** `AROA…` */
  readonly roleId: string
  readonly createdAt: number
}

/**
 * Where accounts live. `embedded` (this folder) and `aws` (an adapter) implement it; `provisioning` calls it. Each method
 * is one IAM call or a few, idempotent, and may be repeated after a failure half way.
 * Failures are Refusals: `cloud.no_such_account`, `cloud.policy_missing`, `cloud.quota`, `cloud.unreachable` …
 */
export interface Cloud {
  readRole(accountId: string, roleName: string): Promise<CloudRole | undefined>
  /** Role names of the account that begin with `prefix`. */
  roleNames(accountId: string, prefix: string): Promise<readonly string[]>
  /** Creates the provider, or gives it this metadata. @returns its ARN */
  ensureSamlProvider(accountId: string, name: string, metadata: string): Promise<string>
  createRole(accountId: string, role: RoleDefinition): Promise<CloudRole>
  /** Changes what differs between the two, in place: ARN and role id stay. */
  updateRole(accountId: string, current: CloudRole, wanted: RoleDefinition): Promise<CloudRole>
  /** Removes policies and role; a role that is not there is done. */
  deleteRole(accountId: string, roleName: string): Promise<void>
}

/** Temporary credentials of a role session. */
export interface RoleCredentials {
  /** `ASIA…` */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Unix ms. */
  readonly expiresAt: number
}

export interface RoleSessionRequest {
  /** The call that asks, so that the event in the account has its request id and address; else the service itself. */
  readonly author?: Author
  /** The event of that call, written together with the one in the account. */
  readonly event?: EventDetails
  readonly accountId: string
  readonly roleName: string
  /** 2 to 64 of `[\w+=,.@-]`; see `sessionNameFor`. */
  readonly sessionName: string
  /** Seconds. */
  readonly duration: number
  readonly tags?: Readonly<Record<string, string>>
  readonly sourceIdentity?: string
  /** The identity store user and portal session behind it. */
  readonly userId?: string
  readonly portalSessionId?: string
  /** Whose role it is: with it and the user, the session is listed until it ends. */
  readonly permissionSetId?: string
}

/** What of a role a list shows: all but its policies. */
export type RoleSummary = Omit<CloudRole, 'inlinePolicies' | 'attachedPolicies'>

/** Issues credentials for reserved roles; who may have them is decided by the caller. */
export interface IssuesRoleCredentials {
  /** @throws Refusal `cloud.no_such_role` */
  roleCredentials(request: RoleSessionRequest): Promise<RoleCredentials>
}

/** A role session, as its sealed token says it. Instants are Unix ms. */
export interface RoleSession {
  readonly accountId: string
  readonly roleName: string
  readonly rolePath: string
  /** A role that was deleted and made again has another id, and sessions of the old one end with it. */
  readonly roleId: string
  readonly sessionName: string
  readonly tags: Readonly<Record<string, string>>
  /** Keys of the tags that a session assumed from this one inherits. */
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string
  /** JSON texts that narrow the session, then ARNs of policies that do. */
  readonly sessionPolicies: readonly string[]
  readonly sessionPolicyArns: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
  /** ARN of the SAML provider that vouched; absent where another role or user assumed the role. */
  readonly federatedProvider?: string
  readonly userId?: string
  readonly portalSessionId?: string
}

/** A principal of an account: a role session or an IAM user, with the policies that bind it. */
export interface AccountActor extends Actor {
  readonly accountId: string
  readonly principal: AwsPrincipal
  /** Present for role sessions. */
  readonly roleSession?: RoleSession
  /**
   * What the principal's policies say together with the policy of the resource itself, where it has one.
   * @throws Refusal `cloud.role_vanished`
   */
  decide(request: AccountRequest): Promise<Decision>
  /** What a role's trust policy says of the principal. @throws Refusal `cloud.role_vanished` */
  decideTrust(trustPolicy: PolicyDocument, action: string, context: ConditionContext): Promise<Decision>
}

export const isAccountActor = (actor: Actor): actor is AccountActor => 'decideTrust' in actor

/** Keys for one purpose each from the master key of the instance (`Sealer.derive`). */
export interface DerivesKeys {
  derive(purpose: string, salt?: Uint8Array): Buffer
}

export interface AccountRequest {
  readonly action: string
  readonly resource: string
  readonly resourceAccountId?: string
  readonly context?: ConditionContext
  readonly resourcePolicy?: NamedPolicy
}

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface ManagedPolicy {
  readonly arn: string
  /** `ANPA…` */
  readonly policyId: string
  readonly policyName: string
  readonly path: string
  readonly document: string
  readonly description?: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
  /** Roles and users it is attached to. */
  readonly attachmentCount: number
  /** Roles whose boundary it is. */
  readonly boundaryCount: number
}

export interface SamlProvider {
  readonly arn: string
  readonly accountId: string
  readonly providerName: string
  readonly metadata: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export interface IamUser {
  readonly arn: string
  readonly accountId: string
  /** `AIDA…` */
  readonly iamUserId: string
  readonly userName: string
  readonly path: string
  readonly createdAt: number
}

export interface AccessKey {
  /** `AKIA…` */
  readonly accessKeyId: string
  readonly active: boolean
  readonly createdAt: number
}

export interface NewAccessKey extends AccessKey {
  readonly userName: string
  readonly secretAccessKey: string
}
