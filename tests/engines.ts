import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { type Clock, systemClock } from '#server/base/clock.ts'
import { hex, systemRandom } from '#server/base/random.ts'
import { openStorage, type Storage, type StorageSettings } from '#server/storage/index.ts'

/** A database engine that contract suites run on. */
export interface TestEngine {
  readonly name: string
  /** Settings of an empty store, removed after the test file. */
  settings(): Promise<StorageSettings>
  /** An empty store, closed after the test file. */
  fresh(clock?: Clock): Promise<Storage>
}

const masterKey = Buffer.alloc(32, 7)

function engine(name: string, settings: TestEngine['settings']): TestEngine {
  return {
    name,
    settings,
    fresh: async (clock = systemClock) => {
      const storage = await openStorage(await settings(), clock, systemRandom)
      after(() => storage.close())
      return storage
    },
  }
}

const sqlite = engine('SQLite', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'portico-test-'))
  after(() => rmSync(dataDirectory, { recursive: true, force: true }))
  return { database: 'sqlite:', dataDirectory, masterKey, region: 'us-east-1' }
})

/** @param cluster URL of the maintenance database of the cluster that the test run has started */
const postgres = (cluster: string): TestEngine =>
  engine('PostgreSQL', async () => {
    const url = new URL(cluster)
    url.pathname = `/t${hex(systemRandom, 12)}`
    const client = new pg.Client({ connectionString: cluster })
    await client.connect()
    await client.query(`create database ${url.pathname.slice(1)}`)
    await client.end()
    return { database: url.href, dataDirectory: tmpdir(), masterKey, region: 'us-east-1' }
  })

const cluster = process.env.TEST_POSTGRES_URL

/** SQLite always; PostgreSQL where the run has a cluster, which `npm test` always starts. */
export const engines: readonly TestEngine[] = cluster === undefined ? [sqlite] : [sqlite, postgres(cluster)]
