import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useChange } from '../api/use-api.ts'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { nameProblem } from './tags.ts'

interface RenameInstanceProps {
  readonly instanceArn: string
  readonly name: string
  onClose(): void
}

export function RenameInstance({ instanceArn, name, onClose }: RenameInstanceProps) {
  const [typed, setTyped] = useState(name)
  const notify = useNotify()
  const call = {
    service: 'sso-admin',
    operation: 'UpdateInstance',
    input: { InstanceArn: instanceArn, Name: typed },
  } as const
  const change = useChange((_: undefined, api) => api.aws(call.service, call.operation, call.input))
  const problem = nameProblem(typed)
  const submit = () => {
    if (problem !== undefined || change.isPending) return
    change.mutate(undefined, {
      onSuccess: () => {
        notify({ text: typed === '' ? 'The instance has no name any more.' : `The instance is called ${typed}.` })
        onClose()
      },
    })
  }
  return (
    <Modal
      visible
      header="Rename the instance"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" onClick={submit} loading={change.isPending} disabled={problem !== undefined}>
              Save
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
          <FormField
            label="Name"
            constraintText="Up to 255 letters, digits and + = , . @ - _"
            errorText={problem}
            i18nStrings={{ errorIconAriaLabel: 'Error' }}
          >
            <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} autoFocus />
          </FormField>
          <CommandView calls={[call]} />
          {change.error && <FailureNotice title="The instance was not renamed" error={change.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  )
}
