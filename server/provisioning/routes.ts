import type { FastifyPluginAsync } from 'fastify'
import {
  type AccessLists,
  type ListedPermissionSet,
  type Naming,
  permissionSetArn,
  permissionSetIdOf,
} from '#server/access/index.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import { folded } from '#server/directory/index.ts'
import {
  type Administers,
  type AdministrationPorts,
  administration,
  type PageQuery,
  shape,
} from '#server/http/index.ts'
import type { Account, OrganizationalUnit, OrganizationReads } from '#server/organization/index.ts'
import type { RoleCounts, RoleLists, RoleState } from './lists.ts'
import { shownRoles } from './shown.ts'

export interface ProvisioningRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly lists: AccessLists
  readonly roleLists: RoleLists
  readonly naming: Naming
  readonly organization: OrganizationReads
  readonly instance: Instance
}

const { text, truth, instant, whole, object, list, id, oneOf, textUpTo, pageQuery, pageShape, pageAnswer } = shape

const counted = { assignments: whole, outdated: whole, failed: whole }
const search = textUpTo(256)

/** Permission sets, accounts and roles with what is provisioned: for people who look over all of them. */
export const provisioningRoutes: FastifyPluginAsync<ProvisioningRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  permissionSetList(route, needs)
  accountList(route, needs)
  organizationTree(route, needs)
  roleList(route, needs)
}

const NONE: RoleCounts = { roles: 0, failed: 0, outdated: 0 }

interface SearchQuery extends PageQuery {
  readonly search?: string
  /** The name of an order, with `-` before it from the last to the first. */
  readonly sort?: string
}

/** Orders of a list by their names: what each sorts by, which is unlike in all rows. */
type Orders<T> = Readonly<Record<string, (one: T) => string>>

const namesOf = (orders: Orders<never>) => oneOf(...Object.keys(orders).flatMap(name => [name, `-${name}`]))

/** Instants as text that sorts as they do. */
const instantKey = (at: number): string => String(at).padStart(15, '0')

/** Every word that was typed has to stand in one of the texts. These lists are small enough to be read whole. */
function fits(typed: string | undefined, ...texts: readonly (string | undefined)[]): boolean {
  const terms = folded(typed ?? '')
    .split(/\s+/)
    .filter(Boolean)
  const all = folded(texts.filter(one => one !== undefined).join('\n'))
  return terms.every(term => all.includes(term))
}

/** A page of a list that is in memory, in one of its orders: that of bytes, as the store has it. */
function pageFrom<T>(all: readonly T[], orders: Orders<T>, sort: string, { limit, after }: PageRequest): Page<T> {
  const descending = sort.startsWith('-')
  const key = orders[sort.replace(/^-/, '')] ?? (() => '')
  const compare = (one: string, other: string) =>
    (descending ? -1 : 1) * Buffer.compare(Buffer.from(one), Buffer.from(other))
  const sorted = all.toSorted((one, other) => compare(key(one), key(other)))
  // What it ended with may be gone by now, so the place is found by order.
  const from = after === undefined ? 0 : sorted.findIndex(one => compare(key(one), after) > 0)
  return pageOf(from < 0 ? [] : sorted.slice(from, from + limit + 1), limit, key, one => one)
}

const setOrders: Orders<ListedPermissionSet> = {
  name: ({ name }) => name,
  createdAt: ({ createdAt, permissionSetId }) => `${instantKey(createdAt)} ${permissionSetId}`,
}

/** Several accounts may have one name. A line break is below all that names hold. */
const accountOrders: Orders<Account> = {
  name: ({ name, accountId }) => `${name}\n${accountId}`,
  accountId: ({ accountId }) => accountId,
  email: ({ email, accountId }) => `${email}\n${accountId}`,
}

function permissionSetList(route: Administers, needs: ProvisioningRoutesNeeds): void {
  const { administration: ports, lists, roleLists, instance } = needs
  const item = object(
    {
      ...{ permissionSetArn: text, name: text, description: text, sessionDuration: text, createdAt: instant },
      ...{ hasBoundary: truth, accounts: whole, ...counted },
    },
    'description',
  )
  route<{ readonly query: SearchQuery & { readonly permissionSetArn?: string } }>({
    method: 'GET',
    path: '/permission-sets',
    summary: 'Permission sets with where they are provisioned, in the order of names or of age',
    eventSource: 'sso.amazonaws.com',
    eventName: 'ListPermissionSets',
    readOnly: true,
    query: object(
      { ...pageQuery, search, sort: namesOf(setOrders), permissionSetArn: textUpTo(1224) },
      ...(['limit', 'token', 'search', 'sort', 'permissionSetArn'] as const),
    ),
    answer: pageShape('permissionSets', item),
    needs: () => [{ action: 'sso:ListPermissionSets', resource: instanceArn(instance) }],
    async handle({ query: { limit, token, ...filter } }) {
      const asked = { operation: 'GET /permission-sets', filter, token, limit }
      const only = filter.permissionSetArn === undefined ? undefined : permissionSetIdOf(filter.permissionSetArn)
      const all = (await lists.permissionSets()).filter(
        set => (only ?? set.permissionSetId) === set.permissionSetId && fits(filter.search, set.name, set.description),
      )
      const page = await ports.paging(asked, async request => pageFrom(all, setOrders, filter.sort ?? 'name', request))
      const ids = page.items.map(({ permissionSetId }) => permissionSetId)
      const counts = await roleLists.counts('permission_set_id', ids)
      const assignments = await lists.countBy('permission_set_id', ids)
      const items = page.items.map(({ permissionSetId, version: _, ...set }) => {
        const { roles, ...rest } = counts.get(permissionSetId) ?? NONE
        return {
          ...set,
          permissionSetArn: permissionSetArn(instance, permissionSetId),
          accounts: roles,
          ...rest,
          assignments: assignments.get(permissionSetId) ?? 0,
        }
      })
      return pageAnswer('permissionSets', { ...page, items })
    },
  })
}

function accountList(route: Administers, needs: ProvisioningRoutesNeeds): void {
  const { administration: ports, lists, roleLists, organization } = needs
  const item = object({
    ...{ accountId: text, name: text, email: text, status: text, path: list(text), parentId: text },
    ...{ permissionSets: whole, ...counted },
  })
  route<{ readonly query: SearchQuery & { readonly unitId?: string; readonly accountId?: string } }>({
    method: 'GET',
    path: '/accounts',
    summary:
      'Accounts with their place in the organization and what is provisioned there, in the order of names, ids or addresses',
    eventSource: 'organizations.amazonaws.com',
    eventName: 'ListAccounts',
    readOnly: true,
    query: object(
      { ...pageQuery, search, sort: namesOf(accountOrders), unitId: id, accountId: id },
      ...(['limit', 'token', 'search', 'sort', 'unitId', 'accountId'] as const),
    ),
    answer: pageShape('accounts', item),
    needs: () => [{ action: 'organizations:ListAccounts', resource: '*' }],
    async handle({ query: { limit, token, ...filter } }) {
      const asked = { operation: 'GET /accounts', filter, token, limit }
      const units = new Map((await organization.allUnits()).map(unit => [unit.unitId, unit]))
      const all = (await organization.allAccounts()).filter(
        ({ accountId, name, email, parentId }) =>
          (filter.accountId ?? accountId) === accountId &&
          fits(filter.search, accountId, name, email) &&
          (filter.unitId === undefined || parentId === filter.unitId || isBelow(units, parentId, filter.unitId)),
      )
      const page = await ports.paging(asked, async request =>
        pageFrom(all, accountOrders, filter.sort ?? 'name', request),
      )
      const ids = page.items.map(({ accountId }) => accountId)
      const counts = await roleLists.counts('account_id', ids)
      const assignments = await lists.countBy('account_id', ids)
      const items = page.items.map(({ accountId, name, email, status, parentId }) => {
        const { roles, ...rest } = counts.get(accountId) ?? NONE
        return {
          ...{ accountId, name, email, status, parentId },
          path: pathOf(units, parentId).map(unit => unit.name),
          permissionSets: roles,
          ...rest,
          assignments: assignments.get(accountId) ?? 0,
        }
      })
      return pageAnswer('accounts', { ...page, items })
    },
  })
}

type Units = ReadonlyMap<string, OrganizationalUnit>

/** Units from the root down to this one; the root itself is none. */
function pathOf(units: Units, unitId: string): readonly OrganizationalUnit[] {
  const path: OrganizationalUnit[] = []
  for (let unit = units.get(unitId); unit !== undefined; unit = units.get(unit.parentId)) path.unshift(unit)
  return path
}

const isBelow = (units: Units, unitId: string, above: string): boolean => {
  const path = pathOf(units, unitId)
  return path.some(unit => unit.unitId === above) || path[0]?.parentId === above
}

function organizationTree(route: Administers, { organization, instance }: ProvisioningRoutesNeeds): void {
  route({
    method: 'GET',
    path: '/organization',
    summary: 'Organizational units with how many accounts are in and below them',
    eventSource: 'organizations.amazonaws.com',
    eventName: 'ListOrganizationalUnitsForParent',
    readOnly: true,
    answer: object({
      rootId: text,
      managementAccountId: text,
      accounts: whole,
      units: list(object({ unitId: text, name: text, parentId: text, accounts: whole })),
    }),
    needs: () => [
      { action: 'organizations:ListAccounts', resource: '*' },
      { action: 'organizations:ListRoots', resource: '*' },
    ],
    async handle() {
      const [accounts, all] = [await organization.allAccounts(), await organization.allUnits()]
      const units = new Map(all.map(unit => [unit.unitId, unit]))
      const counts = new Map<string, number>()
      for (const { parentId } of accounts)
        for (const { unitId } of pathOf(units, parentId)) counts.set(unitId, (counts.get(unitId) ?? 0) + 1)
      const { rootId, managementAccountId } = instance
      const shown = all.map(({ unitId, name, parentId }) => ({
        ...{ unitId, name, parentId },
        accounts: counts.get(unitId) ?? 0,
      }))
      return { rootId, managementAccountId, accounts: accounts.length, units: shown }
    },
  })
}

interface RoleQuery extends PageQuery {
  readonly accountId?: string
  readonly permissionSetArn?: string
  readonly state?: RoleState
}

const roleShape = object(
  {
    ...{ accountId: text, accountName: text, permissionSetArn: text, permissionSetName: text, roleArn: text },
    ...{
      state: oneOf('current', 'outdated', 'working', 'failed'),
      appliedAt: instant,
      error: text,
      assignments: whole,
    },
  },
  'appliedAt',
  'error',
)

function roleList(route: Administers, needs: ProvisioningRoutesNeeds): void {
  const { administration: ports, instance, roleLists } = needs
  const state = oneOf('current', 'outdated', 'working', 'failed')
  route<{ readonly query: RoleQuery }>({
    method: 'GET',
    path: '/provisioned-roles',
    summary: 'Reserved roles in accounts and whether they are up to date',
    eventSource: 'sso.amazonaws.com',
    eventName: 'ListPermissionSetsProvisionedToAccount',
    readOnly: true,
    query: object(
      { ...pageQuery, accountId: id, permissionSetArn: textUpTo(1224), state },
      ...(['limit', 'token', 'accountId', 'permissionSetArn', 'state'] as const),
    ),
    answer: pageShape('roles', roleShape),
    needs: () => [{ action: 'sso:ListPermissionSetsProvisionedToAccount', resource: instanceArn(instance) }],
    async handle({ query: { limit, token, ...filter } }) {
      const { permissionSetArn, ...rest } = filter
      const wanted = {
        ...rest,
        ...(permissionSetArn === undefined ? {} : { permissionSetId: permissionSetIdOf(permissionSetArn) }),
      }
      const asked = { operation: 'GET /provisioned-roles', filter, token, limit }
      const { items, ...page } = await ports.paging(asked, request => roleLists.roles(wanted, request))
      return pageAnswer('roles', { ...page, items: await shownRoles(needs, items) })
    },
  })
}
