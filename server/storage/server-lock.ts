import { DatabaseSync } from 'node:sqlite'
import { refuse } from './refusals.ts'
import { makePrivate } from './sqlite.ts'

/**
 * The lock of the one server on a SQLite store: an exclusive transaction on a small database beside it. The operating
 * system lets go of it with the process, also after kill -9, so that there is no stale lock to clean.
 */
export function takeServerLock(path: string): { release(): void } {
  // Whoever could read it could hold it.
  makePrivate(path)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw refuse('storage.another_server', { observed: path, cause })
  }
  return { release: () => database.close() }
}
