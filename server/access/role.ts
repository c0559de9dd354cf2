import { createHash } from 'node:crypto'
import { isoSeconds } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { RoleDefinition } from '#server/cloud/index.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { CustomerPolicyReference, PermissionsBoundary, Revocation, RoleKey, WantedRole } from './types.ts'

/** What the names of all reserved roles begin with, and of no other role. */
export const RESERVED_ROLE_PREFIX = 'AWSReservedSSO_'
/** Seconds. Always the longest; a permission set's own duration is enforced when credentials are issued. */
const MAX_SESSION_DURATION = 43_200
const INLINE_POLICY_NAME = 'AwsSSOInlinePolicy'
/** As AWS's console calls what *Revoke active sessions* writes (IAM user guide, revoking temporary credentials of roles). */
const REVOCATION_POLICY_NAME = 'AWSRevokeOlderSessions'

type Ids = Pick<Instance, 'instanceId' | 'region'>

export interface RolePlace {
  readonly instance: Ids
  readonly accountId: string
  /** `SAML:aud` of the trust policy: the cloud's sign-in endpoint, which is the Recipient of the assertions. */
  readonly audience: string
}

export interface DesiredRole extends RoleDefinition {
  readonly arn: string
}

/**
 * The role that realises a permission set in an account, in the form that AWS's own roles have (IAM Identity Center
 * user guide, referencing permission sets in resource policies). Tags of the permission set are not copied, its
 * duration and relay state are not the role's business.
 */
export function desiredRole(definition: WantedRole, { instance, accountId, audience }: RolePlace): DesiredRole {
  const { permissionSetId, name, description, inlinePolicy, boundary, revocations } = definition
  const role = { accountId, permissionSetId }
  return {
    arn: reservedRoleArn(instance, role, name),
    roleName: reservedRoleName(instance, role, name),
    path: reservedRolePath(instance),
    trustPolicy: trustPolicy(samlProviderArn(instance, accountId), audience),
    ...(description === undefined ? {} : { description }),
    maxSessionDuration: MAX_SESSION_DURATION,
    ...(boundary === undefined ? {} : { boundaryArn: boundaryArn(boundary, accountId) }),
    inlinePolicies: {
      ...(inlinePolicy === undefined ? {} : { [INLINE_POLICY_NAME]: inlinePolicy }),
      ...(revocations.length === 0 ? {} : { [REVOCATION_POLICY_NAME]: revocationPolicy(revocations) }),
    },
    attachedPolicies: [
      ...definition.managedPolicies,
      ...definition.customerPolicies.map(reference => customerPolicyArn(reference, accountId)),
    ],
  }
}

/** The digits are derived, so that name and ARN stay the same for life, also across removal and re-assignment. */
export const reservedRoleName = (instance: Ids, { accountId, permissionSetId }: RoleKey, name: string): string =>
  `${RESERVED_ROLE_PREFIX}${name}_${digits('reserved role', instance.instanceId, accountId, permissionSetId)}`

export const reservedRolePath = ({ region }: Ids): string =>
  region === 'us-east-1' ? '/aws-reserved/sso.amazonaws.com/' : `/aws-reserved/sso.amazonaws.com/${region}/`

export const reservedRoleArn = (instance: Ids, role: RoleKey, name: string): string =>
  arn('role', {
    account: role.accountId,
    path: reservedRolePath(instance),
    roleName: reservedRoleName(instance, role, name),
  })

export const samlProviderName = (instance: Ids, accountId: string): string =>
  `AWSSSO_${digits('SAML provider', instance.instanceId, accountId)}_DO_NOT_DELETE`

export const samlProviderArn = (instance: Ids, accountId: string): string =>
  arn('samlProvider', { account: accountId, providerName: samlProviderName(instance, accountId) })

/** 16 hex digits. The parts hold no line feed, so that no two lists of parts read the same. */
const digits = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)

/** As AWS's own roles have it: `sts:TagSession` is there whether or not attributes for access control are on. */
const trustPolicy = (providerArn: string, audience: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: providerArn },
        Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        Condition: { StringEquals: { 'SAML:aud': audience } },
      },
    ],
  })

/**
 * `aws:userid` is the role id and the session name. Times in policies and of tokens are whole seconds, rounded down: so
 * everything is denied that began in the second of the revocation or before.
 */
const revocationPolicy = (revocations: readonly Revocation[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: revocations.map(({ sessionName, before }) => ({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        StringLike: { 'aws:userid': `*:${sessionName}` },
        DateLessThan: { 'aws:TokenIssueTime': isoSeconds((Math.floor(before / 1000) + 1) * 1000) },
      },
    })),
  })

const customerPolicyArn = ({ name, path }: CustomerPolicyReference, accountId: string): string =>
  arn('policy', { account: accountId, path, policyName: name })

const boundaryArn = (boundary: PermissionsBoundary, accountId: string): string =>
  'managedPolicyArn' in boundary ? boundary.managedPolicyArn : customerPolicyArn(boundary.customerPolicy, accountId)
