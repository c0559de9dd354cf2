/** The client: plain keep-alive HTTP over loopback, in this process and not in the server's. */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { CpuTime, Server } from './server.ts'
import { median } from './table.ts'

export interface Request {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Milliseconds from sending to the end of the answer. */
  readonly took: number
}

export interface Client {
  send(request: Request): Promise<Answer>
  close(): void
}

/** @param connections at most so many at once */
export function client(origin: string, connections: number): Client {
  const { host, port } = new URL(origin)
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const begun = performance.now()
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const options = { agent, hostname: '127.0.0.1', port, method, path, headers: { host, ...length, ...headers } }
        const sent = httpRequest(options, response => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const answer = { status: response.statusCode ?? 0, headers: response.headers }
            resolve({ ...answer, body: Buffer.concat(chunks).toString(), took: performance.now() - begun })
          })
        })
        sent.on('error', reject)
        sent.end(body)
      }),
    close: () => agent.destroy(),
  }
}

export interface Load {
  readonly clients: number
  readonly milliseconds: number
  /** What client number `client` asks next; undefined ends it. It may look at its answer before. */
  readonly next: (client: number, answer?: Answer) => Request | undefined
  /** Anything but 200 is a mistake of the benchmark, unless it says otherwise. */
  readonly accepts?: (answer: Answer) => boolean
}

export interface Measured {
  readonly requests: number
  readonly seconds: number
  /** Seconds of the server process. */
  readonly cpu: CpuTime
}

/** Runs the clients side by side until the time is over or they have nothing more to ask. */
export async function measure(server: Server, { clients, milliseconds, next, accepts }: Load): Promise<Measured> {
  const { send, close } = client(server.origin, clients)
  const good = accepts ?? (({ status }) => status === 200)
  let requests = 0
  const before = server.cpu()
  const begun = performance.now()
  const ask = async (number: number) => {
    let answer: Answer | undefined
    while (performance.now() - begun < milliseconds) {
      const request = next(number, answer)
      if (request === undefined) return
      answer = await send(request)
      if (!good(answer)) throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.body}`)
      requests += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => ask(number)))
  const seconds = (performance.now() - begun) / 1000
  const after = server.cpu()
  close()
  return { requests, seconds, cpu: { all: after.all - before.all, pool: after.pool - before.pool } }
}

export const perCpuSecond = ({ requests, cpu }: Measured): number => requests / cpu.all
export const perSecond = ({ requests, seconds }: Measured): number => requests / seconds

export interface Pace {
  readonly runs: number
  readonly milliseconds: number
}

/** Warms up, then measures as often as asked. @param load made anew for each run */
export async function repeat(
  server: Server,
  pace: Pace,
  load: () => Promise<Load> | Load,
): Promise<readonly Measured[]> {
  await measure(server, await load())
  const measured: Measured[] = []
  for (let run = 0; run < pace.runs; run++) measured.push(await measure(server, await load()))
  return measured
}

/** The members of a result that rates have in common. */
export function rate(measured: readonly Measured[]) {
  const each = median(measured.map(({ requests, cpu }) => (1000 * cpu.all) / requests))
  return {
    unit: '/CPU-s',
    runs: measured.map(perCpuSecond),
    wall: measured.map(perSecond),
    note: `${each.toFixed(2)} ms of server CPU each`,
  }
}

/** Goes round a list, whoever asks. */
export function roundRobin<T>(items: readonly T[]): () => T {
  let at = 0
  return () => {
    const item = items[at++ % items.length]
    if (item === undefined) throw new Error('nothing to ask')
    return item
  }
}
