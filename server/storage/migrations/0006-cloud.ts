import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await roles(db, engine)
  await policiesAndProviders(db, engine)
  await users(db, engine)
  await signIns(db, engine)
}

async function roles(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('cloud_account')
    .addColumn('account_id', text, c => c.primaryKey())
    .addColumn('opened_at', integer, c => c.notNull())
    .execute()
  await db.schema
    .createTable('cloud_role')
    .addColumn('role_id', text, c => c.primaryKey())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('role_name', text, c => c.notNull())
    .addColumn('folded_name', text, c => c.notNull())
    .addColumn('path', text, c => c.notNull())
    .addColumn('trust_policy', text, c => c.notNull())
    .addColumn('description', text)
    .addColumn('max_session_duration', integer, c => c.notNull())
    .addColumn('boundary_arn', text)
    .addColumn('created_at', integer, c => c.notNull())
    .addUniqueConstraint('cloud_role_by_name', ['account_id', 'folded_name'])
    .execute()
  await db.schema
    .createTable('cloud_role_policy')
    .addColumn('role_id', text, c => c.notNull())
    .addColumn('policy_name', text, c => c.notNull())
    .addColumn('document', text, c => c.notNull())
    .addPrimaryKeyConstraint('cloud_role_policy_key', ['role_id', 'policy_name'])
    .execute()
  await db.schema
    .createTable('cloud_role_attachment')
    .addColumn('role_id', text, c => c.notNull())
    .addColumn('policy_arn', text, c => c.notNull())
    .addPrimaryKeyConstraint('cloud_role_attachment_key', ['role_id', 'policy_arn'])
    .execute()
  await index(db, 'cloud_role_attachment', ['policy_arn'])
  await index(db, 'cloud_role', ['boundary_arn'])
  await db.schema
    .createTable('cloud_role_tag')
    .addColumn('role_id', text, c => c.notNull())
    .addColumn('folded_key', text, c => c.notNull())
    .addColumn('key', text, c => c.notNull())
    .addColumn('value', text, c => c.notNull())
    .addPrimaryKeyConstraint('cloud_role_tag_key', ['role_id', 'folded_key'])
    .execute()
}

async function policiesAndProviders(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('cloud_saml_provider')
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('provider_name', text, c => c.notNull())
    .addColumn('metadata', text, c => c.notNull())
    .addColumn('tags', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('cloud_saml_provider_key', ['account_id', 'provider_name'])
    .execute()
  await db.schema
    .createTable('cloud_policy')
    .addColumn('policy_id', text, c => c.primaryKey())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('policy_name', text, c => c.notNull())
    .addColumn('folded_name', text, c => c.notNull())
    .addColumn('path', text, c => c.notNull())
    .addColumn('document', text, c => c.notNull())
    .addColumn('description', text)
    .addColumn('tags', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addUniqueConstraint('cloud_policy_by_name', ['account_id', 'folded_name'])
    .execute()
}

async function users(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('cloud_user')
    .addColumn('user_id', text, c => c.primaryKey())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('user_name', text, c => c.notNull())
    .addColumn('folded_name', text, c => c.notNull())
    .addColumn('path', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addUniqueConstraint('cloud_user_by_name', ['account_id', 'folded_name'])
    .execute()
  await db.schema
    .createTable('cloud_user_attachment')
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('policy_arn', text, c => c.notNull())
    .addPrimaryKeyConstraint('cloud_user_attachment_key', ['user_id', 'policy_arn'])
    .execute()
  await index(db, 'cloud_user_attachment', ['policy_arn'])
  await db.schema
    .createTable('cloud_access_key')
    .addColumn('access_key_id', text, c => c.primaryKey())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('secret', text, c => c.notNull())
    .addColumn('active', integer, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .execute()
  await index(db, 'cloud_access_key', ['user_id'])
}

async function signIns(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('cloud_console_session')
    .addColumn('token_hash', text, c => c.primaryKey())
    .addColumn('role_session', text, c => c.notNull())
    .addColumn('relay_state', text)
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
  await index(db, 'cloud_console_session', ['expires_at'])
  await db.schema
    .createTable('saml_replay')
    .addColumn('assertion', text, c => c.primaryKey())
    .addColumn('expires_at', integer, c => c.notNull())
    .execute()
  await index(db, 'saml_replay', ['expires_at'])
}

async function index(db: Kysely<unknown>, table: string, on: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${on.join('_')}`)
    .on(table)
    .columns([...on])
    .execute()
}
