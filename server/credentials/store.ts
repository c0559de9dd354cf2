import type { ForgetsCredentials } from '#server/directory/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import { FORGOTTEN_AFTER, TRUSTED_FOR } from './attempts.ts'
import { recoveryStore, sweepCeremonies, trustStore } from './mfa/store.ts'
import { TRUSTED_FOR as PLACE_TRUSTED_FOR } from './mfa/trust.ts'
import type { AttemptStore, Counter, OneTimeStore, PasswordStore, StoredOneTime } from './types.ts'

export const passwordStore = (db: Db): PasswordStore => ({
  find: async userId => {
    const row = await db.selectFrom('password').selectAll().where('user_id', '=', userId).executeTakeFirst()
    if (row === undefined) return undefined
    const previous: readonly string[] = JSON.parse(row.previous)
    return { hash: row.hash, previous, mustChange: row.must_change === 1, setAt: row.set_at }
  },
  save: async (userId, { hash, previous, mustChange, setAt }) => {
    const row = { hash, previous: JSON.stringify(previous), must_change: mustChange ? 1 : 0, set_at: setAt }
    await db
      .insertInto('password')
      .values({ user_id: userId, ...row })
      .onConflict(c => c.column('user_id').doUpdateSet(row))
      .execute()
  },
  rehash: async (userId, from, to) => {
    await db.updateTable('password').set({ hash: to }).where('user_id', '=', userId).where('hash', '=', from).execute()
  },
  delete: async userId => {
    await db.deleteFrom('password').where('user_id', '=', userId).execute()
  },
})

/** Fills the directory's port, over the unit of work in which a user is deleted. */
export const forgetsCredentials = (db: Db): ForgetsCredentials => ({
  async forgetCredentialsOf(userId) {
    await passwordStore(db).delete(userId)
    await db.deleteFrom('mfa_device').where('user_id', '=', userId).execute()
    await recoveryStore(db).replace(userId, [])
    await trustStore(db).forget(userId)
  },
})

export const attemptStore = (db: Db): AttemptStore => ({
  find: async (subject, origins) => {
    const rows = await db
      .selectFrom('attempt')
      .selectAll()
      .where('subject', '=', subject)
      .where('origin', 'in', origins)
      .execute()
    return new Map(rows.map(row => [row.origin, counterOf(row)]))
  },
  all: async subject => {
    const rows = await db.selectFrom('attempt').selectAll().where('subject', '=', subject).execute()
    return rows.map(counterOf)
  },
  save: async (subject, origin, { failures, lastAt, succeededAt }) => {
    const row = { failures, last_at: lastAt, succeeded_at: succeededAt ?? null }
    await db
      .insertInto('attempt')
      .values({ subject, origin, ...row })
      .onConflict(c => c.columns(['subject', 'origin']).doUpdateSet(row))
      .execute()
  },
  takeBack: async (subject, origin) => {
    await db
      .updateTable('attempt')
      .set(eb => ({ failures: eb('failures', '-', 1) }))
      .where('subject', '=', subject)
      .where('origin', '=', origin)
      .where('failures', '>', 0)
      .execute()
  },
  forgive: async subject => {
    await db.updateTable('attempt').set({ failures: 0 }).where('subject', '=', subject).execute()
  },
  sweep: async (failedBefore, succeededBefore) => {
    const { numDeletedRows } = await db
      .deleteFrom('attempt')
      .where('last_at', '<', failedBefore)
      .where(eb => eb.or([eb('succeeded_at', 'is', null), eb('succeeded_at', '<', succeededBefore)]))
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const counterOf = ({ failures, last_at, succeeded_at }: Tables['attempt']): Counter => ({
  failures,
  lastAt: last_at,
  ...(succeeded_at === null ? {} : { succeededAt: succeeded_at }),
})

export const oneTimeStore = (db: Db): OneTimeStore => ({
  insert: async (hash, purpose, payload, expiresAt) => {
    await db.insertInto('one_time').values({ hash, purpose, payload, expires_at: expiresAt }).execute()
  },
  find: async (hash, purpose, at) =>
    stored(
      await db
        .selectFrom('one_time')
        .select(['payload', 'expires_at'])
        .where('hash', '=', hash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', at)
        .executeTakeFirst(),
    ),
  take: async (hash, purpose, at) =>
    stored(
      await db
        .deleteFrom('one_time')
        .where('hash', '=', hash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', at)
        .returning(['payload', 'expires_at'])
        .executeTakeFirst(),
    ),
  sweep: async at => {
    const { numDeletedRows } = await db.deleteFrom('one_time').where('expires_at', '<=', at).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const stored = (row: { payload: string; expires_at: number } | undefined): StoredOneTime | undefined =>
  row && { payload: row.payload, expiresAt: row.expires_at }

/** What a job does once in a while, in a unit of work. @returns rows deleted */
export const sweepCredentials = async (db: Db, now: number): Promise<number> =>
  (await attemptStore(db).sweep(now - FORGOTTEN_AFTER, now - TRUSTED_FOR)) +
  (await oneTimeStore(db).sweep(now)) +
  (await sweepCeremonies(db, now)) +
  (await trustStore(db).sweep(now - PLACE_TRUSTED_FOR))
