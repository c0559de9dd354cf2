import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('signin')
    .addColumn('token_hash', text, c => c.primaryKey())
    .addColumn('signin_id', text, c => c.notNull().unique())
    .addColumn('user_name', text, c => c.notNull())
    .addColumn('user_id', text)
    .addColumn('proven', text, c => c.notNull())
    .addColumn('must_change_password', integer, c => c.notNull())
    .addColumn('return_to', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
  await db.schema.createIndex('signin_by_expiry').on('signin').column('expires_at').execute()
}
