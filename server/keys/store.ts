import type { Cell, Sealer } from '#server/storage/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'

export interface StoredKey {
  readonly keyId: string
  readonly purpose: string
  /** Base64 of the DER. */
  readonly certificate: string
  readonly createdAt: number
  readonly expiresAt: number
}

export interface KeyStore {
  active(purpose: string): Promise<StoredKey | undefined>
  /** PKCS #8 DER. */
  privateKey(keyId: string): Promise<Uint8Array | undefined>
  /** Makes this key the active one of its purpose, which must have none. */
  add(key: StoredKey, privateKey: Uint8Array): Promise<void>
  /** The keys that sign now, soonest end first. */
  signing(): Promise<readonly StoredKey[]>
  /** Newest first. */
  list(purpose: string): Promise<readonly StoredKey[]>
}

const cellOf = (keyId: string): Cell => `signing_key.private_key#${keyId}`

export function keyStore(db: Db, sealer: Sealer): KeyStore {
  return {
    async active(purpose) {
      const row = await db.selectFrom('signing_key').selectAll().where('active_for', '=', purpose).executeTakeFirst()
      return row && storedKey(row)
    },
    async signing() {
      const rows = await db
        .selectFrom('signing_key')
        .selectAll()
        .where('active_for', 'is not', null)
        .orderBy('expires_at')
        .execute()
      return rows.map(storedKey)
    },
    async privateKey(keyId) {
      const row = await db
        .selectFrom('signing_key')
        .select('private_key')
        .where('key_id', '=', keyId)
        .executeTakeFirst()
      return row && sealer.open(cellOf(keyId), row.private_key)
    },
    async add({ keyId, purpose, certificate, createdAt, expiresAt }, privateKey) {
      const row = {
        key_id: keyId,
        purpose,
        active_for: purpose,
        certificate,
        private_key: sealer.seal(cellOf(keyId), privateKey),
        created_at: createdAt,
        expires_at: expiresAt,
      }
      await db.insertInto('signing_key').values(row).execute()
    },
    async list(purpose) {
      const rows = await db
        .selectFrom('signing_key')
        .selectAll()
        .where('purpose', '=', purpose)
        .orderBy('created_at', 'desc')
        .orderBy('key_id')
        .execute()
      return rows.map(storedKey)
    },
  }
}

const storedKey = (row: Tables['signing_key']): StoredKey => ({
  keyId: row.key_id,
  purpose: row.purpose,
  certificate: row.certificate,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
