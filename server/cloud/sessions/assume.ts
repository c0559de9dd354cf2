/**
 * AssumeRole: the caller's own policies and the trust policy of the role (IAM user guide, policy evaluation logic; STS
 * API reference, AssumeRole).
 */
import type { ConditionContext } from '#server/base/actor.ts'
import { readArn } from '#server/formats/aws/index.ts'
import { accessDenied, type PolicyDocument, parsePolicy } from '#server/policy/index.ts'
import { checkTags } from '../limits.ts'
import { refuse } from '../refusals.ts'
import type { CloudStores } from '../store.ts'
import type { AccountActor, RoleSession, RoleSummary, Tag } from '../types.ts'
import { checkDuration, requestTagContext } from './saml.ts'

export interface AssumeRoleRequest {
  readonly roleArn: string
  readonly sessionName: string
  /** Seconds, 3600 where it is not said. */
  readonly duration?: number | undefined
  readonly tags?: readonly Tag[] | undefined
  readonly transitiveTagKeys?: readonly string[] | undefined
  readonly sourceIdentity?: string | undefined
  readonly externalId?: string | undefined
  readonly sessionPolicies: readonly string[]
  readonly sessionPolicyArns: readonly string[]
}

const DEFAULT_DURATION = 3600
/** AWS's limit where one role session assumes the next. */
const CHAINED_DURATION = 3600

/** @throws Refusal `policy.access_denied`, `cloud.assume_role_denied`, `cloud.duration_too_long`, `cloud.invalid_tags` */
export async function assumedSession(
  stores: Pick<CloudStores, 'roles'>,
  actor: AccountActor,
  request: AssumeRoleRequest,
): Promise<{ readonly session: RoleSession; readonly role: RoleSummary }> {
  const brought = broughtBy(actor, request)
  const role = await roleNamed(stores, request.roleArn)
  await allowAll(actor, role, request, { brought, resourceTags: role ? await stores.roles.tags(role.roleId) : [] })
  if (role === undefined) throw denied(actor, 'sts:AssumeRole', request.roleArn)
  const duration = durationOf(actor, role, request)
  const { sessionName, sessionPolicies, sessionPolicyArns } = request
  const session = {
    accountId: role.accountId,
    roleName: role.roleName,
    rolePath: role.path,
    roleId: role.roleId,
    sessionName,
    ...brought,
    sessionPolicies,
    sessionPolicyArns,
    issuedAt: actor.call.at,
    expiresAt: actor.call.at + duration * 1000,
    ...(actor.userId === undefined ? {} : { userId: actor.userId }),
  }
  return { session, role }
}

type Brought = Pick<RoleSession, 'tags' | 'transitiveTagKeys' | 'sourceIdentity'>

/** What the new session carries: what was asked for, and what the caller's own session hands on. */
function broughtBy({ roleSession }: AccountActor, request: AssumeRoleRequest): Brought {
  const { tags: asked = [], transitiveTagKeys: transitive = [], sourceIdentity: wished } = request
  checkTags(asked)
  const inherited = (roleSession?.transitiveTagKeys ?? []).map(key => ({ key, value: roleSession?.tags[key] ?? '' }))
  const twice = asked.find(tag => inherited.some(({ key }) => key.toLowerCase() === tag.key.toLowerCase()))
  if (twice !== undefined) throw refuse('cloud.invalid_tags', { observed: `${twice.key}, which is inherited` })
  const stranger = transitive.find(key => !asked.some(tag => tag.key === key))
  if (stranger !== undefined) throw refuse('cloud.invalid_tags', { observed: `${stranger} is no tag of the call` })
  const known = roleSession?.sourceIdentity
  if (known !== undefined && wished !== undefined && wished !== known) {
    throw refuse('cloud.assume_role_denied', { observed: 'another source identity', expected: known })
  }
  const sourceIdentity = known ?? wished
  return {
    tags: Object.fromEntries([...inherited, ...asked].map(({ key, value }) => [key, value])),
    transitiveTagKeys: [...inherited.map(({ key }) => key), ...transitive],
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  }
}

async function roleNamed({ roles }: Pick<CloudStores, 'roles'>, roleArn: string): Promise<RoleSummary | undefined> {
  const named = readArn('role', roleArn)
  const role = named && (await roles.summary(named.account, named.roleName))
  return role?.arn === roleArn ? role : undefined
}

interface Facts {
  readonly brought: Brought
  readonly resourceTags: readonly Tag[]
}

/** For a role that is not there the caller's own policies are asked all the same: the answer then tells nothing. */
async function allowAll(actor: AccountActor, role: RoleSummary | undefined, request: AssumeRoleRequest, facts: Facts) {
  const { tags, sourceIdentity } = facts.brought
  const trust = role && parsePolicy(role.trustPolicy, 'trust')
  const context = contextOf(request, facts)
  const actions = [
    'sts:AssumeRole',
    ...(Object.keys(tags).length === 0 ? [] : ['sts:TagSession']),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  for (const action of actions) await allow(actor, { action, roleArn: request.roleArn, trust, context })
}

interface Question {
  readonly action: string
  readonly roleArn: string
  readonly trust: PolicyDocument | undefined
  readonly context: ConditionContext
}

/** The trust policy always; the caller's own policies unless the trust policy of the same account names the caller. */
async function allow(actor: AccountActor, { action, roleArn, trust, context }: Question): Promise<void> {
  if (trust === undefined) {
    const refusal = await actor.denial(action, roleArn, context)
    throw refusal ?? denied(actor, action, roleArn)
  }
  const trusted = await actor.decideTrust(trust, action, context)
  const resourceAccountId = readArn('role', roleArn)?.account ?? ''
  const resourcePolicy = { id: 'trust policy', document: trust }
  const own = await actor.decide({ action, resource: roleArn, resourceAccountId, context, resourcePolicy })
  if (!own.allowed && own.policyType !== 'resource') {
    throw accessDenied({ who: actor.identity.arn ?? actor.principal.arn, action, resource: roleArn }, own)
  }
  if (!trusted.allowed || !own.allowed) throw denied(actor, action, roleArn)
}

/** AWS's sentence. It says neither whether there is such a role, nor what its trust policy holds. */
const denied = ({ identity, principal }: AccountActor, action: string, roleArn: string) =>
  refuse('cloud.assume_role_denied', {
    sentence: `User: ${identity.arn ?? principal.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    about: roleArn,
    expected: `a trust policy of the role that allows ${action} to the caller`,
  })

const contextOf = (request: AssumeRoleRequest, { brought, resourceTags }: Facts): ConditionContext => ({
  ...requestTagContext(brought.tags, brought.transitiveTagKeys),
  ...Object.fromEntries(resourceTags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value])),
  'sts:RoleSessionName': request.sessionName,
  ...(request.externalId === undefined ? {} : { 'sts:ExternalId': request.externalId }),
  ...(brought.sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': brought.sourceIdentity }),
})

function durationOf({ roleSession }: AccountActor, role: RoleSummary, { duration }: AssumeRoleRequest): number {
  checkDuration(duration, role)
  if (roleSession !== undefined && duration !== undefined && duration > CHAINED_DURATION) {
    throw refuse('cloud.duration_too_long', {
      sentence: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      observed: `${duration} s`,
      expected: `at most ${CHAINED_DURATION} s`,
    })
  }
  return duration ?? DEFAULT_DURATION
}
