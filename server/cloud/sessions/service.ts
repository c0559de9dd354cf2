import type { EventDetails } from '#server/audit/index.ts'
import type { Actor } from '#server/base/actor.ts'
import { isoSeconds } from '#server/base/clock.ts'
import { type Instance, identityStoreArn } from '#server/base/instance.ts'
import { Refusal } from '#server/base/refusal.ts'
import { arn, readArn } from '#server/formats/aws/index.ts'
import { parsePolicy } from '#server/policy/index.ts'
import { requirePolicy } from '../account.ts'
import { serviceAuthor } from '../author.ts'
import { LIMITS, within } from '../limits.ts'
import { refuse } from '../refusals.ts'
import { isReserved } from '../roles/protection.ts'
import {
  type DerivesKeys,
  type IssuesRoleCredentials,
  isAccountActor,
  type RoleCredentials,
  type RoleSession,
  type RoleSessionRequest,
} from '../types.ts'
import { type AssumeRoleRequest, assumedSession } from './assume.ts'
import type { IssuedSession } from './issued-store.ts'
import { type SamlNeeds, type SamlRequest, type SamlSignIn, signInBySaml } from './saml.ts'
import { issueCredentials, packedSize } from './token.ts'

export interface SessionNeeds extends SamlNeeds {
  readonly keys: DerivesKeys
  readonly instance: Instance
}

export interface AssumedRole {
  readonly session: RoleSession
  readonly credentials: RoleCredentials
  /** Percent. */
  readonly packedSize: number
}

export interface RoleSessions extends IssuesRoleCredentials {
  assumeRole(actor: Actor, request: AssumeRoleRequest): Promise<AssumedRole>
  /** The public operation, for roles that are not reserved. */
  assumeRoleWithSaml(actor: Actor, request: SamlRequest): Promise<AssumedRole & { readonly signIn: SamlSignIn }>
}

export function roleSessions(needs: SessionNeeds): RoleSessions {
  const { stores, atomically, keys, random } = needs
  const issue = (session: RoleSession): AssumedRole => {
    const size = packedSize(session)
    return { session, packedSize: size, credentials: issueCredentials(session, keys, random) }
  }
  return {
    async roleCredentials(request) {
      const issued = issue(await portalSession(needs, request))
      const author = request.author ?? serviceAuthor(needs.clock, random)
      await atomically(async ({ events, issued: rows }) => {
        if (request.event !== undefined) await events.record(author, request.event)
        await events.record(author, portalEvent(needs.instance, issued))
        const listed = listedSession(request, issued)
        if (listed !== undefined) await rows.add(listed)
      })
      return issued.credentials
    },
    async assumeRole(actor, request) {
      if (!isAccountActor(actor)) throw refuse('cloud.assume_role_denied', { about: request.roleArn })
      checkSessionPolicies(request)
      const { session } = await assumedSession(stores, actor, request)
      await requireSessionPolicies(stores, session)
      const issued = issue(session)
      const details = { ...sessionEvent(issued), responseElements: shown(issued) }
      await atomically(async ({ events }) => {
        for (const recipientAccountId of new Set([session.accountId, actor.accountId])) {
          await events.record(actor, { ...details, recipientAccountId })
        }
      })
      return issued
    },
    async assumeRoleWithSaml(actor, request) {
      refuseReserved(request.roleArn)
      checkSessionPolicies(request)
      const signIn = await asSts(() => signInBySaml(needs, actor.call, request))
      await requireSessionPolicies(stores, signIn.session)
      const issued = issue(signIn.session)
      const { identity } = signIn
      const details = { ...sessionEvent(issued), identity, responseElements: shown(issued) }
      await atomically(({ events }) => events.record(actor, details))
      return { ...issued, signIn }
    },
  }
}

function listedSession(
  { userId, permissionSetId }: RoleSessionRequest,
  { session, credentials }: AssumedRole,
): IssuedSession | undefined {
  if (userId === undefined || permissionSetId === undefined) return undefined
  const { accountId, sessionName, issuedAt, expiresAt } = session
  const { accessKeyId: credentialId } = credentials
  return { credentialId, userId, permissionSetId, accountId, sessionName, issuedAt, expiresAt }
}

/** Who may have the session was decided in `access/`; here the role must exist as it was promised. */
async function portalSession({ stores, clock }: SessionNeeds, request: RoleSessionRequest): Promise<RoleSession> {
  const { accountId, roleName, sessionName, duration, tags = {}, sourceIdentity, userId, portalSessionId } = request
  const role = await stores.roles.summary(accountId, roleName)
  if (role === undefined || !isReserved(role)) throw refuse('cloud.no_such_role', { about: roleName })
  const now = clock()
  return {
    accountId,
    roleName: role.roleName,
    rolePath: role.path,
    roleId: role.roleId,
    sessionName,
    tags,
    transitiveTagKeys: [],
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    sessionPolicies: [],
    sessionPolicyArns: [],
    issuedAt: now,
    expiresAt: now + Math.min(duration, role.maxSessionDuration) * 1000,
    ...(userId === undefined ? {} : { userId }),
    ...(portalSessionId === undefined ? {} : { portalSessionId }),
  }
}

/** @throws Refusal `cloud.saml_reserved_role` */
function refuseReserved(roleArn: string): void {
  const role = readArn('role', roleArn)
  if (role === undefined || !isReserved(role)) return
  throw refuse('cloud.saml_reserved_role', {
    sentence: 'Not authorized to perform sts:AssumeRoleWithSAML',
    about: roleArn,
  })
}

/** STS has two exceptions for all that can be wrong with an assertion; the reason stays in `observed`. */
async function asSts<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || !/^(?:saml|xml)\./.test(error.code)) throw error
    const { observed, expected, secret } = error.details
    throw refuse(error.code === 'saml.expired' ? 'cloud.saml_expired' : 'cloud.saml_invalid', {
      observed: [error.code, observed].filter(part => part !== undefined).join(': '),
      ...(expected === undefined ? {} : { expected }),
      ...(secret === undefined ? {} : { secret }),
      cause: error,
    })
  }
}

type Narrowing = Pick<RoleSession, 'sessionPolicies' | 'sessionPolicyArns'>

/** @throws Refusal `cloud.packed_policy_too_large`, `cloud.quota`, `policy.malformed_document` */
function checkSessionPolicies({ sessionPolicies, sessionPolicyArns }: Narrowing): void {
  within('PolicyArnsPerSession', sessionPolicyArns.length, LIMITS.sessionPolicyArns)
  const size = [...sessionPolicies, ...sessionPolicyArns].reduce((sum, text) => sum + text.length, 0)
  if (size > LIMITS.sessionPolicies) {
    const expected = `at most ${LIMITS.sessionPolicies} characters`
    throw refuse('cloud.packed_policy_too_large', { observed: `${size} characters`, expected })
  }
  for (const document of sessionPolicies) parsePolicy(document, 'identity')
}

/** Only after the caller may have the session: it would tell what policies an account has. */
async function requireSessionPolicies(stores: SessionNeeds['stores'], session: RoleSession): Promise<void> {
  for (const policyArn of session.sessionPolicyArns) await requirePolicy(stores, session.accountId, policyArn)
}

const assumedArn = ({ accountId: account, roleName, sessionName }: RoleSession): string =>
  arn('assumedRole', { account, roleName, sessionName })

const roleArnOf = ({ accountId: account, rolePath: path, roleName }: RoleSession): string =>
  arn('role', { account, path, roleName })

const sessionEvent = ({ session }: AssumedRole) =>
  ({
    eventSource: 'sts.amazonaws.com',
    recipientAccountId: session.accountId,
    resources: [{ type: 'AWS::IAM::Role', name: roleArnOf(session), accountId: session.accountId }],
  }) satisfies EventDetails

const shown = ({ session, credentials }: AssumedRole) => ({
  credentials: { accessKeyId: credentials.accessKeyId, expiration: isoSeconds(credentials.expiresAt) },
  assumedRoleUser: { assumedRoleId: `${session.roleId}:${session.sessionName}`, arn: assumedArn(session) },
})

/** The second event of GetRoleCredentials, in the account that was entered; the request id ties it to the first. */
function portalEvent(instance: Instance, issued: AssumedRole): EventDetails {
  const { accountId, sessionName, userId, portalSessionId, issuedAt, expiresAt, tags } = issued.session
  return {
    ...sessionEvent(issued),
    eventName: 'AssumeRoleWithSAML',
    eventType: 'AwsApiCall',
    identity: {
      type: 'SAMLUser',
      principalId: `${identityStoreArn(instance)}:${sessionName}`,
      accountId,
      userName: sessionName,
      ...(userId === undefined ? {} : { onBehalfOf: { userId, identityStoreArn: identityStoreArn(instance) } }),
      ...(portalSessionId === undefined ? {} : { credentialId: portalSessionId }),
    },
    requestParameters: {
      roleArn: roleArnOf(issued.session),
      roleSessionName: sessionName,
      durationSeconds: Math.round((expiresAt - issuedAt) / 1000),
      principalTags: tags,
    },
    responseElements: shown(issued),
  }
}
