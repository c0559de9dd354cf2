import { nameKey } from '#server/directory/index.ts'
import type { Cell, Sealer } from '#server/storage/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type {
  CeremonyStore,
  DeviceKind,
  DeviceStore,
  MfaMode,
  MfaSettingStore,
  MfaSettings,
  RecoveryStore,
  StoredDevice,
  TrustStore,
  WithoutDevice,
} from './types.ts'

/** Until an administrator decides: asked when something differs, and nobody is kept out for want of a device. */
const DEFAULTS: MfaSettings = {
  mode: 'CONTEXT_AWARE',
  kinds: ['WEBAUTHN', 'TOTP'],
  withoutDevice: 'ALLOW',
  selfManaged: true,
}

export const mfaSettingStore = (db: Db): MfaSettingStore => ({
  async read() {
    const rows = await db.selectFrom('mfa_setting').selectAll().execute()
    const set = new Map(rows.map(({ name, value }) => [name, value]))
    return {
      mode: (set.get('mode') as MfaMode | undefined) ?? DEFAULTS.mode,
      kinds: (set.get('kinds')?.split(',') as DeviceKind[] | undefined) ?? DEFAULTS.kinds,
      withoutDevice: (set.get('withoutDevice') as WithoutDevice | undefined) ?? DEFAULTS.withoutDevice,
      selfManaged: (set.get('selfManaged') ?? String(DEFAULTS.selfManaged)) === 'true',
    }
  },
  async write({ mode, kinds, withoutDevice, selfManaged }) {
    const values = { mode, kinds: kinds.join(','), withoutDevice, selfManaged: String(selfManaged) }
    for (const [name, value] of Object.entries(values))
      await db
        .insertInto('mfa_setting')
        .values({ name, value })
        .onConflict(c => c.column('name').doUpdateSet({ value }))
        .execute()
  },
})

type Row = Tables['mfa_device']

const secretCell = (deviceId: string): Cell => `mfa_device.secret#${deviceId}`

export function deviceStore(db: Db, sealer: Sealer): DeviceStore {
  const deviceOf = (row: Row): StoredDevice => {
    const common = {
      deviceId: row.device_id,
      userId: row.user_id,
      name: row.name,
      createdAt: row.created_at,
      ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
    }
    if (row.secret !== null)
      return {
        ...common,
        kind: 'TOTP',
        secret: sealer.open(secretCell(row.device_id), row.secret),
        lastStep: row.last_step ?? -1,
        burned: numbersOf(row.burned),
      }
    return {
      ...common,
      kind: 'WEBAUTHN',
      credentialId: row.credential_id ?? '',
      publicKey: row.public_key ?? '',
      signCount: row.sign_count ?? 0,
      transports: row.transports?.split(',').filter(Boolean) ?? [],
      aaguid: row.aaguid ?? '',
      synced: row.synced === 1,
    }
  }
  return {
    async of(userId) {
      const rows = await db
        .selectFrom('mfa_device')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('created_at')
        .orderBy('device_id')
        .execute()
      return rows.map(deviceOf)
    },
    async find(deviceId) {
      const row = await db.selectFrom('mfa_device').selectAll().where('device_id', '=', deviceId).executeTakeFirst()
      return row && deviceOf(row)
    },
    async byCredential(credentialId) {
      const row = await db
        .selectFrom('mfa_device')
        .selectAll()
        .where('credential_id', '=', credentialId)
        .executeTakeFirst()
      const device = row && deviceOf(row)
      return device?.kind === 'WEBAUTHN' ? device : undefined
    },
    async insert(device) {
      const row = await db
        .insertInto('mfa_device')
        .values(rowOf(device, sealer))
        .onConflict(c => c.doNothing())
        .returning('device_id')
        .executeTakeFirst()
      return row !== undefined
    },
    ...changes(db),
  }
}

type Changes = Pick<DeviceStore, 'rename' | 'delete' | 'deleteAllOf' | 'takeStep' | 'burn' | 'advanceCounter'>

const changes = (db: Db): Changes => ({
  async rename(deviceId, name) {
    const device = db.selectFrom('mfa_device as own').select('own.user_id').where('own.device_id', '=', deviceId)
    const namesake = await db
      .selectFrom('mfa_device')
      .select('device_id')
      .where('user_id', '=', device)
      .where('name_key', '=', nameKey(name))
      .where('device_id', '!=', deviceId)
      .executeTakeFirst()
    if (namesake !== undefined) return false
    await db
      .updateTable('mfa_device')
      .set({ name, name_key: nameKey(name) })
      .where('device_id', '=', deviceId)
      .execute()
    return true
  },
  async delete(deviceId) {
    await db.deleteFrom('mfa_device').where('device_id', '=', deviceId).execute()
  },
  async deleteAllOf(userId) {
    const { numDeletedRows } = await db.deleteFrom('mfa_device').where('user_id', '=', userId).executeTakeFirst()
    return Number(numDeletedRows)
  },
  async takeStep(deviceId, step, at) {
    const row = await db
      .updateTable('mfa_device')
      .set({ last_step: step, last_used_at: at })
      .where('device_id', '=', deviceId)
      .where('last_step', '<', step)
      .returning('device_id')
      .executeTakeFirst()
    return row !== undefined
  },
  async burn(deviceId, burned) {
    await db
      .updateTable('mfa_device')
      .set({ burned: burned.join(',') })
      .where('device_id', '=', deviceId)
      .execute()
  },
  async advanceCounter(deviceId, from, to, at) {
    const row = await db
      .updateTable('mfa_device')
      .set({ sign_count: to, last_used_at: at })
      .where('device_id', '=', deviceId)
      .where('sign_count', '=', from)
      .returning('device_id')
      .executeTakeFirst()
    return row !== undefined
  },
})

const numbersOf = (text: string | null): readonly number[] => (text ?? '').split(',').filter(Boolean).map(Number)

function rowOf(device: StoredDevice, sealer: Sealer): Row {
  const totp = device.kind === 'TOTP' ? device : undefined
  const webauthn = device.kind === 'WEBAUTHN' ? device : undefined
  return {
    device_id: device.deviceId,
    user_id: device.userId,
    kind: device.kind,
    name: device.name,
    name_key: nameKey(device.name),
    created_at: device.createdAt,
    last_used_at: device.lastUsedAt ?? null,
    secret: totp === undefined ? null : sealer.seal(secretCell(totp.deviceId), totp.secret),
    last_step: totp?.lastStep ?? null,
    burned: totp?.burned.join(',') ?? null,
    credential_id: webauthn?.credentialId ?? null,
    public_key: webauthn?.publicKey ?? null,
    sign_count: webauthn?.signCount ?? null,
    transports: webauthn?.transports.join(',') ?? null,
    aaguid: webauthn?.aaguid ?? null,
    synced: webauthn === undefined ? null : Number(webauthn.synced === true),
  }
}

export function ceremonyStore(db: Db, sealer: Sealer): CeremonyStore {
  const cellOf = (holder: string, purpose: string): Cell => `mfa_ceremony.payload#${holder} ${purpose}`
  const read = (holder: string, purpose: string, row: { readonly payload: string } | undefined): unknown =>
    row && JSON.parse(sealer.open(cellOf(holder, purpose), row.payload).toString())
  return {
    async put(holder, purpose, payload, expires_at) {
      const row = { payload: sealer.seal(cellOf(holder, purpose), JSON.stringify(payload)), expires_at }
      await db
        .insertInto('mfa_ceremony')
        .values({ holder, purpose, ...row })
        .onConflict(c => c.columns(['holder', 'purpose']).doUpdateSet(row))
        .execute()
    },
    async claim(holder, purpose, expires_at) {
      const payload = sealer.seal(cellOf(holder, purpose), '{}')
      const row = await db
        .insertInto('mfa_ceremony')
        .values({ holder, purpose, payload, expires_at })
        .onConflict(c => c.doNothing())
        .returning('holder')
        .executeTakeFirst()
      return row !== undefined
    },
    async peek(holder, purpose, now) {
      const row = await db
        .selectFrom('mfa_ceremony')
        .select('payload')
        .where('holder', '=', holder)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return read(holder, purpose, row)
    },
    async take(holder, purpose, now) {
      const row = await db
        .deleteFrom('mfa_ceremony')
        .where('holder', '=', holder)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .returning('payload')
        .executeTakeFirst()
      return read(holder, purpose, row)
    },
  }
}

/** @returns how many were not finished in time */
export async function sweepCeremonies(db: Db, now: number): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('mfa_ceremony').where('expires_at', '<=', now).executeTakeFirst()
  return Number(numDeletedRows)
}

export const recoveryStore = (db: Db): RecoveryStore => ({
  async replace(user_id, hashes) {
    await db.deleteFrom('recovery_code').where('user_id', '=', user_id).execute()
    if (hashes.length === 0) return
    await db
      .insertInto('recovery_code')
      .values(hashes.map(hash => ({ user_id, hash })))
      .execute()
  },
  async count(userId) {
    const { count } = await db
      .selectFrom('recovery_code')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return Number(count)
  },
  async take(userId, hash) {
    const row = await db
      .deleteFrom('recovery_code')
      .where('user_id', '=', userId)
      .where('hash', '=', hash)
      .returning('hash')
      .executeTakeFirst()
    return row !== undefined
  },
})

export function trustStore(db: Db): TrustStore {
  const of = (userId: string) =>
    db
      .selectFrom('trusted_browser')
      .select(['browser', 'agent', 'network', 'verified_at as verifiedAt'])
      .where('user_id', '=', userId)
  return {
    find: (userId, browser) => of(userId).where('browser', '=', browser).executeTakeFirst(),
    of: userId => of(userId).orderBy('verified_at', 'desc').execute(),
    async put(user_id, { browser, agent, network, verifiedAt }) {
      const row = { agent, network, verified_at: verifiedAt }
      await db
        .insertInto('trusted_browser')
        .values({ user_id, browser, ...row })
        .onConflict(c => c.columns(['user_id', 'browser']).doUpdateSet(row))
        .execute()
    },
    async forget(userId) {
      await db.deleteFrom('trusted_browser').where('user_id', '=', userId).execute()
    },
    async sweep(before) {
      const { numDeletedRows } = await db
        .deleteFrom('trusted_browser')
        .where('verified_at', '<', before)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
