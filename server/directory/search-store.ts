import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
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
import { type Among, idsWith, termsOf } from './words-store.ts'

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

type Users = SelectQueryBuilder<Tables, 'directory_user', Tables['directory_user']>

async function users(db: Db, { search, status, order, limit, after }: UserSearch): Promise<Page<UserSummary>> {
  const { by, descending } = order
  const [compare, direction] = descending ? (['<', 'desc'] as const) : (['>', 'asc'] as const)
  let users: Users = db.selectFrom('directory_user').selectAll()
  if (after !== undefined && by === 'name') users = users.where('name_key', compare, after)
  if (after !== undefined && by === 'age') {
    const { at, id } = ageOf(after)
    users = users.where(eb => eb(eb.refTuple('created_at', 'user_id'), compare, eb.tuple(at, id)))
  }
  users =
    by === 'name'
      ? users.orderBy('name_key', direction)
      : users.orderBy('created_at', direction).orderBy('user_id', direction)
  const terms = await termsOf(db, 'USER', search)
  const common = terms.common || (terms.terms.length === 0 && status !== undefined)
  // Most are enabled. By age, since PostgreSQL is told to use an index whenever there is one.
  const disabled = db.selectFrom('directory_user').select('user_id as id').where('created_at', '>=', 0)
  const collected =
    common && status === 'DISABLED' ? { ids: disabled.where('status', '=', status), few: false } : undefined
  const rows = await found(users, limit, {
    common,
    every: (among = collected) => {
      const ids = idsWith(db, 'USER', terms, among)
      const fitting = status === undefined ? users : users.where('status', '=', status)
      return ids === undefined ? fitting : fitting.where('user_id', 'in', ids)
    },
  })
  return pageOf(rows, limit, row => (by === 'name' ? row.name_key : ageKey(row.created_at, row.user_id)), userSummary)
}

/** Of so many who come next in the order a page is tried first, where very many are wanted. */
const NEAR = 1_000

interface Wanted {
  /** Whether very many are wanted. */
  readonly common: boolean
  /** All of them in their order, of `among` alone where it is given. */
  readonly every: (among?: Among) => Users
}

/**
 * One row more than the page has. To collect everybody with a word that very many have takes longer than a page may, and
 * most often the page is full after a few; whoever is rare or far away is found by collecting.
 */
async function found(users: Users, limit: number, { common, every }: Wanted) {
  const first = (wanted: Users) => wanted.limit(limit + 1).execute()
  if (!common) return first(every())
  const next = users.clearSelect().select('user_id as id').limit(NEAR)
  const near = await first(every({ ids: next, few: true }))
  if (near.length > limit) return near
  const isLast = (await next.execute()).length < NEAR
  return isLast ? near : first(every())
}

async function groups(db: Db, { search, order, limit, after }: Search): Promise<Page<GroupSummary>> {
  const { by, descending } = order
  const [compare, direction] = descending ? (['<', 'desc'] as const) : (['>', 'asc'] as const)
  let select = db.selectFrom('directory_group').selectAll()
  const ids = idsWith(db, 'GROUP', await termsOf(db, 'GROUP', search))
  if (ids !== undefined) select = select.where('group_id', 'in', ids)
  if (after !== undefined && by === 'name') select = select.where('name_key', compare, after)
  if (after !== undefined && by === 'age') {
    const { at, id } = ageOf(after)
    select = select.where(eb => eb(eb.refTuple('created_at', 'group_id'), compare, eb.tuple(at, id)))
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

/** Members of a group of up to so many are all read and sorted for a page. */
const SMALL = 2_000

async function members(db: Db, groupId: string, { search, limit, after = '' }: Omit<Search, 'order'>) {
  const all = db.selectFrom('membership').select('user_id as id').where('group_id', '=', groupId)
  const small = (await all.limit(SMALL + 1).execute()).length <= SMALL
  const users: Users = db.selectFrom('directory_user').selectAll().where('name_key', '>', after).orderBy('name_key')
  const terms = await termsOf(db, 'USER', search)
  const common = !small && (terms.common || terms.terms.length === 0)
  // What is fewest is collected: the members, those with a rare word, or those who come next.
  const collected = small || common ? { ids: all, few: small } : undefined
  const rows = await found(users, limit, {
    common,
    every: (among = collected) => {
      const ids = idsWith(db, 'USER', terms, among)
      const fitting = ids === undefined ? users : users.where('user_id', 'in', ids)
      return among === collected && collected !== undefined ? fitting : fitting.where(isMember(groupId))
    },
  })
  const page = pageOf(
    rows,
    limit,
    row => row.name_key,
    row => row,
  )
  return { ...page, items: await withMemberships(db, groupId, page.items) }
}

/** Not by the index of groups: a PostgreSQL without statistics would read the whole group for each user. */
const isGroup = (groupId: string) => (eb: ExpressionBuilder<Tables, 'membership'>) =>
  eb(eb.parens('membership.group_id', '=', groupId), 'is', true)

const isMember = (groupId: string) => (eb: ExpressionBuilder<Tables, 'directory_user'>) =>
  eb.exists(
    eb
      .selectFrom('membership')
      .select('membership.membership_id')
      .whereRef('membership.user_id', '=', 'directory_user.user_id')
      .where(isGroup(groupId)),
  )

/** Who has left since the page was read is not on it. */
async function withMemberships(db: Db, groupId: string, users: readonly Tables['directory_user'][]) {
  if (users.length === 0) return []
  const ids = users.map(row => row.user_id)
  const joined = await db
    .selectFrom('membership')
    .select(['user_id', 'membership_id', 'created_at'])
    .where('user_id', 'in', ids)
    .where(isGroup(groupId))
    .execute()
  const memberships = new Map(joined.map(row => [row.user_id, row]))
  return users.flatMap(row => {
    const membership = memberships.get(row.user_id)
    if (membership === undefined) return []
    return [{ ...userSummary(row), membershipId: membership.membership_id, joinedAt: membership.created_at }]
  })
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
