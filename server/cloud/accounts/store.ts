import type { Db } from '#server/storage/tables.ts'

/** Which accounts live in this cloud. What else is known of them is the organization's. */
export interface AccountStore {
  has(accountId: string): Promise<boolean>
  /** @returns whether it was not open before */
  open(accountId: string, at: number): Promise<boolean>
}

export function accountStore(db: Db): AccountStore {
  return {
    async has(accountId) {
      const row = await db
        .selectFrom('cloud_account')
        .select('account_id')
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return row !== undefined
    },
    async open(accountId, at) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('cloud_account')
        .values({ account_id: accountId, opened_at: at })
        .onConflict(c => c.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
  }
}
