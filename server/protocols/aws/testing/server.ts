/** A listening server with the AWS door and a few sample operations, for the tests of this folder. */

import assert from 'node:assert/strict'
import type { GetRoleCommandInput, GetRoleCommandOutput, TagRoleCommandInput } from '@aws-sdk/client-iam'
import type { CreateUserCommandInput, CreateUserCommandOutput } from '@aws-sdk/client-identitystore'
import type { ListAccountsCommandInput, ListAccountsCommandOutput } from '@aws-sdk/client-organizations'
import type {
  CreatePermissionSetCommandInput,
  CreatePermissionSetCommandOutput,
  ListInstancesCommandInput,
  ListInstancesCommandOutput,
  PutInlinePolicyToPermissionSetCommandInput,
  PutInlinePolicyToPermissionSetCommandOutput,
} from '@aws-sdk/client-sso-admin'
import type {
  AssumeRoleWithSAMLCommandInput,
  AssumeRoleWithSAMLCommandOutput,
  GetCallerIdentityCommandInput,
  GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts'
import { fastify } from 'fastify'
import type { Actor, Call } from '#server/base/actor.ts'
import { type Clock, systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { type Refusal, type RefusalTable, refuser } from '#server/base/refusal.ts'
import { refuseAws } from '#server/formats/aws/index.ts'
import { awsPlugin, check, list, operation, type ServiceOperations, text } from '../index.ts'

export const MANAGEMENT = '111122223333'
export const MEMBER = '444455556666'
export const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef'

export const keys = {
  admin: { accessKeyId: 'AKIAADMINADMINADMIN2', secretAccessKey: 'the secret of the administrator' },
  member: { accessKeyId: 'AKIAMEMBERMEMBERMEM2', secretAccessKey: 'the secret of a member account' },
  session: {
    accessKeyId: 'ASIASESSIONSESSIONS2',
    secretAccessKey: 'the secret of a role session',
    sessionToken: 'token+of/the=session',
  },
  expired: {
    accessKeyId: 'ASIAEXPIREDEXPIRED22',
    secretAccessKey: 'the secret of a session that ended',
    sessionToken: 'old',
  },
} as const

const refuse = refuser({
  'user.name_taken': sample('conflict', 'The user name is taken'),
  'cloud.role_missing': sample('missing', 'There is no such role'),
  'cloud.role_protected': sample('denied', 'The role is protected'),
  'policy.access_denied': sample('denied', 'No policy allows this'),
  'sample.busy': sample('throttled', 'There is too much to do'),
} satisfies RefusalTable)

function sample<Kind extends 'conflict' | 'missing' | 'denied' | 'throttled'>(kind: Kind, title: string) {
  return { kind, title, toUser: title, cause: 'The cause.', fix: 'The fix.', actor: 'caller' } as const
}

const ssoAdmin = [
  operation<CreatePermissionSetCommandInput, CreatePermissionSetCommandOutput>('CreatePermissionSet', {
    plane: 'administration',
    readOnly: false,
    needs: input => [{ action: 'sso:CreatePermissionSet', resource: input.InstanceArn ?? '*' }],
    async handle(input) {
      check(input, { Name: text({ max: 32, pattern: /[\w+=,.@-]+/ }), Tags: list({ max: 50 }) })
      return { PermissionSet: { Name: input.Name, CreatedDate: new Date(1650989104461) } }
    },
  }),
  operation<ListInstancesCommandInput, ListInstancesCommandOutput>('ListInstances', {
    plane: 'administration',
    readOnly: true,
    async handle() {
      return { Instances: [] }
    },
  }),
  operation<PutInlinePolicyToPermissionSetCommandInput, PutInlinePolicyToPermissionSetCommandOutput>(
    'PutInlinePolicyToPermissionSet',
    {
      plane: 'administration',
      readOnly: false,
      secrets: ['InlinePolicy'],
      async handle(input) {
        if (input.InlinePolicy === 'break') throw new Error('database password is hunter2')
        throw refuse('sample.busy', { retryAfter: 7 })
      },
    },
  ),
]

const identityStore = [
  operation<CreateUserCommandInput, CreateUserCommandOutput>('CreateUser', {
    plane: 'administration',
    readOnly: false,
    async handle(input) {
      throw refuse('user.name_taken', { sentence: 'Duplicate UserName', observed: input.UserName ?? '' })
    },
  }),
]

const organizations = [
  operation<ListAccountsCommandInput, ListAccountsCommandOutput>('ListAccounts', {
    plane: 'account',
    readOnly: true,
    async handle() {
      return { Accounts: [{ Id: MEMBER, JoinedTimestamp: new Date(1000) }] }
    },
  }),
]

const iam = [
  operation<GetRoleCommandInput, GetRoleCommandOutput>('GetRole', {
    plane: 'account',
    readOnly: true,
    async handle({ RoleName }) {
      if (RoleName === 'missing') {
        throw refuse('cloud.role_missing', { sentence: `The role with name ${RoleName} cannot be found.` })
      }
      return { Role: { ...role, RoleName, Description: '<b> & "quotes"', Tags: [] } }
    },
  }),
  operation<TagRoleCommandInput, object>('TagRole', {
    plane: 'account',
    readOnly: false,
    async handle({ RoleName, Tags }) {
      if (RoleName?.startsWith('AWSReservedSSO_')) throw refuse('cloud.role_protected')
      taggedWith.push(Tags)
      return {}
    },
  }),
]

const role = {
  Path: '/',
  RoleId: 'AROAEXAMPLEEXAMPLE22',
  Arn: `arn:aws:iam::${MEMBER}:role/x`,
  CreateDate: new Date('2026-08-10T09:00:00Z'),
}

/** What TagRole was called with. */
export const taggedWith: unknown[] = []

const sts = [
  operation<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>('GetCallerIdentity', {
    plane: 'identity',
    readOnly: true,
    handle: async (_input, actor) => ({ Account: actor.accountId, Arn: actor.identity.arn }),
  }),
  operation<AssumeRoleWithSAMLCommandInput, AssumeRoleWithSAMLCommandOutput>('AssumeRoleWithSAML', {
    plane: 'public',
    readOnly: false,
    async handle(input) {
      if (input.SAMLAssertion === 'refused') throw refuse('cloud.role_missing')
      return { Issuer: input.SAMLAssertion, PackedPolicySize: 6 }
    },
  }),
]

export const operations: ServiceOperations = {
  'sso-admin': ssoAdmin,
  identitystore: identityStore,
  organizations,
  iam,
  sts,
}

function actorOf(call: Call, accountId: string, denied = false): Actor {
  const identity = { type: 'IAMUser', arn: `arn:aws:iam::${accountId}:user/test`, accountId } as const
  const denial = async (action: string) => (denied ? refuse('policy.access_denied', { observed: action }) : undefined)
  return {
    call,
    identity,
    accountId,
    denial,
    async authorize(action) {
      const refusal = await denial(action)
      if (refusal !== undefined) throw refusal
    },
  }
}

export interface RecordedRefusal {
  readonly call: Call
  readonly code: string
}

export interface TestServer {
  readonly url: string
  readonly recorded: RecordedRefusal[]
  readonly counted: string[]
  readonly browserAsked: string[]
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly clock?: Clock
  /** Whoever calls is denied everything. */
  readonly denied?: boolean
  readonly browser?: boolean
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const recorded: RecordedRefusal[] = []
  const counted: string[] = []
  const browserAsked: string[] = []
  const app = fastify()
  await app.register(awsPlugin, {
    clock: options.clock ?? systemClock,
    random: systemRandom,
    operations,
    managementAccountId: async () => MANAGEMENT,
    credentials: { find: async key => find(key.accessKeyId, key.sessionToken, options.denied) },
    browser: async (_request, call) => {
      browserAsked.push(call.eventName)
      return options.browser ? actorOf(call, MANAGEMENT) : undefined
    },
    anonymous: call => ({ ...actorOf(call, MEMBER), identity: { type: 'Unknown' } }),
    recordRefusal: async (call, _identity, refusal) => {
      recorded.push({ call, code: refusal.code })
    },
    countAnonymous: code => {
      counted.push(code)
    },
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, recorded, counted, browserAsked, close: () => app.close() }
}

function find(accessKeyId: string, sessionToken: string | undefined, denied = false) {
  if (accessKeyId === keys.expired.accessKeyId) return expired()
  const known = Object.values(keys).find(key => key.accessKeyId === accessKeyId)
  if (known === undefined || ('sessionToken' in known ? known.sessionToken : undefined) !== sessionToken) {
    return refuseAws('sigv4.unknown_key', { sentence: 'The security token included in the request is invalid.' })
  }
  const account = known === keys.member ? MEMBER : MANAGEMENT
  return { secretAccessKey: known.secretAccessKey, actorFor: (call: Call) => actorOf(call, account, denied) }
}

const expired = (): Refusal =>
  refuseAws('sigv4.expired_token', { sentence: 'The security token included in the request is expired' })

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const clientSettings = (server: TestServer, credentials: Credentials) => ({
  endpoint: server.url,
  region: 'eu-west-1',
  credentials,
  maxAttempts: 1,
})

/** An exception of an official client. */
interface Failure extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string }
}

export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error = await call.then(
    () => assert.fail('the call was answered'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Error && '$metadata' in error, String(error))
  return error as Failure
}
