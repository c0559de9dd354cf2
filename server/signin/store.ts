import type { Db, Tables } from '#server/storage/tables.ts'
import type { CredentialType, Progress, SigninStore } from './types.ts'

export function signinStore(db: Db): SigninStore {
  return {
    async put(tokenHash, progress) {
      const row = rowOf(tokenHash, progress)
      await db
        .insertInto('signin')
        .values(row)
        .onConflict(c => c.column('token_hash').doUpdateSet(row))
        .execute()
    },
    async find(tokenHash, now) {
      const row = await db
        .selectFrom('signin')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row === undefined ? undefined : progressOf(row)
    },
    async prove({ signinId }, proven, mustChangePassword) {
      const row = await db
        .updateTable('signin')
        .set({ proven: proven.join(','), must_change_password: mustChangePassword ? 1 : 0 })
        .where('signin_id', '=', signinId)
        .returning('signin_id')
        .executeTakeFirst()
      return row !== undefined
    },
    async take({ signinId }) {
      const row = await db
        .deleteFrom('signin')
        .where('signin_id', '=', signinId)
        .returning('signin_id')
        .executeTakeFirst()
      return row !== undefined
    },
    async sweep(now) {
      const { numDeletedRows } = await db.deleteFrom('signin').where('expires_at', '<=', now).executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

const rowOf = (tokenHash: string, progress: Progress): Tables['signin'] => ({
  token_hash: tokenHash,
  signin_id: progress.signinId,
  user_name: progress.userName,
  user_id: progress.userId ?? null,
  proven: progress.proven.join(','),
  must_change_password: progress.mustChangePassword ? 1 : 0,
  return_to: progress.returnTo,
  expires_at: progress.expiresAt,
})

const progressOf = (row: Tables['signin']): Progress => ({
  signinId: row.signin_id,
  userName: row.user_name,
  ...(row.user_id === null ? {} : { userId: row.user_id }),
  proven: row.proven === '' ? [] : (row.proven.split(',') as CredentialType[]),
  mustChangePassword: row.must_change_password === 1,
  returnTo: row.return_to,
  expiresAt: row.expires_at,
})
