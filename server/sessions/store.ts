import type { EndsSessions } from '#server/directory/index.ts'
import { statement } from '#server/storage/statement.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { PortalSession, SessionEnd, TokenSession } from './types.ts'

export interface StoredSession extends PortalSession {
  readonly tokenHash: string
}

/** What a token or its session came to. */
export interface TokenState extends TokenSession {
  readonly tokenExpiresAt: number
  readonly familyEndedAt?: number
  readonly sessionEndedAt?: number
  readonly sessionEndedWhy?: string
}

export interface SessionStore {
  insert(session: StoredSession): Promise<void>
  /** Open at `now`. */
  byTokenHash(hash: string, now: number): Promise<PortalSession | undefined>
  open(sessionId: string, now: number): Promise<PortalSession | undefined>
  openOf(userId: string, now: number): Promise<readonly PortalSession[]>
  /**
   * Also where it has expired: tokens of older programs outlive it.
   * @returns the session that ended by this, if it had not been ended
   */
  end(sessionId: string, at: number, why: SessionEnd, ownerId?: string): Promise<PortalSession | undefined>
  /** As `end`, of all but this one. @returns those that ended by this */
  endAll(userId: string, at: number, why: SessionEnd, exceptId?: string): Promise<readonly PortalSession[]>
  /** In whatever state it is. */
  byAccessTokenHash(hash: string): Promise<TokenState | undefined>
  /** Deletes sessions that were over before this, with all that came from them. */
  forget(before: number): Promise<number>
}

const openRows = (db: Db, now: number) =>
  db.selectFrom('portal_session').selectAll().where('expires_at', '>', now).where('ended_at', 'is', null)

interface At {
  readonly now: number
}

const openByToken = statement((db, { hash, now }: At & { readonly hash: string }) =>
  openRows(db, now).where('token_hash', '=', hash),
)
const openById = statement((db, { sessionId, now }: At & { readonly sessionId: string }) =>
  openRows(db, now).where('session_id', '=', sessionId),
)

export function sessionStore(db: Db): SessionStore {
  return {
    async insert(session) {
      await db.insertInto('portal_session').values(rowOf(session)).execute()
    },
    byTokenHash: async (hash, now) => found((await openByToken(db, { hash, now }))[0]),
    open: async (sessionId, now) => found((await openById(db, { sessionId, now }))[0]),
    async openOf(userId, now) {
      const rows = await openRows(db, now).where('user_id', '=', userId).orderBy('created_at', 'desc').execute()
      return rows.map(sessionOf)
    },
    async end(sessionId, at, why, ownerId) {
      let update = db
        .updateTable('portal_session')
        .set({ ended_at: at, ended_why: why })
        .where('session_id', '=', sessionId)
        .where('ended_at', 'is', null)
      if (ownerId !== undefined) update = update.where('user_id', '=', ownerId)
      return found(await update.returningAll().executeTakeFirst())
    },
    async endAll(userId, at, why, exceptId) {
      let update = db
        .updateTable('portal_session')
        .set({ ended_at: at, ended_why: why })
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
      if (exceptId !== undefined) update = update.where('session_id', '!=', exceptId)
      return (await update.returningAll().execute()).map(sessionOf)
    },
    byAccessTokenHash: hash => tokenState(db, hash),
    forget: before => forgetSessions(db, before),
  }
}

/** The port of `directory`, over the store of the same unit of work. */
export const endsSessions = (sessions: SessionStore, clock: () => number): EndsSessions => ({
  async endSessionsOf(userId, why) {
    await sessions.endAll(userId, clock(), why)
  },
})

const rowOf = (session: StoredSession): Tables['portal_session'] => ({
  session_id: session.sessionId,
  token_hash: session.tokenHash,
  user_id: session.userId,
  created_at: session.createdAt,
  expires_at: session.expiresAt,
  authenticated_at: session.authenticatedAt,
  user_agent: session.userAgent,
  source_ip: session.sourceIp,
  ended_at: null,
  ended_why: null,
})

type SessionRow = Omit<Tables['portal_session'], 'token_hash' | 'ended_at' | 'ended_why'>

const sessionOf = (row: SessionRow): PortalSession => ({
  sessionId: row.session_id,
  userId: row.user_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  authenticatedAt: row.authenticated_at,
  userAgent: row.user_agent,
  sourceIp: row.source_ip,
})

const found = (row: SessionRow | undefined): PortalSession | undefined =>
  row === undefined ? undefined : sessionOf(row)

const byAccessToken = statement((db, { hash }: { readonly hash: string }) =>
  db
    .selectFrom('access_token as a')
    .innerJoin('token_family as f', 'f.family_id', 'a.family_id')
    .innerJoin('portal_session as s', 's.session_id', 'f.session_id')
    .selectAll('s')
    .select(['f.family_id', 'f.client_id', 'f.ended_at as family_ended_at', 'a.expires_at as token_expires_at'])
    .where('a.token_hash', '=', hash),
)

async function tokenState(db: Db, hash: string): Promise<TokenState | undefined> {
  const [row] = await byAccessToken(db, { hash })
  if (row === undefined) return undefined
  return {
    ...sessionOf(row),
    familyId: row.family_id,
    clientId: row.client_id,
    tokenExpiresAt: row.token_expires_at,
    ...(row.family_ended_at === null ? {} : { familyEndedAt: row.family_ended_at }),
    ...(row.ended_at === null ? {} : { sessionEndedAt: row.ended_at }),
    ...(row.ended_why === null ? {} : { sessionEndedWhy: row.ended_why }),
  }
}

async function forgetSessions(db: Db, before: number): Promise<number> {
  const old = db.selectFrom('portal_session').select('session_id').where('expires_at', '<', before)
  const families = db.selectFrom('token_family').select('family_id').where('session_id', 'in', old)
  await db.deleteFrom('access_token').where('family_id', 'in', families).execute()
  await db.deleteFrom('refresh_token').where('family_id', 'in', families).execute()
  await db.deleteFrom('token_family').where('session_id', 'in', old).execute()
  await db.deleteFrom('access_token').where('expires_at', '<', before).execute()
  await db.deleteFrom('authorization_code').where('expires_at', '<', before).execute()
  await db.deleteFrom('device_grant').where('expires_at', '<', before).execute()
  await db.deleteFrom('user_code_attempt').where('since', '<', before).execute()
  const { numDeletedRows } = await db.deleteFrom('portal_session').where('expires_at', '<', before).executeTakeFirst()
  return Number(numDeletedRows)
}
