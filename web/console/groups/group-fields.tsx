import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'

export interface GroupText {
  readonly displayName: string
  readonly description: string
}

interface GroupFieldsProps {
  readonly fields: GroupText
  onChange(fields: GroupText): void
}

export const GroupFields = ({ fields, onChange }: GroupFieldsProps) => (
  <SpaceBetween size="l">
    <FormField label="Name">
      <Input
        value={fields.displayName}
        onChange={({ detail }) => onChange({ ...fields, displayName: detail.value })}
        autoFocus
      />
    </FormField>
    <FormField label="Description – optional">
      <Input value={fields.description} onChange={({ detail }) => onChange({ ...fields, description: detail.value })} />
    </FormField>
  </SpaceBetween>
)
