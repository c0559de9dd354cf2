import type { Author, EventDetails, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { hex, pick, type Random } from '#server/base/random.ts'
import { folded } from '#server/directory/index.ts'
import { reads } from './reads.ts'
import { refuse } from './refusals.ts'
import type { OrganizationStore } from './store.ts'
import type { Account, AccountRequest, OpensAccounts, OrganizationalUnit, OrganizationReads } from './types.ts'

interface Needs {
  readonly instance: Instance
  readonly store: OrganizationStore
  readonly atomically: Atomically<{ organization: OrganizationStore; events: EventWriter }>
  readonly cloud: OpensAccounts
  readonly clock: Clock
  readonly random: Random
}

export interface OrganizationService extends OrganizationReads {
  /** Makes the management account where there is none, and opens accounts that a crash left half way. At every start. */
  found(author: Author, email?: string): Promise<void>
  /** The account is there when this returns, unless the answer says FAILED. */
  createAccount(author: Author, wanted: { readonly name: string; readonly email: string }): Promise<AccountRequest>
  /** @throws Refusal `organization.account_missing`, `….source_parent_missing`, `….destination_parent_missing`, … */
  moveAccount(author: Author, accountId: string, from: string, to: string): Promise<void>
  /** @throws Refusal `organization.parent_missing`, `organization.unit_name_taken`, `organization.unit_too_deep` */
  createUnit(author: Author, wanted: { readonly name: string; readonly parentId: string }): Promise<OrganizationalUnit>
  /** @throws Refusal `organization.unit_missing`, `organization.unit_name_taken` */
  renameUnit(author: Author, unitId: string, name: string | undefined): Promise<OrganizationalUnit>
  /** @throws Refusal `organization.unit_missing`, `organization.unit_not_empty` */
  deleteUnit(author: Author, unitId: string): Promise<void>
}

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function organization(needs: Needs): OrganizationService {
  return { ...reads(needs.store, needs.instance), ...accounts(needs), ...units(needs) }
}

type AccountMethods = Pick<OrganizationService, 'found' | 'createAccount' | 'moveAccount'>

function accounts({ instance, store, atomically, cloud, clock, random }: Needs): AccountMethods {
  const open = async (accountId: string) => {
    await cloud.openAccount(accountId)
    await atomically(stores => stores.organization.markOpened(accountId))
  }
  return {
    async found(author, email = `management@${instance.managementAccountId}.invalid`) {
      const account = managementAccount(instance, email)
      await atomically(async ({ organization, events }) => {
        if ((await organization.account(account.accountId)) !== undefined) return
        await organization.addAccount(account)
        await events.record(author, { ...ofOrganizations('CreateOrganization'), ...about(account.accountId) })
      })
      for (const accountId of await store.unopened()) await open(accountId)
    },
    async createAccount(author, wanted) {
      const requestId = `car-${hex(random, 32)}`
      const accountId = pick(random, '123456789', 1) + pick(random, '0123456789', 11)
      const request = await atomically(async ({ organization, events }) => {
        const taken = await organization.accountByEmail(folded(wanted.email))
        const request = accountRequest(requestId, wanted.name, clock(), taken === undefined ? accountId : undefined)
        if (taken === undefined) await organization.addAccount(newAccount({ ...wanted, accountId }, instance, clock()))
        await organization.addRequest(request)
        await events.record(author, { responseElements: { createAccountStatus: request }, ...about(accountId) })
        return request
      })
      if (request.accountId !== undefined) await open(request.accountId)
      return request
    },
    moveAccount: (author, accountId, from, to) =>
      atomically(async ({ organization, events }) => {
        const account = await organization.account(accountId)
        if (account === undefined) throw refuse('organization.account_missing', { observed: accountId })
        if (account.parentId !== from) throw refuse('organization.source_parent_missing', { observed: from })
        if (to !== instance.rootId && (await organization.unit(to)) === undefined)
          throw refuse('organization.destination_parent_missing', { observed: to })
        if (from === to) throw refuse('organization.account_already_there', { observed: to })
        await organization.moveAccount(accountId, to)
        await events.record(author, about(accountId))
      }),
  }
}

const managementAccount = (instance: Instance, email: string): Account => ({
  accountId: instance.managementAccountId,
  name: 'Management account',
  email,
  status: 'ACTIVE',
  joinedMethod: 'INVITED',
  joinedAt: instance.createdAt,
  parentId: instance.rootId,
})

const newAccount = (
  wanted: { readonly accountId: string; readonly name: string; readonly email: string },
  instance: Instance,
  now: number,
): Account => ({ ...wanted, status: 'ACTIVE', joinedMethod: 'CREATED', joinedAt: now, parentId: instance.rootId })

/** @param accountId absent where the address is another account's */
const accountRequest = (requestId: string, accountName: string, now: number, accountId?: string): AccountRequest => ({
  requestId,
  accountName,
  ...(accountId === undefined
    ? { state: 'FAILED', failure: 'EMAIL_ALREADY_EXISTS' }
    : { state: 'SUCCEEDED', accountId }),
  requestedAt: now,
  completedAt: now,
})

type UnitMethods = Pick<OrganizationService, 'createUnit' | 'renameUnit' | 'deleteUnit'>

/** Units below the root; AWS's quota. */
const DEEPEST = 5

function units({ instance, atomically, clock, random }: Needs): UnitMethods {
  return {
    createUnit(author, { name, parentId }) {
      const unitId = `ou-${instance.rootId.slice(2)}-${pick(random, ID_ALPHABET, 8)}`
      return atomically(async ({ organization, events }) => {
        const path = await reads(organization, instance).pathTo(parentId)
        if (path.length > DEEPEST) throw refuse('organization.unit_too_deep', { observed: parentId })
        await refuseTakenName(organization, parentId, name)
        const unit = { unitId, name, parentId, createdAt: clock() }
        await organization.addUnit(unit)
        await events.record(author, { responseElements: { organizationalUnit: unit }, ...about(unitId) })
        return unit
      })
    },
    renameUnit: (author, unitId, name) =>
      atomically(async ({ organization, events }) => {
        const unit = await existingUnit(organization, unitId)
        if (name === undefined || name === unit.name) return unit
        await refuseTakenName(organization, unit.parentId, name)
        await organization.renameUnit(unitId, name)
        await events.record(author, about(unitId))
        return { ...unit, name }
      }),
    deleteUnit: (author, unitId) =>
      atomically(async ({ organization, events }) => {
        await existingUnit(organization, unitId)
        const inside = [
          ...(await organization.accounts({ limit: 1 }, unitId)).items.map(account => account.accountId),
          ...(await organization.units({ limit: 1 }, unitId)).items.map(unit => unit.unitId),
        ]
        if (inside.length > 0) throw refuse('organization.unit_not_empty', { observed: inside.join(', ') })
        await organization.deleteUnit(unitId)
        await events.record(author, about(unitId))
      }),
  }
}

async function existingUnit(organization: OrganizationStore, unitId: string): Promise<OrganizationalUnit> {
  const unit = await organization.unit(unitId)
  if (unit === undefined) throw refuse('organization.unit_missing', { observed: unitId })
  return unit
}

async function refuseTakenName(organization: OrganizationStore, parentId: string, name: string): Promise<void> {
  if ((await organization.unitByName(parentId, name)) !== undefined)
    throw refuse('organization.unit_name_taken', { observed: name })
}

const ofOrganizations = (eventName: string): EventDetails => ({
  eventName,
  eventSource: 'organizations.amazonaws.com',
})

const about = (name: string): EventDetails => ({
  resources: [
    { type: name.startsWith('ou-') ? 'AWS::Organizations::OrganizationalUnit' : 'AWS::Organizations::Account', name },
  ],
})
