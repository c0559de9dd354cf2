/**
 * Work that nobody waits for: chaining events, forgetting old ones, picking up provisioning that another process left,
 * sweeping what has expired. Each run holds the job's lease, so that of many replicas one does it. What a job does is a
 * function of its capability; here are only the rhythm and the lease.
 */
import type { WithLease } from '#server/base/atomically.ts'

export interface Job {
  readonly name: string
  /** Pause between two runs, ms. */
  readonly every: number
  /** Longer than any run; the lease of a process that died ends after this, ms. */
  readonly lease: number
  run(): Promise<unknown>
}

interface Needs {
  readonly withLease: WithLease
  /** A failed run is logged and tried again at the next turn. */
  readonly failed: (name: string, error: unknown) => void
}

/** Starts all jobs. `stop` ends the rhythm and waits for the runs under way. */
export function startJobs(jobs: readonly Job[], { withLease, failed }: Needs): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const loops = jobs.map(job => loop(job, stopping.signal, withLease, failed))
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

async function loop(job: Job, signal: AbortSignal, withLease: WithLease, failed: Needs['failed']): Promise<void> {
  while (await pause(job.every, signal)) {
    try {
      await withLease(`job:${job.name}`, job.lease, async () => void (await job.run()))
    } catch (error) {
      failed(job.name, error)
    }
  }
}

/** @returns false when the signal ended it */
const pause = (milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  new Promise(resolve => {
    if (signal.aborted) return resolve(false)
    const stop = () => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve(true)
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
