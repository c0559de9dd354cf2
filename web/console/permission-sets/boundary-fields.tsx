import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type Boundary, problems } from './definition.ts'
import { PolicyChoice } from './policy-choice.tsx'

interface BoundaryFieldsProps {
  readonly value: Boundary | undefined
  onChange(value: Boundary | undefined): void
}

const kinds = [
  { value: 'none', label: 'No boundary' },
  { value: 'managed', label: 'AWS managed policy' },
  {
    value: 'customer',
    label: 'Customer managed policy',
    description: 'A policy of this name has to be in every account that gets the permission set.',
  },
]

/** The most that the permission set can give: none, a policy of AWS, or one of each account. */
export function BoundaryFields({ value, onChange }: BoundaryFieldsProps) {
  const kind = value === undefined ? 'none' : typeof value === 'string' ? 'managed' : 'customer'
  return (
    <SpaceBetween size="m">
      <RadioGroup
        value={kind}
        items={kinds}
        ariaLabel="Kind of permissions boundary"
        onChange={({ detail }) => onChange(startOf(detail.value))}
      />
      {typeof value === 'string' && (
        <PolicyChoice single chosen={value === '' ? [] : [value]} onChange={([arn = '']) => onChange(arn)} />
      )}
      {typeof value === 'object' && (
        <SpaceBetween size="s">
          <FormField label="Policy name" errorText={value.name === '' ? undefined : problems.policyName(value.name)}>
            <Input value={value.name} onChange={({ detail }) => onChange({ ...value, name: detail.value })} />
          </FormField>
          <FormField label="Path" errorText={problems.path(value.path)}>
            <Input value={value.path} onChange={({ detail }) => onChange({ ...value, path: detail.value })} />
          </FormField>
        </SpaceBetween>
      )}
    </SpaceBetween>
  )
}

const startOf = (kind: string): Boundary | undefined =>
  kind === 'managed' ? '' : kind === 'customer' ? { name: '', path: '/' } : undefined
