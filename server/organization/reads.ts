import type { Instance } from '#server/base/instance.ts'
import { refuse } from './refusals.ts'
import type { OrganizationStore } from './store.ts'
import type { OrganizationReads, ParentType } from './types.ts'

/** Works over the reader connection and, with the store of a unit of work, inside it. */
export function reads(store: OrganizationStore, instance: Instance): OrganizationReads {
  const typeOf = (parentId: string): ParentType => (parentId === instance.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT')

  async function pathTo(parentId: string): Promise<readonly string[]> {
    const path: string[] = []
    for (let id = parentId; id !== instance.rootId; ) {
      path.unshift(id)
      const unit = await store.unit(id)
      if (unit === undefined) throw refuse('organization.parent_missing', { observed: parentId })
      id = unit.parentId
    }
    return [instance.rootId, ...path]
  }

  async function existingParent(parentId: string): Promise<void> {
    if (parentId !== instance.rootId && (await store.unit(parentId)) === undefined)
      throw refuse('organization.parent_missing', { observed: parentId })
  }

  return {
    account: accountId => store.account(accountId),
    accountsNamed: accountIds => store.accountsNamed(accountIds),
    async controlPolicies(accountId) {
      const account = await store.account(accountId)
      if (account === undefined) return []
      // A level for each object from the root to the account, none of which has a policy of its own.
      return [...(await pathTo(account.parentId)), accountId].map(() => [])
    },
    async describeAccount(accountId) {
      const account = await store.account(accountId)
      if (account === undefined) throw refuse('organization.account_missing', { observed: accountId })
      return account
    },
    accounts: page => store.accounts(page),
    allAccounts: () => store.allAccounts(),
    allUnits: () => store.allUnits(),
    async accountsIn(parentId, page) {
      await existingParent(parentId)
      return store.accounts(page, parentId)
    },
    async unitsIn(parentId, page) {
      await existingParent(parentId)
      return store.units(page, parentId)
    },
    async unit(unitId) {
      const unit = await store.unit(unitId)
      if (unit === undefined) throw refuse('organization.unit_missing', { observed: unitId })
      return unit
    },
    async parentOf(childId) {
      const child = (await store.account(childId)) ?? (await store.unit(childId))
      if (child === undefined) throw refuse('organization.child_missing', { observed: childId })
      return { id: child.parentId, type: typeOf(child.parentId) }
    },
    pathTo,
    async accountRequest(requestId) {
      const request = await store.request(requestId)
      if (request === undefined) throw refuse('organization.request_missing', { observed: requestId })
      return request
    },
    accountRequests: (states, page) => store.requests(page, states),
  }
}
