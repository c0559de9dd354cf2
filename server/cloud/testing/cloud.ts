/** An embedded cloud over a fresh store, for the tests of this folder and of the doors that stand on it. */
import { auditLog, eventStore } from '#server/audit/index.ts'
import type { Call } from '#server/base/actor.ts'
import { hex, systemRandom, uuid } from '#server/base/random.ts'
import { BINDING, idpMetadata } from '#server/formats/saml/index.ts'
import { keyStore, signingKeys } from '#server/keys/index.ts'
import type { ControlPolicy } from '#server/organization/index.ts'
import type { TestEngine } from '#tests/engines.ts'
import { accountActors, cloudStores, consoles, embeddedCloud, iamService, roleSessions } from '../index.ts'
import type { AccountActor, RoleDefinition } from '../types.ts'

export const MEMBER = '444455556666'
export const OTHER = '777788889999'
export const ORIGIN = 'https://sso.example.com'
export const RECIPIENT = `${ORIGIN}/cloud/saml`
export const START = Date.parse('2026-08-10T09:00:00Z')

export const RESERVED = 'AWSReservedSSO_ReadOnly_0123456789abcdef'
export const RESERVED_PATH = '/aws-reserved/sso.amazonaws.com/'
export const PROVIDER = 'AWSSSO_0123456789abcdef_DO_NOT_DELETE'
export const providerArn = (account: string) => `arn:aws:iam::${account}:saml-provider/${PROVIDER}`

export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

export const allow = (action: string | readonly string[], resource = '*') => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
})

export const trust = (principal: object, more: object = {}) =>
  policyText({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more })

export const samlTrust = (account: string, more: object = {}) =>
  policyText({
    Effect: 'Allow',
    Principal: { Federated: providerArn(account) },
    Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
    Condition: { StringEquals: { 'SAML:aud': RECIPIENT } },
    ...more,
  })

export const reservedRole = (changes: Partial<RoleDefinition> = {}): RoleDefinition => ({
  roleName: RESERVED,
  path: RESERVED_PATH,
  trustPolicy: samlTrust(MEMBER),
  description: 'Read only',
  maxSessionDuration: 43_200,
  inlinePolicies: {},
  attachedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ...changes,
})

/** The time can be moved, and control policies set. */
export async function openCloud(engine: TestEngine) {
  const time = { now: START }
  const clock = () => time.now
  const storage = await engine.fresh(clock)
  const { instance, sealer } = storage
  const place = { region: instance.region, recipientAccountId: instance.managementAccountId, random: systemRandom }
  const stores = cloudStores(storage.db, sealer)
  const events = eventStore(storage.db, place)
  const needs = {
    stores,
    atomically: <T>(work: (unit: ReturnType<typeof unitOf>) => Promise<T>) => storage.unit(db => work(unitOf(db))),
    clock,
    random: systemRandom,
    instance,
    keys: sealer,
    recipient: RECIPIENT,
  }
  function unitOf(db: typeof storage.db) {
    return { ...cloudStores(db, sealer), keys: keyStore(db, sealer), events: eventStore(db, place) }
  }
  const scps: Record<string, readonly (readonly ControlPolicy[])[]> = {}
  const organization = {
    controlPolicies: async (accountId: string) => scps[accountId] ?? [],
    account: async () => undefined,
  }
  /** Ids of users who are disabled. */
  const disabled = new Set<string>()
  const people = {
    user: async (userId: string) => ({ status: disabled.has(userId) ? 'DISABLED' : 'ENABLED' }) as const,
  }
  const actors = accountActors({ stores: { ...stores, people }, organization, instance, secureTransport: true })
  const cloud = embeddedCloud(needs)
  for (const accountId of [instance.managementAccountId, MEMBER, OTHER]) await cloud.openAccount(accountId)
  return {
    time,
    clock,
    storage,
    instance,
    stores,
    scps,
    disabled,
    organization,
    actors,
    cloud,
    needs,
    iam: iamService(needs),
    sessions: roleSessions(needs),
    consoles: consoles(needs),
    signing: signingKeys({ ...needs, stores: { keys: keyStore(storage.db, sealer) } }),
    audit: auditLog({
      ...place,
      events,
      atomically: needs.atomically,
      managementAccountId: instance.managementAccountId,
    }),
    /** Names of the events that `work` writes, sorted: events of one millisecond have no order. */
    async eventsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
      time.now += 1000
      const from = time.now
      await work()
      time.now += 1000
      return (await events.find({ from, limit: 500 })).items.map(event => event.eventName).toSorted()
    },
    /** The newest event of this name. */
    async event(eventName: string): Promise<Record<string, unknown>> {
      const [found] = (await events.find({ eventName, limit: 1 })).items
      return JSON.parse(found?.record ?? '{}')
    },
  }
}

export type TestCloud = Awaited<ReturnType<typeof openCloud>>

export const callAt = (at: number, eventName = 'Test'): Call => ({
  requestId: uuid(systemRandom),
  at,
  eventSource: 'iam.amazonaws.com',
  eventName,
  readOnly: false,
  eventType: 'AwsApiCall',
  sourceIp: '192.0.2.7',
  userAgent: 'test',
})

/** A session of a role with this one inline policy; without a document, one that may do nothing. */
export async function sessionOf(cloud: TestCloud, document?: string, accountId = MEMBER): Promise<AccountActor> {
  const role = await cloud.cloud.createRole(accountId, {
    roleName: `caller-${hex(systemRandom, 12)}`,
    path: '/callers/',
    trustPolicy: trust({ AWS: accountId }),
    maxSessionDuration: 43_200,
    inlinePolicies: document === undefined ? {} : { rights: document },
    attachedPolicies: [],
  })
  return cloud.actors.session(
    {
      accountId,
      roleName: role.roleName,
      rolePath: role.path,
      roleId: role.roleId,
      sessionName: 'ana',
      tags: {},
      transitiveTagKeys: [],
      sessionPolicies: [],
      sessionPolicyArns: [],
      issuedAt: cloud.time.now,
      expiresAt: cloud.time.now + 3_600_000,
    },
    callAt(cloud.time.now),
  )
}

export const everything = policyText(allow('*'))

export const metadataOf = (certificates: readonly string[]): string =>
  idpMetadata({
    entityId: `${ORIGIN}/saml/accounts`,
    certificates,
    singleSignOn: [{ binding: BINDING.post, location: `${ORIGIN}/saml/accounts` }],
    singleLogout: [],
    nameIdFormats: [],
    wantsSignedRequests: false,
  })
