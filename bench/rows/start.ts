import { setTimeout as sleep } from 'node:timers/promises'
import type { Row } from '../row.ts'
import { startServer } from '../server.ts'

const IDLE = 5_000

/** From the start of the process on an empty store, which it has to make, to the first sign-in page; then left alone. */
export const start: Row = {
  name: 'start',
  async onEngine(engine, { runs }) {
    const milliseconds: number[] = []
    const cpu: number[] = []
    const resident: number[] = []
    for (let run = 0; run < runs; run++) {
      const store = await engine.empty()
      const server = await startServer(store)
      milliseconds.push(server.started.milliseconds)
      cpu.push(server.started.cpu * 1000)
      await sleep(IDLE)
      resident.push(server.resident())
      await server.stop()
      await store.remove()
    }
    const fastest = Math.min(...cpu).toFixed(0)
    return [
      {
        what: 'cold start to first sign-in page',
        unit: 'ms',
        limit: { bound: 'at most', value: 1_000 },
        runs: milliseconds,
        note: `on an empty store; from ${fastest} ms of CPU`,
      },
      {
        what: 'resident memory, idle',
        unit: 'MiB',
        limit: { bound: 'at most', value: 130 },
        runs: resident,
        note: `${IDLE / 1000} s after the start`,
      },
    ]
  },
}
