import type { SelectQueryBuilder } from 'kysely'
import { type Page, pageOf } from '#server/base/paging.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type {
  DirectorySearch,
  GroupSummary,
  KnownPrincipal,
  PrincipalType,
  Search,
  UserSearch,
  UserSummary,
} from './types.ts'
import { searchTerms } from './words.ts'

/** Lists for people who look for somebody: searched by the beginnings of words, in several orders, page by page. */
export const searchStore = (db: Db): DirectorySearch => ({
  users: search => users(db, search),
  groups: search => groups(db, search),
  members: (groupId, search) => members(db, groupId, search),
  groupsOf: async (userId, { limit, after = '' }) => {
    const rows = await db
      .selectFrom('membership as m')
      .innerJoin('directory_group as g', 'g.group_id', 'm.group_id')
      .selectAll('g')
      .select(['m.membership_id', 'm.created_at as joined_at'])
      .where('m.user_id', '=', userId)
      .where('g.name_key', '>', after)
      .orderBy('g.name_key')
      .limit(limit + 1)
      .execute()
    const page = pageOf(
      rows,
      limit,
      row => row.name_key,
      row => row,
    )
    const counts = await memberCounts(
      db,
      page.items.map(row => row.group_id),
    )
    return {
      ...page,
      items: page.items.map(row => ({
        ...groupSummary(row, counts.get(row.group_id) ?? 0),
        membershipId: row.membership_id,
        joinedAt: row.joined_at,
      })),
    }
  },
  named: ids => named(db, ids),
  count: async () => {
    const count = async (table: 'directory_user' | 'directory_group') => {
      const select = db.selectFrom(table).select(eb => eb.fn.countAll<number>().as('count'))
      return Number((await select.executeTakeFirstOrThrow()).count)
    }
    return { users: await count('directory_user'), groups: await count('directory_group') }
  },
})

/** Three lists, since a principal is a user, a group, or was one. */
async function named(db: Db, ids: readonly string[]): Promise<readonly KnownPrincipal[]> {
  if (ids.length === 0) return []
  const users = await db
    .selectFrom('directory_user')
    .select(['user_id as id', 'user_name as name'])
    .where('user_id', 'in', ids)
    .execute()
  const groups = await db
    .selectFrom('directory_group')
    .select(['group_id as id', 'display_name as name'])
    .where('group_id', 'in', ids)
    .execute()
  const living = [
    ...users.map(row => ({ type: 'USER', ...row }) as const),
    ...groups.map(row => ({ type: 'GROUP', ...row }) as const),
  ]
  if (living.length >= new Set(ids).size) return living
  const gone = await db
    .selectFrom('tombstone')
    .select(['id', 'type', 'name', 'deleted_at'])
    .where('id', 'in', ids)
    .where('type', '!=', 'MEMBERSHIP')
    .execute()
  return [
    ...living,
    ...gone.map(({ deleted_at, type, ...row }) => ({ ...row, type: type as PrincipalType, deletedAt: deleted_at })),
  ]
}

/** The greatest character there is: behind every word that begins like this. */
const END = '\u{10FFFF}'

/** Ids of those of whose words one begins like this. */
const withWord = (db: Db, type: PrincipalType, term: string) =>
  db
    .selectFrom('search_word')
    .select('principal_id')
    .where('principal_type', '=', type)
    .where('word', '>=', term)
    .where('word', '<', term + END)

type Users = SelectQueryBuilder<Tables, 'directory_user', Tables['directory_user']>

async function users(db: Db, { search, status, order, limit, after }: UserSearch): Promise<Page<UserSummary>> {
  let select: Users = db.selectFrom('directory_user').selectAll()
  for (const term of searchTerms(search ?? '')) select = select.where('user_id', 'in', withWord(db, 'USER', term))
  if (status !== undefined) select = select.where('status', '=', status)
  const { by, descending } = order
  const [compare, direction] = descending ? (['<', 'desc'] as const) : (['>', 'asc'] as const)
  if (by === 'name') {
    if (after !== undefined) select = select.where('name_key', compare, after)
    const rows = await select
      .orderBy('name_key', direction)
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.name_key, userSummary)
  }
  if (after !== undefined) {
    const { at, id } = ageOf(after)
    select = select.where(eb =>
      eb.or([eb('created_at', compare, at), eb.and([eb('created_at', '=', at), eb('user_id', compare, id)])]),
    )
  }
  const rows = await select
    .orderBy('created_at', direction)
    .orderBy('user_id', direction)
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, row => ageKey(row.created_at, row.user_id), userSummary)
}

async function groups(db: Db, { search, order, limit, after }: Search): Promise<Page<GroupSummary>> {
  let select = db.selectFrom('directory_group').selectAll()
  for (const term of searchTerms(search ?? '')) select = select.where('group_id', 'in', withWord(db, 'GROUP', term))
  const { by, descending } = order
  const [compare, direction] = descending ? (['<', 'desc'] as const) : (['>', 'asc'] as const)
  if (after !== undefined && by === 'name') select = select.where('name_key', compare, after)
  if (after !== undefined && by === 'age') {
    const { at, id } = ageOf(after)
    select = select.where(eb =>
      eb.or([eb('created_at', compare, at), eb.and([eb('created_at', '=', at), eb('group_id', compare, id)])]),
    )
  }
  select =
    by === 'name'
      ? select.orderBy('name_key', direction)
      : select.orderBy('created_at', direction).orderBy('group_id', direction)
  const rows = await select.limit(limit + 1).execute()
  const key = (row: (typeof rows)[number]) => (by === 'name' ? row.name_key : ageKey(row.created_at, row.group_id))
  const page = pageOf(rows, limit, key, row => row)
  const counts = await memberCounts(
    db,
    page.items.map(row => row.group_id),
  )
  return { ...page, items: page.items.map(row => groupSummary(row, counts.get(row.group_id) ?? 0)) }
}

/** Up to so many members are read and sorted; of a larger group the users are walked in order, since many belong. */
const SMALL = 2_000

async function members(db: Db, groupId: string, { search, limit, after = '' }: Omit<Search, 'order'>) {
  const some = await db
    .selectFrom('membership')
    .select('user_id')
    .where('group_id', '=', groupId)
    .limit(SMALL + 1)
    .execute()
  let select: Users = db.selectFrom('directory_user').selectAll()
  const terms = searchTerms(search ?? '')
  for (const term of terms) select = select.where('user_id', 'in', withWord(db, 'USER', term))
  const small = some.length <= SMALL
  if (small) {
    if (some.length === 0) return { items: [] }
    select = select.where(
      'user_id',
      'in',
      some.map(row => row.user_id),
    )
  } else {
    select = select.where(eb =>
      eb.exists(
        eb
          .selectFrom('membership as m')
          .select('m.membership_id')
          .where('m.group_id', '=', groupId)
          .whereRef('m.user_id', '=', 'directory_user.user_id'),
      ),
    )
  }
  const rows = await select
    .where('name_key', '>', after)
    .orderBy('name_key')
    .limit(limit + 1)
    .execute()
  const page = pageOf(
    rows,
    limit,
    row => row.name_key,
    row => row,
  )
  const ids = page.items.map(row => row.user_id)
  const joined =
    ids.length === 0
      ? []
      : await db
          .selectFrom('membership')
          .select(['user_id', 'membership_id', 'created_at'])
          .where('group_id', '=', groupId)
          .where('user_id', 'in', ids)
          .execute()
  const memberships = new Map(joined.map(row => [row.user_id, row]))
  return {
    ...page,
    items: page.items.flatMap(row => {
      const membership = memberships.get(row.user_id)
      if (membership === undefined) return []
      return [{ ...userSummary(row), membershipId: membership.membership_id, joinedAt: membership.created_at }]
    }),
  }
}

async function memberCounts(db: Db, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (groupIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('membership')
    .select(eb => ['group_id', eb.fn.countAll<number>().as('count')])
    .where('group_id', 'in', groupIds)
    .groupBy('group_id')
    .execute()
  return new Map(rows.map(row => [row.group_id, Number(row.count)]))
}

const ageKey = (at: number, id: string): string => `${at}.${id}`

function ageOf(key: string): { readonly at: number; readonly id: string } {
  const dot = key.indexOf('.')
  return { at: Number(key.slice(0, dot)), id: key.slice(dot + 1) }
}

function userSummary(row: Tables['directory_user']): UserSummary {
  const { emails } = JSON.parse(row.details) as { emails?: readonly { value?: string; primary?: boolean }[] }
  const email = (emails?.find(({ primary }) => primary === true) ?? emails?.[0])?.value
  return {
    userId: row.user_id,
    userName: row.user_name,
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    ...(email === undefined ? {} : { email }),
    status: row.status,
    createdAt: row.created_at,
  }
}

const groupSummary = (row: Tables['directory_group'], members: number): GroupSummary => ({
  groupId: row.group_id,
  displayName: row.display_name,
  ...(row.description === null ? {} : { description: row.description }),
  members,
  createdAt: row.created_at,
})
