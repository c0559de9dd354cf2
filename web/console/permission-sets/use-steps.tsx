import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import { useEffect, useState } from 'react'
import { useChange } from '../api/use-api.ts'
import type { Step } from './steps.ts'

type StepState = 'waiting' | 'working' | 'done' | 'failed'

interface Logged {
  readonly label: string
  readonly state: StepState
}

/** @returns what was answered. @throws RequestFailed */
type Perform = <T>(step: Step) => Promise<T>

/**
 * Steps that are done one after the other, each with what became of it. Going on after a failure keeps what was done in
 * sight. Leaving the page meanwhile is asked about: the rest would not be done.
 */
export function useSteps() {
  const [log, setLog] = useState<readonly Logged[]>([])
  const mark = (label: string, state: StepState) =>
    setLog(before => {
      const known = before.some(one => one.label === label && one.state !== 'done')
      if (!known) return [...before, { label, state }]
      return before.map(one => (one.label === label && one.state !== 'done' ? { label, state } : one))
    })
  const run = useChange(async (work: (perform: Perform) => Promise<void>, api) => {
    await work(async <T,>({ label, call }: Step) => {
      mark(label, 'working')
      try {
        const answer = await api.aws<T>(call.service, call.operation, call.input)
        mark(label, 'done')
        return answer
      } catch (error) {
        mark(label, 'failed')
        throw error
      }
    })
  })
  const { isPending, error } = run
  useEffect(() => {
    if (!isPending) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isPending])
  return {
    log,
    isPending,
    error,
    /** @param planned shown as waiting until their turn comes */
    start(planned: readonly Step[], work: (perform: Perform) => Promise<void>, onDone: () => void) {
      setLog(before => [
        ...before.filter(({ state }) => state === 'done'),
        ...planned.map(({ label }) => ({ label, state: 'waiting' as const })),
      ])
      run.mutate(work, { onSuccess: onDone })
    },
  }
}

const indicators: Readonly<Record<StepState, readonly [StatusIndicatorProps.Type, string]>> = {
  waiting: ['pending', 'Waiting'],
  working: ['in-progress', 'Working'],
  done: ['success', 'Done'],
  failed: ['error', 'Failed'],
}

/** What became of each step. */
export function StepList({ log }: { readonly log: readonly Logged[] }) {
  if (log.length === 0) return null
  return (
    <ol className="steps" aria-label="Steps" aria-live="polite">
      {log.map(({ label, state }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps only become more, and a label may come twice
        <li key={place}>
          <StatusIndicator type={indicators[state][0]} iconAriaLabel={indicators[state][1]}>
            {label}
          </StatusIndicator>
        </li>
      ))}
    </ol>
  )
}
