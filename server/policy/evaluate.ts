/**
 * IAM's evaluation of a request, as a list of layers. A Deny in any layer decides; then every layer must hold an Allow,
 * apart from those that an Allow of the resource's own policy makes unnecessary. The order of the layers says only which
 * denial is reported; the order of policies and statements says nothing at all.
 */
import type { ConditionContext } from '#server/base/actor.ts'
import { conditionHolds, type RequestContext, requestContext } from './condition.ts'
import { actionMatches, resourceMatches, type Variables } from './match.ts'
import { type AwsPrincipal, type Naming, namingOf, type Principal } from './principal.ts'
import type { PolicyDocument, Selection, Statement } from './types.ts'

export interface AccessRequest {
  readonly principal: AwsPrincipal
  readonly action: string
  readonly resource: string
  /** The account that owns the resource, where it is not the caller's: then both sides must allow. */
  readonly resourceAccountId?: string
  /** `aws:PrincipalArn` and `aws:PrincipalAccount` need not be given: they come from the principal. */
  readonly context: ConditionContext
}

/** A document and the name by which a denial may refer to it: a policy's ARN, or the name of an inline policy. */
export interface NamedPolicy {
  readonly id: string
  readonly document: PolicyDocument
}

export interface ApplicablePolicies {
  readonly identity: readonly NamedPolicy[]
  readonly boundary?: NamedPolicy
  /** From the root to the account, each level the policies attached there. Empty or absent: they do not bind here. */
  readonly scps?: readonly (readonly NamedPolicy[])[]
  /** Empty or absent: the session was not narrowed. */
  readonly session?: readonly NamedPolicy[]
  /** Read as `resource` or `trust`, so that each statement has principals. */
  readonly resource?: NamedPolicy
}

export type PolicyType = 'identity' | 'boundary' | 'scp' | 'session' | 'resource'

export interface Grant {
  readonly policyType: PolicyType
  readonly policyId: string
  /** The Sid, or the path where it has none. */
  readonly statement: string
  /** How a resource policy names the caller. */
  readonly naming?: Naming
}

export interface Allowed {
  readonly allowed: true
  readonly by: Grant
}

export interface Denial {
  readonly allowed: false
  readonly reason: 'explicit-deny' | 'implicit-deny'
  readonly policyType: PolicyType
  /** Both present in an explicit deny: what denied. */
  readonly policyId?: string
  readonly statement?: string
  /** The level of service control policies, 1 at the root. */
  readonly level?: number
}

export type Decision = Allowed | Denial

interface Layer {
  readonly type: PolicyType
  readonly policies: readonly NamedPolicy[]
  readonly level?: number
}

interface Asked {
  readonly principal: Principal
  readonly action: string
  /** Absent in trust policies: the role itself. */
  readonly resource?: string
  readonly context: RequestContext
}

interface Found {
  readonly policy: NamedPolicy
  readonly statement: Statement
  readonly naming?: Naming
}

/**
 * The layers that need not allow once the resource's policy does. A grant to the session or the user itself is final;
 * one to the role is still narrowed by what narrows the role; one to the account only lets the account decide.
 */
const MADE_UNNECESSARY: Readonly<Record<Naming, readonly PolicyType[]>> = {
  session: ['identity', 'boundary', 'session'],
  user: ['identity', 'boundary', 'session'],
  everyone: ['identity', 'boundary', 'session'],
  role: ['identity'],
  account: [],
  provider: [],
  service: [],
}

/** Where no layer is silent something has allowed; this is for the types, and denies. */
const NOTHING_ALLOWS: Denial = { allowed: false, reason: 'implicit-deny', policyType: 'identity' }

/** Whether service control policies apply at all (not in the management account) is the caller's to know. */
export function evaluate(request: AccessRequest, policies: ApplicablePolicies): Decision {
  const asked: Asked = { ...request, context: contextOf(request.principal, request.context) }
  const layers = layersOf(policies)
  const denial = firstDefined(layers, layer => explicitDeny(asked, layer))
  if (denial !== undefined) return denial

  const isForeign = (request.resourceAccountId ?? request.principal.accountId) !== request.principal.accountId
  const own = closestAllow(asked, policies.resource)
  const unnecessary = isForeign ? [] : ['resource', ...MADE_UNNECESSARY[own?.naming ?? 'account']]
  const demanded = layers.filter(layer => !unnecessary.includes(layer.type))
  const silent = demanded.find(layer => find(asked, layer.policies, 'Allow') === undefined)
  if (silent !== undefined) return implicitDeny(silent)

  const byResource = unnecessary.includes('identity')
  const grant = byResource ? own : find(asked, policies.identity, 'Allow')
  return grant === undefined ? NOTHING_ALLOWS : allowed(byResource ? 'resource' : 'identity', grant)
}

/** A trust policy allows by itself; what the naming obliges the caller's own policies to allow is `evaluate`'s part. */
export interface TrustRequest {
  readonly principal: Principal
  /** `sts:AssumeRole`, `sts:TagSession`, …: one call may have to ask for several. */
  readonly action: string
  /** `SAML:aud`, `sts:ExternalId` and the like. */
  readonly context: ConditionContext
}

export function evaluateTrust(document: PolicyDocument, request: TrustRequest): Decision {
  const policy = { id: 'trust policy', document }
  const asked: Asked = { ...request, context: contextOf(request.principal, request.context) }
  const layer: Layer = { type: 'resource', policies: [policy] }
  const found = closestAllow(asked, policy)
  return explicitDeny(asked, layer) ?? (found === undefined ? implicitDeny(layer) : allowed('resource', found))
}

function layersOf({ identity, boundary, scps = [], session = [], resource }: ApplicablePolicies): readonly Layer[] {
  return [
    ...scps.map((policies, i): Layer => ({ type: 'scp', policies, level: i + 1 })),
    { type: 'resource', policies: resource === undefined ? [] : [resource] },
    { type: 'identity', policies: identity },
    ...(boundary === undefined ? [] : [{ type: 'boundary', policies: [boundary] } as const]),
    ...(session.length === 0 ? [] : [{ type: 'session', policies: session } as const]),
  ]
}

function contextOf(principal: Principal, context: ConditionContext): RequestContext {
  if (principal.kind !== 'AWS') return requestContext(context)
  return requestContext({
    ...context,
    'aws:PrincipalArn': principal.arn,
    'aws:PrincipalAccount': principal.accountId,
  })
}

function explicitDeny(asked: Asked, layer: Layer): Denial | undefined {
  const found = find(asked, layer.policies, 'Deny')
  if (found === undefined) return undefined
  return {
    ...implicitDeny(layer),
    reason: 'explicit-deny',
    policyId: found.policy.id,
    statement: found.statement.name,
  }
}

const implicitDeny = ({ type, level }: Layer): Denial => ({
  allowed: false,
  reason: 'implicit-deny',
  policyType: type,
  ...(level === undefined ? {} : { level }),
})

const allowed = (policyType: PolicyType, { policy, statement, naming }: Found): Allowed => ({
  allowed: true,
  by: { policyType, policyId: policy.id, statement: statement.name, ...(naming === undefined ? {} : { naming }) },
})

function find(asked: Asked, policies: readonly NamedPolicy[], effect: Statement['effect']): Found | undefined {
  return firstDefined(policies, policy => {
    const statement = policy.document.statements.find(
      one => one.effect === effect && applies(asked, one, policy.document),
    )
    return statement === undefined ? undefined : { policy, statement }
  })
}

/** Of several statements that allow, the one after which the least is demanded of other policies. */
function closestAllow(asked: Asked, policy: NamedPolicy | undefined): Found | undefined {
  if (policy === undefined) return undefined
  const found = policy.document.statements.flatMap(statement => {
    if (statement.effect !== 'Allow' || statement.principals === undefined) return []
    const naming = namingOf(statement.principals, asked.principal)
    return naming !== undefined && applies(asked, statement, policy.document) ? [{ policy, statement, naming }] : []
  })
  return found.toSorted((a, b) => MADE_UNNECESSARY[b.naming].length - MADE_UNNECESSARY[a.naming].length)[0]
}

function applies(asked: Asked, statement: Statement, document: PolicyDocument): boolean {
  const variables = document.version === '2012-10-17' ? asked.context.variables : undefined
  return (
    selects(statement.actions, pattern => actionMatches(pattern, asked.action)) &&
    appliesToResource(asked.resource, statement.resources, variables) &&
    (statement.principals === undefined || namingOf(statement.principals, asked.principal) !== undefined) &&
    statement.conditions.every(condition => conditionHolds(condition, asked.context, variables))
  )
}

const selects = ({ negated, patterns }: Selection, matches: (pattern: string) => boolean): boolean =>
  patterns.some(matches) !== negated

function appliesToResource(
  resource: string | undefined,
  resources: Selection | undefined,
  variables: Variables | undefined,
): boolean {
  if (resource === undefined || resources === undefined) return true
  return selects(resources, pattern => resourceMatches(pattern, resource, variables))
}

function firstDefined<T, U>(items: readonly T[], of: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = of(item)
    if (found !== undefined) return found
  }
  return undefined
}
