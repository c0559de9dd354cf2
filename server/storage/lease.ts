import type { WithLease } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, uuid } from '#server/base/random.ts'
import type { Db } from './tables.ts'

type Unit = <T>(work: (db: Db) => Promise<T>) => Promise<T>

/** Leases are rows, so that replicas agree; one that is not given back ends by itself. */
export function leases(unit: Unit, clock: Clock, random: Random): WithLease {
  const owner = uuid(random)
  const take = (name: string, milliseconds: number): Promise<boolean> =>
    unit(async db => {
      const now = clock()
      const row = { name, owner, expires_at: now + milliseconds }
      const taken = await db
        .insertInto('lease')
        .values(row)
        .onConflict(c => c.column('name').doUpdateSet(row).where('lease.expires_at', '<=', now))
        .returning('name')
        .executeTakeFirst()
      return taken !== undefined
    })
  const give = (name: string): Promise<unknown> =>
    unit(db => db.deleteFrom('lease').where('name', '=', name).where('owner', '=', owner).execute())
  return async (name, milliseconds, work) => {
    if (!(await take(name, milliseconds))) return false
    try {
      await work()
    } finally {
      await give(name)
    }
    return true
  }
}
