import ColumnLayout from '@cloudscape-design/components/column-layout'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type Field, type Fields, furtherGroups, mainFields } from './attributes.ts'

interface UserFieldsProps {
  readonly fields: Fields
  onChange(fields: Fields): void
}

/** Every attribute of a user that people fill in. */
export function UserFields({ fields, onChange }: UserFieldsProps) {
  const field = ({ path, label, required, hint }: Field) => (
    <FormField
      key={path}
      label={required ? label : <Optional label={label} />}
      {...(hint ? { description: hint } : {})}
    >
      <Input
        value={fields[path] ?? ''}
        autoComplete={false}
        spellcheck={false}
        {...(path === 'emails.value' ? { type: 'email', inputMode: 'email' } : {})}
        {...(path === 'userName' ? { autoFocus: true } : {})}
        onChange={({ detail }) => onChange({ ...fields, [path]: detail.value })}
      />
    </FormField>
  )
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={2}>{mainFields.map(field)}</ColumnLayout>
      <ExpandableSection headerText="Further attributes" headerDescription="Job, contact, address, preferences">
        <SpaceBetween size="l">
          {furtherGroups.map(group => (
            <SpaceBetween key={group.title} size="s">
              <Header variant="h3">{group.title}</Header>
              <ColumnLayout columns={2}>{group.fields.map(field)}</ColumnLayout>
            </SpaceBetween>
          ))}
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  )
}

const Optional = ({ label }: { readonly label: string }) => (
  <span>
    {label} <i>– optional</i>
  </span>
)
