/** The port that provisioning drives, for accounts that live here. Each method is one unit of work, so never half done. */
import type { Author } from '#server/audit/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { OpensAccounts } from '#server/organization/index.ts'
import { parsePolicy } from '#server/policy/index.ts'
import { requireAccount, requirePolicy, roleEvent } from './account.ts'
import { serviceAuthor } from './author.ts'
import { iamId } from './ids.ts'
import { checkDocument, LIMITS, sizeOf, within } from './limits.ts'
import type { CloudNeeds, CloudUnit } from './needs.ts'
import { checkMetadata, providerEvent } from './providers/service.ts'
import { refuse } from './refusals.ts'
import { type RoleStep, stepsBetween } from './roles/steps.ts'
import type { Cloud, CloudRole, RoleDefinition, RoleSummary } from './types.ts'

export interface EmbeddedNeeds extends CloudNeeds {
  readonly instance: Instance
}

export function embeddedCloud(needs: EmbeddedNeeds): Cloud & OpensAccounts {
  const { stores, atomically, clock, random } = needs
  return {
    async readRole(accountId, roleName) {
      await requireAccount(stores, accountId)
      return stores.roles.find(accountId, roleName)
    },
    async roleNames(accountId, prefix) {
      await requireAccount(stores, accountId)
      return stores.roles.names(accountId, prefix)
    },
    async ensureSamlProvider(accountId, name, metadata) {
      checkMetadata(metadata, clock)
      return atomically(unit => ensureProvider(unit, needs, { accountId, name, metadata }))
    },
    async createRole(accountId, wanted) {
      checkDocuments(wanted)
      return atomically(unit => makeRole(unit, needs, accountId, wanted))
    },
    async updateRole(accountId, current, wanted) {
      checkDocuments(wanted)
      return atomically(async unit => {
        // What the caller saw may be out of date: the difference is taken from what is.
        const role = await unit.roles.find(accountId, current.roleName)
        if (role === undefined) throw refuse('cloud.no_such_role', { about: current.roleName })
        return changeRole(unit, serviceAuthor(clock, random), role, wanted)
      })
    },
    deleteRole: (accountId, roleName) =>
      atomically(async unit => {
        await requireAccount(unit, accountId)
        const role = await unit.roles.find(accountId, roleName)
        if (role === undefined) return
        const author = serviceAuthor(clock, random)
        const { boundaryArn: _, ...rest } = role
        await changeRole(unit, author, role, { ...rest, inlinePolicies: {}, attachedPolicies: [] })
        await unit.roles.remove(role.roleId)
        await unit.events.record(author, {
          ...roleEvent(role),
          eventName: 'DeleteRole',
          requestParameters: { roleName: role.roleName },
        })
      }),
    openAccount: accountId => openAccount(needs, accountId),
  }
}

/** Sizes and grammar, outside of the unit of work. @throws Refusal `cloud.quota`, `policy.malformed_document` */
function checkDocuments({ trustPolicy, inlinePolicies, attachedPolicies }: RoleDefinition): void {
  checkDocument('ACLSizePerRole', trustPolicy, 'trust')
  const documents = Object.values(inlinePolicies)
  for (const document of documents) parsePolicy(document, 'identity')
  const size = documents.reduce((sum, document) => sum + sizeOf(document), 0)
  within('InlinePolicySizePerRole', size, LIMITS.inlinePolicies)
  within('PoliciesPerRole', attachedPolicies.length, LIMITS.policiesPerRole)
}

async function ensureProvider(
  unit: CloudUnit,
  { clock, random }: CloudNeeds,
  { accountId, name, metadata }: { readonly accountId: string; readonly name: string; readonly metadata: string },
): Promise<string> {
  await requireAccount(unit, accountId)
  const providerArn = arn('samlProvider', { account: accountId, providerName: name })
  const known = await unit.providers.find(accountId, name)
  if (known?.metadata === metadata) return providerArn
  if (known === undefined) {
    await unit.providers.add({ accountId, providerName: name, metadata, tags: [], createdAt: clock() })
  } else await unit.providers.setMetadata(accountId, name, metadata)
  await unit.events.record(serviceAuthor(clock, random), {
    ...providerEvent(accountId, providerArn),
    eventName: known === undefined ? 'CreateSAMLProvider' : 'UpdateSAMLProvider',
    requestParameters: { sAMLProviderArn: providerArn },
  })
  return providerArn
}

/** A role of that name is brought to what is wanted: the call may be a repetition. */
async function makeRole(unit: CloudUnit, { clock, random }: CloudNeeds, accountId: string, wanted: RoleDefinition) {
  await requireAccount(unit, accountId)
  const author = serviceAuthor(clock, random)
  const known = await unit.roles.find(accountId, wanted.roleName)
  if (known !== undefined) return changeRole(unit, author, known, wanted)
  const { roleName, path, trustPolicy, description, maxSessionDuration } = wanted
  const role: RoleSummary = {
    accountId,
    arn: arn('role', { account: accountId, path, roleName }),
    roleId: iamId('AROA', random),
    roleName,
    path,
    trustPolicy,
    ...(description === undefined ? {} : { description }),
    maxSessionDuration,
    createdAt: clock(),
  }
  await unit.roles.add(role)
  await unit.events.record(author, {
    ...roleEvent(role),
    eventName: 'CreateRole',
    requestParameters: { roleName, path, description: description ?? null, maxSessionDuration },
    responseElements: { role: { arn: role.arn, roleId: role.roleId, roleName, path } },
  })
  return changeRole(unit, author, { ...role, inlinePolicies: {}, attachedPolicies: [] }, wanted)
}

/** Path, name and id stay: a role at another path is another role, which the caller deletes and creates. */
async function changeRole(unit: CloudUnit, author: Author, role: CloudRole, wanted: RoleDefinition) {
  for (const step of stepsBetween(role, wanted)) {
    await requireStepPolicy(unit, role.accountId, step)
    await step.apply(unit.roles, role.roleId)
    await unit.events.record(author, {
      ...roleEvent(role),
      eventName: step.eventName,
      requestParameters: { roleName: role.roleName, ...step.parameters },
    })
  }
  return (await unit.roles.find(role.accountId, role.roleName)) ?? role
}

/** @throws Refusal `cloud.policy_missing`, which names the policy that the account must have */
async function requireStepPolicy(unit: CloudUnit, accountId: string, { needsPolicy }: RoleStep): Promise<void> {
  if (needsPolicy === undefined) return
  try {
    await requirePolicy(unit, accountId, needsPolicy)
  } catch (cause) {
    throw refuse('cloud.policy_missing', {
      sentence: `Policy ${needsPolicy} does not exist or is not attachable.`,
      about: needsPolicy,
      observed: `account ${accountId} has no such policy`,
      cause,
    })
  }
}

const ACCESS_ROLE = 'OrganizationAccountAccessRole'

/** A member account begins with the role by which the management account may enter it, as in AWS. */
async function openAccount({ atomically, clock, random, instance }: EmbeddedNeeds, accountId: string): Promise<void> {
  const { managementAccountId } = instance
  await atomically(async unit => {
    const isNew = await unit.accounts.open(accountId, clock())
    if (!isNew || accountId === managementAccountId) return
    const owner = arn('accountRoot', { account: managementAccountId })
    const statement = { Effect: 'Allow', Principal: { AWS: owner }, Action: 'sts:AssumeRole' }
    await makeRole(unit, { atomically, clock, random, stores: unit }, accountId, {
      roleName: ACCESS_ROLE,
      path: '/',
      trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      maxSessionDuration: 3600,
      inlinePolicies: {},
      attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    })
  })
}
