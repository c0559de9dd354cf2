import { pageOf } from '#server/base/paging.ts'
import type { Cell, Sealer } from '#server/storage/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { Mail, MailState, MailStore, OpenedMail } from './types.ts'

const cellOf = (column: 'text' | 'html', mailId: string): Cell => `mail.${column}#${mailId}`

export const mailStore = (db: Db, sealer: Sealer): MailStore => ({ ...reads(db, sealer), ...writes(db, sealer) })

type Reads = Pick<MailStore, 'list' | 'find' | 'open' | 'countSince'>

const reads = (db: Db, sealer: Sealer): Reads => ({
  async list({ limit, after }) {
    let select = db.selectFrom('mail').selectAll()
    if (after !== undefined) {
      const [at = '', id = ''] = after.split(' ')
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'mail_id'), '<', tuple(Number(at), id)),
      )
    }
    const rows = await select
      .orderBy('created_at', 'desc')
      .orderBy('mail_id', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => `${row.created_at} ${row.mail_id}`, mailOf)
  },
  async find(mailId) {
    const row = await db.selectFrom('mail').selectAll().where('mail_id', '=', mailId).executeTakeFirst()
    return row && mailOf(row)
  },
  async open(mailId) {
    const row = await db.selectFrom('mail').selectAll().where('mail_id', '=', mailId).executeTakeFirst()
    return row && opened(row, sealer)
  },
  async countSince({ userId, purpose, since }) {
    const { count } = await db
      .selectFrom('mail')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('created_at', '>=', since)
      .where('user_id', '=', userId)
      .where('purpose', '=', purpose)
      .executeTakeFirstOrThrow()
    return Number(count)
  },
})

const writes = (db: Db, sealer: Sealer): Omit<MailStore, keyof Reads> => ({
  async insert(mailId, { to, subject, text, html, purpose, userId, goodUntil }, { createdAt, giveUpAt }) {
    const row: Tables['mail'] = {
      mail_id: mailId,
      to_address: to,
      subject,
      text: sealer.seal(cellOf('text', mailId), text),
      html: html === undefined ? null : sealer.seal(cellOf('html', mailId), html),
      purpose,
      user_id: userId ?? null,
      created_at: createdAt,
      good_until: goodUntil,
      state: 'waiting',
      attempts: 0,
      due_at: createdAt,
      give_up_at: giveUpAt,
      last_error: null,
      sent_at: null,
    }
    await db.insertInto('mail').values(row).execute()
  },
  async take(now, until) {
    const next = db
      .selectFrom('mail')
      .select('mail_id')
      .where('state', '=', 'waiting')
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('mail_id')
      .limit(1)
    const row = await db
      .updateTable('mail')
      .set(eb => ({ due_at: until, attempts: eb('attempts', '+', 1) }))
      .where('mail_id', '=', next)
      // Judged again once the row is locked: another process may have taken it since it was found.
      .where('state', '=', 'waiting')
      .where('due_at', '<=', now)
      .returningAll()
      .executeTakeFirst()
    return row && { ...opened(row, sealer), giveUpAt: row.give_up_at }
  },
  async sent(mailId, at) {
    const row = { state: 'sent', sent_at: at, text: null, html: null, last_error: null }
    await db.updateTable('mail').set(row).where('mail_id', '=', mailId).execute()
  },
  async failed(mailId, { state, dueAt, error }) {
    const row = { state, due_at: dueAt, last_error: error }
    await db.updateTable('mail').set(row).where('mail_id', '=', mailId).execute()
  },
  async retry(mailId, dueAt, giveUpAt) {
    const row = { state: 'waiting', due_at: dueAt, give_up_at: giveUpAt }
    await db.updateTable('mail').set(row).where('mail_id', '=', mailId).where('state', '!=', 'sent').execute()
  },
  async forget(before) {
    const { numDeletedRows } = await db.deleteFrom('mail').where('created_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const mailOf = (row: Tables['mail']): Mail => ({
  mailId: row.mail_id,
  to: row.to_address,
  subject: row.subject,
  purpose: row.purpose,
  ...(row.user_id === null ? {} : { userId: row.user_id }),
  state: row.state as MailState,
  attempts: row.attempts,
  createdAt: row.created_at,
  goodUntil: row.good_until,
  ...(row.sent_at === null ? {} : { sentAt: row.sent_at }),
  ...(row.last_error === null ? {} : { lastError: row.last_error }),
})

function opened(row: Tables['mail'], sealer: Sealer): OpenedMail {
  const read = (column: 'text' | 'html') => {
    const sealed = row[column]
    return sealed === null ? {} : { [column]: sealer.open(cellOf(column, row.mail_id), sealed).toString('utf8') }
  }
  return { ...mailOf(row), ...read('text'), ...read('html') }
}
