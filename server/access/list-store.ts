import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import { principalsWith } from '#server/directory/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { AccessLists, AssignmentFilter, ListedAssignment } from './lists.ts'
import { ASSIGNMENT_KEY, assignmentOf, isAfter, isOfOneOf, keyOf } from './store.ts'
import type { Principal, RoleKey } from './types.ts'

export const accessLists = (db: Db): AccessLists => ({
  assignments: (filter, page) => assignments(db, filter, page),
  entries: (principals, page) => entries(db, principals, page),
  async ways(principals, roles) {
    const [first, last] = [roles[0], roles.at(-1)]
    if (principals.length === 0 || first === undefined || last === undefined) return []
    const rows = await db
      .selectFrom('assignment')
      .selectAll()
      .where(eb => isOfOneOf(eb, principals))
      .where('state', '=', 'active')
      .where('account_id', '>=', first.accountId)
      .where('account_id', '<=', last.accountId)
      .execute()
    return rows.map(assignmentOf)
  },
  ...counts(db),
  ...permissionSets(db),
  stale: limit => stale(db, limit),
})

const permissionSets = (db: Db): Pick<AccessLists, 'permissionSets'> => ({
  async permissionSets() {
    const columns = [
      'permission_set_id',
      'name',
      'description',
      'session_duration',
      'created_at',
      'version',
      'boundary',
    ] as const
    const rows = await db.selectFrom('permission_set').select(columns).orderBy('name').execute()
    return rows.map(row => ({
      permissionSetId: row.permission_set_id,
      name: row.name,
      ...(row.description === null ? {} : { description: row.description }),
      sessionDuration: row.session_duration,
      createdAt: row.created_at,
      version: row.version,
      hasBoundary: row.boundary !== null,
    }))
  },
})

const counts = (db: Db): Pick<AccessLists, 'count' | 'countBy' | 'countOfRoles'> => ({
  async countBy(column, ids) {
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('assignment')
      .select(eb => [eb.ref(column).as('id'), eb.fn.countAll<number>().as('count')])
      .where(column, 'in', ids)
      .groupBy(column)
      .execute()
    return new Map(rows.map(({ id, count }) => [id, Number(count)]))
  },
  async countOfRoles(roles) {
    const accounts = [...new Set(roles.map(({ accountId }) => accountId))]
    const sets = [...new Set(roles.map(({ permissionSetId }) => permissionSetId))]
    if (roles.length === 0) return new Map()
    const rows = await db
      .selectFrom('assignment')
      .select(eb => ['account_id', 'permission_set_id', eb.fn.countAll<number>().as('count')])
      .where('account_id', 'in', accounts)
      .where('permission_set_id', 'in', sets)
      .groupBy(['account_id', 'permission_set_id'])
      .execute()
    return new Map(rows.map(row => [`${row.account_id} ${row.permission_set_id}`, Number(row.count)]))
  },
  async count() {
    const count = db.selectFrom('assignment').select(eb => eb.fn.countAll<number>().as('count'))
    return Number((await count.executeTakeFirstOrThrow()).count)
  },
})

async function assignments(
  db: Db,
  { accountId, permissionSetId, principalType, principalId, terms = [] }: AssignmentFilter,
  { limit, after }: PageRequest,
): Promise<Page<ListedAssignment>> {
  let select = db.selectFrom('assignment').selectAll()
  if (accountId !== undefined) select = select.where('account_id', '=', accountId)
  if (permissionSetId !== undefined) select = select.where('permission_set_id', '=', permissionSetId)
  // With the type, even where only the id was given: the index by principal begins with it.
  const types = principalType === undefined ? (['USER', 'GROUP'] as const) : [principalType]
  if (principalId !== undefined)
    select = select.where(eb =>
      isOfOneOf(
        eb,
        types.map(type => ({ principalType: type, principalId })),
      ),
    )
  else if (principalType !== undefined) select = select.where('principal_type', '=', principalType)
  for (const { word, accountIds, permissionSetIds } of terms)
    select = select.where(eb =>
      eb.or([
        eb('principal_id', 'in', principalsWith(db, word)),
        ...(accountIds.length === 0 ? [] : [eb('account_id', 'in', accountIds)]),
        ...(permissionSetIds.length === 0 ? [] : [eb('permission_set_id', 'in', permissionSetIds)]),
      ]),
    )
  if (after !== undefined) select = select.where(eb => isAfter(eb, ASSIGNMENT_KEY, after))
  for (const column of ASSIGNMENT_KEY) select = select.orderBy(column)
  const rows = await select.limit(limit + 1).execute()
  return pageOf(rows, limit, row => keyOf(row, ASSIGNMENT_KEY), listedOf)
}

const listedOf = (row: Tables['assignment']): ListedAssignment => ({ ...assignmentOf(row), createdAt: row.created_at })

/** Permission sets in accounts that one of the principals may enter. */
async function entries(
  db: Db,
  principals: readonly Principal[],
  { limit, after }: PageRequest,
): Promise<Page<RoleKey>> {
  if (principals.length === 0) return { items: [] }
  const columns = ['account_id', 'permission_set_id'] as const
  let select = db
    .selectFrom('assignment')
    .select(columns)
    .distinct()
    .where(eb => isOfOneOf(eb, principals))
    .where('state', '=', 'active')
  if (after !== undefined) select = select.where(eb => isAfter(eb, columns, after))
  const rows = await select
    .orderBy('account_id')
    .orderBy('permission_set_id')
    .limit(limit + 1)
    .execute()
  const key = (row: (typeof rows)[number]) => `${row.account_id} ${row.permission_set_id}`
  return pageOf(rows, limit, key, row => ({ accountId: row.account_id, permissionSetId: row.permission_set_id }))
}

/** Assignments of principals that were deleted: the directory remembers those in `tombstone`. */
async function stale(db: Db, limit: number) {
  const ofDeleted = db
    .selectFrom('assignment')
    .where(eb =>
      eb.exists(
        eb.selectFrom('tombstone').select('tombstone.id').whereRef('tombstone.id', '=', 'assignment.principal_id'),
      ),
    )
  const { count } = await ofDeleted.select(eb => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const rows = Number(count) === 0 ? [] : await ofDeleted.selectAll().limit(limit).execute()
  return { count: Number(count), first: rows.map(listedOf) }
}
