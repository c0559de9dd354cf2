import { useEffect, useRef, useState } from 'react'
import { failureOf } from '../../kit/failure.ts'
import type { Api } from '../api/call.ts'
import { useChange } from '../api/use-api.ts'
import type { Call } from './commands.ts'
import { type Failed, tryEach } from './in-turns.ts'
import { forget, keep, type Step } from './unfinished.ts'

interface Each<T> {
  /** @param onDone told what is left to do: what failed, and what was stopped before its turn */
  start(all: readonly T[], onDone: (left: readonly T[]) => void): void
  /** What is under way is finished; nothing else is begun. */
  stop(): void
  readonly running: boolean
  readonly tried: number
  readonly total: number
  readonly failed: readonly Failed<T>[]
}

/** The same for each of many. */
export interface Work<T> {
  /** As a heading: `Disable 3 users`. */
  readonly title: string
  readonly verb: string
  readonly label: (one: T) => string
  readonly callOf: (one: T) => Call
  /** As `Failures` says it: `were not disabled`. */
  readonly failed: string
  /** The refusal that means that one was done already, and is no failure. */
  readonly alreadySo?: string
}

/** Does the work, with how far it is. Leaving the page meanwhile is asked about; a reload goes on with it. */
export function useEach<T>(work: Work<T>): Each<T> {
  const [tried, setTried] = useState(0)
  const stopped = useRef(false)
  const run = useChange(async (all: readonly T[], api) => {
    const done = keep({ ...wordsOf(work), as: api.as }, new Map(all.map(one => [one, stepOf(work, one)])))
    const tell = { onProgress: setTried, isStopped: () => stopped.current }
    return tryEach(
      all,
      async one => {
        await perform(api, work.callOf(one)).catch(unlessAlreadySo(work.alreadySo))
        done(one)
      },
      tell,
    )
  })
  // What is left is kept for as long as it is in sight, and lost sight of by a reload alone.
  useEffect(() => forget, [])
  const running = run.isPending
  useEffect(() => {
    if (!running) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [running])
  return {
    start(all, onDone) {
      stopped.current = false
      setTried(0)
      run.mutate(all, {
        onSuccess: ({ failed, untried }) => onDone([...failed.map(({ one }) => one), ...untried]),
      })
    },
    stop: () => {
      stopped.current = true
    },
    running,
    tried,
    total: run.variables?.length ?? 0,
    failed: run.data?.failed ?? [],
  }
}

const stepOf = <T>({ label, callOf }: Work<T>, one: T): Step => ({ label: label(one), call: callOf(one) })

const wordsOf = <T>({ title, verb, failed, alreadySo }: Work<T>) => ({
  ...{ title, verb, failed },
  ...(alreadySo === undefined ? {} : { alreadySo }),
})

const unlessAlreadySo = (code: string | undefined) => (error: unknown) => {
  if (code === undefined || failureOf(error).code !== code) throw error
}

export function perform(api: Api, call: Call): Promise<unknown> {
  if ('service' in call) return api.aws(call.service, call.operation, call.input)
  if (call.method === 'GET') return api.get(call.path)
  return api.write(call.method, call.path, call.body)
}
