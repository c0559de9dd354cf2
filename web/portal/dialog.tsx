import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

interface DialogProps {
  readonly title: string
  readonly verb: string
  readonly busy: boolean
  /** What went wrong. */
  readonly notice: ReactNode
  readonly children: ReactNode
  onSubmit(): void
  onClose(): void
}

/** Asks something before it is done; Enter does it as the button does. */
export function Dialog({ title, verb, busy, notice, children, onSubmit, onClose }: DialogProps) {
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={busy} onClick={onSubmit}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!busy) onSubmit()
        }}
      >
        <SpaceBetween size="m">
          {notice}
          {children}
        </SpaceBetween>
      </form>
    </Modal>
  )
}
