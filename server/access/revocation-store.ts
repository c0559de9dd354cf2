import type { Db, Tables } from '#server/storage/tables.ts'
import type { Revocation, RoleKey, StoredRevocation } from './types.ts'

export interface RevocationStore {
  /** Takes the place of an earlier one of the same person in the role. */
  putRevocation(revocation: StoredRevocation): Promise<void>
  revocationsOfUser(userId: string): Promise<readonly StoredRevocation[]>
  /** Takes those that ended before. */
  takeRevocations(before: number): Promise<readonly StoredRevocation[]>
}

export const revocationStore = (db: Db): RevocationStore => ({
  async putRevocation({ accountId, permissionSetId, userId, sessionName, before, expiresAt, requestId }) {
    const key = {
      account_id: accountId,
      permission_set_id: permissionSetId,
      user_id: userId,
      session_name: sessionName,
    }
    const asked = { issued_before: before, expires_at: expiresAt, request_id: requestId }
    await db
      .insertInto('role_revocation')
      .values({ ...key, ...asked })
      .onConflict(c => c.columns(['account_id', 'permission_set_id', 'user_id', 'session_name']).doUpdateSet(asked))
      .execute()
  },
  async revocationsOfUser(userId) {
    const rows = await db.selectFrom('role_revocation').selectAll().where('user_id', '=', userId).execute()
    return rows.map(revocationOf)
  },
  async takeRevocations(before) {
    const rows = await db.deleteFrom('role_revocation').where('expires_at', '<', before).returningAll().execute()
    return rows.map(revocationOf)
  },
})

/** Those that the role has to carry, in an order that does not change. */
export async function revocationsOfRole(
  db: Db,
  { accountId, permissionSetId }: RoleKey,
): Promise<readonly Revocation[]> {
  const rows = await db
    .selectFrom('role_revocation')
    .select(['session_name', 'issued_before'])
    .where('account_id', '=', accountId)
    .where('permission_set_id', '=', permissionSetId)
    .orderBy('session_name')
    .orderBy('issued_before')
    .execute()
  return rows.map(row => ({ sessionName: row.session_name, before: row.issued_before }))
}

const revocationOf = (row: Tables['role_revocation']): StoredRevocation => ({
  accountId: row.account_id,
  permissionSetId: row.permission_set_id,
  userId: row.user_id,
  sessionName: row.session_name,
  before: row.issued_before,
  expiresAt: row.expires_at,
  requestId: row.request_id,
})
