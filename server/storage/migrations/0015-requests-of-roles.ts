import type { Kysely } from 'kysely'

/** What became of the last request for a role is asked for each role of a page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('access_request_by_role')
    .on('access_request')
    .columns(['account_id', 'permission_set_id', 'settled_at'])
    .execute()
}
