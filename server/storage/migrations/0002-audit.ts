import { type Kysely, sql } from 'kysely'
import { columns, type Engine } from '../columns.ts'

/**
 * Every change writes an event, so an index here is paid for by everything. There is one for each way of searching that
 * finds few among many, and those on members that most events lack hold only the events that have them.
 */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('event')
    .addColumn('event_id', text, c => c.primaryKey())
    .addColumn('number', integer)
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
  await db.schema.createIndex('event_by_name').on('event').columns(['event_name', 'at']).execute()
  for (const column of ['user_name', 'user_id', 'access_key_id', 'refusal_code'] as const)
    await db.schema
      .createIndex(`event_by_${column}`)
      .on('event')
      .columns([column, 'at'])
      .where(sql.ref(column), 'is not', null)
      .execute()
  await db.schema
    .createIndex('event_by_number')
    .on('event')
    .column('number')
    .unique()
    .where(sql.ref('number'), 'is not', null)
    .execute()
  await db.schema
    .createIndex('event_without_number')
    .on('event')
    .columns(['at', 'event_id'])
    .where(sql.ref('number'), 'is', null)
    .execute()
  await db.schema
    .createTable('event_resource')
    .addColumn('event_id', text, c => c.notNull())
    .addColumn('resource_type', text, c => c.notNull())
    .addColumn('resource_name', text, c => c.notNull())
    .addColumn('at', integer, c => c.notNull())
    .addPrimaryKeyConstraint('event_resource_key', ['event_id', 'resource_type', 'resource_name'])
    // The key is the whole row: SQLite need not keep it twice.
    .$call(table => (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
    .execute()
  await db.schema.createIndex('event_resource_by_name').on('event_resource').columns(['resource_name', 'at']).execute()
}
