/** Empty stores on both engines, and how a server process is told to use them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { hex, systemRandom } from '#server/base/random.ts'

export interface Store {
  readonly engine: string
  /** Settings of a server over this store. */
  readonly settings: Readonly<Record<string, string>>
  remove(): Promise<void>
}

export interface Engine {
  readonly name: string
  empty(): Promise<Store>
}

const masterKey = Buffer.alloc(32, 7).toString('base64')

function directory() {
  const path = mkdtempSync(join(tmpdir(), 'portico-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const sqlite: Engine = {
  name: 'SQLite',
  async empty() {
    const { path, remove } = directory()
    const settings = { PORTICO_DATA: path, PORTICO_MASTER_KEY: masterKey }
    return { engine: 'SQLite', settings, remove: async () => remove() }
  },
}

/** @param cluster URL of the maintenance database of the cluster that `npm run bench` has started */
const postgres = (cluster: string): Engine => ({
  name: 'PostgreSQL',
  async empty() {
    const { path, remove } = directory()
    const name = `b${hex(systemRandom, 12)}`
    const url = new URL(cluster)
    url.pathname = `/${name}`
    await administer(cluster, `create database ${name}`)
    return {
      engine: 'PostgreSQL',
      settings: { PORTICO_DATA: path, PORTICO_DATABASE: url.href, PORTICO_MASTER_KEY: masterKey },
      remove: async () => {
        await administer(cluster, `drop database ${name} with (force)`)
        remove()
      },
    }
  },
})

async function administer(cluster: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster })
  await client.connect()
  await client.query(statement)
  await client.end()
}

const cluster = process.env.TEST_POSTGRES_URL

/** SQLite always; PostgreSQL where there is a cluster, which `npm run bench` always starts. */
export const engines: readonly Engine[] = cluster === undefined ? [sqlite] : [sqlite, postgres(cluster)]
