import type { SelectQueryBuilder } from 'kysely'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { DirectoryStore, Group, PrincipalType, User } from './types.ts'
import { searchTerms, wordsOfGroup, wordsOfUser } from './words.ts'

type Changes = Pick<
  DirectoryStore,
  'insertUser' | 'updateUser' | 'deleteUser' | 'insertGroup' | 'updateGroup' | 'deleteGroup'
>
type Reads = Pick<DirectoryStore, 'user' | 'group'>

/** Keeps the words by which users and groups are found beside their rows, in the same unit. */
export const withWords = (db: Db, store: Changes & Reads): Changes => ({
  async insertUser(user) {
    const clash = await store.insertUser(user)
    if (clash === undefined) await add(db, 'USER', user.userId, wordsOfUser(user))
    return clash
  },
  async updateUser(user) {
    const before = await store.user(user.userId)
    const clash = await store.updateUser(user)
    if (clash === undefined)
      await replace(db, 'USER', user.userId, { before: wordsOf(before), after: wordsOfUser(user) })
    return clash
  },
  async deleteUser(userId) {
    await replace(db, 'USER', userId, { before: wordsOf(await store.user(userId)), after: [] })
    await store.deleteUser(userId)
  },
  async insertGroup(group) {
    const free = await store.insertGroup(group)
    if (free) await add(db, 'GROUP', group.groupId, wordsOfGroup(group))
    return free
  },
  async updateGroup(group) {
    const before = await store.group(group.groupId)
    const free = await store.updateGroup(group)
    if (free) await replace(db, 'GROUP', group.groupId, { before: wordsOf(before), after: wordsOfGroup(group) })
    return free
  },
  async deleteGroup(groupId) {
    await replace(db, 'GROUP', groupId, { before: wordsOf(await store.group(groupId)), after: [] })
    await store.deleteGroup(groupId)
  },
})

function wordsOf(before: User | Group | undefined): readonly string[] {
  if (before === undefined) return []
  return 'userId' in before ? wordsOfUser(before) : wordsOfGroup(before)
}

interface Change {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

async function replace(db: Db, type: PrincipalType, id: string, { before, after }: Change): Promise<void> {
  const gone = before.filter(word => !after.includes(word))
  if (gone.length === 0 && after.every(word => before.includes(word))) return
  if (gone.length > 0)
    await db
      .deleteFrom('search_word')
      .where('principal_type', '=', type)
      .where('principal_id', '=', id)
      .where('word', 'in', gone)
      .execute()
  // All of them: rows that are older than the table came to it with the words of some of their names.
  await add(db, type, id, after)
}

async function add(db: Db, principal_type: PrincipalType, principal_id: string, words: readonly string[]) {
  if (words.length === 0) return
  await db
    .insertInto('search_word')
    .values(words.map(word => ({ principal_type, word, principal_id })))
    .onConflict(c => c.doNothing())
    .execute()
}

/** What somebody searches by: the rarest term first. */
export interface Terms {
  readonly terms: readonly string[]
  /** There are terms, and very many have a word for each of them. */
  readonly common: boolean
}

/** Of a term with fewer words than this all can be collected for one page. */
const COMMON = 5_000

export async function termsOf(db: Db, type: PrincipalType, search = ''): Promise<Terms> {
  const counted = []
  for (const term of searchTerms(search)) {
    const some = withWord(db, type, term)
      .limit(COMMON + 1)
      .as('some')
    const { count } = await db
      .selectFrom(some)
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    counted.push({ term, count: Number(count) })
  }
  counted.sort((one, other) => one.count - other.count)
  return { terms: counted.map(({ term }) => term), common: (counted[0]?.count ?? 0) > COMMON }
}

/** A query of ids, to be part of another: a list of many would be compared one by one in a plan that PostgreSQL keeps. */
export type Ids = IdsIn<'search_word'> | IdsIn<'membership'> | IdsIn<'directory_user'>
type IdsIn<Table extends keyof Tables> = SelectQueryBuilder<Tables, Table, { id: string }>

export interface Among {
  readonly ids: Ids
  /** Whether they are some thousands at the most. */
  readonly few: boolean
}

/**
 * Ids of those who have a word for each term, of `among` alone where that is given; without terms, `among`. What is few is
 * collected, and the words of further terms are only looked through for them. Both forms are quick on a PostgreSQL that
 * has no statistics yet, after an import; a plain IN would be joined there row by row with the whole list.
 */
export function idsWith(db: Db, type: PrincipalType, { terms, common }: Terms, among?: Among): Ids | undefined {
  const few = !common || among?.few === true
  return terms.reduce<Ids | undefined>((inner, term) => {
    const words = withWord(db, type, term)
    if (inner === undefined) return words
    return few ? words.where(eb => eb(eb.parens('principal_id', 'in', inner), 'is', true)) : words.intersect(inner)
  }, among?.ids)
}

/** The greatest character there is: behind every word that begins like this. */
const END = '\u{10FFFF}'

const withWord = (db: Db, type: PrincipalType, term: string) =>
  db
    .selectFrom('search_word')
    .select('principal_id as id')
    .where('principal_type', '=', type)
    .where('word', '>=', term)
    .where('word', '<', term + END)

/** A query of the ids of users and groups that have a word which begins like this; see `searchTerms`. */
export const principalsWith = (db: Db, term: string) =>
  db
    .selectFrom('search_word')
    .select('principal_id as id')
    .where('principal_type', 'in', ['USER', 'GROUP'])
    .where('word', '>=', term)
    .where('word', '<', term + END)
