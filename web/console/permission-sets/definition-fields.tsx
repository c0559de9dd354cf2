import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import Multiselect from '@cloudscape-design/components/multiselect'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { lazy, Suspense } from 'react'
import type { ManagedPolicyList } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import type { Definition, PolicyReference } from './definition.ts'

const PolicyEditor = lazy(() => import('../forms/policy-editor.tsx'))

interface FieldsProps {
  readonly value: Definition
  onChange(value: Definition): void
}

const durations = Array.from({ length: 12 }, (_, index) => ({
  value: `PT${index + 1}H`,
  label: index === 0 ? '1 hour' : `${index + 1} hours`,
}))

/** Everything but the name, which stays for life. */
export const GeneralFields = ({ value, onChange }: FieldsProps) => (
  <SpaceBetween size="l">
    <FormField label="Description – optional">
      <Input value={value.description} onChange={({ detail }) => onChange({ ...value, description: detail.value })} />
    </FormField>
    <FormField label="Session duration" description="How long credentials of the role are good.">
      <Select
        selectedOption={
          durations.find(one => one.value === value.duration) ?? { value: value.duration, label: value.duration }
        }
        options={durations}
        onChange={({ detail }) => onChange({ ...value, duration: detail.selectedOption.value ?? value.duration })}
      />
    </FormField>
    <FormField
      label="Relay state – optional"
      description="Where people arrive in the management console of the account."
    >
      <Input
        value={value.relayState}
        placeholder="https://console.aws.amazon.com/ec2"
        onChange={({ detail }) => onChange({ ...value, relayState: detail.value })}
      />
    </FormField>
  </SpaceBetween>
)

/** The four kinds of policies of a permission set. */
export function PolicyFields({ value, onChange }: FieldsProps) {
  const known = useRead<ManagedPolicyList>('/managed-policies')
  const options = (known.data?.policies ?? []).map(({ arn, name, description }) => ({
    value: arn,
    label: name,
    description,
  }))
  const optionOf = (arn: string) =>
    options.find(one => one.value === arn) ?? { value: arn, label: arn.split('/').at(-1) ?? arn }
  const statusType = known.isPending ? 'loading' : known.error ? 'error' : 'finished'
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">AWS managed policies</Header>}>
        <FormField label="Policies">
          <Multiselect
            selectedOptions={value.managed.map(optionOf)}
            options={options}
            statusType={statusType}
            errorText={known.error?.message ?? ''}
            filteringType="auto"
            filteringAriaLabel="Find a policy"
            placeholder="Choose policies"
            deselectAriaLabel={option => `Remove ${option.label}`}
            onChange={({ detail }) =>
              onChange({ ...value, managed: detail.selectedOptions.flatMap(one => one.value ?? []) })
            }
          />
        </FormField>
      </Container>
      <Container
        header={
          <Header variant="h2" description="It belongs to this permission set alone.">
            Inline policy
          </Header>
        }
      >
        <Suspense fallback={<Textarea value={value.inline} readOnly ariaLabel="Inline policy" />}>
          <PolicyEditor
            label="Inline policy"
            value={value.inline}
            onChange={inline => onChange({ ...value, inline })}
          />
        </Suspense>
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            description="Policies of this name that have to be in every account that gets the permission set."
          >
            Customer managed policies
          </Header>
        }
      >
        <FormField label="Names – optional" description="One a line, with the path before the name where it is not /.">
          <Textarea
            value={textOf(value.customer)}
            placeholder={'/team/DeployOnly'}
            onChange={({ detail }) => onChange({ ...value, customer: referencesOf(detail.value) })}
          />
        </FormField>
      </Container>
      <Container
        header={
          <Header variant="h2" description="The most that the permission set can give, whatever its policies say.">
            Permissions boundary
          </Header>
        }
      >
        <FormField label="AWS managed policy – optional">
          <Select
            selectedOption={value.boundary === '' ? { value: '', label: 'None' } : optionOf(value.boundary)}
            options={[{ value: '', label: 'None' }, ...options]}
            statusType={statusType}
            filteringType="auto"
            filteringAriaLabel="Find a policy"
            onChange={({ detail }) => onChange({ ...value, boundary: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      </Container>
    </SpaceBetween>
  )
}

const textOf = (references: readonly PolicyReference[]): string =>
  references.map(({ path, name }) => (path === '/' ? name : `${path}${name}`)).join('\n')

/** The last line may be half typed: a name without a path has the path /. */
const referencesOf = (text: string): readonly PolicyReference[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .map(line => {
      const end = line.lastIndexOf('/') + 1
      return { path: end === 0 ? '/' : line.slice(0, end), name: line.slice(end) }
    })
