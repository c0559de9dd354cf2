/** `portico serve` as a process of its own, and what the kernel says of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serverFlags } from '../scripts/ready.mjs'
import type { Store } from './engines.ts'

/** CPU time of a process so far, in seconds. */
export interface CpuTime {
  readonly all: number
  /** Of the thread pool, which hashes passwords and signs; in a sign-in it does nothing but hash. */
  readonly pool: number
}

export interface Server {
  readonly origin: string
  /** Milliseconds from the start of the process to its first sign-in page, and the CPU seconds that went into it. */
  readonly started: { readonly milliseconds: number; readonly cpu: number }
  cpu(): CpuTime
  /** MiB */
  resident(): number
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '..')

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** @param port where the origin is fixed already; else a free one */
export async function startServer(store: Store, port?: number): Promise<Server> {
  const listening = port ?? (await freePort())
  const origin = `http://localhost:${listening}`
  const own = { PORTICO_URL: origin, PORTICO_LISTEN: `127.0.0.1:${listening}`, PORTICO_LOG: 'warn' }
  // Addresses of many clients are claimed by X-Forwarded-For: limits are per address, and loopback is one.
  const env = { PATH: process.env.PATH, ...own, PORTICO_TRUSTED_PROXIES: '127.0.0.1', ...store.settings }
  const flags = [...serverFlags, ...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? [])]
  const begun = performance.now()
  const child = spawn(process.execPath, [...flags, join(root, 'server/main.ts'), 'serve'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: root,
  })
  const exited = once(child, 'exit')
  const { pid } = child
  if (pid === undefined) throw new Error('the server could not be started')
  const cpu = () => cpuOf(pid)
  while (!(await answers(`http://127.0.0.1:${listening}/signin`))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await sleep(5)
  }
  return {
    origin,
    started: { milliseconds: performance.now() - begun, cpu: cpu().all },
    cpu,
    resident: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  new Promise(resolve => {
    const asked = get(url, { agent: false }, response => {
      response.resume().on('end', () => resolve(response.statusCode === 200))
    })
    asked.on('error', () => resolve(false))
  })

/** The scheduler counts in nanoseconds, thread by thread (proc(5), `schedstat`). */
function cpuOf(pid: number): CpuTime {
  const threads = readdirSync(`/proc/${pid}/task`).map(thread => {
    const directory = `/proc/${pid}/task/${thread}`
    const [nanoseconds] = readFileSync(`${directory}/schedstat`, 'utf8').split(' ')
    return { name: readFileSync(`${directory}/comm`, 'utf8').trim(), seconds: Number(nanoseconds) / 1e9 }
  })
  const sum = (counted: typeof threads) => counted.reduce((total, { seconds }) => total + seconds, 0)
  return { all: sum(threads), pool: sum(threads.filter(({ name }) => name === 'libuv-worker')) }
}
