/** From a posted assertion to a role session, as AWS's sign-in endpoint and AssumeRoleWithSAML do it. */
import { createHash } from 'node:crypto'
import type { Call, ConditionContext, UserIdentity } from '#server/base/actor.ts'
import type { RefusalDetails } from '#server/base/refusal.ts'
import { readArn } from '#server/formats/aws/index.ts'
import { readIdpMetadata, type VerifiedAssertion, verifyResponse } from '#server/formats/saml/index.ts'
import { evaluateTrust, type PolicyDocument, parsePolicy } from '#server/policy/index.ts'
import type { CloudNeeds } from '../needs.ts'
import { refuse } from '../refusals.ts'
import type { RoleSession, RoleSummary, SamlProvider } from '../types.ts'
import { type RoleChoice, type SessionAttributes, sessionAttributes } from './attributes.ts'
import { packedSize } from './token.ts'

export interface SamlNeeds extends CloudNeeds {
  /** The one address at which assertions for accounts arrive: `{origin}/cloud/saml`. */
  readonly recipient: string
}

export interface SamlSignIn {
  readonly session: RoleSession
  readonly role: RoleSummary
  readonly provider: SamlProvider
  readonly assertion: VerifiedAssertion
  readonly identity: UserIdentity
  /** How AWS names a subject across providers: Base64 of SHA-1 of issuer, account and provider. */
  readonly nameQualifier: string
  readonly subjectType: string
}

export interface SamlRequest extends RoleChoice {
  readonly field: string
  /** What the caller of the API asks for; the assertion may only shorten it. */
  readonly duration?: number
  readonly sessionPolicies: readonly string[]
  readonly sessionPolicyArns: readonly string[]
}

const SKEW_MS = 60_000
const AUDIENCE = 'urn:amazon:webservices'
const DEFAULT_DURATION = 3600

/**
 * The assertion is taken once it is proven, whatever comes of it afterwards: what was refused cannot be tried again.
 *
 * @throws Refusal `saml.…`, `xml.…`, `cloud.saml_…`, `cloud.packed_policy_too_large`
 */
export async function signInBySaml(needs: SamlNeeds, call: Call, request: SamlRequest): Promise<SamlSignIn> {
  const provider = await providerOf(needs, request)
  const { entityId: issuer, certificates } = readIdpMetadata(provider.metadata, call.at)
  const assertion = verifyResponse(request.field, {
    issuer,
    certificates,
    recipients: [needs.recipient],
    audiences: [AUDIENCE, needs.recipient],
    now: call.at,
    skewMs: SKEW_MS,
  })
  await take(needs, assertion)
  const wanted = sessionAttributes(assertion)
  nameTheChosen(wanted, request)
  const role = await roleOf(needs, provider, request)
  const facts = { ...factsOf(assertion, provider), provider, assertion, role }
  trustAllows(parsePolicy(role.trustPolicy, 'trust'), wanted, { ...facts, call })
  const session = sessionFor(role, provider, wanted, { call, assertion, request })
  packedSize(session)
  return { ...facts, session, identity: identityOf(session, facts) }
}

/** @throws Refusal `cloud.saml_denied` */
async function providerOf({ stores }: CloudNeeds, { roleArn, providerArn }: RoleChoice): Promise<SamlProvider> {
  const named = readArn('samlProvider', providerArn)
  const role = readArn('role', roleArn)
  const provider =
    named !== undefined && named.account === role?.account
      ? await stores.providers.find(named.account, named.providerName)
      : undefined
  if (provider !== undefined) return provider
  throw denied('sts:AssumeRoleWithSAML', { secret: { missing: providerArn.slice(0, 200) } })
}

/** The names of those who took one are not kept, only a hash, for as long as it could be used. */
async function take({ atomically }: CloudNeeds, assertion: VerifiedAssertion): Promise<void> {
  const { issuer, assertionId, notOnOrAfter } = assertion
  const hash = createHash('sha256').update(`${issuer}\0${assertionId}`).digest('hex')
  const isFirst = await atomically(({ consoles }) => consoles.takeAssertion(hash, notOnOrAfter + SKEW_MS))
  if (!isFirst) throw refuse('cloud.saml_replayed', { secret: { assertionId } })
}

/** The proven assertion must name the pair that was claimed. @throws Refusal `cloud.saml_role_attribute` */
function nameTheChosen({ roles }: SessionAttributes, { roleArn, providerArn }: RoleChoice): void {
  if (roles.some(choice => choice.roleArn === roleArn && choice.providerArn === providerArn)) return
  throw refuse('cloud.saml_role_attribute', {
    observed: `${roles.length} other values`,
    expected: `${roleArn},${providerArn}`,
  })
}

/** @throws Refusal `cloud.saml_denied` */
async function roleOf({ stores }: CloudNeeds, { accountId }: SamlProvider, { roleArn }: RoleChoice) {
  const named = readArn('role', roleArn)
  const role = named && (await stores.roles.summary(accountId, named.roleName))
  if (role?.arn === roleArn) return role
  throw denied('sts:AssumeRoleWithSAML', { secret: { missing: roleArn } })
}

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:'
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'

function factsOf({ nameId, issuer }: VerifiedAssertion, { accountId, providerName }: SamlProvider) {
  const { format = UNSPECIFIED } = nameId
  return {
    subjectType: format.startsWith(TRANSIENT) ? format.slice(TRANSIENT.length) : format,
    nameQualifier: createHash('sha1').update(`${issuer}${accountId}/${providerName}`).digest('base64'),
  }
}

interface Facts {
  readonly assertion: VerifiedAssertion
  readonly provider: SamlProvider
  readonly role: RoleSummary
  readonly subjectType: string
  readonly nameQualifier: string
}

/**
 * Tags and a source identity must each be trusted by name (IAM user guide, passing session tags).
 * @throws Refusal `cloud.saml_denied`
 */
function trustAllows(trust: PolicyDocument, wanted: SessionAttributes, facts: Facts & { readonly call: Call }): void {
  const actions = [
    'sts:AssumeRoleWithSAML',
    ...(Object.keys(wanted.tags).length > 0 ? ['sts:TagSession'] : []),
    ...(wanted.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  const principal = { kind: 'Federated', provider: facts.provider.arn } as const
  const context = trustContext(wanted, facts)
  for (const action of actions) {
    const decision = evaluateTrust(trust, { principal, action, context })
    if (decision.allowed) continue
    const why = decision.reason === 'explicit-deny' ? `denied by ${decision.statement}` : 'not allowed'
    throw denied(action, { observed: `${action} is ${why} by the trust policy`, about: facts.role.arn })
  }
}

function trustContext(
  wanted: SessionAttributes,
  { assertion, provider, subjectType, nameQualifier, call }: Facts & { readonly call: Call },
): ConditionContext {
  return {
    ...requestTagContext(wanted.tags, wanted.transitiveTagKeys),
    'SAML:aud': assertion.recipient,
    'SAML:iss': assertion.issuer,
    'SAML:sub': assertion.nameId.value,
    'SAML:sub_type': subjectType,
    'SAML:namequalifier': nameQualifier,
    'SAML:doc': `${provider.accountId}/${provider.providerName}`,
    'aws:FederatedProvider': provider.arn,
    'aws:SourceIp': call.sourceIp,
    'sts:RoleSessionName': wanted.sessionName,
    ...(wanted.sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': wanted.sourceIdentity }),
  }
}

export const requestTagContext = (
  tags: Readonly<Record<string, string>>,
  transitiveTagKeys: readonly string[],
): ConditionContext => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  ...(Object.keys(tags).length === 0 ? {} : { 'aws:TagKeys': Object.keys(tags) }),
  ...(transitiveTagKeys.length === 0 ? {} : { 'sts:TransitiveTagKeys': transitiveTagKeys }),
})

/** @throws Refusal `cloud.duration_too_long` */
export function checkDuration(duration: number | undefined, role: RoleSummary): void {
  if (duration === undefined || duration <= role.maxSessionDuration) return
  throw refuse('cloud.duration_too_long', {
    sentence: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    observed: `${duration} s`,
    expected: `at most ${role.maxSessionDuration} s`,
  })
}

interface Wish {
  readonly call: Call
  readonly assertion: VerifiedAssertion
  readonly request: SamlRequest
}

function sessionFor(
  role: RoleSummary,
  provider: SamlProvider,
  wanted: SessionAttributes,
  { call, assertion, request }: Wish,
): RoleSession {
  const { sessionName, tags, transitiveTagKeys, sourceIdentity } = wanted
  const { sessionPolicies, sessionPolicyArns } = request
  checkDuration(request.duration, role)
  const duration = Math.min(
    request.duration ?? wanted.duration ?? DEFAULT_DURATION,
    wanted.duration ?? Number.POSITIVE_INFINITY,
    role.maxSessionDuration,
  )
  return {
    accountId: role.accountId,
    roleName: role.roleName,
    rolePath: role.path,
    roleId: role.roleId,
    sessionName,
    tags,
    transitiveTagKeys,
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    sessionPolicies,
    sessionPolicyArns,
    issuedAt: call.at,
    expiresAt: Math.min(call.at + duration * 1000, assertion.sessionNotOnOrAfter ?? Number.POSITIVE_INFINITY),
    federatedProvider: provider.arn,
  }
}

/** CloudTrail's identity of who signs in by SAML. */
const identityOf = (
  { accountId }: RoleSession,
  { assertion, nameQualifier }: Pick<Facts, 'assertion' | 'nameQualifier'>,
) =>
  ({
    type: 'SAMLUser',
    principalId: `${nameQualifier}:${assertion.nameId.value}`,
    accountId,
    userName: assertion.nameId.value,
  }) satisfies UserIdentity

/** Who is not proven learns nothing of what an account has: that is in the event. */
const denied = (action: string, details: RefusalDetails) =>
  refuse('cloud.saml_denied', { sentence: `Not authorized to perform ${action}`, ...details })
