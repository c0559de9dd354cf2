import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { refuseNul } from './nul.ts'
import { refuse } from './refusals.ts'
import type { Db, Tables } from './tables.ts'
import { insideUnit, refuseInsideUnit } from './unit.ts'

const CONNECTIONS = 12
const ATTEMPTS = 16
/** Longest pause before the next attempt, in ms. */
const LONGEST_PAUSE = 250
const INT8 = 20

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof pg.DatabaseError && codes.includes(error.code ?? '')

/** 0A000 feature_not_supported: another replica has migrated a table that a prepared statement of this connection reads. */
const isOutdated = (error: unknown): boolean => hasCode(error, '0A000')

/** 40001 serialization_failure, 40P01 deadlock_detected (PostgreSQL, appendix A): the same unit may pass next time. */
const passesNextTime = (error: unknown): boolean => hasCode(error, '40001', '40P01') || isOutdated(error)

/** 64-bit integers become numbers: all of ours are counts or Unix ms, below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown),
}

export interface PostgresStorage {
  readonly db: Db
  /** For migrations alone. */
  readonly migrating: Db
  unit<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Units run SERIALIZABLE and are tried again when PostgreSQL finds that two of them crossed, so that a rule which reads
 * before it writes holds across replicas without a lock of its own. Sequential scans take a predicate lock on the whole
 * table and would make every two units cross while tables are small, hence `enable_seqscan=off`.
 */
export function openPostgres(url: string): PostgresStorage {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    types,
    options: '-c enable_seqscan=off -c statement_timeout=30000',
  })
  // An idle connection that the server closed is replaced by the pool at the next use; without a listener it would throw.
  pool.on('error', () => {})
  const retries = new Line()
  const running = new Set<Promise<void>>()
  let closed = false
  const inner = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded(pool) }) })
  return {
    db: inner,
    migrating: inner,
    unit: work => {
      refuseInsideUnit()
      if (closed) return Promise.reject(new Error('the store is closed'))
      const transaction = inner.transaction().setIsolationLevel('serializable')
      const unit = attempt(
        () => transaction.execute(tx => insideUnit(() => work(tx))),
        again => retries.add(again),
      )
      const ended = unit.then(forget, forget)
      running.add(ended)
      return unit
      function forget(): void {
        running.delete(ended)
      }
    },
    // Finishes what was accepted; later units are refused.
    close: async () => {
      closed = true
      await Promise.all(running)
      await inner.destroy()
    },
  }
}

type Run<T> = () => Promise<T>

/** The first attempt runs beside all others; later ones stand in line, so that crossing units do not keep crossing. */
async function attempt<T>(run: Run<T>, inLine: (again: Run<T>) => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!passesNextTime(error)) throw error
  }
  return inLine(async () => {
    for (let number = 2; number <= ATTEMPTS; number++) {
      try {
        return await run()
      } catch (error) {
        if (!passesNextTime(error)) throw error
        await sleep(Math.min(LONGEST_PAUSE, 2 ** (number - 2)))
      }
    }
    throw refuse('storage.busy', { observed: `${ATTEMPTS} attempts`, retryAfter: 1 })
  })
}

/** Runs one after the other what is added to it. */
class Line {
  #last: Promise<unknown> = Promise.resolve()

  add<T>(run: Run<T>): Promise<T> {
    const turn = this.#last.then(run, run)
    this.#last = turn.catch(() => {})
    return turn
  }
}

/** Kysely's view of the pool: statements go by name, and U+0000 is refused before it reaches the wire. */
function guarded(pool: pg.Pool): PostgresPool {
  const named = names()
  return {
    end: () => pool.end(),
    connect: async () => {
      refuseInsideUnit()
      const client = await pool.connect()
      let outdated = false
      const query = async (text: string, values: readonly unknown[] = []) => {
        refuseNul(values)
        try {
          return await client.query({ ...named(text), text, values: [...values] })
        } catch (error) {
          outdated ||= isOutdated(error)
          throw error
        }
      }
      return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release(outdated) }
    },
  }
}

/** Lists of varying length make many texts; those beyond this are parsed and planned each time. */
const MOST_NAMES = 500

/** Under its name PostgreSQL keeps a statement parsed and planned on each connection. */
function names(): (text: string) => { readonly name?: string } {
  const known = new Map<string, { readonly name: string }>()
  return text => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size >= MOST_NAMES) return {}
    const name = { name: `s${known.size}` }
    known.set(text, name)
    return name
  }
}
