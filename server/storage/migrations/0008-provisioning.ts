import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('provisioning_work')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('role_name', text, c => c.notNull())
    .addColumn('generation', integer, c => c.notNull())
    .addColumn('request_id', text, c => c.notNull())
    .addColumn('due_at', integer, c => c.notNull())
    .addColumn('attempts', integer, c => c.notNull())
    .addColumn('owner', text)
    .addColumn('leased_until', integer, c => c.notNull())
    .addPrimaryKeyConstraint('provisioning_work_key', ['account_id', 'permission_set_id'])
    .execute()
  await db.schema
    .createIndex('provisioning_work_by_due')
    .on('provisioning_work')
    .columns(['due_at', 'account_id'])
    .execute()
  await db.schema
    .createTable('provisioning_part')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('request_id', text, c => c.notNull())
    .addColumn('generation', integer, c => c.notNull())
    .addPrimaryKeyConstraint('provisioning_part_key', ['account_id', 'permission_set_id', 'request_id'])
    .execute()
  await db.schema.createIndex('provisioning_part_by_request').on('provisioning_part').columns(['request_id']).execute()
  await db.schema
    .createTable('provisioned_role')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('applied_version', integer, c => c.notNull())
    .addColumn('applied_at', integer, c => c.notNull())
    .addColumn('last_error', text)
    .addPrimaryKeyConstraint('provisioned_role_key', ['account_id', 'permission_set_id'])
    .execute()
  await db.schema
    .createIndex('provisioned_role_by_permission_set')
    .on('provisioned_role')
    .columns(['permission_set_id', 'account_id'])
    .execute()
}
