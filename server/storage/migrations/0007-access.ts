import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await permissionSets(db, engine)
  await assignments(db, engine)
  await requests(db, engine)
  await names(db, engine)
}

async function permissionSets(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('permission_set')
    .addColumn('permission_set_id', text, c => c.primaryKey())
    .addColumn('name', text, c => c.notNull().unique())
    .addColumn('description', text)
    .addColumn('session_duration', text, c => c.notNull())
    .addColumn('relay_state', text)
    .addColumn('inline_policy', text)
    .addColumn('boundary', text)
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('version', integer, c => c.notNull())
    .execute()
  await db.schema
    .createTable('permission_set_policy')
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('policy', text, c => c.notNull())
    .addPrimaryKeyConstraint('permission_set_policy_key', ['permission_set_id', 'policy'])
    .execute()
}

async function assignments(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('assignment')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('principal_type', text, c => c.notNull())
    .addColumn('principal_id', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('assignment_key', ['account_id', 'permission_set_id', 'principal_type', 'principal_id'])
    .execute()
  await db.schema
    .createIndex('assignment_by_principal')
    .on('assignment')
    .columns(['principal_type', 'principal_id', 'account_id', 'permission_set_id'])
    .execute()
  await db.schema
    .createIndex('assignment_by_permission_set')
    .on('assignment')
    .columns(['permission_set_id', 'account_id'])
    .execute()
}

async function requests(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('access_request')
    .addColumn('request_id', text, c => c.primaryKey())
    .addColumn('kind', text, c => c.notNull())
    .addColumn('status', text, c => c.notNull())
    .addColumn('failure_reason', text)
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('account_id', text)
    .addColumn('principal_type', text)
    .addColumn('principal_id', text)
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('settled_at', integer)
    .execute()
  await db.schema.createIndex('access_request_by_kind').on('access_request').columns(['kind', 'request_id']).execute()
  await db.schema
    .createIndex('access_request_by_status')
    .on('access_request')
    .columns(['kind', 'status', 'request_id'])
    .execute()
  await db.schema.createIndex('access_request_by_settling').on('access_request').columns(['settled_at']).execute()
}

async function names(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text } = columns(engine)
  await db.schema
    .createTable('access_tag')
    .addColumn('resource', text, c => c.notNull())
    .addColumn('key', text, c => c.notNull())
    .addColumn('value', text, c => c.notNull())
    .addPrimaryKeyConstraint('access_tag_key', ['resource', 'key'])
    .execute()
  await db.schema
    .createTable('instance_name')
    .addColumn('instance_id', text, c => c.primaryKey())
    .addColumn('name', text, c => c.notNull())
    .execute()
}
