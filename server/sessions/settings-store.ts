import type { Db } from '#server/storage/tables.ts'

export interface SessionSettingStore {
  /** Of sessions that begin now, in seconds: what an administrator has set, or AWS's 8 hours. */
  duration(): Promise<number>
  setDuration(seconds: number): Promise<void>
}

const DEFAULT = 28_800

export const sessionSettingStore = (db: Db): SessionSettingStore => ({
  async duration() {
    const row = await db.selectFrom('session_setting').select('value').where('name', '=', 'duration').executeTakeFirst()
    return row?.value ?? DEFAULT
  },
  async setDuration(value) {
    await db
      .insertInto('session_setting')
      .values({ name: 'duration', value })
      .onConflict(c => c.column('name').doUpdateSet({ value }))
      .execute()
  },
})
