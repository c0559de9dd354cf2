/** Principals of accounts as actors: which policies bind them, and what a request brings for their conditions. */
import type { Call, ConditionContext, UserIdentity } from '#server/base/actor.ts'
import { isoSeconds } from '#server/base/clock.ts'
import { type Instance, identityStoreArn } from '#server/base/instance.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { User } from '#server/directory/index.ts'
import { arn, readArn } from '#server/formats/aws/index.ts'
import type { Organization } from '#server/organization/index.ts'
import {
  type ApplicablePolicies,
  type AwsPrincipal,
  accessDenied,
  evaluate,
  evaluateTrust,
  managedPolicy,
  type NamedPolicy,
  parsePolicy,
} from '#server/policy/index.ts'
import { refuse } from './refusals.ts'
import type { CloudStores } from './store.ts'
import type { AccountActor, CloudRole, IamUser, RoleSession, Tag } from './types.ts'

export interface ActorNeeds {
  readonly stores: Pick<CloudStores, 'roles' | 'policies' | 'users'> & {
    readonly people: { user(userId: string): Promise<Pick<User, 'status'> | undefined> }
  }
  readonly organization: Pick<Organization, 'controlPolicies'>
  readonly instance: Instance
  /** Whether clients reach the server by TLS: the condition key `aws:SecureTransport`. */
  readonly secureTransport: boolean
}

export interface AccountActors {
  user(user: IamUser, accessKeyId: string, call: Call): AccountActor
  /** @param accessKeyId absent for sessions in a browser */
  session(session: RoleSession, call: Call, accessKeyId?: string): AccountActor
  /**
   * A browser session that acts in the name of a permission set, as its role would, without credentials.
   * @throws Refusal `cloud.role_vanished`
   */
  browser(role: BrowserRole, call: Call): Promise<AccountActor>
}

export interface BrowserRole {
  readonly accountId: string
  readonly roleName: string
  readonly sessionName: string
  readonly tags?: Readonly<Record<string, string>>
  readonly userId: string
  readonly portalSessionId: string
  /** Of the browser session, Unix ms. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export function accountActors(needs: ActorNeeds): AccountActors {
  const session: AccountActors['session'] = (session, call, accessKeyId) =>
    actor(needs, call, {
      principal: principalOf(session),
      identity: sessionIdentity(session, needs.instance, accessKeyId),
      roleSession: session,
      ...(session.userId === undefined ? {} : { userId: session.userId }),
      load: () => bindingsOfSession(session, needs),
      context: sessionContext(session),
    })
  return {
    session,
    user: (user, accessKeyId, call) =>
      actor(needs, call, {
        principal: { kind: 'AWS', accountId: user.accountId, arn: user.arn },
        identity: userIdentity(user, accessKeyId),
        load: () => bindingsOfUser(user, needs),
        context: { 'aws:PrincipalType': 'User', 'aws:userid': user.iamUserId, 'aws:username': user.userName },
      }),
    async browser({ accountId, roleName, tags = {}, ...rest }, call) {
      const role = await needs.stores.roles.summary(accountId, roleName)
      if (role === undefined) throw refuse('cloud.role_vanished', { about: roleName })
      const { roleId, path: rolePath } = role
      const narrowed = { transitiveTagKeys: [], sessionPolicies: [], sessionPolicyArns: [] }
      return session({ accountId, roleName: role.roleName, rolePath, roleId, tags, ...narrowed, ...rest }, call)
    },
  }
}

/** What binds a principal, and the tags that its role adds to those of the session. */
interface Bindings {
  readonly policies: ApplicablePolicies
  readonly tags: readonly Tag[]
}

interface Subject {
  readonly principal: AwsPrincipal
  readonly identity: UserIdentity
  readonly roleSession?: RoleSession
  readonly userId?: string
  readonly load: () => Promise<Bindings | Refusal>
  readonly context: ConditionContext
}

function actor(needs: ActorNeeds, call: Call, subject: Subject): AccountActor {
  const { principal, identity, load, context: own, ...rest } = subject
  let loading: Promise<Bindings | Refusal> | undefined
  const loaded = () => {
    loading ??= load()
    return loading
  }
  const bindings = async () => {
    const found = await loaded()
    if (found instanceof Refusal) throw found
    return found
  }
  // The request's keys first: it may not overwrite what is known of the caller.
  const contextWith = (context: ConditionContext, tags: readonly Tag[]): ConditionContext => ({
    ...context,
    ...tagContext(tags),
    ...own,
    ...callContext(call, needs),
  })
  const decide: AccountActor['decide'] = async ({ context = {}, resourcePolicy, ...request }) => {
    const { policies, tags } = await bindings()
    if (isTooLong(request.resource, context)) return TOO_LONG
    const resource = resourcePolicy === undefined ? {} : { resource: resourcePolicy }
    return evaluate({ principal, ...request, context: contextWith(context, tags) }, { ...policies, ...resource })
  }
  const denial: AccountActor['denial'] = async (action, resource, context = {}) => {
    const found = await loaded()
    if (found instanceof Refusal) return found
    const decision = await decide({ action, resource, context })
    if (decision.allowed) return undefined
    const shown = resource.slice(0, LONGEST_VALUE)
    return accessDenied({ who: identity.arn ?? principal.arn, action, resource: shown }, decision)
  }
  return {
    call,
    identity,
    principal,
    accountId: principal.accountId,
    ...rest,
    decide,
    denial,
    async decideTrust(document, action, context) {
      const { tags } = await bindings()
      return evaluateTrust(document, { principal, action, context: contextWith(context, tags) })
    },
    async authorize(action, resource, context) {
      const refusal = await denial(action, resource, context)
      if (refusal !== undefined) throw refusal
    },
  }
}

/** Characters of an ARN, the longest value that a request can have for a policy (IAM's quotas). */
const LONGEST_VALUE = 2_048
/** More than any list of values: a request has at most 50 tags. */
const MOST_VALUES = 1_000

/**
 * Comparing costs the product of both lengths, and what a caller sends is authorized before its form is checked. So what
 * is longer than anything that could be is denied, and not compared.
 */
function isTooLong(resource: string, context: ConditionContext): boolean {
  const values = [resource, ...Object.entries(context).flat(2)]
  return values.length > MOST_VALUES || values.some(value => value.length > LONGEST_VALUE)
}

const TOO_LONG = { allowed: false, reason: 'implicit-deny', policyType: 'identity' } as const

async function bindingsOfUser(user: IamUser, needs: ActorNeeds): Promise<Bindings> {
  const attached = await needs.stores.users.attachedPolicies(user.iamUserId)
  const identity = await managed(user.accountId, attached, needs)
  return { policies: { identity, ...(await controls(user.accountId, needs)) }, tags: [] }
}

/**
 * In other accounts credentials work until they expire, as at AWS. Those of the management account administer the
 * directory itself: who was disabled or deleted there must not undo it.
 */
async function bindingsOfSession(session: RoleSession, needs: ActorNeeds): Promise<Bindings | Refusal> {
  const { accountId, roleName, roleId, userId } = session
  if (userId !== undefined && accountId === needs.instance.managementAccountId) {
    const person = await needs.stores.people.user(userId)
    if (person?.status !== 'ENABLED') return refuse('cloud.person_gone', { about: userId })
  }
  const role = await needs.stores.roles.find(accountId, roleName)
  if (role?.roleId !== roleId) {
    return refuse('cloud.role_vanished', {
      about: roleName,
      observed: role === undefined ? 'no role of this name' : 'another role of the same name',
    })
  }
  const policies = {
    identity: [...inline(role), ...(await managed(accountId, role.attachedPolicies, needs))],
    ...(await boundary(role, needs)),
    ...(await controls(accountId, needs)),
    ...(await narrowing(session, needs)),
  }
  return { policies, tags: await needs.stores.roles.tags(roleId) }
}

const inline = (role: CloudRole): readonly NamedPolicy[] =>
  Object.entries(role.inlinePolicies).map(([id, text]) => ({ id, document: parsePolicy(text, 'identity') }))

/** Policies of AWS that are not known here were taken as opaque, and grant nothing. */
async function managed(accountId: string, arns: readonly string[], needs: ActorNeeds): Promise<readonly NamedPolicy[]> {
  const found = await Promise.all(arns.map(policyArn => documentOf(accountId, policyArn, needs)))
  return found.filter(policy => policy !== undefined)
}

async function documentOf(accountId: string, policyArn: string, { stores }: ActorNeeds) {
  const known = managedPolicy(policyArn)
  if (known !== undefined) return { id: policyArn, document: known.document }
  const named = readArn('policy', policyArn)
  const policy = named?.account === accountId ? await stores.policies.find(accountId, named.policyName) : undefined
  if (policy?.arn !== policyArn) return undefined
  return { id: policyArn, document: parsePolicy(policy.document, 'identity') }
}

/** A boundary that cannot be read allows nothing. */
async function boundary({ accountId, boundaryArn }: CloudRole, needs: ActorNeeds) {
  if (boundaryArn === undefined) return {}
  const found = await documentOf(accountId, boundaryArn, needs)
  return { boundary: found ?? allowsNothing(boundaryArn) }
}

const allowsNothing = (id: string): NamedPolicy => ({ id, document: { version: '2012-10-17', statements: [] } })

/** Service control policies bind member accounts only. */
async function controls(accountId: string, { organization, instance }: ActorNeeds) {
  if (accountId === instance.managementAccountId) return {}
  const levels = await organization.controlPolicies(accountId)
  const scps = levels
    .filter(level => level.length > 0)
    .map(level => level.map(({ id, document }) => ({ id, document: parsePolicy(document, 'identity') })))
  return { scps }
}

/** A session that names policies is narrowed even where none of them can be read. */
async function narrowing({ accountId, sessionPolicies, sessionPolicyArns }: RoleSession, needs: ActorNeeds) {
  const texts = sessionPolicies.map(text => ({ id: 'session policy', document: parsePolicy(text, 'identity') }))
  const named = await Promise.all(
    sessionPolicyArns.map(async id => (await documentOf(accountId, id, needs)) ?? allowsNothing(id)),
  )
  return { session: [...texts, ...named] }
}

const principalOf = ({ accountId, rolePath: path, roleName, sessionName }: RoleSession): AwsPrincipal => ({
  kind: 'AWS',
  accountId,
  arn: arn('role', { account: accountId, path, roleName }),
  sessionArn: arn('assumedRole', { account: accountId, roleName, sessionName }),
})

function sessionIdentity(session: RoleSession, instance: Instance, accessKeyId?: string): UserIdentity {
  const { accountId, roleName, roleId, sessionName, issuedAt, userId, portalSessionId } = session
  const { arn: roleArn, sessionArn = roleArn } = principalOf(session)
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${sessionName}`,
    arn: sessionArn,
    accountId,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    userName: sessionName,
    ...(userId === undefined ? {} : { onBehalfOf: { userId, identityStoreArn: identityStoreArn(instance) } }),
    ...(portalSessionId === undefined ? {} : { credentialId: portalSessionId }),
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: roleId, arn: roleArn, accountId, userName: roleName },
      attributes: { creationDate: isoSeconds(issuedAt), mfaAuthenticated: 'false' },
      ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
    },
  }
}

const userIdentity = (user: IamUser, accessKeyId: string): UserIdentity => ({
  type: 'IAMUser',
  principalId: user.iamUserId,
  arn: user.arn,
  accountId: user.accountId,
  accessKeyId,
  userName: user.userName,
})

function sessionContext(session: RoleSession): ConditionContext {
  const { roleId, sessionName, tags, issuedAt, sourceIdentity, federatedProvider, userId } = session
  return {
    ...tagContext(Object.entries(tags).map(([key, value]) => ({ key, value }))),
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `${roleId}:${sessionName}`,
    'aws:TokenIssueTime': isoSeconds(issuedAt),
    ...(sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': sourceIdentity }),
    ...(federatedProvider === undefined ? {} : { 'aws:FederatedProvider': federatedProvider }),
    ...(userId === undefined ? {} : { 'identitystore:UserId': userId }),
  }
}

const tagContext = (tags: readonly Tag[]): ConditionContext =>
  Object.fromEntries(tags.map(({ key, value }) => [`aws:PrincipalTag/${key}`, value]))

/** IAM and Organizations are global services, which AWS counts to us-east-1. */
const GLOBAL: readonly string[] = ['iam.amazonaws.com', 'organizations.amazonaws.com']

const callContext = (call: Call, { instance, secureTransport }: ActorNeeds): ConditionContext => ({
  'aws:PrincipalOrgID': instance.organizationId,
  'aws:SourceIp': call.sourceIp,
  'aws:UserAgent': call.userAgent,
  'aws:CurrentTime': isoSeconds(call.at),
  'aws:EpochTime': String(Math.floor(call.at / 1000)),
  'aws:SecureTransport': String(secureTransport),
  'aws:RequestedRegion': GLOBAL.includes(call.eventSource) ? 'us-east-1' : instance.region,
})
