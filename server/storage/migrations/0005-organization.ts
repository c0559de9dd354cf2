import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('account')
    .addColumn('account_id', text, c => c.primaryKey())
    .addColumn('name', text, c => c.notNull())
    .addColumn('email', text, c => c.notNull())
    .addColumn('email_folded', text, c => c.notNull().unique())
    .addColumn('status', text, c => c.notNull())
    .addColumn('joined_method', text, c => c.notNull())
    .addColumn('joined_at', integer, c => c.notNull())
    .addColumn('parent_id', text, c => c.notNull())
    .addColumn('opened', integer, c => c.notNull())
    .execute()
  await db.schema.createIndex('account_by_parent').on('account').columns(['parent_id', 'account_id']).execute()
  await db.schema.createIndex('account_by_opened').on('account').columns(['opened', 'account_id']).execute()
  await db.schema
    .createTable('organizational_unit')
    .addColumn('unit_id', text, c => c.primaryKey())
    .addColumn('name', text, c => c.notNull())
    .addColumn('parent_id', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addUniqueConstraint('organizational_unit_name', ['parent_id', 'name'])
    .execute()
  await db.schema
    .createTable('account_request')
    .addColumn('request_id', text, c => c.primaryKey())
    .addColumn('account_name', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('account_id', text)
    .addColumn('failure', text)
    .addColumn('requested_at', integer, c => c.notNull())
    .addColumn('completed_at', integer, c => c.notNull())
    .execute()
  await db.schema
    .createIndex('account_request_by_state')
    .on('account_request')
    .columns(['state', 'request_id'])
    .execute()
}
