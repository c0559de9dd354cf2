import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { CommandView } from './command-view.tsx'
import { Failures } from './failures.tsx'
import { useEach, type Work } from './use-each.ts'

interface EachDialogProps<T> extends Work<T> {
  readonly items: readonly T[]
  /** What follows from it. */
  readonly children?: ReactNode
  /** What has to be typed before, where nothing of it can be taken back. */
  readonly confirm?: string
  /** It was begun before the page was reloaded, and goes on at once. */
  readonly goesOn?: true
  /** All of it was done. */
  onDone(): void
  /** @param left what was not done */
  onDismiss(left: readonly T[]): void
}

/** More would only be more of the same. */
const COMMANDS = 20

/** Does the same for each of many after saying what follows, shows how far it is, and keeps what failed in sight. */
export function EachDialog<T>(props: EachDialogProps<T>) {
  const { title, verb, label, callOf, children, confirm, goesOn, onDone, onDismiss } = props
  const [left, setLeft] = useState(props.items)
  const [begun, setBegun] = useState(false)
  const [typed, setTyped] = useState('')
  const each = useEach<T>(props)
  const start = () => {
    if (confirm !== undefined && typed !== confirm) return
    setBegun(true)
    each.start(left, rest => {
      setLeft(rest)
      if (rest.length === 0) onDone()
    })
  }
  const goOn = useEffectEvent(start)
  useEffect(() => {
    if (goesOn) goOn()
  }, [goesOn])
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={() => !each.running && onDismiss(left)}
      footer={
        <Footer
          verb={begun ? 'Try again' : verb}
          running={each.running}
          disabled={confirm !== undefined && typed !== confirm}
          onStart={start}
          onStop={each.stop}
          onClose={() => onDismiss(left)}
        />
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!each.running) start()
        }}
      >
        <SpaceBetween size="m">
          {/* What is said of things that are gone could not be read again. */}
          {!begun && children}
          {confirm !== undefined && (
            <FormField label={`To confirm, type ${confirm}`}>
              <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} />
            </FormField>
          )}
          <EachProgress {...each} />
          <Failures what={props.failed} failed={each.failed} label={label} />
          <CommandView calls={left.slice(0, COMMANDS).map(callOf)} />
        </SpaceBetween>
      </form>
    </Modal>
  )
}

interface FooterProps {
  readonly verb: string
  readonly running: boolean
  readonly disabled: boolean
  readonly disabledReason?: string
  onStart(): void
  onStop(): void
  onClose(): void
}

/** While it runs it can be stopped and not be lost sight of. */
export const Footer = ({ verb, running, disabled, disabledReason, onStart, onStop, onClose }: FooterProps) => (
  <Box float="right">
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={running ? onStop : onClose}>
        {running ? 'Stop' : 'Cancel'}
      </Button>
      <Button
        variant="primary"
        onClick={onStart}
        loading={running}
        disabled={disabled}
        {...(disabledReason === undefined ? {} : { disabledReason })}
      >
        {verb}
      </Button>
    </SpaceBetween>
  </Box>
)

interface EachProgressProps {
  readonly running: boolean
  readonly tried: number
  readonly total: number
}

export const EachProgress = ({ running, tried, total }: EachProgressProps) =>
  running && (
    <ProgressBar
      value={(100 * tried) / Math.max(total, 1)}
      label="Progress"
      description={`${tried.toLocaleString()} of ${total.toLocaleString()}. Keep this page open until it is done.`}
    />
  )
