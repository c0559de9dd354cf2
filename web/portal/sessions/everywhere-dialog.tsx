import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { signOutElsewhere, signOutEverywhere, useEnding } from './sessions.ts'

type Extent = 'others' | 'all'

interface EverywhereDialogProps {
  /** How many sessions there are beside the one of this browser. */
  readonly others: number
  onClose(): void
}

export function EverywhereDialog({ others, onClose }: EverywhereDialogProps) {
  const [extent, setExtent] = useState<Extent>(others > 0 ? 'others' : 'all')
  const end = useEnding((how: Extent) => (how === 'all' ? signOutEverywhere() : signOutElsewhere()))
  return (
    <Modal
      visible
      header="Sign out everywhere"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={end.isPending}
              onClick={() => end.mutate(extent, { onSuccess: onClose })}
            >
              Sign out
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {end.error && <FailureNotice title="You were not signed out" error={end.error} />}
        <RadioGroup
          value={extent}
          ariaLabel="Where"
          onChange={({ detail }) => setExtent(detail.value === 'all' ? 'all' : 'others')}
          items={[
            { value: 'others', label: `Everywhere else: ${sessionsIn(others)}`, disabled: others === 0 },
            { value: 'all', label: 'Everywhere, and here: you sign in again afterwards' },
          ]}
        />
        <Box>
          Programs that you let in, such as the AWS CLI, are signed out as well. Access keys that are out already work
          until their own end. If somebody else may know your password, change it, too.
        </Box>
      </SpaceBetween>
    </Modal>
  )
}

const sessionsIn = (count: number): string => (count === 1 ? '1 session' : `${count} sessions`)
