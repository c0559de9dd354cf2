import { isDeepStrictEqual } from 'node:util'
import { type DesiredRole, desiredRole, type SettlesRequests, samlProviderName } from '#server/access/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { Cloud, CloudRole, RoleDefinition } from '#server/cloud/index.ts'
import type { Work } from './types.ts'

export interface ReconcileNeeds {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly wanted: SettlesRequests['wanted']
  readonly cloud: Cloud
  /** Metadata of Portico as the identity provider of accounts. */
  readonly samlMetadata: () => Promise<string>
  /** `SAML:aud` of trust policies. */
  readonly samlAudience: string
}

export type RoleMember = Exclude<keyof RoleDefinition, 'roleName' | 'path'>

/** What was done to a role, in the words of IAM. */
export interface RoleChange {
  readonly action: 'CreateRole' | 'UpdateRole' | 'DeleteRole'
  readonly changed: readonly RoleMember[]
}

export interface Reconciled {
  /** The version of the permission set that the role realises now; absent where there is no role. */
  readonly version?: number
  /** Absent where everything was as it should be. */
  readonly change?: RoleChange
}

/** Brings roles of one account about; the account's SAML provider is looked after once, before the first of them. */
export function reconciler(needs: ReconcileNeeds): (work: Work) => Promise<Reconciled> {
  const { instance, cloud, samlAudience } = needs
  const ready = new Set<string>()
  async function prepare(accountId: string): Promise<void> {
    if (ready.has(accountId)) return
    await cloud.ensureSamlProvider(accountId, samlProviderName(instance, accountId), await needs.samlMetadata())
    ready.add(accountId)
  }
  return async work => {
    const { accountId, roleName } = work
    // What is wanted is read only now: everything that asked for this work is committed, and more may be.
    const definition = await needs.wanted(work)
    if (definition === undefined) return remove(cloud, work)
    const current = await cloud.readRole(accountId, roleName)
    await prepare(accountId)
    const desired = desiredRole(definition, { instance, accountId, audience: samlAudience })
    const change = await apply(cloud, accountId, current, desired)
    return { version: definition.version, ...(change === undefined ? {} : { change }) }
  }
}

async function remove(cloud: Cloud, { accountId, roleName }: Work): Promise<Reconciled> {
  try {
    if ((await cloud.readRole(accountId, roleName)) === undefined) return {}
    await cloud.deleteRole(accountId, roleName)
  } catch (error) {
    // Where the account itself is gone, so is the role.
    if (error instanceof Refusal && error.kind === 'missing') return {}
    throw error
  }
  return { change: { action: 'DeleteRole', changed: [] } }
}

async function apply(
  cloud: Cloud,
  accountId: string,
  current: CloudRole | undefined,
  { arn: _, ...desired }: DesiredRole,
): Promise<RoleChange | undefined> {
  if (current === undefined) {
    await cloud.createRole(accountId, desired)
    return { action: 'CreateRole', changed: [] }
  }
  const changed = differences(current, desired)
  if (changed.length === 0) return undefined
  await cloud.updateRole(accountId, current, desired)
  return { action: 'UpdateRole', changed }
}

/** Documents are compared as JSON and lists without their order: IAM keeps neither. */
const comparable: { readonly [Member in RoleMember]: (role: RoleDefinition) => unknown } = {
  trustPolicy: role => json(role.trustPolicy),
  description: role => role.description ?? '',
  maxSessionDuration: role => role.maxSessionDuration,
  boundaryArn: role => role.boundaryArn,
  inlinePolicies: role =>
    Object.fromEntries(Object.entries(role.inlinePolicies).map(([name, text]) => [name, json(text)])),
  attachedPolicies: role => [...role.attachedPolicies].sort(),
}

export const differences = (current: RoleDefinition, desired: RoleDefinition): readonly RoleMember[] =>
  (Object.keys(comparable) as RoleMember[]).filter(
    member => !isDeepStrictEqual(comparable[member](current), comparable[member](desired)),
  )

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
