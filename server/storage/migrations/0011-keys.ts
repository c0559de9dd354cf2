import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('signing_key')
    .addColumn('key_id', text, c => c.primaryKey())
    .addColumn('purpose', text, c => c.notNull())
    // The purpose while this key signs for it, null afterwards: nulls do not collide, so each purpose has one at most.
    .addColumn('active_for', text, c => c.unique())
    .addColumn('certificate', text, c => c.notNull())
    .addColumn('private_key', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
  await db.schema
    .createIndex('signing_key_by_purpose')
    .on('signing_key')
    .columns(['purpose', 'created_at', 'key_id'])
    .execute()
}
