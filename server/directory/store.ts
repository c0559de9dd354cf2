import type { ExpressionBuilder } from 'kysely'
import { pageOf } from '#server/base/paging.ts'
import { statement } from '#server/storage/statement.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import { nameKey } from './fold.ts'
import type {
  Clash,
  Deletion,
  DirectoryStore,
  Email,
  ExternalId,
  Group,
  KnownPrincipal,
  Membership,
  MembershipSelection,
  PersonName,
  PrincipalType,
  Tombstone,
  User,
  UserDetails,
} from './types.ts'
import { withWords } from './words-store.ts'

export const directoryStore = (db: Db): DirectoryStore => {
  const rows = { ...userQueries(db), ...groupQueries(db), ...membershipQueries(db), ...otherQueries(db) }
  return { ...rows, ...withWords(db, rows) }
}

type OtherQueries = Pick<
  DirectoryStore,
  'byExternalId' | 'insertExternalIds' | 'deleteExternalIds' | 'tombstone' | 'bury' | 'principal'
>

const otherQueries = (db: Db): OtherQueries => ({
  byExternalId: async (type, { issuer, id }) => {
    const row = await db
      .selectFrom('external_id')
      .select('principal_id')
      .where('issuer', '=', issuer)
      .where('id', '=', id)
      .where('principal_type', '=', type)
      .executeTakeFirst()
    return row?.principal_id
  },
  insertExternalIds: async (type, id, externalIds) => {
    if (externalIds.length === 0) return true
    const rows = externalIds.map(external => ({ ...external, principal_type: type, principal_id: id }))
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('external_id')
      .values(rows)
      .onConflict(c => c.doNothing())
      .executeTakeFirst()
    return Number(numInsertedOrUpdatedRows) === rows.length
  },
  deleteExternalIds: async id => {
    await db.deleteFrom('external_id').where('principal_id', '=', id).execute()
  },
  tombstone: async id => {
    const row = await db.selectFrom('tombstone').selectAll().where('id', '=', id).executeTakeFirst()
    return row && tombstoneOf(row)
  },
  bury: async tombstone => {
    const { id, type, name, externalIds, deletedAt, deletedBy } = tombstone
    const row = {
      id,
      type,
      name,
      external_ids: JSON.stringify(externalIds),
      deleted_at: deletedAt,
      deleted_by: deletedBy,
    }
    await db.insertInto('tombstone').values(row).execute()
  },
  principal: (type, id) => principal(db, type, id),
})

type UserQueries = Pick<
  DirectoryStore,
  'user' | 'userByName' | 'userByEmail' | 'users' | 'existingUsers' | 'insertUser' | 'updateUser' | 'deleteUser'
>

/** With external ids, one row each: nearly every request reads who asks. */
const userWhere = (column: 'user_id' | 'name_key' | 'email_key') =>
  statement((db, { value }: { readonly value: string }) =>
    db
      .selectFrom('directory_user')
      .selectAll('directory_user')
      .leftJoin('external_id', 'external_id.principal_id', 'directory_user.user_id')
      .select(['external_id.issuer', 'external_id.id'])
      .where(column, '=', value)
      .orderBy('external_id.issuer')
      .orderBy('external_id.id'),
  )

const userBy = { user_id: userWhere('user_id'), name_key: userWhere('name_key'), email_key: userWhere('email_key') }

function userQueries(db: Db): UserQueries {
  const users = db.selectFrom('directory_user').selectAll('directory_user')
  const one = async (column: keyof typeof userBy, value: string) => {
    const rows = await userBy[column](db, { value })
    const externalIds = rows.flatMap(({ issuer, id }) => (issuer === null || id === null ? [] : [{ issuer, id }]))
    return rows[0] && userOf(rows[0], externalIds.length === 0 ? undefined : externalIds)
  }
  return {
    user: userId => one('user_id', userId),
    userByName: userName => one('name_key', nameKey(userName)),
    userByEmail: email => one('email_key', nameKey(email)),
    users: async ({ limit, after = '' }) => {
      const rows = await users
        .where('name_key', '>', after)
        .orderBy('name_key')
        .limit(limit + 1)
        .execute()
      const ids = rows.map(row => row.user_id)
      const externalIds = await externalIdsOf(db, ids)
      return pageOf(rows, limit, nameKeyOf, row => userOf(row, externalIds.get(row.user_id)))
    },
    existingUsers: async userIds => {
      const found: string[] = []
      for (const ids of portions(userIds)) {
        const rows = await db.selectFrom('directory_user').select('user_id').where('user_id', 'in', ids).execute()
        found.push(...rows.map(row => row.user_id))
      }
      return found
    },
    // Written first and asked why afterwards: on PostgreSQL a read of a free key crosses with every insert beside it.
    insertUser: async user => {
      const row = rowOf(user)
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('directory_user')
        .values(row)
        .onConflict(c => c.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) === 1 ? undefined : ((await userClash(db, row)) ?? 'name')
    },
    updateUser: async user => {
      const { user_id, ...row } = rowOf(user)
      const clash = await userClash(db, { user_id, ...row })
      if (clash === undefined) {
        await db.updateTable('directory_user').set(row).where('user_id', '=', user_id).execute()
      }
      return clash
    },
    deleteUser: async userId => {
      await db.deleteFrom('directory_user').where('user_id', '=', userId).execute()
    },
  }
}

async function userClash(db: Db, row: UserRow): Promise<Clash | undefined> {
  const others = await db
    .selectFrom('directory_user')
    .select(['name_key'])
    .where('user_id', '!=', row.user_id)
    .where(eb => {
      const sameName = eb('name_key', '=', row.name_key)
      return row.email_key === null ? sameName : eb.or([sameName, eb('email_key', '=', row.email_key)])
    })
    .execute()
  if (others.length === 0) return undefined
  return others.some(other => other.name_key === row.name_key) ? 'name' : 'email'
}

type GroupQueries = Pick<
  DirectoryStore,
  'group' | 'groupByName' | 'groups' | 'insertGroup' | 'updateGroup' | 'deleteGroup'
>

function groupQueries(db: Db): GroupQueries {
  const groups = db.selectFrom('directory_group').selectAll()
  const one = async (row: GroupRow | undefined) =>
    row && groupOf(row, (await externalIdsOf(db, [row.group_id])).get(row.group_id))
  return {
    group: async groupId => one(await groups.where('group_id', '=', groupId).executeTakeFirst()),
    groupByName: async name => one(await groups.where('name_key', '=', nameKey(name)).executeTakeFirst()),
    groups: async ({ limit, after = '' }) => {
      const rows = await groups
        .where('name_key', '>', after)
        .orderBy('name_key')
        .limit(limit + 1)
        .execute()
      const ids = rows.map(row => row.group_id)
      const externalIds = await externalIdsOf(db, ids)
      return pageOf(rows, limit, nameKeyOf, row => groupOf(row, externalIds.get(row.group_id)))
    },
    insertGroup: async group => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('directory_group')
        .values(groupRow(group))
        .onConflict(c => c.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) === 1
    },
    updateGroup: async group => {
      const { group_id, ...row } = groupRow(group)
      const other = await db
        .selectFrom('directory_group')
        .select('group_id')
        .where('name_key', '=', row.name_key)
        .execute()
      if (other.some(found => found.group_id !== group_id)) return false
      await db.updateTable('directory_group').set(row).where('group_id', '=', group_id).execute()
      return true
    },
    deleteGroup: async groupId => {
      await db.deleteFrom('directory_group').where('group_id', '=', groupId).execute()
    },
  }
}

type MembershipQueries = Pick<
  DirectoryStore,
  'membership' | 'membershipOf' | 'memberships' | 'groupIdsOf' | 'insertMemberships' | 'deleteMemberships'
>

function membershipQueries(db: Db): MembershipQueries {
  const memberships = db.selectFrom('membership').selectAll()
  return {
    membership: async id => {
      const row = await memberships.where('membership_id', '=', id).executeTakeFirst()
      return row && membershipOf(row)
    },
    membershipOf: async (userId, groupId) => {
      const row = await memberships.where('user_id', '=', userId).where('group_id', '=', groupId).executeTakeFirst()
      return row && membershipOf(row)
    },
    memberships: async (of, { limit, after = '' }) => {
      const selected =
        'groupId' in of ? memberships.where('group_id', '=', of.groupId) : memberships.where('user_id', '=', of.userId)
      const rows = await selected
        .where('membership_id', '>', after)
        .orderBy('membership_id')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, row => row.membership_id, membershipOf)
    },
    groupIdsOf: async (userId, among) => {
      if (among?.length === 0) return []
      const all = db.selectFrom('membership').select('group_id').where('user_id', '=', userId)
      const rows = await (among === undefined ? all : all.where('group_id', 'in', among)).orderBy('group_id').execute()
      return rows.map(row => row.group_id)
    },
    insertMemberships: async added => {
      let inserted = 0
      for (const some of portions(added)) {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('membership')
          .values(some.map(membershipRow))
          .onConflict(c => c.doNothing())
          .executeTakeFirst()
        inserted += Number(numInsertedOrUpdatedRows)
      }
      return inserted
    },
    deleteMemberships: (of, deleted) => deleteMemberships(db, of, deleted),
  }
}

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const PORTION = 1_000

function portions<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / PORTION)
  return Array.from({ length: count }, (_, index) => all.slice(index * PORTION, (index + 1) * PORTION))
}

async function deleteMemberships(db: Db, of: MembershipSelection, deleted: Deletion): Promise<void> {
  if ('membershipId' in of) return deleteWhere(db, { membership_id: of.membershipId }, deleted)
  if ('userId' in of) return deleteWhere(db, { user_id: of.userId }, deleted)
  if (!('userIds' in of)) return deleteWhere(db, { group_id: of.groupId }, deleted)
  for (const user_id of portions(of.userIds)) await deleteWhere(db, { group_id: of.groupId, user_id }, deleted)
}

type MembershipMatch = Partial<Record<'membership_id' | 'group_id' | 'user_id', string | readonly string[]>>

/** Two statements for any number of memberships: the database itself writes down what it is about to delete. */
async function deleteWhere(db: Db, match: MembershipMatch, { deletedAt, deletedBy }: Deletion): Promise<void> {
  const matching = (eb: ExpressionBuilder<Tables, 'membership'>) =>
    eb.and(
      (Object.entries(match) as [keyof MembershipMatch, string | readonly string[]][]).map(([column, value]) =>
        typeof value === 'string' ? eb(column, '=', value) : eb(column, 'in', value),
      ),
    )
  await db
    .insertInto('tombstone')
    .columns(['id', 'type', 'name', 'external_ids', 'deleted_at', 'deleted_by'])
    .expression(eb =>
      eb
        .selectFrom('membership')
        .select(['membership_id', eb.val('MEMBERSHIP').as('type'), 'group_id', eb.val('[]').as('external_ids')])
        .select([eb.val(deletedAt).as('deleted_at'), eb.val(deletedBy).as('deleted_by')])
        .where(matching),
    )
    .execute()
  await db.deleteFrom('membership').where(matching).execute()
}

async function externalIdsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly ExternalId[]>> {
  const found = new Map<string, ExternalId[]>()
  if (ids.length === 0) return found
  const rows = await db
    .selectFrom('external_id')
    .select(['principal_id', 'issuer', 'id'])
    .where('principal_id', 'in', ids)
    .orderBy('issuer')
    .orderBy('id')
    .execute()
  for (const { principal_id, issuer, id } of rows) {
    found.set(principal_id, [...(found.get(principal_id) ?? []), { issuer, id }])
  }
  return found
}

async function principal(db: Db, type: PrincipalType, id: string): Promise<KnownPrincipal | undefined> {
  const living =
    type === 'USER'
      ? db.selectFrom('directory_user').select('user_name as name').where('user_id', '=', id)
      : db.selectFrom('directory_group').select('display_name as name').where('group_id', '=', id)
  const row = await living.executeTakeFirst()
  if (row !== undefined) return { type, id, name: row.name }
  const grave = await db
    .selectFrom('tombstone')
    .select(['name', 'deleted_at'])
    .where('id', '=', id)
    .where('type', '=', type)
    .executeTakeFirst()
  return grave && { type, id, name: grave.name, deletedAt: grave.deleted_at }
}

type UserRow = Tables['directory_user']
type GroupRow = Tables['directory_group']
type ChangeColumns = Pick<UserRow, 'created_at' | 'created_by' | 'updated_at' | 'updated_by'>

const nameKeyOf = (row: { readonly name_key: string }): string => row.name_key

const changesOf = (row: ChangeColumns) => ({
  createdAt: row.created_at,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
  updatedBy: row.updated_by,
})

const changeColumns = (of: ReturnType<typeof changesOf>): ChangeColumns => ({
  created_at: of.createdAt,
  created_by: of.createdBy,
  updated_at: of.updatedAt,
  updated_by: of.updatedBy,
})

/** What no query looks at. */
interface Details {
  readonly name?: PersonName
  readonly emails?: readonly Email[]
  readonly attributes: UserDetails['attributes']
}

function rowOf(user: User): UserRow {
  const { name, emails, attributes } = user
  const email = (emails?.find(found => found.primary) ?? emails?.[0])?.value
  return {
    user_id: user.userId,
    user_name: user.userName,
    name_key: nameKey(user.userName),
    display_name: user.displayName ?? null,
    email_key: email === undefined ? null : nameKey(email),
    status: user.status,
    details: JSON.stringify({ name, emails, attributes }),
    ...changeColumns(user),
  }
}

function userOf(row: UserRow, externalIds: readonly ExternalId[] | undefined): User {
  const { name, emails, attributes }: Details = JSON.parse(row.details)
  return {
    userId: row.user_id,
    userName: row.user_name,
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    ...(name === undefined ? {} : { name }),
    ...(emails === undefined ? {} : { emails }),
    attributes,
    ...(externalIds === undefined ? {} : { externalIds }),
    status: row.status,
    ...changesOf(row),
  }
}

const groupRow = (group: Group): GroupRow => ({
  group_id: group.groupId,
  display_name: group.displayName,
  name_key: nameKey(group.displayName),
  description: group.description ?? null,
  ...changeColumns(group),
})

const groupOf = (row: GroupRow, externalIds: readonly ExternalId[] | undefined): Group => ({
  groupId: row.group_id,
  displayName: row.display_name,
  ...(row.description === null ? {} : { description: row.description }),
  ...(externalIds === undefined ? {} : { externalIds }),
  ...changesOf(row),
})

const membershipRow = (membership: Membership): Tables['membership'] => ({
  membership_id: membership.membershipId,
  group_id: membership.groupId,
  user_id: membership.userId,
  ...changeColumns(membership),
})

const membershipOf = (row: Tables['membership']): Membership => ({
  membershipId: row.membership_id,
  groupId: row.group_id,
  userId: row.user_id,
  ...changesOf(row),
})

const tombstoneOf = (row: Tables['tombstone']): Tombstone => ({
  id: row.id,
  type: row.type,
  name: row.name,
  externalIds: JSON.parse(row.external_ids),
  deletedAt: row.deleted_at,
  deletedBy: row.deleted_by,
})
