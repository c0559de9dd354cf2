import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('assignment_batch')
    .addColumn('batch_id', text, c => c.primaryKey())
    .addColumn('action', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('created_by', text, c => c.notNull())
    .addColumn('worked_until', integer, c => c.notNull())
    .execute()
  await db.schema
    .createIndex('assignment_batch_by_age')
    .on('assignment_batch')
    .columns(['created_at', 'batch_id'])
    .execute()
  await db.schema
    .createTable('assignment_batch_row')
    .addColumn('batch_id', text, c => c.notNull())
    .addColumn('position', integer, c => c.notNull())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('principal_type', text, c => c.notNull())
    .addColumn('principal_id', text, c => c.notNull())
    .addColumn('outcome', text, c => c.notNull())
    .addColumn('request_id', text)
    .addColumn('failure', text)
    .addPrimaryKeyConstraint('assignment_batch_row_key', ['batch_id', 'position'])
    .execute()
}
