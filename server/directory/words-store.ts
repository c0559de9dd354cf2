import type { Db } from '#server/storage/tables.ts'
import type { DirectoryStore, Group, PrincipalType, User } from './types.ts'
import { wordsOfGroup, wordsOfUser } from './words.ts'

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
  if (gone.length > 0)
    await db
      .deleteFrom('search_word')
      .where('principal_type', '=', type)
      .where('principal_id', '=', id)
      .where('word', 'in', gone)
      .execute()
  await add(
    db,
    type,
    id,
    after.filter(word => !before.includes(word)),
  )
}

async function add(db: Db, principal_type: PrincipalType, principal_id: string, words: readonly string[]) {
  if (words.length === 0) return
  await db
    .insertInto('search_word')
    .values(words.map(word => ({ principal_type, word, principal_id })))
    .onConflict(c => c.doNothing())
    .execute()
}
