import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { hex, pick, type Random } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import { refuse } from './refusals.ts'
import type { Sealer } from './seal.ts'
import type { Db, Tables } from './tables.ts'

const CHECK = 'portico'
const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'

interface Needs {
  readonly sealer: Sealer
  readonly clock: Clock
  readonly random: Random
  readonly region: string
}

/** Reads the instance, or founds it on an empty store, and proves that the master key is the store's. */
export async function foundInstance(db: Db, needs: Needs): Promise<Instance> {
  const row = (await db.selectFrom('instance').selectAll().executeTakeFirst()) ?? (await insert(db, needs))
  proveKey(needs.sealer, row)
  return {
    instanceId: row.instance_id,
    identityStoreId: row.identity_store_id,
    region: row.region,
    organizationId: row.organization_id,
    rootId: row.root_id,
    managementAccountId: row.management_account_id,
    createdAt: row.created_at,
  }
}

async function insert(db: Db, { sealer, clock, random, region }: Needs): Promise<Tables['instance']> {
  const instanceId = `ssoins-${hex(random, 16)}`
  const row = {
    instance_id: instanceId,
    identity_store_id: `d-${hex(random, 10)}`,
    region,
    organization_id: `o-${pick(random, LOWER, 10)}`,
    root_id: `r-${pick(random, LOWER, 4)}`,
    management_account_id: `${pick(random, '123456789', 1)}${pick(random, DIGITS, 11)}`,
    created_at: clock(),
    key_check: sealer.seal(`instance.key_check#${instanceId}`, CHECK),
  }
  await db.insertInto('instance').values(row).execute()
  return row
}

function proveKey(sealer: Sealer, row: Tables['instance']): void {
  try {
    sealer.open(`instance.key_check#${row.instance_id}`, row.key_check)
  } catch (cause) {
    if (cause instanceof Refusal) throw refuse('storage.wrong_master_key', { cause })
    throw cause
  }
}
