import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import { type Definition, durationText, problems } from './definition.ts'

export interface FieldsProps {
  readonly value: Definition
  onChange(value: Definition): void
}

/** Everything but the name, which stays for life. */
export const GeneralFields = ({ value, onChange }: FieldsProps) => (
  <SpaceBetween size="l">
    <FormField
      label="Description – optional"
      constraintText={`${value.description.length} of 700 characters`}
      errorText={problems.description(value.description)}
    >
      <Textarea
        value={value.description}
        rows={2}
        onChange={({ detail }) => onChange({ ...value, description: detail.value })}
      />
    </FormField>
    <DurationField value={value.duration} onChange={duration => onChange({ ...value, duration })} />
    <FormField
      label="Relay state – optional"
      description="The page of the management console where people arrive in the account."
      errorText={problems.relayState(value.relayState)}
    >
      <Input
        value={value.relayState}
        placeholder="https://console.aws.amazon.com/ec2"
        inputMode="url"
        onChange={({ detail }) => onChange({ ...value, relayState: detail.value })}
      />
    </FormField>
  </SpaceBetween>
)

const CUSTOM = 'custom'
const hours = Array.from({ length: 12 }, (_, index) => `PT${index + 1}H`)
const options = [
  ...hours.map(value => ({ value, label: durationText(value) })),
  { value: CUSTOM, label: 'Another duration' },
]

interface DurationFieldProps {
  readonly value: string
  onChange(value: string): void
}

function DurationField({ value, onChange }: DurationFieldProps) {
  const [isCustom, setCustom] = useState(!hours.includes(value))
  const chosen = isCustom ? CUSTOM : value
  return (
    <SpaceBetween size="s">
      <FormField label="Session duration" description="How long credentials of the role are good.">
        <Select
          selectedOption={options.find(one => one.value === chosen) ?? null}
          options={options}
          onChange={({ detail }) => {
            const next = detail.selectedOption.value ?? CUSTOM
            setCustom(next === CUSTOM)
            if (next !== CUSTOM) onChange(next)
          }}
        />
      </FormField>
      {isCustom && (
        <FormField
          label="ISO 8601 duration"
          constraintText={`From PT1H to PT12H${problems.duration(value) === undefined ? `; this is ${durationText(value)}` : ''}`}
          errorText={problems.duration(value)}
        >
          <Input
            value={value}
            autoComplete={false}
            onChange={({ detail }) => onChange(detail.value.trim().toUpperCase())}
          />
        </FormField>
      )}
    </SpaceBetween>
  )
}
