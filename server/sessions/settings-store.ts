import type { Db } from '#server/storage/tables.ts'

export interface SessionSettingStore {
  /** Of sessions that begin now, in seconds: what an administrator has set, or AWS's 8 hours. */
  duration(): Promise<number>
  setDuration(seconds: number): Promise<void>
  /** Whether programs may sign in by a code that a person confirms elsewhere; they may until somebody forbids it. */
  deviceGrant(): Promise<boolean>
  setDeviceGrant(allowed: boolean): Promise<void>
}

const DEFAULT_DURATION = 28_800

export function sessionSettingStore(db: Db): SessionSettingStore {
  const value = async (name: string) =>
    (await db.selectFrom('session_setting').select('value').where('name', '=', name).executeTakeFirst())?.value
  const set = async (name: string, value: number) => {
    await db
      .insertInto('session_setting')
      .values({ name, value })
      .onConflict(c => c.column('name').doUpdateSet({ value }))
      .execute()
  }
  return {
    duration: async () => (await value('duration')) ?? DEFAULT_DURATION,
    setDuration: seconds => set('duration', seconds),
    deviceGrant: async () => (await value('device_grant')) !== 0,
    setDeviceGrant: allowed => set('device_grant', allowed ? 1 : 0),
  }
}
