import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('event')
    .addColumn('event_id', text, c => c.primaryKey())
    .addColumn('number', integer, c => c.unique())
    .addColumn('hash', text)
    .addColumn('at', integer, c => c.notNull())
    .addColumn('event_name', text, c => c.notNull())
    .addColumn('event_source', text, c => c.notNull())
    .addColumn('read_only', integer, c => c.notNull())
    .addColumn('user_name', text)
    .addColumn('user_id', text)
    .addColumn('access_key_id', text)
    .addColumn('source_ip', text, c => c.notNull())
    .addColumn('account_id', text, c => c.notNull())
    .addColumn('refusal_code', text)
    .addColumn('reference', text, c => c.notNull())
    .addColumn('record', text, c => c.notNull())
    .execute()
  await db.schema.createIndex('event_by_time').on('event').columns(['at', 'event_id']).execute()
  for (const column of [
    'event_name',
    'event_source',
    'user_name',
    'access_key_id',
    'refusal_code',
    'reference',
  ] as const)
    await db.schema.createIndex(`event_by_${column}`).on('event').columns([column, 'at']).execute()
  await db.schema
    .createTable('event_resource')
    .addColumn('event_id', text, c => c.notNull())
    .addColumn('resource_type', text, c => c.notNull())
    .addColumn('resource_name', text, c => c.notNull())
    .addColumn('at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('event_resource_key', ['event_id', 'resource_type', 'resource_name'])
    .execute()
  await db.schema.createIndex('event_resource_by_name').on('event_resource').columns(['resource_name', 'at']).execute()
}
