import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { Question } from '../api/permissions.ts'
import { ActionButton } from './action-button.tsx'
import { type Call, CommandView } from './command-view.tsx'

interface FormDialogProps {
  readonly title: string
  readonly verb: string
  /** What an error means: `The group was not changed`. */
  readonly failed?: string
  readonly needs: readonly Question[]
  /** Why it cannot be sent yet. */
  readonly incomplete?: string | undefined
  readonly calls: readonly Call[]
  readonly change: { readonly isPending: boolean; readonly error: unknown }
  onSubmit(): void
  onDismiss(): void
  readonly children: ReactNode
}

/** Says or asks something before it is done: what will be called, and what went wrong. */
export function FormDialog(props: FormDialogProps) {
  const {
    title,
    verb,
    failed = 'It was not done',
    needs,
    incomplete,
    calls,
    change,
    onSubmit,
    onDismiss,
    children,
  } = props
  const submit = () => {
    if (incomplete === undefined && !change.isPending) onSubmit()
  }
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Cancel
            </Button>
            <ActionButton
              variant="primary"
              needs={needs}
              loading={change.isPending}
              disabled={incomplete !== undefined}
              {...(incomplete === undefined ? {} : { disabledReason: incomplete })}
              onClick={submit}
            >
              {verb}
            </ActionButton>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <SpaceBetween size="m">
          {children}
          {calls.length > 0 && <CommandView calls={calls} />}
          {change.error ? <FailureNotice title={failed} error={change.error} /> : null}
        </SpaceBetween>
      </form>
    </Modal>
  )
}
