import type * as Wire from '@aws-sdk/client-sts'
import type { Actor } from '#server/base/actor.ts'
import type { AssumedRole, IamService, RoleCredentials, RoleSessions } from '#server/cloud/index.ts'
import { arn } from '#server/formats/aws/index.ts'
import { check, fields, list, text, whole } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'

export interface StsNeeds {
  readonly sessions: RoleSessions
  readonly users: IamService['users']
}

export const stsOperations = (needs: StsNeeds): readonly Operation[] => [
  callerIdentity,
  accessKeyInfo(needs),
  assumeRole(needs),
  assumeRoleWithSaml(needs),
]

const roleArn = text({ min: 20, max: 2048 })
const sessionName = text({ min: 2, max: 64, pattern: /[\w+=,.@-]*/ })
const policy = text({ min: 1, max: 100_000 })
const tagKey = text({ min: 1, max: 128, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]+/u })
const tagValue = text({ max: 256, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u })
const narrowing = {
  Policy: policy,
  PolicyArns: list<Wire.PolicyDescriptorType>({ each: fields<Wire.PolicyDescriptorType>({ arn: roleArn }) }),
  DurationSeconds: whole({ min: 900, max: 43_200 }),
}

/** Needs credentials that are valid, and no permission. */
const callerIdentity = operation<Wire.GetCallerIdentityCommandInput, Wire.GetCallerIdentityCommandOutput>(
  'GetCallerIdentity',
  {
    plane: 'identity',
    readOnly: true,
    async handle(_input, { identity, accountId }) {
      return { UserId: identity.principalId, Account: accountId, Arn: identity.arn }
    },
  },
)

/** Temporary keys say nothing of their account; only the caller's own can be told. */
const accessKeyInfo = ({ users }: StsNeeds): Operation =>
  operation<Wire.GetAccessKeyInfoCommandInput, Wire.GetAccessKeyInfoCommandOutput>('GetAccessKeyInfo', {
    plane: 'account',
    readOnly: true,
    needs: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
    async handle(input, actor) {
      check(input, { AccessKeyId: text({ min: 16, max: 128, pattern: /\w*/ }) })
      const { AccessKeyId = '' } = input
      return { Account: ownKey(AccessKeyId, actor) ?? (await users.accountOfKey(AccessKeyId)) }
    },
  })

const ownKey = (accessKeyId: string, { identity, accountId }: Actor): string | undefined =>
  identity.accessKeyId === accessKeyId ? accountId : undefined

/** Permission is a matter of the caller's policies and the role's trust policy together, so the service asks. */
const assumeRole = ({ sessions }: StsNeeds): Operation =>
  operation<Wire.AssumeRoleCommandInput, Wire.AssumeRoleCommandOutput>('AssumeRole', {
    plane: 'account',
    readOnly: true,
    needs: () => [],
    async handle(input, actor) {
      check(input, {
        ...narrowing,
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        SourceIdentity: sessionName,
        ExternalId: text({ min: 2, max: 1224, pattern: /[\w+=,.@:/-]*/ }),
        Tags: list({ max: 50, each: fields<Wire.Tag>({ Key: tagKey, Value: tagValue }) }),
        TransitiveTagKeys: list({ max: 50, each: tagKey }),
      })
      const assumed = await sessions.assumeRole(actor, {
        ...narrowingOf(input),
        roleArn: input.RoleArn ?? '',
        sessionName: input.RoleSessionName ?? '',
        duration: input.DurationSeconds,
        tags: (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
        transitiveTagKeys: input.TransitiveTagKeys,
        sourceIdentity: input.SourceIdentity,
        externalId: input.ExternalId,
      })
      return answer(assumed)
    },
  })

/** Unsigned: the assertion proves who asks. */
const assumeRoleWithSaml = ({ sessions }: StsNeeds): Operation =>
  operation<Wire.AssumeRoleWithSAMLCommandInput, Wire.AssumeRoleWithSAMLCommandOutput>('AssumeRoleWithSAML', {
    plane: 'public',
    readOnly: true,
    secrets: ['SAMLAssertion'],
    async handle(input, actor) {
      check(input, {
        ...narrowing,
        RoleArn: roleArn,
        PrincipalArn: roleArn,
        SAMLAssertion: text({ min: 4, max: 100_000, secret: true }),
      })
      const { signIn, ...assumed } = await sessions.assumeRoleWithSaml(actor, {
        ...narrowingOf(input),
        roleArn: input.RoleArn ?? '',
        providerArn: input.PrincipalArn ?? '',
        field: input.SAMLAssertion ?? '',
        ...(input.DurationSeconds === undefined ? {} : { duration: input.DurationSeconds }),
      })
      const { assertion, nameQualifier, subjectType } = signIn
      return {
        ...answer(assumed),
        Subject: assertion.nameId.value,
        SubjectType: subjectType,
        Issuer: assertion.issuer,
        Audience: assertion.recipient,
        NameQualifier: nameQualifier,
      }
    },
  })

const narrowingOf = (input: Pick<Wire.AssumeRoleCommandInput, 'Policy' | 'PolicyArns'>) => ({
  sessionPolicies: input.Policy === undefined ? [] : [input.Policy],
  sessionPolicyArns: (input.PolicyArns ?? []).map(({ arn: policyArn = '' }) => policyArn),
})

function answer({ session, credentials, packedSize }: AssumedRole) {
  const { accountId: account, roleId, roleName, sessionName: name, sourceIdentity } = session
  return {
    Credentials: shownCredentials(credentials),
    AssumedRoleUser: {
      AssumedRoleId: `${roleId}:${name}`,
      Arn: arn('assumedRole', { account, roleName, sessionName: name }),
    },
    PackedPolicySize: packedSize,
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  }
}

const shownCredentials = (credentials: RoleCredentials): Wire.Credentials => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: new Date(credentials.expiresAt),
})
