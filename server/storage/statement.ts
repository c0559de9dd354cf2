import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './tables.ts'

/** Keeps the place of a value in a compiled statement. */
class Place {
  readonly name: PropertyKey

  constructor(name: PropertyKey) {
    this.name = name
  }
}

const places = new Proxy({}, { get: (_, name) => new Place(name) })

/**
 * A statement that is built and compiled once: doing it each time costs more than the answer of SQLite. For those that
 * nearly every request runs.
 *
 * @param build gets a place for each value, so that no value can change the text
 */
export function statement<V extends object, R>(
  build: (db: Db, values: V) => Compilable<R>,
): (db: Db, values: V) => Promise<readonly R[]> {
  // By engine and not by database: a unit of work on PostgreSQL has a database object of its own.
  const compiled = new WeakMap<object, CompiledQuery<R>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    const query = compiled.get(adapter) ?? build(db, places as V).compile()
    compiled.set(adapter, query)
    const parameters = query.parameters.map(value => (value instanceof Place ? values[value.name as keyof V] : value))
    const { rows } = await db.executeQuery<R>({ ...query, parameters })
    return rows
  }
}
