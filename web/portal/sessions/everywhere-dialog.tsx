import Box from '@cloudscape-design/components/box'
import RadioGroup from '@cloudscape-design/components/radio-group'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { Dialog } from '../dialog.tsx'
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
    <Dialog
      title="Sign out everywhere"
      verb="Sign out"
      busy={end.isPending}
      notice={end.error && <FailureNotice title="You were not signed out" error={end.error} />}
      onSubmit={() => end.mutate(extent, { onSuccess: onClose })}
      onClose={onClose}
    >
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
    </Dialog>
  )
}

const sessionsIn = (count: number): string => (count === 1 ? '1 session' : `${count} sessions`)
