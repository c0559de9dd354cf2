import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useChange } from '../api/use-api.ts'
import { CommandView } from '../forms/command-view.tsx'
import type { UserCall } from './first-password.ts'

interface OnceDialogProps<T> {
  readonly title: string
  readonly verb: string
  readonly failed: string
  readonly call: UserCall
  /** What will follow from it. */
  readonly before: ReactNode
  /** What came of it; it is shown this once. */
  readonly after: (made: T) => ReactNode
  onClose(): void
}

/** Says what follows, does it once, and shows what came of it until it is closed. */
export function OnceDialog<T>({ title, verb, failed, call, before, after, onClose }: OnceDialogProps<T>) {
  const making = useChange((_: undefined, api) => api.write<T>(call.method, call.path))
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
              Close
            </Button>
            {!making.data && (
              <Button variant="primary" loading={making.isPending} onClick={() => making.mutate(undefined)}>
                {verb}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {making.data ? after(making.data) : <Box>{before}</Box>}
        {making.error && <FailureNotice title={failed} error={making.error} />}
        {!making.data && <CommandView calls={[call]} />}
      </SpaceBetween>
    </Modal>
  )
}
