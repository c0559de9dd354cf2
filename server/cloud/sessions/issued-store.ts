import { statement } from '#server/storage/statement.ts'
import type { Db } from '#server/storage/tables.ts'

/** A role session that a person got from the portal, without its secrets. Instants are Unix ms. */
export interface IssuedSession {
  /** The access key id; where the person was led into the console of the account, the id of the assertion. */
  readonly credentialId: string
  readonly userId: string
  readonly accountId: string
  readonly permissionSetId: string
  /** The user name may have changed since. */
  readonly sessionName: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/** What of a person's is out under one permission set in one account. */
export interface IssuedSessions {
  readonly accountId: string
  readonly permissionSetId: string
  readonly sessionName: string
  readonly count: number
  /** Of the newest. */
  readonly issuedAt: number
  /** Of the one that lasts longest. */
  readonly expiresAt: number
}

export interface IssuedStore {
  add(session: IssuedSession): Promise<void>
  /** That last beyond `now`, in the order of accounts. */
  of(userId: string, now: number): Promise<readonly IssuedSessions[]>
  /** Deletes those that ended before. @returns how many */
  sweep(before: number): Promise<number>
}

/** Beside every GetRoleCredentials. */
const insert = statement((db, session: IssuedSession) =>
  db.insertInto('role_session').values({
    user_id: session.userId,
    expires_at: session.expiresAt,
    credential_id: session.credentialId,
    account_id: session.accountId,
    permission_set_id: session.permissionSetId,
    session_name: session.sessionName,
    issued_at: session.issuedAt,
  }),
)

export const issuedStore = (db: Db): IssuedStore => ({
  async add(session) {
    await insert(db, session)
  },
  async of(userId, now) {
    const rows = await db
      .selectFrom('role_session')
      .select(['account_id', 'permission_set_id', 'session_name'])
      .select(({ fn }) => [
        fn.countAll<number>().as('count'),
        fn.max('issued_at').as('issued_at'),
        fn.max('expires_at').as('expires_at'),
      ])
      .where('user_id', '=', userId)
      .where('expires_at', '>', now)
      .groupBy(['account_id', 'permission_set_id', 'session_name'])
      .orderBy('account_id')
      .orderBy('permission_set_id')
      .orderBy('session_name')
      .execute()
    return rows.map(row => ({
      accountId: row.account_id,
      permissionSetId: row.permission_set_id,
      sessionName: row.session_name,
      count: Number(row.count),
      issuedAt: row.issued_at,
      expiresAt: row.expires_at,
    }))
  },
  async sweep(before) {
    const { numDeletedRows } = await db.deleteFrom('role_session').where('expires_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})
