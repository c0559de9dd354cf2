import { statement } from '#server/storage/statement.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { DeviceRequest } from './types.ts'

export type DeviceState = 'pending' | 'approved' | 'denied' | 'used'

export interface StoredDevice extends DeviceRequest {
  readonly deviceCodeHash: string
  readonly userCodeHash: string
  readonly state: DeviceState
  readonly pollAllowanceUsedUntil: number
  readonly sessionId?: string
  readonly userId?: string
}

export interface StoredCode {
  readonly codeHash: string
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly sessionId: string
  readonly userId: string
  readonly expiresAt: number
}

export interface TokenFamily {
  readonly familyId: string
  readonly sessionId: string
  readonly userId: string
  readonly clientId: string
  readonly clientName: string
  readonly createdAt: number
}

export interface RefreshState {
  readonly family: TokenFamily
  readonly familyEndedAt?: number
  readonly replacedAt?: number
}

export interface GrantStore {
  insertDevice(device: StoredDevice): Promise<void>
  device(deviceCodeHash: string): Promise<StoredDevice | undefined>
  /** Waiting for a decision at `now`. */
  waitingDevice(userCodeHash: string, now: number): Promise<StoredDevice | undefined>
  notePoll(deviceCodeHash: string, allowanceUsedUntil: number): Promise<void>
  /** Once, while it waits. */
  decideDevice(
    userCodeHash: string,
    now: number,
    decision: { readonly state: 'approved' | 'denied'; readonly sessionId: string; readonly userId: string },
  ): Promise<StoredDevice | undefined>
  /** Takes an approved grant: the second taker gets undefined. */
  takeDevice(deviceCodeHash: string): Promise<StoredDevice | undefined>
  /** Counts one attempt and says how many there were since when. */
  takeUserCodeAttempt(userId: string, now: number, window: number): Promise<{ failures: number; since: number }>
  returnUserCodeAttempt(userId: string): Promise<void>
  insertCode(code: StoredCode): Promise<void>
  /** Takes a code for this family: the second taker gets undefined. */
  takeCode(codeHash: string, familyId: string, now: number): Promise<StoredCode | undefined>
  /** The family that a code was taken for. */
  familyOfCode(codeHash: string): Promise<string | undefined>
  insertFamily(family: TokenFamily): Promise<void>
  endFamily(familyId: string, at: number): Promise<void>
  insertAccessToken(hash: string, familyId: string, expiresAt: number): Promise<void>
  insertRefreshToken(hash: string, familyId: string, now: number): Promise<void>
  refreshState(hash: string): Promise<RefreshState | undefined>
  /** Keeps the instant of the first replacement, from which the grace counts. */
  replaceRefreshToken(hash: string, at: number): Promise<void>
}

export function grantStore(db: Db): GrantStore {
  return { ...deviceRows(db), ...codeRows(db), ...tokenRows(db) }
}

type DeviceRows = Pick<
  GrantStore,
  | 'insertDevice'
  | 'device'
  | 'waitingDevice'
  | 'notePoll'
  | 'decideDevice'
  | 'takeDevice'
  | 'takeUserCodeAttempt'
  | 'returnUserCodeAttempt'
>

function deviceRows(db: Db): DeviceRows {
  const select = db.selectFrom('device_grant').selectAll()
  return {
    async insertDevice(device) {
      await db.insertInto('device_grant').values(deviceRow(device)).execute()
    },
    device: async hash => foundDevice(await select.where('device_code_hash', '=', hash).executeTakeFirst()),
    waitingDevice: async (hash, now) =>
      foundDevice(
        await select
          .where('user_code_hash', '=', hash)
          .where('state', '=', 'pending')
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      ),
    async notePoll(hash, polled_until) {
      await db.updateTable('device_grant').set({ polled_until }).where('device_code_hash', '=', hash).execute()
    },
    decideDevice: async (hash, now, { state, sessionId, userId }) =>
      foundDevice(
        await db
          .updateTable('device_grant')
          .set({ state, session_id: sessionId, user_id: userId })
          .where('user_code_hash', '=', hash)
          .where('state', '=', 'pending')
          .where('expires_at', '>', now)
          .returningAll()
          .executeTakeFirst(),
      ),
    takeDevice: async hash =>
      foundDevice(
        await db
          .updateTable('device_grant')
          .set({ state: 'used' })
          .where('device_code_hash', '=', hash)
          .where('state', '=', 'approved')
          .returningAll()
          .executeTakeFirst(),
      ),
    takeUserCodeAttempt: (userId, now, window) => takeAttempt(db, userId, now, window),
    async returnUserCodeAttempt(userId) {
      await db
        .updateTable('user_code_attempt')
        .set(eb => ({ failures: eb('failures', '-', 1) }))
        .where('user_id', '=', userId)
        .where('failures', '>', 0)
        .execute()
    },
  }
}

async function takeAttempt(db: Db, userId: string, now: number, window: number) {
  await db
    .deleteFrom('user_code_attempt')
    .where('user_id', '=', userId)
    .where('since', '<=', now - window)
    .execute()
  return db
    .insertInto('user_code_attempt')
    .values({ user_id: userId, failures: 1, since: now })
    .onConflict(c => c.column('user_id').doUpdateSet(eb => ({ failures: eb('user_code_attempt.failures', '+', 1) })))
    .returning(['failures', 'since'])
    .executeTakeFirstOrThrow()
}

const deviceRow = (device: StoredDevice): Tables['device_grant'] => ({
  device_code_hash: device.deviceCodeHash,
  user_code_hash: device.userCodeHash,
  client_id: device.clientId,
  client_name: device.clientName,
  scopes: JSON.stringify(device.scopes),
  created_at: device.createdAt,
  expires_at: device.expiresAt,
  source_ip: device.sourceIp,
  user_agent: device.userAgent,
  state: device.state,
  session_id: device.sessionId ?? null,
  user_id: device.userId ?? null,
  polled_until: device.pollAllowanceUsedUntil,
})

const foundDevice = (row: Tables['device_grant'] | undefined): StoredDevice | undefined =>
  row === undefined
    ? undefined
    : {
        deviceCodeHash: row.device_code_hash,
        userCodeHash: row.user_code_hash,
        clientId: row.client_id,
        clientName: row.client_name,
        scopes: JSON.parse(row.scopes) as string[],
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        sourceIp: row.source_ip,
        userAgent: row.user_agent,
        state: row.state as DeviceState,
        pollAllowanceUsedUntil: row.polled_until,
        ...(row.session_id === null ? {} : { sessionId: row.session_id }),
        ...(row.user_id === null ? {} : { userId: row.user_id }),
      }

function codeRows(db: Db): Pick<GrantStore, 'insertCode' | 'takeCode' | 'familyOfCode'> {
  return {
    async insertCode(code) {
      await db
        .insertInto('authorization_code')
        .values({
          code_hash: code.codeHash,
          client_id: code.clientId,
          redirect_uri: code.redirectUri,
          code_challenge: code.codeChallenge,
          session_id: code.sessionId,
          user_id: code.userId,
          expires_at: code.expiresAt,
          family_id: null,
        })
        .execute()
    },
    async takeCode(hash, familyId, now) {
      const row = await db
        .updateTable('authorization_code')
        .set({ family_id: familyId })
        .where('code_hash', '=', hash)
        .where('family_id', 'is', null)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        codeHash: row.code_hash,
        clientId: row.client_id,
        redirectUri: row.redirect_uri,
        codeChallenge: row.code_challenge,
        sessionId: row.session_id,
        userId: row.user_id,
        expiresAt: row.expires_at,
      }
    },
    async familyOfCode(hash) {
      const row = await db
        .selectFrom('authorization_code')
        .select('family_id')
        .where('code_hash', '=', hash)
        .executeTakeFirst()
      return row?.family_id ?? undefined
    },
  }
}

type TokenRows = Pick<
  GrantStore,
  'insertFamily' | 'endFamily' | 'insertAccessToken' | 'insertRefreshToken' | 'refreshState' | 'replaceRefreshToken'
>

function tokenRows(db: Db): TokenRows {
  return {
    async insertFamily(family) {
      await db
        .insertInto('token_family')
        .values({
          family_id: family.familyId,
          session_id: family.sessionId,
          user_id: family.userId,
          client_id: family.clientId,
          client_name: family.clientName,
          created_at: family.createdAt,
          ended_at: null,
        })
        .execute()
    },
    async endFamily(familyId, at) {
      await db
        .updateTable('token_family')
        .set({ ended_at: at })
        .where('family_id', '=', familyId)
        .where('ended_at', 'is', null)
        .execute()
    },
    async insertAccessToken(token_hash, family_id, expires_at) {
      await newAccessToken(db, { token_hash, family_id, expires_at })
    },
    async insertRefreshToken(token_hash, family_id, created_at) {
      await newRefreshToken(db, { token_hash, family_id, created_at })
    },
    refreshState: hash => readRefresh(db, hash),
    async replaceRefreshToken(hash, at) {
      await replaceToken(db, { hash, at })
    },
  }
}

const newAccessToken = statement((db, { token_hash, family_id, expires_at }: Tables['access_token']) =>
  db.insertInto('access_token').values({ token_hash, family_id, expires_at }),
)

const newRefreshToken = statement(
  (db, { token_hash, family_id, created_at }: Omit<Tables['refresh_token'], 'replaced_at'>) =>
    db.insertInto('refresh_token').values({ token_hash, family_id, created_at, replaced_at: null }),
)

const replaceToken = statement((db, { hash, at }: { readonly hash: string; readonly at: number }) =>
  db
    .updateTable('refresh_token')
    .set({ replaced_at: at })
    .where('token_hash', '=', hash)
    .where('replaced_at', 'is', null),
)

const byRefreshToken = statement((db, { hash }: { readonly hash: string }) =>
  db
    .selectFrom('refresh_token as r')
    .innerJoin('token_family as f', 'f.family_id', 'r.family_id')
    .selectAll('f')
    .select('r.replaced_at')
    .where('r.token_hash', '=', hash),
)

async function readRefresh(db: Db, hash: string): Promise<RefreshState | undefined> {
  const [row] = await byRefreshToken(db, { hash })
  if (row === undefined) return undefined
  return {
    family: {
      familyId: row.family_id,
      sessionId: row.session_id,
      userId: row.user_id,
      clientId: row.client_id,
      clientName: row.client_name,
      createdAt: row.created_at,
    },
    ...(row.ended_at === null ? {} : { familyEndedAt: row.ended_at }),
    ...(row.replaced_at === null ? {} : { replacedAt: row.replaced_at }),
  }
}
