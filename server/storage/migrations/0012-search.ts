import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/**
 * The words by which users and groups are found, as prefixes, and their order by age. What was there before gets the
 * words of its user name or display name here; the words of its other names come with its next change.
 */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text } = columns(engine)
  await db.schema
    .createTable('search_word')
    .addColumn('principal_type', text, c => c.notNull())
    .addColumn('word', text, c => c.notNull())
    .addColumn('principal_id', text, c => c.notNull())
    .addPrimaryKeyConstraint('search_word_key', ['principal_type', 'word', 'principal_id'])
    // The key is the whole row: SQLite need not keep it twice.
    .$call(table => (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
    .execute()
  await db.schema.createIndex('directory_user_by_age').on('directory_user').columns(['created_at', 'user_id']).execute()
  await db.schema
    .createIndex('directory_group_by_age')
    .on('directory_group')
    .columns(['created_at', 'group_id'])
    .execute()
  await backfill(db as Kysely<Before>)
}

interface Before {
  directory_user: { user_id: string; user_name: string; display_name: string | null }
  directory_group: { group_id: string; display_name: string }
  search_word: { principal_type: string; word: string; principal_id: string }
}

const PORTION = 1_000

async function backfill(db: Kysely<Before>): Promise<void> {
  for (let after = ''; ; ) {
    const users = await db
      .selectFrom('directory_user')
      .select(['user_id', 'user_name', 'display_name'])
      .where('user_id', '>', after)
      .orderBy('user_id')
      .limit(PORTION)
      .execute()
    await insert(
      db,
      'USER',
      users.map(user => [user.user_id, `${user.user_name} ${user.display_name ?? ''}`] as const),
    )
    if (users.length < PORTION) break
    after = users.at(-1)?.user_id ?? after
  }
  for (let after = ''; ; ) {
    const groups = await db
      .selectFrom('directory_group')
      .select(['group_id', 'display_name'])
      .where('group_id', '>', after)
      .orderBy('group_id')
      .limit(PORTION)
      .execute()
    await insert(
      db,
      'GROUP',
      groups.map(group => [group.group_id, group.display_name] as const),
    )
    if (groups.length < PORTION) break
    after = groups.at(-1)?.group_id ?? after
  }
}

async function insert(db: Kysely<Before>, type: string, named: readonly (readonly [string, string])[]): Promise<void> {
  const rows = named.flatMap(([principal_id, names]) =>
    wordsOf(names).map(word => ({ principal_type: type, word, principal_id })),
  )
  for (let from = 0; from < rows.length; from += PORTION)
    await db
      .insertInto('search_word')
      .values(rows.slice(from, from + PORTION))
      .onConflict(c => c.doNothing())
      .execute()
}

/** As the directory makes them at the time of this migration. */
function wordsOf(names: string): readonly string[] {
  const typed = names.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(/\s+/)
  const parts = typed.flatMap(one => one.split(/[^\p{L}\p{N}]+/u))
  return [...new Set([...typed, ...parts].filter(Boolean).map(word => word.slice(0, 48)))].slice(0, 24)
}
