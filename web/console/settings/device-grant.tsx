import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { SessionSettings } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'

const PATH = '/settings/sessions'

/** Whether programs may sign in by a code that is confirmed in a browser somewhere else. */
export function DeviceGrant() {
  const { data, error, refetch } = useRead<SessionSettings>(PATH)
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Programs such as the AWS CLI sign in with a browser on the same computer. With a device code the browser may be anywhere, also in front of somebody who was tricked into confirming the code."
        >
          Sign-in by device code
        </Header>
      }
    >
      {error && <FailureNotice title="The setting could not be read" error={error} onRetry={() => void refetch()} />}
      {data && <DeviceGrantForm key={String(data.deviceGrant)} now={data.deviceGrant} />}
    </Container>
  )
}

const nameOf = (allowed: boolean): string => (allowed ? 'allowed' : 'forbidden')

function DeviceGrantForm({ now }: { readonly now: boolean }) {
  const [allowed, setAllowed] = useState(now)
  const notify = useNotify()
  const change = useChange(async (deviceGrant: boolean, api) => {
    await api.write('PUT', PATH, { deviceGrant })
    notify({ text: `Signing in by device code is ${nameOf(deviceGrant)} from now on.` })
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (allowed !== now && !change.isPending) change.mutate(allowed)
      }}
    >
      <SpaceBetween size="m">
        <Box>
          Now: <b>{nameOf(now)}</b>
        </Box>
        <RadioGroup
          value={nameOf(allowed)}
          ariaLabel="Sign-in by device code"
          onChange={({ detail }) => setAllowed(detail.value === nameOf(true))}
          items={[
            {
              value: nameOf(true),
              label: 'Allow',
              description: 'Needed by AWS CLIs before 2.22 and on machines without a browser.',
            },
            {
              value: nameOf(false),
              label: 'Forbid',
              description:
                'Codes that are out stop working at once. Programs that are signed in stay so until their session ends.',
            },
          ]}
        />
        {allowed !== now && <CommandView calls={[{ method: 'PUT', path: PATH, body: { deviceGrant: allowed } }]} />}
        {change.error && <FailureNotice title="The setting was not changed" error={change.error} />}
        <ActionButton
          variant="primary"
          needs={[{ action: 'sso:UpdateSessionSettings' }]}
          disabled={allowed === now}
          disabledReason="It is so already"
          loading={change.isPending}
        >
          Save
        </ActionButton>
      </SpaceBetween>
    </form>
  )
}
