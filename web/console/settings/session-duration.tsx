import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { SessionSettings } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { durationProblem, inWords, secondsOf, type Typed, typedOf, units } from './duration.ts'

const PATH = '/settings/sessions'

/** How long people stay signed in to the access portal. */
export function SessionDuration() {
  const { data, error, refetch } = useRead<SessionSettings>(PATH)
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="How long people stay signed in to the access portal. Credentials of a role last as its permission set says."
        >
          Portal sessions
        </Header>
      }
    >
      {error && <FailureNotice title="The setting could not be read" error={error} onRetry={() => void refetch()} />}
      {data && <DurationForm key={data.duration} now={data.duration} />}
    </Container>
  )
}

function DurationForm({ now }: { readonly now: number }) {
  const [typed, setTyped] = useState<Typed>(() => typedOf(now))
  const notify = useNotify()
  const duration = secondsOf(typed)
  const change = useChange(async (seconds: number, api) => {
    await api.write('PUT', PATH, { duration: seconds })
    // Said here: what is read anew replaces this form, with every callback that it has.
    notify({ text: `Sessions that begin from now on last ${inWords(seconds)}.` })
  })
  const submit = () => {
    if (duration !== undefined && duration !== now && !change.isPending) change.mutate(duration)
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        submit()
      }}
    >
      <SpaceBetween size="m">
        <Box>
          Now: <b>{inWords(now)}</b>
        </Box>
        <DurationFields typed={typed} onChange={setTyped} />
        {duration !== undefined && duration !== now && (
          <CommandView calls={[{ method: 'PUT', path: PATH, body: { duration } }]} />
        )}
        {change.error && <FailureNotice title="The setting was not changed" error={change.error} />}
        <ActionButton
          variant="primary"
          needs={[{ action: 'sso:UpdateSessionSettings' }]}
          disabled={duration === undefined || duration === now}
          disabledReason={
            duration === undefined ? 'The duration is not one that sessions can have' : 'It is so already'
          }
          loading={change.isPending}
        >
          Save
        </ActionButton>
      </SpaceBetween>
    </form>
  )
}

interface DurationFieldsProps {
  readonly typed: Typed
  onChange(typed: Typed): void
}

function DurationFields({ typed, onChange }: DurationFieldsProps) {
  const options = units.map(value => ({ value, label: value }))
  const unit = options.find(({ value }) => value === typed.unit) ?? null
  return (
    <FormField
      label="Duration"
      description="Holds for sessions that begin from now on; open ones keep their end."
      constraintText="15 minutes to 90 days"
      errorText={durationProblem(typed)}
      i18nStrings={{ errorIconAriaLabel: 'Error' }}
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Input
          value={typed.amount}
          inputMode="numeric"
          ariaLabel="Amount"
          autoComplete={false}
          onChange={({ detail }) => onChange({ ...typed, amount: detail.value })}
        />
        <Select
          selectedOption={unit}
          options={options}
          ariaLabel="Unit"
          onChange={({ detail }) =>
            onChange({ ...typed, unit: units.find(one => one === detail.selectedOption.value) ?? typed.unit })
          }
        />
      </SpaceBetween>
    </FormField>
  )
}
