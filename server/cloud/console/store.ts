import type { Cell, Sealer } from '#server/storage/index.ts'
import type { Db } from '#server/storage/tables.ts'
import type { RoleSession } from '../types.ts'

export interface ConsoleSession {
  readonly roleSession: RoleSession
  /** Where the sign-in wanted to go. */
  readonly relayState?: string
}

/** Console sessions by the hash of their cookie, and the assertions that were used. */
export interface ConsoleStore {
  add(tokenHash: string, session: ConsoleSession): Promise<void>
  find(tokenHash: string, now: number): Promise<ConsoleSession | undefined>
  remove(tokenHash: string): Promise<void>
  /** Takes an assertion; the database decides who was first. @returns false where it was taken before */
  takeAssertion(assertion: string, expiresAt: number): Promise<boolean>
  /** Deletes sessions and assertions that ended before. @returns how many */
  sweep(before: number): Promise<number>
}

const cellOf = (tokenHash: string): Cell => `cloud_console_session.role_session#${tokenHash}`

export function consoleStore(db: Db, sealer: Sealer): ConsoleStore {
  return {
    async add(tokenHash, { roleSession, relayState }) {
      const row = {
        token_hash: tokenHash,
        role_session: sealer.seal(cellOf(tokenHash), JSON.stringify(roleSession)),
        relay_state: relayState ?? null,
        expires_at: roleSession.expiresAt,
      }
      await db.insertInto('cloud_console_session').values(row).execute()
    },
    async find(tokenHash, now) {
      const row = await db
        .selectFrom('cloud_console_session')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const roleSession = JSON.parse(sealer.open(cellOf(tokenHash), row.role_session).toString()) as RoleSession
      return { roleSession, ...(row.relay_state === null ? {} : { relayState: row.relay_state }) }
    },
    async remove(tokenHash) {
      await db.deleteFrom('cloud_console_session').where('token_hash', '=', tokenHash).execute()
    },
    async takeAssertion(assertion, expiresAt) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('saml_replay')
        .values({ assertion, expires_at: expiresAt })
        .onConflict(c => c.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
    async sweep(before) {
      const sessions = await db.deleteFrom('cloud_console_session').where('expires_at', '<', before).executeTakeFirst()
      const assertions = await db.deleteFrom('saml_replay').where('expires_at', '<', before).executeTakeFirst()
      return Number(sessions.numDeletedRows + assertions.numDeletedRows)
    },
  }
}
