import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('instance')
    .addColumn('instance_id', text, c => c.primaryKey())
    .addColumn('identity_store_id', text, c => c.notNull())
    .addColumn('region', text, c => c.notNull())
    .addColumn('organization_id', text, c => c.notNull())
    .addColumn('root_id', text, c => c.notNull())
    .addColumn('management_account_id', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('key_check', text, c => c.notNull())
    .execute()
  await db.schema
    .createTable('lease')
    .addColumn('name', text, c => c.primaryKey())
    .addColumn('owner', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
}
