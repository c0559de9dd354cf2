import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { MfaSettings } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { kinds, modes, withoutDevice, withoutDeviceFollows } from './mfa.ts'

const PATH = '/settings/mfa'

/** When people are asked for more than their password. */
export function MultiFactor() {
  const { data, error, refetch } = useRead<MfaSettings>(PATH)
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What people prove their sign-in with beside the password. It holds from the next step of every sign-in on."
        >
          Multi-factor authentication
        </Header>
      }
    >
      {error && <FailureNotice title="The settings could not be read" error={error} onRetry={() => void refetch()} />}
      {data && <SettingsForm key={JSON.stringify(data)} now={data} />}
    </Container>
  )
}

const same = (one: MfaSettings, other: MfaSettings): boolean =>
  one.mode === other.mode &&
  one.withoutDevice === other.withoutDevice &&
  one.selfManaged === other.selfManaged &&
  one.kinds.length === other.kinds.length &&
  one.kinds.every(kind => other.kinds.includes(kind))

function SettingsForm({ now }: { readonly now: MfaSettings }) {
  const [wanted, setWanted] = useState(now)
  const notify = useNotify()
  const change = useChange(async (body: MfaSettings, api) => {
    await api.write('PUT', PATH, body)
    // Said here: what is read anew replaces this form, with every callback that it has.
    notify({ text: `Multi-factor authentication was changed. Without a device: ${withoutDeviceFollows(body)}` })
  })
  const problem = problemOf(wanted, now)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (problem === undefined && !change.isPending) change.mutate(wanted)
      }}
    >
      <SpaceBetween size="l">
        {/* What is not asked for any more stays as it is stored. */}
        <Fields
          wanted={wanted}
          onChange={part => setWanted({ ...(part.mode === 'DISABLED' ? now : wanted), ...part })}
        />
        {problem === undefined && <CommandView calls={[{ method: 'PUT', path: PATH, body: wanted }]} />}
        {change.error && <FailureNotice title="The settings were not changed" error={change.error} />}
        <ActionButton
          variant="primary"
          needs={[{ action: 'sso:PutMfaDeviceManagementForDirectory' }]}
          disabled={problem !== undefined}
          disabledReason={problem ?? ''}
          loading={change.isPending}
        >
          Save
        </ActionButton>
      </SpaceBetween>
    </form>
  )
}

/** Why it cannot be saved. */
function problemOf(wanted: MfaSettings, now: MfaSettings): string | undefined {
  if (wanted.kinds.length === 0) return 'Choose at least one kind of device'
  return same(wanted, now) ? 'It is so already' : undefined
}

interface FieldsProps {
  readonly wanted: MfaSettings
  onChange(part: Partial<MfaSettings>): void
}

function Fields({ wanted, onChange }: FieldsProps) {
  const never = wanted.mode === 'DISABLED'
  // The rest is kept for when they are asked for again.
  const rest = never ? { description: 'Not used while second factors are never asked for.' } : {}
  return (
    <SpaceBetween size="l">
      <FormField label="Ask for a second factor" stretch>
        <RadioGroup
          ariaLabel="Ask for a second factor"
          value={wanted.mode}
          items={[...modes]}
          onChange={({ detail }) => onChange({ mode: detail.value as MfaSettings['mode'] })}
        />
      </FormField>
      <FormField
        label="Kinds of devices"
        stretch
        {...rest}
        {...(wanted.kinds.length === 0 ? { errorText: 'Choose at least one kind.' } : {})}
        i18nStrings={{ errorIconAriaLabel: 'Error' }}
      >
        <SpaceBetween size="xs">
          {kinds.map(({ value, label, description }) => (
            <Checkbox
              key={value}
              checked={wanted.kinds.includes(value)}
              description={description}
              disabled={never}
              onChange={({ detail }) =>
                onChange({
                  kinds: detail.checked ? [...wanted.kinds, value] : wanted.kinds.filter(kind => kind !== value),
                })
              }
            >
              {label}
            </Checkbox>
          ))}
        </SpaceBetween>
      </FormField>
      <FormField label="If somebody has no device" stretch {...rest}>
        <RadioGroup
          ariaLabel="If somebody has no device"
          value={wanted.withoutDevice}
          items={withoutDevice.map(item => ({ ...item, disabled: never }))}
          onChange={({ detail }) => onChange({ withoutDevice: detail.value as MfaSettings['withoutDevice'] })}
        />
      </FormField>
      <FormField label="Who manages devices" stretch {...rest}>
        <Checkbox
          checked={wanted.selfManaged}
          disabled={never}
          description="Administrators can in any case."
          onChange={({ detail }) => onChange({ selfManaged: detail.checked })}
        >
          People add, name and remove their own devices
        </Checkbox>
      </FormField>
    </SpaceBetween>
  )
}
