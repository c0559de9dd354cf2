/**
 * Storage: SQLite in the data directory, or PostgreSQL. One set of migrations, one set of queries.
 *
 * `db` reads; `unit` writes, all or nothing, and may run its work more than once. Using `db` inside a unit throws.
 * Here are also what only a database can promise: leases between replicas, values sealed to their cell, the lock of the
 * one server on a SQLite store, and the founding of the instance. Rows belong to the capabilities' `store.ts`.
 */
import { join } from 'node:path'
import { type Kysely, Migrator } from 'kysely'
import type { WithLease } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Random } from '#server/base/random.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { Engine } from './columns.ts'
import { foundInstance } from './instance.ts'
import { leases } from './lease.ts'
import { migrations } from './migrations/index.ts'
import { refuse } from './refusals.ts'
import { type Sealer, sealer } from './seal.ts'
import { takeServerLock } from './server-lock.ts'
import { openSqlite } from './sqlite.ts'
import type { Db } from './tables.ts'

export { storageRefusals } from './refusals.ts'
export type { Cell, Sealer } from './seal.ts'
export type { Db, Tables } from './tables.ts'

export interface StorageSettings {
  /** `sqlite:` for the store in the data directory, or a `postgres://` URL. */
  readonly database: string
  readonly dataDirectory: string
  readonly masterKey: Uint8Array
  readonly region: string
}

export interface Storage {
  readonly engine: Engine
  readonly instance: Instance
  readonly sealer: Sealer
  readonly db: Db
  unit<T>(work: (db: Db) => Promise<T>): Promise<T>
  readonly withLease: WithLease
  /** Refuses where another server holds a SQLite store. Commands do not call it. */
  lockForServer(): void
  close(): Promise<void>
}

export async function openStorage(settings: StorageSettings, clock: Clock, random: Random): Promise<Storage> {
  const postgres = /^postgres(ql)?:/.test(settings.database)
  const engine: Engine = postgres ? 'postgres' : 'sqlite'
  // Each with what it needs: a process on SQLite does not load a client for PostgreSQL.
  const opened = postgres
    ? (await import('./postgres.ts')).openPostgres(settings.database)
    : openSqlite(join(settings.dataDirectory, 'portico.sqlite'))
  const sealing = sealer(settings.masterKey, random)
  let lock: { release(): void } | undefined
  try {
    await migrate(opened.migrating, engine)
    const needs = { sealer: sealing, clock, random, region: settings.region }
    const instance = await opened.unit(db => foundInstance(db, needs))
    return {
      engine,
      instance,
      sealer: sealing,
      db: opened.db,
      unit: work => opened.unit(work),
      withLease: leases(work => opened.unit(work), clock, random),
      lockForServer: () => {
        if (!postgres) lock ??= takeServerLock(join(settings.dataDirectory, 'server.lock'))
      },
      close: async () => {
        await opened.close()
        lock?.release()
      },
    }
  } catch (error) {
    await opened.close()
    throw unreachable(error) ?? error
  }
}

/** Of the network, and of PostgreSQL: 28… no such user or password, 3D000 no such database, 57P03 not ready. */
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|28000|28P01|3D000|57P03)$/

function unreachable(error: unknown): Refusal | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return UNREACHABLE.test(code) ? refuse('storage.unreachable', { observed: code, cause: error }) : undefined
}

/** Forward only. Kysely's lock table keeps replicas that start together from migrating twice. */
async function migrate(db: Db, engine: Engine): Promise<void> {
  const provider = {
    getMigrations: async () =>
      Object.fromEntries(
        Object.entries(migrations).map(([name, { up }]) => [
          name,
          { up: (inner: Kysely<unknown>) => up(inner, engine) },
        ]),
      ),
  }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
}
