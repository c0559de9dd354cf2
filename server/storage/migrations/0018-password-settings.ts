import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('password_setting')
    .addColumn('name', text, c => c.primaryKey())
    .addColumn('value', integer, c => c.notNull())
    .execute()
}
