import { sql } from 'kysely'
import { pageOf } from '#server/base/paging.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { Batch, BatchAction, BatchRow, BatchStore, RowStatus, StoredRow } from './batches.ts'
import { targetOf } from './store.ts'

/** Rows of one statement: each has nine values, and SQLite takes 32,766. */
const PORTION = 1_000

export const batchStore = (db: Db): BatchStore => ({
  ...writes(db),
  ...reads(db),
})

type Writes = Pick<BatchStore, 'insert' | 'record' | 'take' | 'release' | 'retry'>

const writes = (db: Db): Writes => ({
  async insert({ batchId, action, createdAt, createdBy }, rows) {
    const batch = { batch_id: batchId, action, created_at: createdAt, created_by: createdBy, worked_until: 0 }
    await db.insertInto('assignment_batch').values(batch).execute()
    for (let from = 0; from < rows.length; from += PORTION)
      await db
        .insertInto('assignment_batch_row')
        .values(rows.slice(from, from + PORTION).map(row => rowToInsert(batchId, row)))
        .execute()
  },
  async record(batchId, outcomes, workedUntil) {
    for (const { position, outcome, requestId, failure } of outcomes)
      await db
        .updateTable('assignment_batch_row')
        .set({ outcome, request_id: requestId ?? null, failure: failure ?? null })
        .where('batch_id', '=', batchId)
        .where('position', '=', position)
        .execute()
    await db
      .updateTable('assignment_batch')
      .set({ worked_until: workedUntil })
      .where('batch_id', '=', batchId)
      .execute()
  },
  async take(batchId, now, workedUntil) {
    const { numUpdatedRows } = await db
      .updateTable('assignment_batch')
      .set({ worked_until: workedUntil })
      .where('batch_id', '=', batchId)
      .where('worked_until', '<=', now)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },
  async release(batchId) {
    await db.updateTable('assignment_batch').set({ worked_until: 0 }).where('batch_id', '=', batchId).execute()
  },
  async retry(batchId) {
    await db
      .updateTable('assignment_batch_row')
      .set({ outcome: 'waiting', request_id: null, failure: null })
      .where('batch_id', '=', batchId)
      .where(eb =>
        eb.or([
          eb('outcome', '=', 'refused'),
          eb(
            'request_id',
            'in',
            eb.selectFrom('access_request').select('access_request.request_id').where('status', '=', 'FAILED'),
          ),
        ]),
      )
      .execute()
  },
})

const rowToInsert = (batchId: string, row: StoredRow): Tables['assignment_batch_row'] => ({
  batch_id: batchId,
  position: row.position,
  account_id: row.accountId,
  permission_set_id: row.permissionSetId,
  principal_type: row.principalType,
  principal_id: row.principalId,
  outcome: 'waiting',
  request_id: null,
  failure: null,
})

/** What became of a row: its own outcome or, once it was asked for, the status of its request. */
const STATUS = sql<RowStatus>`case
  when r.outcome = 'waiting' then 'waiting'
  when r.outcome = 'refused' or q.status = 'FAILED' then 'failed'
  when r.outcome = 'asked' and q.status = 'IN_PROGRESS' then 'working'
  else 'succeeded' end`

const rowsWithRequests = (db: Db) =>
  db
    .selectFrom('assignment_batch_row as r')
    .leftJoin('access_request as q', 'q.request_id', 'r.request_id')
    .select(STATUS.as('status'))

const reads = (db: Db): Omit<BatchStore, keyof Writes> => ({ ...batchReads(db), ...rowReads(db) })

const batchReads = (db: Db): Pick<BatchStore, 'batch' | 'batches'> => ({
  async batch(batchId, now) {
    const row = await db.selectFrom('assignment_batch').selectAll().where('batch_id', '=', batchId).executeTakeFirst()
    return row && withCounts(db, row, now)
  },
  async batches({ limit, after }, now) {
    let select = db.selectFrom('assignment_batch').selectAll()
    if (after !== undefined) {
      const [at = '', id = ''] = after.split(' ')
      select = select.where(eb =>
        eb.or([
          eb('created_at', '<', Number(at)),
          eb.and([eb('created_at', '=', Number(at)), eb('batch_id', '<', id)]),
        ]),
      )
    }
    const rows = await select
      .orderBy('created_at', 'desc')
      .orderBy('batch_id', 'desc')
      .limit(limit + 1)
      .execute()
    const page = pageOf(
      rows,
      limit,
      row => `${row.created_at} ${row.batch_id}`,
      row => row,
    )
    return { ...page, items: await Promise.all(page.items.map(row => withCounts(db, row, now))) }
  },
})

const rowReads = (db: Db): Pick<BatchStore, 'rows' | 'all' | 'next' | 'existing'> => ({
  async rows(batchId, status, { limit, after }) {
    let select = rowsWithRequests(db).selectAll('r').select('q.failure_reason').where('r.batch_id', '=', batchId)
    if (status !== undefined) select = select.where(STATUS, '=', status)
    if (after !== undefined) select = select.where('position', '>', Number(after))
    const rows = await select
      .orderBy('position')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => String(row.position), rowOf)
  },
  async all(batchId) {
    const rows = await db.selectFrom('assignment_batch_row').selectAll().where('batch_id', '=', batchId).execute()
    return rows.map(storedRowOf)
  },
  async next(batchId, limit) {
    const rows = await db
      .selectFrom('assignment_batch_row')
      .selectAll()
      .where('batch_id', '=', batchId)
      .where('outcome', '=', 'waiting')
      .orderBy('position')
      .limit(limit)
      .execute()
    return rows.map(storedRowOf)
  },
  async existing({ accountIds, permissionSetIds, principals }) {
    if (accountIds.length === 0 || permissionSetIds.length === 0 || principals.length === 0) return []
    const rows = await db
      .selectFrom('assignment')
      .selectAll()
      .where('account_id', 'in', accountIds)
      .where('permission_set_id', 'in', permissionSetIds)
      .where(
        'principal_id',
        'in',
        principals.map(({ principalId }) => principalId),
      )
      .where('state', '!=', 'deleting')
      .execute()
    return rows.map(targetOf)
  },
})

const storedRowOf = (row: Tables['assignment_batch_row']): StoredRow => ({
  ...targetOf(row),
  position: row.position,
})

function rowOf(
  row: Tables['assignment_batch_row'] & { readonly status: RowStatus; readonly failure_reason: string | null },
): BatchRow {
  const failure = row.failure ?? row.failure_reason
  return {
    ...targetOf(row),
    status: row.status,
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(failure === null || row.status !== 'failed' ? {} : { failure }),
  }
}

async function withCounts(db: Db, row: Tables['assignment_batch'], now: number): Promise<Batch> {
  const found = await rowsWithRequests(db)
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('r.batch_id', '=', row.batch_id)
    .groupBy(STATUS)
    .execute()
  const count = (status: RowStatus) => Number(found.find(one => one.status === status)?.count ?? 0)
  const [waiting, working, succeeded, failed] = [
    count('waiting'),
    count('working'),
    count('succeeded'),
    count('failed'),
  ]
  return {
    batchId: row.batch_id,
    action: row.action as BatchAction,
    createdAt: row.created_at,
    createdBy: row.created_by,
    rows: waiting + working + succeeded + failed,
    ...{ waiting, working, succeeded, failed },
    interrupted: waiting > 0 && row.worked_until <= now,
  }
}
