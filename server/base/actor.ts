import type { Refusal } from './refusal.ts'

/** One request at one door: what its event will say of it, whatever happens. */
export interface Call {
  /** Lower-case UUID, sent as `x-amzn-RequestId`; the reference of a refusal. */
  readonly requestId: string
  /** Unix ms. */
  readonly at: number
  /** CloudTrail's names: `sso.amazonaws.com`, `CreatePermissionSet`. */
  readonly eventSource: string
  readonly eventName: string
  readonly readOnly: boolean
  readonly eventType: 'AwsApiCall' | 'AwsServiceEvent' | 'AwsConsoleSignIn'
  readonly sourceIp: string
  readonly userAgent: string
  /** The request as the event shows it: secrets already replaced. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** CloudTrail's `userIdentity`. */
export interface UserIdentity {
  readonly type: 'IdentityCenterUser' | 'IAMUser' | 'AssumedRole' | 'SAMLUser' | 'AWSService' | 'Unknown'
  readonly principalId?: string
  readonly arn?: string
  readonly accountId?: string
  readonly accessKeyId?: string
  readonly userName?: string
  readonly onBehalfOf?: { readonly userId: string; readonly identityStoreArn: string }
  readonly credentialId?: string
  readonly invokedBy?: string
  readonly sessionContext?: Readonly<Record<string, unknown>>
}

/** Values of IAM condition keys that the request brings, by full key name (`sso:…`, `aws:RequestTag/team`). */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>

/** What a caller must be allowed before something is done; `policy/` evaluates them in the order given. */
export interface Need {
  /** IAM action, such as `sso:CreatePermissionSet`. */
  readonly action: string
  /** ARN, or `*` where what is done has no resource of its own. */
  readonly resource: string
  readonly context?: ConditionContext
}

/**
 * Who asks, worked out once at the edge. Services ask `authorize` and never look roles or policies up.
 */
export interface Actor {
  readonly call: Call
  readonly identity: UserIdentity
  /** The AWS account whose principal this is; absent for people who only hold a portal session. */
  readonly accountId?: string
  /** The identity store user behind the actor, where there is one. */
  readonly userId?: string
  /** @throws Refusal `policy.access_denied`, which names action, resource and the kind of policy that denied */
  authorize(action: string, resource: string, context?: ConditionContext): Promise<void>
  /** The refusal that `authorize` would throw, or undefined where it is allowed. */
  denial(action: string, resource: string, context?: ConditionContext): Promise<Refusal | undefined>
}
