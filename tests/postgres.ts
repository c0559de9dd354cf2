import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Cluster {
  /** Of the maintenance database; tests make databases of their own beside it. */
  readonly url: string
  stop(): void
}

/** A private PostgreSQL cluster in a temporary directory, on a free loopback port. PostgreSQL refuses to run as root. */
export async function startPostgres(): Promise<Cluster> {
  const directory = mkdtempSync(join(tmpdir(), 'portico-postgres-'))
  chmodSync(directory, 0o777)
  const data = join(directory, 'data')
  const port = await freePort()
  const run = asPostgres(newestBin())
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'])
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c max_connections=200`
  run('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', options, 'start'])
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function newestBin(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const version = versions[0]
  if (version === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  return join(root, version, 'bin')
}

const asPostgres =
  (bin: string) =>
  (program: string, args: readonly string[]): void => {
    const command = join(bin, program)
    const root = process.getuid?.() === 0
    execFileSync(root ? 'runuser' : command, root ? ['-u', 'postgres', '--', command, ...args] : args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      cwd: '/',
    })
  }

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
