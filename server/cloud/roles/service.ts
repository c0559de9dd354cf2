import type { Actor } from '#server/base/actor.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'
import { arn } from '#server/formats/aws/index.ts'
import { parsePolicy } from '#server/policy/index.ts'
import { accountOf, requireAccount, requirePolicy, roleEvent } from '../account.ts'
import { iamId } from '../ids.ts'
import { checkDescription, checkDocument, checkTags, LIMITS, sizeOf, within } from '../limits.ts'
import type { CloudNeeds, CloudUnit } from '../needs.ts'
import { refuse } from '../refusals.ts'
import type { CloudRole, RoleSummary, Tag } from '../types.ts'
import { refuseProtected, refuseReservedName } from './protection.ts'
import type { RoleChanges } from './store.ts'

export interface NewRole {
  readonly roleName: string
  /** `/` where it is not said. */
  readonly path?: string | undefined
  readonly trustPolicy: string
  readonly description?: string | undefined
  /** Seconds, 3600 where it is not said. */
  readonly maxSessionDuration?: number | undefined
  readonly boundaryArn?: string | undefined
  readonly tags?: readonly Tag[] | undefined
}

export interface InlinePolicy {
  readonly role: RoleSummary
  readonly policyName: string
  readonly text: string
}

/** All of these concern the account of the actor, who was allowed the action before. */
export interface IamRoles {
  /** Of the role, or where there is none of what it would be: authorization comes before existence. */
  arnOf(actor: Actor, roleName: string): Promise<string>
  get(actor: Actor, roleName: string): Promise<CloudRole & { readonly tags: readonly Tag[] }>
  inlinePolicy(actor: Actor, roleName: string, policyName: string): Promise<InlinePolicy>
  list(actor: Actor, pathPrefix: string, page: PageRequest): Promise<Page<RoleSummary>>
  create(actor: Actor, role: NewRole): Promise<CloudRole & { readonly tags: readonly Tag[] }>
  update(
    actor: Actor,
    roleName: string,
    changes: Omit<RoleChanges, 'trustPolicy' | 'boundaryArn'>,
  ): Promise<RoleSummary>
  setTrustPolicy(actor: Actor, roleName: string, document: string): Promise<void>
  putPolicy(actor: Actor, roleName: string, policyName: string, document: string): Promise<void>
  deletePolicy(actor: Actor, roleName: string, policyName: string): Promise<void>
  attachPolicy(actor: Actor, roleName: string, policyArn: string): Promise<void>
  detachPolicy(actor: Actor, roleName: string, policyArn: string): Promise<void>
  setBoundary(actor: Actor, roleName: string, policyArn: string): Promise<void>
  removeBoundary(actor: Actor, roleName: string): Promise<void>
  tag(actor: Actor, roleName: string, tags: readonly Tag[]): Promise<void>
  untag(actor: Actor, roleName: string, keys: readonly string[]): Promise<void>
  delete(actor: Actor, roleName: string): Promise<void>
  /** There are no instance profiles: refuses, in IAM's order. */
  refuseInstanceProfile(actor: Actor, roleName: string, profileName: string): Promise<never>
}

const DEFAULT_MAX_SESSION = 3600

export function iamRoles(needs: CloudNeeds): IamRoles {
  const { stores } = needs
  const change = changing(needs)
  return {
    async arnOf(actor, roleName) {
      const account = accountOf(actor)
      const role = await stores.roles.summary(account, roleName)
      return role?.arn ?? arn('role', { account, path: '/', roleName })
    },
    async get(actor, roleName) {
      const role = (await stores.roles.find(accountOf(actor), roleName)) ?? noSuchRole(roleName)
      return { ...role, tags: await stores.roles.tags(role.roleId) }
    },
    async inlinePolicy(actor, roleName, policyName) {
      const role = (await stores.roles.find(accountOf(actor), roleName)) ?? noSuchRole(roleName)
      const text = Object.hasOwn(role.inlinePolicies, policyName) ? role.inlinePolicies[policyName] : undefined
      if (text === undefined) throw noSuchInlinePolicy(policyName)
      return { role, policyName, text }
    },
    async list(actor, pathPrefix, page) {
      return stores.roles.list(accountOf(actor), pathPrefix, page)
    },
    create: (actor, role) => createRole(needs, actor, role),
    update: (actor, roleName, changes) =>
      change(actor, roleName, async ({ roles }, role) => {
        checkDescription(changes.description ?? undefined)
        await roles.set(role.roleId, changes)
        return (await roles.summary(role.accountId, roleName)) ?? role
      }),
    async setTrustPolicy(actor, roleName, document) {
      await change(actor, roleName, async ({ roles }, role) => {
        checkDocument('ACLSizePerRole', document, 'trust')
        await roles.set(role.roleId, { trustPolicy: document })
      })
    },
    async delete(actor, roleName) {
      await change(actor, roleName, async ({ roles }, role) => {
        if (role.attachedPolicies.length > 0) throw inUse('must detach all policies first.', role)
        if (Object.keys(role.inlinePolicies).length > 0) throw inUse('must delete policies first.', role)
        await roles.remove(role.roleId)
      })
    },
    async refuseInstanceProfile(actor, roleName, profileName) {
      const role = (await stores.roles.summary(accountOf(actor), roleName)) ?? noSuchRole(roleName)
      refuseProtected(role)
      throw refuse('cloud.no_such_instance_profile', {
        sentence: `Instance Profile ${profileName} cannot be found.`,
        about: profileName,
      })
    },
    ...policyChanges(change),
    ...settingChanges(change),
  }
}

type Change = <T>(actor: Actor, roleName: string, work: (unit: CloudUnit, role: CloudRole) => Promise<T>) => Promise<T>

/**
 * The order of checks of every write, after the caller was authorized: existence, then protection. AWS's own order is
 * not confirmed.
 */
const changing =
  ({ atomically }: CloudNeeds): Change =>
  (actor, roleName, work) =>
    atomically(async unit => {
      const role = (await unit.roles.find(accountOf(actor), roleName)) ?? noSuchRole(roleName)
      refuseProtected(role)
      const result = await work(unit, role)
      await unit.events.record(actor, roleEvent(role))
      return result
    })

async function createRole({ atomically, clock, random }: CloudNeeds, actor: Actor, wanted: NewRole) {
  const accountId = accountOf(actor)
  const { roleName, path = '/', trustPolicy, description, boundaryArn, tags = [] } = wanted
  refuseReservedName({ roleName, path })
  checkDocument('ACLSizePerRole', trustPolicy, 'trust')
  checkTags(tags)
  checkDescription(description)
  const role: RoleSummary = {
    accountId,
    arn: arn('role', { account: accountId, path, roleName }),
    roleId: iamId('AROA', random),
    roleName,
    path,
    trustPolicy,
    ...(description === undefined ? {} : { description }),
    maxSessionDuration: wanted.maxSessionDuration ?? DEFAULT_MAX_SESSION,
    ...(boundaryArn === undefined ? {} : { boundaryArn }),
    createdAt: clock(),
  }
  await atomically(async unit => {
    await requireAccount(unit, accountId)
    if (await unit.roles.summary(accountId, roleName)) {
      throw refuse('cloud.role_exists', { sentence: `Role with name ${roleName} already exists.`, about: roleName })
    }
    within('RolesPerAccount', (await unit.roles.count(accountId)) + 1, LIMITS.rolesPerAccount)
    if (boundaryArn !== undefined) await requirePolicy(unit, accountId, boundaryArn)
    await unit.roles.add(role)
    await unit.roles.putTags(role.roleId, tags)
    await unit.events.record(actor, {
      ...roleEvent(role),
      responseElements: { role: { arn: role.arn, roleId: role.roleId, roleName, path } },
    })
  })
  return { ...role, inlinePolicies: {}, attachedPolicies: [], tags }
}

function policyChanges(change: Change): Pick<IamRoles, 'putPolicy' | 'deletePolicy' | 'attachPolicy' | 'detachPolicy'> {
  return {
    putPolicy: (actor, roleName, policyName, document) =>
      change(actor, roleName, async ({ roles }, role) => {
        parsePolicy(document, 'identity')
        const others = Object.entries(role.inlinePolicies).filter(([name]) => name !== policyName)
        const size = [...others.map(([, text]) => text), document].reduce((sum, text) => sum + sizeOf(text), 0)
        within('InlinePolicySizePerRole', size, LIMITS.inlinePolicies)
        await roles.putPolicy(role.roleId, policyName, document)
      }),
    deletePolicy: (actor, roleName, policyName) =>
      change(actor, roleName, async ({ roles }, role) => {
        if (await roles.removePolicy(role.roleId, policyName)) return
        throw noSuchInlinePolicy(policyName)
      }),
    attachPolicy: (actor, roleName, policyArn) =>
      change(actor, roleName, async (unit, role) => {
        await requirePolicy(unit, role.accountId, policyArn)
        const attached = new Set([...role.attachedPolicies, policyArn])
        within('PoliciesPerRole', attached.size, LIMITS.policiesPerRole)
        await unit.roles.attach(role.roleId, policyArn)
      }),
    detachPolicy: (actor, roleName, policyArn) =>
      change(actor, roleName, async ({ roles }, role) => {
        if (await roles.detach(role.roleId, policyArn)) return
        throw refuse('cloud.no_such_policy', { sentence: `Policy ${policyArn} was not found.`, about: policyArn })
      }),
  }
}

function settingChanges(change: Change): Pick<IamRoles, 'setBoundary' | 'removeBoundary' | 'tag' | 'untag'> {
  return {
    setBoundary: (actor, roleName, policyArn) =>
      change(actor, roleName, async (unit, role) => {
        await requirePolicy(unit, role.accountId, policyArn)
        await unit.roles.set(role.roleId, { boundaryArn: policyArn })
      }),
    removeBoundary: (actor, roleName) =>
      change(actor, roleName, async ({ roles }, role) => {
        if (role.boundaryArn !== undefined) return roles.set(role.roleId, { boundaryArn: null })
        throw refuse('cloud.no_such_policy', {
          sentence: `Role ${role.roleName} has no permissions boundary.`,
          about: role.arn,
        })
      }),
    tag: (actor, roleName, tags) =>
      change(actor, roleName, async ({ roles }, role) => {
        checkTags(tags)
        await roles.putTags(role.roleId, tags)
        within('TagsPerResource', (await roles.tags(role.roleId)).length, LIMITS.tags)
      }),
    untag: (actor, roleName, keys) => change(actor, roleName, ({ roles }, role) => roles.removeTags(role.roleId, keys)),
  }
}

function noSuchRole(roleName: string): never {
  throw refuse('cloud.no_such_role', {
    sentence: `The role with name ${roleName} cannot be found.`,
    about: roleName,
  })
}

const noSuchInlinePolicy = (policyName: string) =>
  refuse('cloud.no_such_policy', {
    sentence: `The role policy with name ${policyName} cannot be found.`,
    about: policyName,
  })

const inUse = (first: string, role: RoleSummary) =>
  refuse('cloud.delete_conflict', { sentence: `Cannot delete entity, ${first}`, about: role.arn })
