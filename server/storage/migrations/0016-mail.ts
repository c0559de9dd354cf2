import type { Kysely } from 'kysely'
import { columns, type Engine } from '../columns.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { text, integer } = columns(engine)
  await db.schema
    .createTable('mail')
    .addColumn('mail_id', text, c => c.primaryKey())
    .addColumn('to_address', text, c => c.notNull())
    .addColumn('subject', text, c => c.notNull())
    // Sealed; null once it was sent.
    .addColumn('text', text)
    .addColumn('html', text)
    .addColumn('purpose', text, c => c.notNull())
    .addColumn('user_id', text)
    .addColumn('created_at', integer, c => c.notNull())
    .addColumn('good_until', integer, c => c.notNull())
    .addColumn('state', text, c => c.notNull())
    .addColumn('attempts', integer, c => c.notNull())
    .addColumn('due_at', integer, c => c.notNull())
    .addColumn('give_up_at', integer, c => c.notNull())
    .addColumn('last_error', text)
    .addColumn('sent_at', integer)
    .execute()
  await db.schema.createIndex('mail_by_age').on('mail').columns(['created_at', 'mail_id']).execute()
  await db.schema.createIndex('mail_by_due').on('mail').columns(['state', 'due_at', 'mail_id']).execute()
}
