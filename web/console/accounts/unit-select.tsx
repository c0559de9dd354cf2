import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import type { OrganizationTree } from '../api/types.ts'
import { choicesOf, treeOf } from './unit-tree.ts'

interface UnitSelectProps {
  readonly label: string
  readonly description?: string
  readonly organization: OrganizationTree
  readonly value: string
  onChange(unitId: string): void
}

/** One place in the organization: the root or an organizational unit. */
export function UnitSelect({ label, description, organization, value, onChange }: UnitSelectProps) {
  const options = choicesOf(treeOf(organization)).map(({ unitId, path }) => ({
    value: unitId,
    label: path.join(' / '),
    description: unitId,
  }))
  return (
    <FormField label={label} description={description}>
      <Select
        options={options}
        selectedOption={options.find(option => option.value === value) ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? value)}
        filteringType="auto"
        filteringAriaLabel="Search organizational units"
        filteringPlaceholder="Search"
        placeholder="Choose"
      />
    </FormField>
  )
}
