import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import { folded } from '#server/directory/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { Account, AccountFailure, AccountRequest, AccountStatus, OrganizationalUnit } from './types.ts'

export interface OrganizationStore {
  account(accountId: string): Promise<Account | undefined>
  accountsNamed(accountIds: readonly string[]): Promise<readonly Account[]>
  accountByEmail(emailFolded: string): Promise<Account | undefined>
  /** All, or those in one parent. */
  accounts(page: PageRequest, parentId?: string): Promise<Page<Account>>
  /** In the order of their names. */
  allAccounts(): Promise<readonly Account[]>
  allUnits(): Promise<readonly OrganizationalUnit[]>
  /** Ids of accounts that the cloud has not prepared yet. */
  unopened(): Promise<readonly string[]>
  addAccount(account: Account): Promise<void>
  moveAccount(accountId: string, parentId: string): Promise<void>
  markOpened(accountId: string): Promise<void>
  unit(unitId: string): Promise<OrganizationalUnit | undefined>
  unitByName(parentId: string, name: string): Promise<OrganizationalUnit | undefined>
  units(page: PageRequest, parentId: string): Promise<Page<OrganizationalUnit>>
  addUnit(unit: OrganizationalUnit): Promise<void>
  renameUnit(unitId: string, name: string): Promise<void>
  deleteUnit(unitId: string): Promise<void>
  request(requestId: string): Promise<AccountRequest | undefined>
  requests(page: PageRequest, states: readonly AccountRequest['state'][]): Promise<Page<AccountRequest>>
  addRequest(request: AccountRequest): Promise<void>
}

export const organizationStore = (db: Db): OrganizationStore => ({ ...accounts(db), ...units(db), ...requests(db) })

const accounts = (db: Db) => ({
  async account(accountId: string) {
    const row = await db.selectFrom('account').selectAll().where('account_id', '=', accountId).executeTakeFirst()
    return row && accountOf(row)
  },
  async accountsNamed(accountIds: readonly string[]) {
    if (accountIds.length === 0) return []
    const rows = await db.selectFrom('account').selectAll().where('account_id', 'in', accountIds).execute()
    return rows.map(accountOf)
  },
  async accountByEmail(folded: string) {
    const row = await db.selectFrom('account').selectAll().where('email_folded', '=', folded).executeTakeFirst()
    return row && accountOf(row)
  },
  async accounts({ limit, after = '' }: PageRequest, parentId?: string) {
    let select = db.selectFrom('account').selectAll().where('account_id', '>', after)
    if (parentId !== undefined) select = select.where('parent_id', '=', parentId)
    const rows = await select
      .orderBy('account_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.account_id, accountOf)
  },
  async allAccounts() {
    const rows = await db.selectFrom('account').selectAll().orderBy('name').orderBy('account_id').execute()
    return rows.map(accountOf)
  },
  async unopened() {
    const rows = await db
      .selectFrom('account')
      .select('account_id')
      .where('opened', '=', 0)
      .orderBy('account_id')
      .execute()
    return rows.map(row => row.account_id)
  },
  async addAccount(account: Account) {
    await db.insertInto('account').values(accountRow(account)).execute()
  },
  async moveAccount(accountId: string, parentId: string) {
    await db.updateTable('account').set({ parent_id: parentId }).where('account_id', '=', accountId).execute()
  },
  async markOpened(accountId: string) {
    await db.updateTable('account').set({ opened: 1 }).where('account_id', '=', accountId).execute()
  },
})

const units = (db: Db) => ({
  async unit(unitId: string) {
    const row = await db.selectFrom('organizational_unit').selectAll().where('unit_id', '=', unitId).executeTakeFirst()
    return row && unitOf(row)
  },
  async allUnits() {
    const rows = await db.selectFrom('organizational_unit').selectAll().orderBy('name').orderBy('unit_id').execute()
    return rows.map(unitOf)
  },
  async unitByName(parentId: string, name: string) {
    const row = await db
      .selectFrom('organizational_unit')
      .selectAll()
      .where('parent_id', '=', parentId)
      .where('name', '=', name)
      .executeTakeFirst()
    return row && unitOf(row)
  },
  async units({ limit, after = '' }: PageRequest, parentId: string) {
    const rows = await db
      .selectFrom('organizational_unit')
      .selectAll()
      .where('parent_id', '=', parentId)
      .where('unit_id', '>', after)
      .orderBy('unit_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.unit_id, unitOf)
  },
  async addUnit({ unitId, name, parentId, createdAt }: OrganizationalUnit) {
    const row = { unit_id: unitId, name, parent_id: parentId, created_at: createdAt }
    await db.insertInto('organizational_unit').values(row).execute()
  },
  async renameUnit(unitId: string, name: string) {
    await db.updateTable('organizational_unit').set({ name }).where('unit_id', '=', unitId).execute()
  },
  async deleteUnit(unitId: string) {
    await db.deleteFrom('organizational_unit').where('unit_id', '=', unitId).execute()
  },
})

const requests = (db: Db) => ({
  async request(requestId: string) {
    const row = await db
      .selectFrom('account_request')
      .selectAll()
      .where('request_id', '=', requestId)
      .executeTakeFirst()
    return row && requestOf(row)
  },
  async requests({ limit, after = '' }: PageRequest, states: readonly AccountRequest['state'][]) {
    let select = db.selectFrom('account_request').selectAll().where('request_id', '>', after)
    if (states.length > 0) select = select.where('state', 'in', states)
    const rows = await select
      .orderBy('request_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.request_id, requestOf)
  },
  async addRequest(request: AccountRequest) {
    const row = {
      request_id: request.requestId,
      account_name: request.accountName,
      state: request.state,
      account_id: request.accountId ?? null,
      failure: request.failure ?? null,
      requested_at: request.requestedAt,
      completed_at: request.completedAt,
    }
    await db.insertInto('account_request').values(row).execute()
  },
})

const accountOf = (row: Tables['account']): Account => ({
  accountId: row.account_id,
  name: row.name,
  email: row.email,
  status: row.status as AccountStatus,
  joinedMethod: row.joined_method as Account['joinedMethod'],
  joinedAt: row.joined_at,
  parentId: row.parent_id,
})

const accountRow = (account: Account): Tables['account'] => ({
  account_id: account.accountId,
  name: account.name,
  email: account.email,
  email_folded: folded(account.email),
  status: account.status,
  joined_method: account.joinedMethod,
  joined_at: account.joinedAt,
  parent_id: account.parentId,
  opened: 0,
})

const unitOf = (row: Tables['organizational_unit']): OrganizationalUnit => ({
  unitId: row.unit_id,
  name: row.name,
  parentId: row.parent_id,
  createdAt: row.created_at,
})

const requestOf = (row: Tables['account_request']): AccountRequest => ({
  requestId: row.request_id,
  accountName: row.account_name,
  state: row.state as AccountRequest['state'],
  ...(row.account_id === null ? {} : { accountId: row.account_id }),
  ...(row.failure === null ? {} : { failure: row.failure as AccountFailure }),
  requestedAt: row.requested_at,
  completedAt: row.completed_at,
})
