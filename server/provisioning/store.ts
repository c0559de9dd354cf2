import { type ExpressionBuilder, sql } from 'kysely'
import type { RoleKey } from '#server/access/index.ts'
import { pageOf } from '#server/base/paging.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { ProvisionedRole, Work, WorkStore } from './types.ts'

export const workStore = (db: Db): WorkStore => ({ ...planning(db), ...leasing(db), ...ending(db), ...roles(db) })

type Planning = Pick<WorkStore, 'plan' | 'accountsWith' | 'appliedVersion'>

const planning = (db: Db): Planning => ({
  async plan(role, requestId, at) {
    const key = { account_id: role.accountId, permission_set_id: role.permissionSetId }
    const asked = { role_name: role.roleName, request_id: requestId, due_at: at, attempts: 0 }
    const { generation } = await db
      .insertInto('provisioning_work')
      .values({ ...key, ...asked, generation: 1, owner: null, leased_until: 0 })
      .onConflict(c =>
        c
          .columns(['account_id', 'permission_set_id'])
          .doUpdateSet({ ...asked, generation: sql<number>`provisioning_work.generation + 1` }),
      )
      .returning('generation')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('provisioning_part')
      .values({ ...key, request_id: requestId, generation })
      .execute()
  },
  async accountsWith(permissionSetId) {
    const rows = await db
      .selectFrom('provisioned_role')
      .select('account_id')
      .where('permission_set_id', '=', permissionSetId)
      .orderBy('account_id')
      .execute()
    return rows.map(row => row.account_id)
  },
  appliedVersion: async role => (await roles(db).role(role))?.appliedVersion,
})

type Leasing = Pick<WorkStore, 'anyDue' | 'take' | 'renew' | 'release'>

const leasing = (db: Db): Leasing => ({
  async anyDue(now) {
    return (await freeAccount(db, now).executeTakeFirst()) !== undefined
  },
  async take({ owner, until }, now) {
    const rows = await db
      .updateTable('provisioning_work')
      .set({ owner, leased_until: until })
      .where('account_id', '=', freeAccount(db, now))
      .where('due_at', '<=', now)
      .returningAll()
      .execute()
    return rows.map(workOf)
  },
  async renew(accountId, { owner, until }) {
    await db
      .updateTable('provisioning_work')
      .set({ leased_until: until })
      .where('account_id', '=', accountId)
      .where('owner', '=', owner)
      .execute()
  },
  async release(owner) {
    const free = db.updateTable('provisioning_work').set({ owner: null, leased_until: 0 })
    await (owner === undefined ? free.where('leased_until', '>', 0) : free.where('owner', '=', owner)).execute()
  },
})

/** The account whose work has been due longest, among those in which nobody works. */
const freeAccount = (db: Db, now: number) =>
  db
    .selectFrom('provisioning_work as due')
    .select('due.account_id')
    .where('due.due_at', '<=', now)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('provisioning_work as held')
            .select('held.account_id')
            .whereRef('held.account_id', '=', 'due.account_id')
            .where('held.leased_until', '>', now),
        ),
      ),
    )
    .orderBy('due.due_at')
    .orderBy('due.account_id')
    .limit(1)

type Ending = Pick<WorkStore, 'finish' | 'postpone' | 'drop' | 'waiting' | 'waitsFor'>

const ending = (db: Db): Ending => ({
  async finish(work, owner, now) {
    const held = heldBy(work, owner)
    const { numDeletedRows } = await db
      .deleteFrom('provisioning_work')
      .where(held)
      .where('generation', '=', work.generation)
      .executeTakeFirst()
    if (numDeletedRows === 0n) {
      const again = { owner: null, leased_until: 0, due_at: now, attempts: 0 }
      const { numUpdatedRows } = await db.updateTable('provisioning_work').set(again).where(held).executeTakeFirst()
      if (numUpdatedRows === 0n) return undefined
    }
    return waiting(db, work)
  },
  async postpone(work, owner, { dueAt, attempts }) {
    const free = db.updateTable('provisioning_work').set({ owner: null, leased_until: 0 }).where(heldBy(work, owner))
    const { numUpdatedRows } = await free
      .set({ due_at: dueAt, attempts })
      .where('generation', '=', work.generation)
      .executeTakeFirst()
    return numUpdatedRows > 0n || (await free.executeTakeFirst()).numUpdatedRows > 0n
  },
  async drop(work) {
    await db.deleteFrom('provisioning_work').where(isOfRole(work)).where('generation', '=', work.generation).execute()
  },
  waiting: work => waiting(db, work),
  async waitsFor(requestId) {
    const part = await db
      .selectFrom('provisioning_part')
      .select('request_id')
      .where('request_id', '=', requestId)
      .limit(1)
      .executeTakeFirst()
    return part !== undefined
  },
})

async function waiting(db: Db, work: Work): Promise<readonly string[]> {
  const parts = await db
    .deleteFrom('provisioning_part')
    .where(isOfRole(work))
    .where('generation', '<=', work.generation)
    .returning(['request_id', 'generation'])
    .execute()
  return parts.sort((a, b) => a.generation - b.generation).map(part => part.request_id)
}

type Keyed = 'provisioning_work' | 'provisioning_part' | 'provisioned_role'

const isOfRole =
  ({ accountId, permissionSetId }: RoleKey) =>
  <T extends Keyed>(eb: ExpressionBuilder<Tables, T>) =>
    (eb as unknown as ExpressionBuilder<Tables, Keyed>).and({
      account_id: accountId,
      permission_set_id: permissionSetId,
    })

const heldBy = (work: Work, owner: string) => (eb: ExpressionBuilder<Tables, 'provisioning_work'>) =>
  eb.and([isOfRole(work)(eb), eb('owner', '=', owner)])

const workOf = (row: Tables['provisioning_work']): Work => ({
  accountId: row.account_id,
  permissionSetId: row.permission_set_id,
  roleName: row.role_name,
  requestId: row.request_id,
  generation: row.generation,
  attempts: row.attempts,
})

type Roles = Pick<WorkStore, 'putRole' | 'putError' | 'removeRole' | 'role' | 'rolesOf' | 'rolesIn' | 'failing'>

const roles = (db: Db): Roles => ({
  async putRole({ accountId, permissionSetId, appliedVersion, appliedAt }) {
    const applied = { applied_version: appliedVersion, applied_at: appliedAt, last_error: null }
    await db
      .insertInto('provisioned_role')
      .values({ account_id: accountId, permission_set_id: permissionSetId, ...applied })
      .onConflict(c => c.columns(['account_id', 'permission_set_id']).doUpdateSet(applied))
      .execute()
  },
  async putError(role, error) {
    await db.updateTable('provisioned_role').set({ last_error: error }).where(isOfRole(role)).execute()
  },
  async removeRole(role) {
    await db.deleteFrom('provisioned_role').where(isOfRole(role)).execute()
  },
  async role(role) {
    const row = await db.selectFrom('provisioned_role').selectAll().where(isOfRole(role)).executeTakeFirst()
    return row && roleOf(row)
  },
  async rolesOf(permissionSetId, filter, { limit, after = '' }) {
    let select = db
      .selectFrom('provisioned_role')
      .selectAll()
      .where('permission_set_id', '=', permissionSetId)
      .where('account_id', '>', after)
    if (filter !== undefined) select = select.where('applied_version', filter.latest ? '=' : '!=', filter.version)
    const rows = await select
      .orderBy('account_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.account_id, roleOf)
  },
  async rolesIn(accountId, { limit, after = '' }) {
    const rows = await db
      .selectFrom('provisioned_role')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('permission_set_id', '>', after)
      .orderBy('permission_set_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.permission_set_id, roleOf)
  },
  async failing() {
    const failed = await db
      .selectFrom('provisioned_role')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('last_error', 'is not', null)
      .executeTakeFirstOrThrow()
    const repeated = await db
      .selectFrom('provisioning_work')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('attempts', '>', 0)
      .executeTakeFirstOrThrow()
    return Number(failed.count) + Number(repeated.count)
  },
})

const roleOf = (row: Tables['provisioned_role']): ProvisionedRole => ({
  accountId: row.account_id,
  permissionSetId: row.permission_set_id,
  appliedVersion: row.applied_version,
  appliedAt: row.applied_at,
  ...(row.last_error === null ? {} : { lastError: row.last_error }),
})
