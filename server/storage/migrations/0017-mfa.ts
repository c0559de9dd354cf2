import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('mfa_setting')
    .addColumn('name', text, c => c.primaryKey())
    .addColumn('value', text, c => c.notNull())
    .execute()
  await db.schema
    .createTable('mfa_device')
    .addColumn('device_id', text, c => c.primaryKey())
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('kind', text, c => c.notNull())
    .addColumn('name', text, c => c.notNull())
    .addColumn('name_key', text, c => c.notNull())
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('last_used_at', integer)
    // Of an authenticator app: the sealed secret, the last step that was used, and steps that may not be used any more.
    .addColumn('secret', text)
    .addColumn('last_step', integer)
    .addColumn('burned', text)
    // Of a WebAuthn credential.
    .addColumn('credential_id', text, c => c.unique())
    .addColumn('public_key', text)
    .addColumn('sign_count', integer)
    .addColumn('transports', text)
    .addColumn('aaguid', text)
    .addColumn('synced', integer)
    .addUniqueConstraint('mfa_device_name', ['user_id', 'name_key'])
    .execute()
  await db.schema
    .createTable('mfa_ceremony')
    .addColumn('holder', text, c => c.notNull())
    .addColumn('purpose', text, c => c.notNull())
    .addColumn('payload', text, c => c.notNull())
    .addColumn('expires_at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('mfa_ceremony_key', ['holder', 'purpose'])
    .execute()
  await db.schema.createIndex('mfa_ceremony_by_end').on('mfa_ceremony').columns(['expires_at']).execute()
  await db.schema
    .createTable('recovery_code')
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('hash', text, c => c.notNull())
    .addPrimaryKeyConstraint('recovery_code_key', ['user_id', 'hash'])
    .execute()
  await db.schema
    .createTable('trusted_browser')
    .addColumn('user_id', text, c => c.notNull())
    .addColumn('browser', text, c => c.notNull())
    .addColumn('agent', text, c => c.notNull())
    .addColumn('network', text, c => c.notNull())
    .addColumn('verified_at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('trusted_browser_key', ['user_id', 'browser'])
    .execute()
  await db.schema.createIndex('trusted_browser_by_age').on('trusted_browser').columns(['verified_at']).execute()
}
