import { useEffect, useRef, useState } from 'react'
import type { Api } from '../api/call.ts'
import { useChange } from '../api/use-api.ts'
import type { Call } from './commands.ts'
import { type Failed, tryEach } from './in-turns.ts'

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

/** The same for each of many, with how far it is. Leaving the page meanwhile is asked about: it would end there. */
export function useEach<T>(work: (one: T, api: Api) => Promise<unknown>): Each<T> {
  const [tried, setTried] = useState(0)
  const stopped = useRef(false)
  const run = useChange((all: readonly T[], api) =>
    tryEach(all, one => work(one, api), { onProgress: setTried, isStopped: () => stopped.current }),
  )
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

export function perform(api: Api, call: Call): Promise<unknown> {
  if ('service' in call) return api.aws(call.service, call.operation, call.input)
  if (call.method === 'GET') return api.get(call.path)
  return api.write(call.method, call.path, call.body)
}
