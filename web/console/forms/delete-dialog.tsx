import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { Api } from '../api/call.ts'
import { useChange } from '../api/use-api.ts'
import { type Call, CommandView } from './command-view.tsx'

interface DeleteDialogProps {
  /** What is done, as the heading: `Delete user ada`. */
  readonly title: string
  /** What has to be typed. */
  readonly name: string
  /** The button that does it. */
  readonly verb?: string
  /** What is lost with it. */
  readonly consequences: ReactNode
  /** Of the calls that will be made. */
  readonly calls?: readonly Call[]
  /** `onDone` leaves the page that shows it. */
  readonly leaves?: boolean
  onDelete(api: Api): Promise<unknown>
  onDone(): void
  onDismiss(): void
}

/** Says what goes, and asks for the name before it does. */
export function DeleteDialog(props: DeleteDialogProps) {
  const { title, name, verb = 'Delete', consequences, calls, leaves = false, onDelete, onDone, onDismiss } = props
  const [typed, setTyped] = useState('')
  const deletion = useChange((_: undefined, api) => onDelete(api), { leaves })
  const submit = () => {
    if (typed === name) deletion.mutate(undefined, { onSuccess: onDone })
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
            <Button variant="primary" onClick={submit} disabled={typed !== name} loading={deletion.isPending}>
              {verb}
            </Button>
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
          {consequences}
          <FormField label={`To confirm, type ${name}`}>
            <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} autoFocus />
          </FormField>
          {calls && <CommandView calls={calls} />}
          {deletion.error && <FailureNotice title="It was not done" error={deletion.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  )
}
