import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal, { type ModalProps } from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { needsOf } from './needs.ts'
import type { Step } from './steps.ts'
import { StepList, useSteps } from './use-steps.tsx'

interface StepsDialogProps {
  readonly title: string
  readonly verb: string
  readonly steps: readonly Step[]
  /** Why it cannot begin yet. */
  readonly incomplete?: string | undefined
  readonly size?: ModalProps.Size
  readonly children: ReactNode
  onDone(): void
  onDismiss(): void
}

/** Does a few things one after the other, and says of each what became of it. */
export function StepsDialog(props: StepsDialogProps) {
  const { title, verb, steps, incomplete, size = 'medium', children, onDone, onDismiss } = props
  const { log, isPending, error, start } = useSteps()
  const left = steps.filter(({ label }) => !log.some(one => one.label === label && one.state === 'done'))
  const submit = () => {
    if (incomplete !== undefined || isPending || left.length === 0) return
    start(
      left,
      perform => left.reduce<Promise<void>>((before, step) => before.then(() => perform(step)), Promise.resolve()),
      onDone,
    )
  }
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onDismiss} disabled={isPending}>
          Cancel
        </Button>
        <ActionButton
          variant="primary"
          needs={needsOf(steps)}
          loading={isPending}
          disabled={incomplete !== undefined || left.length === 0}
          {...(incomplete === undefined ? {} : { disabledReason: incomplete })}
          onClick={submit}
        >
          {error === null ? verb : 'Go on'}
        </ActionButton>
      </SpaceBetween>
    </Box>
  )
  return (
    <Modal
      visible
      size={size}
      header={title}
      closeAriaLabel="Close"
      onDismiss={() => !isPending && onDismiss()}
      footer={footer}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <SpaceBetween size="m">
          {children}
          <StepList log={log} />
          {error && <FailureNotice title="Not all of it was done" error={error} />}
          {left.length > 0 && <CommandView calls={left.map(({ call }) => call)} />}
        </SpaceBetween>
      </form>
    </Modal>
  )
}
