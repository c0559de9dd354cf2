import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('password')
    .addColumn('user_id', text, c => c.primaryKey())
    .addColumn('hash', text, c => c.notNull())
    .addColumn('previous', text, c => c.notNull())
    .addColumn('must_change', integer, c => c.notNull())
    .addColumn('set_at', integer, c => c.notNull())
    .execute()
  await db.schema
    .createTable('attempt')
    .addColumn('subject', text, c => c.notNull())
    .addColumn('origin', text, c => c.notNull())
    .addColumn('failures', integer, c => c.notNull())
    .addColumn('last_at', integer, c => c.notNull())
    .addColumn('succeeded_at', integer)
    .addPrimaryKeyConstraint('attempt_key', ['subject', 'origin'])
    .execute()
  await db.schema.createIndex('attempt_by_time').on('attempt').column('last_at').execute()
  await db.schema
    .createTable('one_time')
    .addColumn('hash', text, c => c.primaryKey())
    .addColumn('purpose', text, c => c.notNull())
    .addColumn('payload', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
  await db.schema.createIndex('one_time_by_expiry').on('one_time').column('expires_at').execute()
}
