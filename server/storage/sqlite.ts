import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { refuseNul } from './nul.ts'
import type { Db, Tables } from './tables.ts'
import { insideUnit, refuseInsideUnit } from './unit.ts'

/** Milliseconds that a statement waits for another process's write to end. */
const BUSY_TIMEOUT = 10_000
const PAUSE = 3
/** More units than this are not kept waiting for one commit. */
const UNITS_PER_COMMIT = 256

interface Prepared {
  readonly statement: StatementSync
  /** Of its rows; none where it returns none. Asking for them each time costs as much as the query. */
  readonly columns: readonly string[]
}

class Connection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, Prepared>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    refuseNul(query.parameters)
    const { statement, columns } = this.#prepare(query.sql)
    const parameters = query.parameters as SQLInputValue[]
    if (columns.length > 0) {
      // As arrays, which is what the type does not know: `setReturnArrays`.
      const rows = statement.all(...parameters) as unknown as readonly (readonly unknown[])[]
      return { rows: rows.map(values => rowOf<R>(columns, values)) }
    }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  // biome-ignore lint/correctness/useYield: SQLite answers at once, so nothing is streamed
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used on SQLite')
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) }
    // Query builders make few texts; lists of varying length could make many, so the cache is emptied when it is large.
    if (this.#statements.size >= 500) this.#statements.clear()
    this.#statements.set(sql, prepared)
    return prepared
  }
}

function rowOf<R>(columns: readonly string[], values: readonly unknown[]): R {
  const row: Record<string, unknown> = {}
  for (const [place, column] of columns.entries()) row[column] = values[place]
  return row as R
}

/**
 * One connection, used by one caller at a time: node:sqlite is synchronous, so no statement overlaps another.
 * @param mayUse throws where it may not be used
 */
function dialect(database: DatabaseSync, mayUse: () => void): Dialect {
  const connection = new Connection(database)
  const statement = (sql: string) => async () => database.exec(sql)
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      mayUse()
      return connection
    },
    beginTransaction: () => begin(database),
    commitTransaction: statement('COMMIT'),
    rollbackTransaction: statement('ROLLBACK'),
    releaseConnection: async () => {},
    destroy: async () => database.close(),
  }
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Makes a file that its owner alone can read; SQLite gives the files beside it the same mode. */
export const makePrivate = (path: string): void => closeSync(openSync(path, 'a', 0o600))

function open(path: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: readOnly ? BUSY_TIMEOUT : 0 })
  if (!readOnly) database.exec('PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 0')
  // What a savepoint may have to bring back is kept in memory; by default it goes to a file when it is large.
  database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY')
  if (readOnly) database.exec('PRAGMA query_only = ON')
  return database
}

/** Takes the write lock, waiting its turn without blocking the event loop when a command writes at the same time. */
async function begin(database: DatabaseSync): Promise<void> {
  for (let waited = 0; ; waited += PAUSE) {
    try {
      database.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!isBusy(error) || waited >= BUSY_TIMEOUT) throw error
      await sleep(PAUSE)
    }
  }
}

/** SQLITE_BUSY and its extended codes. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

interface Waiting {
  run(db: Db): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

interface Outcome {
  readonly waiting: Waiting
  readonly settle: () => void
}

/**
 * The group-committing writer. Concurrent units run one after the other in one transaction, as savepoints of it, and are
 * acknowledged after its commit, so that one fsync serves many of them.
 */
class Writer {
  readonly #database: DatabaseSync
  readonly #db: Db
  readonly #queue: Waiting[] = []
  #draining: Promise<void> | undefined
  #closed = false

  constructor(database: DatabaseSync, db: Db) {
    this.#database = database
    this.#db = db
  }

  unit<T>(work: (db: Db) => Promise<T>): Promise<T> {
    refuseInsideUnit()
    if (this.#closed) return Promise.reject(new Error('the store is closed'))
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run: work, resolve: value => resolve(value as T), reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Finishes what was accepted; later units are refused. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) await this.#transaction()
    this.#draining = undefined
  }

  async #transaction(): Promise<void> {
    const outcomes: Outcome[] = []
    try {
      await begin(this.#database)
      await this.#fill(outcomes)
      // One turn of the event loop: requests that have arrived meanwhile join this commit instead of waiting for it.
      await new Promise(setImmediate)
      await this.#fill(outcomes)
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      for (const { waiting } of outcomes) waiting.reject(error)
      if (outcomes.length === 0) this.#queue.shift()?.reject(error)
      return
    }
    for (const { settle } of outcomes) settle()
  }

  async #fill(outcomes: Outcome[]): Promise<void> {
    while (outcomes.length < UNITS_PER_COMMIT) {
      const waiting = this.#queue.shift()
      if (waiting === undefined) return
      const outcome: { waiting: Waiting; settle: () => void } = { waiting, settle: () => {} }
      outcomes.push(outcome)
      outcome.settle = await this.#attempt(waiting, outcomes.length === 1)
    }
  }

  /** The first unit needs no savepoint: before it there is nothing that its failure could take along. */
  async #attempt(waiting: Waiting, first: boolean): Promise<() => void> {
    if (!first) this.#database.exec('SAVEPOINT unit')
    try {
      const value = await insideUnit(() => waiting.run(this.#db))
      if (!first) this.#database.exec('RELEASE unit')
      return () => waiting.resolve(value)
    } catch (error) {
      if (first) await this.#startAgain()
      else this.#database.exec('ROLLBACK TO unit; RELEASE unit')
      return () => waiting.reject(error)
    }
  }

  async #startAgain(): Promise<void> {
    this.#database.exec('ROLLBACK')
    await begin(this.#database)
  }
}

export interface SqliteStorage {
  /** Reads only, on a connection of its own. */
  readonly db: Db
  /** For migrations alone. */
  readonly migrating: Db
  unit<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** @param path a file, made when absent */
export function openSqlite(path: string): SqliteStorage {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  makePrivate(path)
  const writing = open(path, false)
  const writerDb = new Kysely<Tables>({ dialect: dialect(writing, () => {}) })
  const writer = new Writer(writing, writerDb)
  const reading = new Kysely<Tables>({ dialect: dialect(open(path, true), refuseInsideUnit) })
  return {
    db: reading,
    migrating: writerDb,
    unit: work => writer.unit(work),
    close: async () => {
      await writer.close()
      await reading.destroy()
      await writerDb.destroy()
    },
  }
}
