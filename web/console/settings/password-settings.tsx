import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { PasswordSettings as Settings } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { type Bounded, problemOf, settingsOf, type TypedPasswords, typedOf } from './passwords.ts'

const PATH = '/settings/passwords'

/** What the passwords of users must be. */
export function PasswordSettings() {
  const { data, error, refetch } = useRead<Settings>(PATH)
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What passwords must be that are set from now on; those in use stay. They always have a–z, A–Z, a digit and a symbol, at most 64 characters, and not the username."
        >
          Passwords
        </Header>
      }
    >
      {error && <FailureNotice title="The settings could not be read" error={error} onRetry={() => void refetch()} />}
      {data && <SettingsForm key={JSON.stringify(data)} now={data} />}
    </Container>
  )
}

function SettingsForm({ now }: { readonly now: Settings }) {
  const [typed, setTyped] = useState(() => typedOf(now))
  const notify = useNotify()
  const wanted = settingsOf(typed)
  const isChange = wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(settingsOf(typedOf(now)))
  const change = useChange(async (body: Settings, api) => {
    await api.write('PUT', PATH, body)
    // Said here: what is read anew replaces this form, with every callback that it has.
    notify({ text: `Passwords that are set from now on have at least ${body.minimumLength} characters.` })
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isChange && !change.isPending) change.mutate(wanted)
      }}
    >
      <SpaceBetween size="l">
        <Fields typed={typed} onChange={part => setTyped({ ...typed, ...part })} />
        {isChange && <CommandView calls={[{ method: 'PUT', path: PATH, body: wanted }]} />}
        {change.error && <FailureNotice title="The settings were not changed" error={change.error} />}
        <ActionButton
          variant="primary"
          needs={[{ action: 'sso:UpdatePasswordSettings' }]}
          disabled={!isChange}
          disabledReason={wanted === undefined ? 'A number is not one that can be set' : 'It is so already'}
          loading={change.isPending}
        >
          Save
        </ActionButton>
      </SpaceBetween>
    </form>
  )
}

interface FieldsProps {
  readonly typed: TypedPasswords
  onChange(part: Partial<TypedPasswords>): void
}

function Fields({ typed, onChange }: FieldsProps) {
  const number = (field: Bounded) => (
    <Input
      value={typed[field]}
      inputMode="numeric"
      autoComplete={false}
      onChange={({ detail }) => onChange({ [field]: detail.value })}
    />
  )
  const fieldOf = (field: Bounded) => ({
    errorText: problemOf(field, typed[field]),
    i18nStrings: { errorIconAriaLabel: 'Error' },
  })
  return (
    <SpaceBetween size="l">
      <FormField label="Shortest length" constraintText="8 to 64 characters" {...fieldOf('minimumLength')}>
        {number('minimumLength')}
      </FormField>
      <FormField
        label="Passwords that are not used again"
        description="How many of the last ones, the present one included."
        constraintText="3 to 24"
        {...fieldOf('history')}
      >
        {number('history')}
      </FormField>
      <Checkbox
        checked={typed.refuseCommon}
        description="Known from leaks, or a word, a name or a row of keys with little beside it. Nothing is sent anywhere to find out."
        onChange={({ detail }) => onChange({ refuseCommon: detail.checked })}
      >
        Refuse passwords that are guessed early
      </Checkbox>
    </SpaceBetween>
  )
}
