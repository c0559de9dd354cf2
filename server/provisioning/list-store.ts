import { type NotNull, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { RoleKey } from '#server/access/index.ts'
import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import type { Db } from '#server/storage/tables.ts'
import type { RoleCounts, RoleFilter, RoleLists, RoleRow, RoleState } from './lists.ts'

export const roleLists = (db: Db): RoleLists => ({
  roles: (filter, page) => roles(db, filter, page),
  counts: (column, ids) => counts(db, column, ids),
})

/**
 * A page over three kinds of roles: those that are, those that are being made for the first time, and those of which the
 * first attempt failed. The last are few, and not rows of their own: only their requests remember them.
 */
async function roles(db: Db, filter: RoleFilter, page: PageRequest): Promise<Page<RoleRow>> {
  const { state } = filter
  const lists = [
    await rolesMade(db, filter, page),
    state === undefined || state === 'working' ? await rolesToCome(db, filter, page) : [],
    state === undefined || state === 'failed' ? await neverMade(db, filter, page.after) : [],
  ]
  const rows = lists.flat().sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const shown = pageOf(rows, page.limit, keyOf, row => row)
  return { ...shown, items: await withReasons(db, shown.items) }
}

/** None of the parts holds a space. */
const keyOf = ({ accountId, permissionSetId }: RoleKey): string => `${accountId} ${permissionSetId}`

/** What every kind is filtered by, for a table with the alias `r`. */
function fits({ accountId, permissionSetId }: RoleFilter, after?: string): RawBuilder<SqlBool> {
  const [account = '', set = ''] = after?.split(' ') ?? []
  return sql.join(
    [
      sql`1 = 1`,
      ...(accountId === undefined ? [] : [sql`r.account_id = ${accountId}`]),
      ...(permissionSetId === undefined ? [] : [sql`r.permission_set_id = ${permissionSetId}`]),
      ...(after === undefined ? [] : [sql`(r.account_id, r.permission_set_id) > (${account}, ${set})`]),
    ],
    sql` and `,
  ) as RawBuilder<SqlBool>
}

/** A failure stands until more is asked for: work that is only being repeated after it changes nothing. */
const STATE = sql<RoleState>`case
  when w.generation is not null and (w.attempts = 0 or r.last_error is null) then 'working'
  when r.last_error is not null then 'failed'
  when s.version = r.applied_version then 'current'
  else 'outdated' end`

/** Roles with the version that their permission set has now, and whether somebody works on them. */
const made = (db: Db) =>
  db
    .selectFrom('provisioned_role as r')
    .leftJoin('permission_set as s', 's.permission_set_id', 'r.permission_set_id')
    .leftJoin('provisioning_work as w', join =>
      join.onRef('w.account_id', '=', 'r.account_id').onRef('w.permission_set_id', '=', 'r.permission_set_id'),
    )

async function rolesMade(db: Db, filter: RoleFilter, { limit, after }: PageRequest): Promise<readonly RoleRow[]> {
  let select = made(db).where(fits(filter, after))
  if (filter.state !== undefined) select = select.where(STATE, '=', filter.state)
  const rows = await select
    .select(['r.account_id', 'r.permission_set_id', 'r.applied_at', 'r.last_error', STATE.as('state')])
    .orderBy('r.account_id')
    .orderBy('r.permission_set_id')
    .limit(limit + 1)
    .execute()
  return rows.map(row => ({
    accountId: row.account_id,
    permissionSetId: row.permission_set_id,
    appliedAt: row.applied_at,
    state: row.state,
    ...(row.last_error === null ? {} : { error: row.last_error }),
  }))
}

/** Whether nothing has been made yet of the role that `r` names. */
const NOT_MADE = sql<SqlBool>`not exists (select 1 from provisioned_role p
  where p.account_id = r.account_id and p.permission_set_id = r.permission_set_id)`

/** Work that is not only the removal, tried again and again, of what a failed attempt may have left behind. */
const comes = (work: string): RawBuilder<SqlBool> => {
  const [account, set] = [sql.ref(`${work}.account_id`), sql.ref(`${work}.permission_set_id`)]
  return sql`(${sql.ref(`${work}.attempts`)} = 0 or exists (select 1 from assignment a
    where a.account_id = ${account} and a.permission_set_id = ${set} and a.state != 'deleting'))`
}

async function rolesToCome(db: Db, filter: RoleFilter, { limit, after }: PageRequest): Promise<readonly RoleRow[]> {
  const rows = await db
    .selectFrom('provisioning_work as r')
    .select(['r.account_id', 'r.permission_set_id'])
    .where(fits(filter, after))
    .where(NOT_MADE)
    .where(comes('r'))
    .orderBy('r.account_id')
    .orderBy('r.permission_set_id')
    .limit(limit + 1)
    .execute()
  return rows.map(row => ({ accountId: row.account_id, permissionSetId: row.permission_set_id, state: 'working' }))
}

/** Roles whose first attempt failed and that nobody works on; one that was there since, and is gone again, is none. */
async function neverMade(db: Db, filter: RoleFilter, after?: string): Promise<readonly RoleRow[]> {
  const failed = await db
    .selectFrom('access_request as r')
    .innerJoin('permission_set as s', 's.permission_set_id', 'r.permission_set_id')
    .select(eb => ['r.account_id', 'r.permission_set_id', eb.fn.max('r.settled_at').as('at')])
    .where('r.kind', '=', 'assign')
    .where('r.status', '=', 'FAILED')
    .where(fits(filter, after))
    .where(NOT_MADE)
    .where(sql<SqlBool>`not exists (select 1 from provisioning_work w where w.account_id = r.account_id
      and w.permission_set_id = r.permission_set_id and ${comes('w')})`)
    .groupBy(['r.account_id', 'r.permission_set_id'])
    // Who is assigned, is so in an account.
    .$narrowType<{ account_id: NotNull; at: NotNull }>()
    .execute()
  if (failed.length === 0) return []
  const since = Math.min(...failed.map(row => Number(row.at)))
  const made = await lastMade(db, since, new Set(failed.map(row => row.account_id)))
  return failed
    .filter(row => Number(row.at) > (made.get(`${row.account_id} ${row.permission_set_id}`) ?? 0))
    .map(row => ({ accountId: row.account_id, permissionSetId: row.permission_set_id, state: 'failed' }))
}

/** More ids than that are not worth sending along. */
const SOME = 500

/** When assigning last succeeded since then. The index by time is the one that helps, so nothing else is asked for by column. */
async function lastMade(db: Db, since: number, accounts: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const succeeded = sql<number | null>`max(case when kind = 'assign' and status = 'SUCCEEDED' then settled_at end)`
  let select = db.selectFrom('access_request').where('settled_at', '>=', since)
  if (accounts.size <= SOME) select = select.where('account_id', 'in', [...accounts])
  const rows = await select
    .select(['account_id', 'permission_set_id', succeeded.as('at')])
    .groupBy(['account_id', 'permission_set_id'])
    .execute()
  return new Map(rows.map(row => [`${row.account_id} ${row.permission_set_id}`, Number(row.at ?? 0)]))
}

/** Adds why the roles that were never made were not. */
async function withReasons(db: Db, rows: readonly RoleRow[]): Promise<readonly RoleRow[]> {
  const missing = rows.filter(({ state, error }) => state === 'failed' && error === undefined)
  if (missing.length === 0) return rows
  const requests = await db
    .selectFrom('access_request')
    .select(['account_id as accountId', 'permission_set_id as permissionSetId', 'failure_reason as reason'])
    .where('kind', '=', 'assign')
    .where('status', '=', 'FAILED')
    .where('account_id', 'in', [...new Set(missing.map(({ accountId }) => accountId))])
    .where('permission_set_id', 'in', [...new Set(missing.map(({ permissionSetId }) => permissionSetId))])
    .orderBy('settled_at')
    .execute()
  // The last one of a role is kept.
  const reasons = new Map(
    requests.map(({ accountId, reason, ...role }) => [`${accountId} ${role.permissionSetId}`, reason]),
  )
  return rows.map(row => (missing.includes(row) ? { ...row, error: reasons.get(keyOf(row)) ?? '' } : row))
}

type CountedBy = 'account_id' | 'permission_set_id'

async function counts(db: Db, column: CountedBy, ids?: readonly string[]): Promise<ReadonlyMap<string, RoleCounts>> {
  if (ids?.length === 0) return new Map()
  const some = made(db).select(eb => [
    eb.ref(`r.${column}`).as('id'),
    eb.fn.countAll<number>().as('roles'),
    countOf('failed').as('failed'),
    countOf('outdated').as('outdated'),
  ])
  const rows = await (ids === undefined ? some : some.where(`r.${column}`, 'in', ids)).groupBy(`r.${column}`).execute()
  const found = new Map<string, RoleCounts>(
    rows.map(({ id, ...row }) => [
      id,
      { roles: Number(row.roles), failed: Number(row.failed), outdated: Number(row.outdated) },
    ]),
  )
  for (const { accountId, permissionSetId } of await neverMade(db, {})) {
    const id = column === 'account_id' ? accountId : permissionSetId
    const { failed, ...rest } = found.get(id) ?? { roles: 0, failed: 0, outdated: 0 }
    if (ids?.includes(id) !== false) found.set(id, { ...rest, failed: failed + 1 })
  }
  return found
}

const countOf = (state: RoleState) => sql<number>`sum(case when ${STATE} = ${state} then 1 else 0 end)`
