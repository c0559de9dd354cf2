import type { Db } from '#server/storage/tables.ts'
import { AWS_POLICY } from './policy.ts'
import type { PasswordPolicy, PasswordPolicyStore } from './types.ts'

export const passwordPolicyStore = (db: Db): PasswordPolicyStore => ({
  async read() {
    const rows = await db.selectFrom('password_setting').selectAll().execute()
    const set = new Map(rows.map(({ name, value }) => [name, value]))
    const refuseCommon = set.get('refuseCommon')
    return {
      minimumLength: set.get('minimumLength') ?? AWS_POLICY.minimumLength,
      history: set.get('history') ?? AWS_POLICY.history,
      refuseCommon: refuseCommon === undefined ? AWS_POLICY.refuseCommon : refuseCommon === 1,
    }
  },
  async write(policy) {
    for (const { name, value } of rowsOf(policy))
      await db
        .insertInto('password_setting')
        .values({ name, value })
        .onConflict(c => c.column('name').doUpdateSet({ value }))
        .execute()
  },
})

const rowsOf = (policy: PasswordPolicy) =>
  Object.entries(policy).map(([name, value]) => ({ name, value: Number(value) }))
