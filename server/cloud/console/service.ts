import { createHash, timingSafeEqual } from 'node:crypto'
import type { Actor } from '#server/base/actor.ts'
import { token as newToken } from '#server/base/random.ts'
import { arn } from '#server/formats/aws/index.ts'
import { refuse } from '../refusals.ts'
import { claimedRole } from '../sessions/peek.ts'
import { type SamlNeeds, type SamlSignIn, signInBySaml } from '../sessions/saml.ts'
import type { DerivesKeys } from '../types.ts'
import type { ConsoleSession } from './store.ts'

export interface ConsoleNeeds extends SamlNeeds {
  readonly keys: DerivesKeys
}

export interface ConsoleSignIn extends ConsoleSession {
  /** For the cookie; only its hash is stored. */
  readonly token: string
}

/** Sessions of people in the console of an account. */
export interface Consoles {
  /**
   * Signs in where AWS has its SAML endpoint. Reserved roles are entered here.
   * @throws Refusal `saml.…`, `xml.…`, `cloud.saml_…`
   */
  signIn(author: Pick<Actor, 'call' | 'identity'>, samlResponse: string, relayState?: string): Promise<ConsoleSignIn>
  /** @throws Refusal `cloud.no_console_session` */
  session(token: string | undefined, accountId: string): Promise<ConsoleSession>
  signOut(actor: Actor, token: string): Promise<void>
  /** What the forms of the session carry, so that no other site can send them. */
  formToken(token: string): string
  /** @throws Refusal `cloud.form_token` */
  requireFormToken(token: string, sent: string | undefined): void
  /** Deletes what has ended. @returns how many */
  sweep(): Promise<number>
}

const MAX_RELAY_STATE = 2048

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export function consoles(needs: ConsoleNeeds): Consoles {
  const { stores, atomically, clock, random, keys } = needs
  const formToken = (token: string) =>
    keys.derive('cloud console form', Buffer.from(hashOf(token), 'hex')).toString('base64url')
  return {
    formToken,
    async signIn(author, samlResponse, relayState = '') {
      if (relayState.length > MAX_RELAY_STATE) throw refuse('cloud.invalid_relay_state')
      const request = { field: samlResponse, ...claimedRole(samlResponse), sessionPolicies: [], sessionPolicyArns: [] }
      const found = await signInBySaml(needs, author.call, request)
      const token = newToken(random)
      const session = { roleSession: found.session, ...(relayState === '' ? {} : { relayState }) }
      await atomically(async ({ consoles: rows, events }) => {
        await rows.add(hashOf(token), session)
        for (const details of signInEvents(found)) await events.record(author, details)
      })
      return { ...session, token }
    },
    async session(token, accountId) {
      const session = token === undefined ? undefined : await stores.consoles.find(hashOf(token), clock())
      if (session?.roleSession.accountId === accountId) return session
      throw refuse('cloud.no_console_session')
    },
    async signOut(actor, token) {
      await atomically(async ({ consoles: rows, events }) => {
        await rows.remove(hashOf(token))
        await events.record(actor, { ...(actor.accountId ? { recipientAccountId: actor.accountId } : {}) })
      })
    },
    requireFormToken(token, sent = '') {
      const expected = Buffer.from(formToken(token))
      const given = Buffer.from(sent)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refuse('cloud.form_token')
    },
    sweep: () => atomically(({ consoles: rows }) => rows.sweep(clock())),
  }
}

/** Two events as in AWS: the session that STS made, and the sign-in to the console. */
function signInEvents({ session, provider, role, identity }: SamlSignIn) {
  const { accountId, roleName, sessionName, issuedAt, expiresAt, tags } = session
  const place = {
    recipientAccountId: accountId,
    resources: [{ type: 'AWS::IAM::Role', name: role.arn, accountId }],
  }
  const assumedRole = arn('assumedRole', { account: accountId, roleName, sessionName })
  return [
    {
      ...place,
      identity,
      eventName: 'AssumeRoleWithSAML',
      eventSource: 'sts.amazonaws.com',
      eventType: 'AwsApiCall' as const,
      requestParameters: {
        roleArn: role.arn,
        principalArn: provider.arn,
        roleSessionName: sessionName,
        durationSeconds: Math.round((expiresAt - issuedAt) / 1000),
        principalTags: tags,
      },
      responseElements: { assumedRoleUser: { assumedRoleId: `${session.roleId}:${sessionName}`, arn: assumedRole } },
    },
    {
      ...place,
      identity: {
        type: 'AssumedRole' as const,
        principalId: `${session.roleId}:${sessionName}`,
        arn: assumedRole,
        accountId,
        userName: sessionName,
      },
      requestParameters: null,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { SamlProviderArn: provider.arn },
    },
  ]
}
