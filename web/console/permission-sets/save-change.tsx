import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { needsOf } from './needs.ts'
import type { Step } from './steps.ts'
import { useSteps } from './use-steps.tsx'

interface SaveChangeProps {
  readonly steps: readonly Step[]
  /** Why there is nothing to save. */
  readonly nothing: string
  readonly cancel: ReactNode
  onDone(): void
}

/** Saves what was edited in its place on the page. */
export function SaveChange({ steps, nothing, cancel, onDone }: SaveChangeProps) {
  const { isPending, error, start } = useSteps()
  const save = () =>
    start(
      steps,
      async perform => {
        for (const step of steps) await perform(step)
      },
      onDone,
    )
  return (
    <SpaceBetween size="m">
      {error && <FailureNotice title="It was not saved" error={error} />}
      {steps.length > 0 && <CommandView calls={steps.map(({ call }) => call)} />}
      <SpaceBetween direction="horizontal" size="xs">
        {cancel}
        <ActionButton
          variant="primary"
          needs={needsOf(steps)}
          disabled={steps.length === 0}
          disabledReason={nothing}
          loading={isPending}
          onClick={save}
        >
          Save
        </ActionButton>
      </SpaceBetween>
    </SpaceBetween>
  )
}
