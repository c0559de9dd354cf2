import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { RoleCounts, RoleFilter, RoleLists, RoleRow } from './lists.ts'

export const roleLists = (db: Db): RoleLists => ({
  roles: (filter, page) => roles(db, filter, page),
  counts: column => counts(db, column),
})

/** Roles with the version that their permission set has now, and whether somebody works on them. */
const withState = (db: Db) =>
  db
    .selectFrom('provisioned_role as r')
    .leftJoin('permission_set as s', 's.permission_set_id', 'r.permission_set_id')
    .leftJoin('provisioning_work as w', join =>
      join.onRef('w.account_id', '=', 'r.account_id').onRef('w.permission_set_id', '=', 'r.permission_set_id'),
    )
    .selectAll('r')
    .select(['s.version', 'w.generation'])

async function roles(
  db: Db,
  { accountId, permissionSetId, state }: RoleFilter,
  { limit, after }: PageRequest,
): Promise<Page<RoleRow>> {
  let select = withState(db)
  if (accountId !== undefined) select = select.where('r.account_id', '=', accountId)
  if (permissionSetId !== undefined) select = select.where('r.permission_set_id', '=', permissionSetId)
  if (state === 'failed') select = select.where('r.last_error', 'is not', null)
  if (state === 'outdated') select = select.whereRef('r.applied_version', '!=', 's.version')
  if (state === 'working') select = select.where('w.generation', 'is not', null)
  if (after !== undefined) {
    const [account = '', set = ''] = after.split(' ')
    select = select.where(eb =>
      eb.or([
        eb('r.account_id', '>', account),
        eb.and([eb('r.account_id', '=', account), eb('r.permission_set_id', '>', set)]),
      ]),
    )
  }
  const rows = await select
    .orderBy('r.account_id')
    .orderBy('r.permission_set_id')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, row => `${row.account_id} ${row.permission_set_id}`, rowOf)
}

type Row = Tables['provisioned_role'] & { readonly version: number | null; readonly generation: number | null }

const rowOf = (row: Row): RoleRow => ({
  accountId: row.account_id,
  permissionSetId: row.permission_set_id,
  appliedAt: row.applied_at,
  state: stateOf(row),
  ...(row.last_error === null ? {} : { error: row.last_error }),
})

function stateOf({ generation, last_error, version, applied_version }: Row): RoleRow['state'] {
  if (generation !== null) return 'working'
  if (last_error !== null) return 'failed'
  return version === applied_version ? 'current' : 'outdated'
}

async function counts(db: Db, column: 'account_id' | 'permission_set_id'): Promise<ReadonlyMap<string, RoleCounts>> {
  const rows = await db
    .selectFrom('provisioned_role as r')
    .leftJoin('permission_set as s', 's.permission_set_id', 'r.permission_set_id')
    .select(eb => [
      eb.ref(`r.${column}`).as('id'),
      eb.fn.countAll<number>().as('roles'),
      eb.fn.count<number>('r.last_error').as('failed'),
      eb.fn
        .sum<number | null>(eb.case().when('r.applied_version', '!=', eb.ref('s.version')).then(1).else(0).end())
        .as('outdated'),
    ])
    .groupBy(`r.${column}`)
    .execute()
  return new Map(
    rows.map(({ id, ...row }) => [
      id,
      { roles: Number(row.roles), failed: Number(row.failed), outdated: Number(row.outdated) },
    ]),
  )
}
