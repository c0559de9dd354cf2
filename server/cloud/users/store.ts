import { arn } from '#server/formats/aws/index.ts'
import type { Cell, Sealer } from '#server/storage/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { AccessKey, IamUser } from '../types.ts'

export interface KeyOwner {
  readonly user: IamUser
  readonly active: boolean
  readonly secretAccessKey: string
}

/** IAM users, which exist only to hold access keys for automation. */
export interface IamUserStore {
  find(accountId: string, userName: string): Promise<IamUser | undefined>
  /** By `AIDA…`. */
  byId(iamUserId: string): Promise<IamUser | undefined>
  list(accountId: string): Promise<readonly IamUser[]>
  add(user: IamUser): Promise<void>
  attach(iamUserId: string, policyArn: string): Promise<void>
  attachedPolicies(iamUserId: string): Promise<readonly string[]>
  /** Oldest first. */
  keys(iamUserId: string): Promise<readonly AccessKey[]>
  /** The secret of a key, with its user; the one read behind each signed request. */
  keyOwner(accessKeyId: string): Promise<KeyOwner | undefined>
  addKey(iamUserId: string, key: AccessKey, secretAccessKey: string): Promise<void>
  setActive(accessKeyId: string, active: boolean): Promise<void>
  removeKey(accessKeyId: string): Promise<void>
}

const cellOf = (accessKeyId: string): Cell => `cloud_access_key.secret#${accessKeyId}`
const fold = (name: string): string => name.toLowerCase()

export const iamUserStore = (db: Db, sealer: Sealer): IamUserStore => ({ ...userRows(db), ...keyRows(db, sealer) })

type UserRows = Pick<IamUserStore, 'find' | 'byId' | 'list' | 'add' | 'attach' | 'attachedPolicies'>

function userRows(db: Db): UserRows {
  return {
    async find(accountId, userName) {
      const row = await db
        .selectFrom('cloud_user')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('folded_name', '=', fold(userName))
        .executeTakeFirst()
      return row && userOf(row)
    },
    async byId(iamUserId) {
      const row = await db.selectFrom('cloud_user').selectAll().where('user_id', '=', iamUserId).executeTakeFirst()
      return row && userOf(row)
    },
    async list(accountId) {
      const rows = await db
        .selectFrom('cloud_user')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('folded_name')
        .execute()
      return rows.map(userOf)
    },
    async add(user) {
      await db.insertInto('cloud_user').values(rowOf(user)).execute()
    },
    async attach(iamUserId, policyArn) {
      await db
        .insertInto('cloud_user_attachment')
        .values({ user_id: iamUserId, policy_arn: policyArn })
        .onConflict(c => c.doNothing())
        .execute()
    },
    async attachedPolicies(iamUserId) {
      const rows = await db
        .selectFrom('cloud_user_attachment')
        .select('policy_arn')
        .where('user_id', '=', iamUserId)
        .orderBy('policy_arn')
        .execute()
      return rows.map(row => row.policy_arn)
    },
  }
}

type KeyRows = Pick<IamUserStore, 'keys' | 'keyOwner' | 'addKey' | 'setActive' | 'removeKey'>

function keyRows(db: Db, sealer: Sealer): KeyRows {
  return {
    async keys(iamUserId) {
      const rows = await db
        .selectFrom('cloud_access_key')
        .select(['access_key_id', 'active', 'created_at'])
        .where('user_id', '=', iamUserId)
        .orderBy('created_at')
        .orderBy('access_key_id')
        .execute()
      return rows.map(row => ({
        accessKeyId: row.access_key_id,
        active: row.active === 1,
        createdAt: row.created_at,
      }))
    },
    async keyOwner(accessKeyId) {
      const row = await db
        .selectFrom('cloud_access_key')
        .innerJoin('cloud_user', 'cloud_user.user_id', 'cloud_access_key.user_id')
        .selectAll('cloud_user')
        .select(['secret', 'active'])
        .where('access_key_id', '=', accessKeyId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const secretAccessKey = sealer.open(cellOf(accessKeyId), row.secret).toString()
      return { user: userOf(row), active: row.active === 1, secretAccessKey }
    },
    async addKey(iamUserId, { accessKeyId, active, createdAt }, secretAccessKey) {
      const row = {
        access_key_id: accessKeyId,
        user_id: iamUserId,
        secret: sealer.seal(cellOf(accessKeyId), secretAccessKey),
        active: Number(active),
        created_at: createdAt,
      }
      await db.insertInto('cloud_access_key').values(row).execute()
    },
    async setActive(accessKeyId, active) {
      await db
        .updateTable('cloud_access_key')
        .set({ active: Number(active) })
        .where('access_key_id', '=', accessKeyId)
        .execute()
    },
    async removeKey(accessKeyId) {
      await db.deleteFrom('cloud_access_key').where('access_key_id', '=', accessKeyId).execute()
    },
  }
}

const userOf = (row: Tables['cloud_user']): IamUser => ({
  arn: arn('iamUser', { account: row.account_id, path: row.path, userName: row.user_name }),
  accountId: row.account_id,
  iamUserId: row.user_id,
  userName: row.user_name,
  path: row.path,
  createdAt: row.created_at,
})

const rowOf = (user: IamUser): Tables['cloud_user'] => ({
  user_id: user.iamUserId,
  account_id: user.accountId,
  user_name: user.userName,
  folded_name: fold(user.userName),
  path: user.path,
  created_at: user.createdAt,
})
