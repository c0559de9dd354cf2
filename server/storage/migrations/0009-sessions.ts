import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await createSessions(db, engine)
  await createGrants(db, engine)
  await createTokens(db, engine)
}

async function createSessions(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('portal_session')
    .addColumn('session_id', text, c => c.primaryKey())
    .addColumn('token_hash', text, c => c.notNull().unique())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .addColumn('authenticated_at', integer, c => c.notNull())
    .addColumn('user_agent', text, c => c.notNull())
    .addColumn('source_ip', text, c => c.notNull())
    .addColumn('ended_at', integer)
    .addColumn('ended_why', text)
    .execute()
  await db.schema
    .createIndex('portal_session_by_user')
    .on('portal_session')
    .columns(['user_id', 'created_at'])
    .execute()
  await db.schema.createIndex('portal_session_by_expiry').on('portal_session').column('expires_at').execute()
}

async function createGrants(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('device_grant')
    .addColumn('device_code_hash', text, c => c.primaryKey())
    .addColumn('user_code_hash', text, c => c.notNull().unique())
    .addColumn('client_id', text, c => c.notNull())
    .addColumn('client_name', text, c => c.notNull())
    .addColumn('scopes', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .addColumn('source_ip', text, c => c.notNull())
    .addColumn('user_agent', text, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('session_id', text)
    .addColumn('user_id', text)
    .addColumn('polled_until', integer, c => c.notNull())
    .execute()
  await db.schema.createIndex('device_grant_by_expiry').on('device_grant').column('expires_at').execute()
  await db.schema
    .createTable('user_code_attempt')
    .addColumn('user_id', text, c => c.primaryKey())
    .addColumn('failures', integer, c => c.notNull())
    .addColumn('since', integer, c => c.notNull())
    .execute()
  await db.schema
    .createTable('authorization_code')
    .addColumn('code_hash', text, c => c.primaryKey())
    .addColumn('client_id', text, c => c.notNull())
    .addColumn('redirect_uri', text, c => c.notNull())
    .addColumn('code_challenge', text, c => c.notNull())
    .addColumn('session_id', text, c => c.notNull())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .addColumn('family_id', text)
    .execute()
  await db.schema.createIndex('authorization_code_by_expiry').on('authorization_code').column('expires_at').execute()
}

async function createTokens(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('token_family')
    .addColumn('family_id', text, c => c.primaryKey())
    .addColumn('session_id', text, c => c.notNull())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('client_id', text, c => c.notNull())
    .addColumn('client_name', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('ended_at', integer)
    .execute()
  await db.schema.createIndex('token_family_by_session').on('token_family').column('session_id').execute()
  await db.schema
    .createTable('access_token')
    .addColumn('token_hash', text, c => c.primaryKey())
    .addColumn('family_id', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
  await db.schema.createIndex('access_token_by_family').on('access_token').column('family_id').execute()
  await db.schema.createIndex('access_token_by_expiry').on('access_token').column('expires_at').execute()
  await db.schema
    .createTable('refresh_token')
    .addColumn('token_hash', text, c => c.primaryKey())
    .addColumn('family_id', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('replaced_at', integer)
    .execute()
  await db.schema.createIndex('refresh_token_by_family').on('refresh_token').column('family_id').execute()
}
