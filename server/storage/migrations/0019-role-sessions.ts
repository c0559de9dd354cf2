import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('role_session')
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .addColumn('credential_id', text, c => c.notNull())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('session_name', text, c => c.notNull())
    .addColumn('issued_at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('role_session_key', ['user_id', 'expires_at', 'credential_id'])
    .execute()
  await db.schema.createIndex('role_session_by_end').on('role_session').columns(['expires_at']).execute()
  await db.schema
    .createTable('role_revocation')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('permission_set_id', text, c => c.notNull())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('session_name', text, c => c.notNull())
    .addColumn('issued_before', integer, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .addColumn('request_id', text, c => c.notNull())
    .addPrimaryKeyConstraint('role_revocation_key', ['account_id', 'permission_set_id', 'user_id', 'session_name'])
    .execute()
  await db.schema.createIndex('role_revocation_by_end').on('role_revocation').columns(['expires_at']).execute()
  await db.schema.createIndex('role_revocation_by_user').on('role_revocation').columns(['user_id']).execute()
}
