import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import type { GroupText } from './group.ts'

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
        autoComplete={false}
        autoFocus
      />
    </FormField>
    <FormField
      label={
        <span>
          Description <i>– optional</i>
        </span>
      }
      description="What the group is for, for whoever looks for it later."
    >
      <Textarea
        value={fields.description}
        onChange={({ detail }) => onChange({ ...fields, description: detail.value })}
        rows={2}
      />
    </FormField>
  </SpaceBetween>
)
