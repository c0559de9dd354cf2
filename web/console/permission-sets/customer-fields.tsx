import AttributeEditor from '@cloudscape-design/components/attribute-editor'
import Box from '@cloudscape-design/components/box'
import Input from '@cloudscape-design/components/input'
import { type PolicyReference, problems } from './definition.ts'

interface CustomerFieldsProps {
  readonly value: readonly PolicyReference[]
  onChange(value: readonly PolicyReference[]): void
}

/** Names and paths of policies that each account has for itself. */
export function CustomerFields({ value, onChange }: CustomerFieldsProps) {
  const set = (place: number, part: Partial<PolicyReference>) =>
    onChange(value.map((one, at) => (at === place ? { ...one, ...part } : one)))
  return (
    <AttributeEditor<PolicyReference>
      items={value}
      addButtonText="Add policy"
      removeButtonText="Remove"
      empty={<Box color="text-body-secondary">None.</Box>}
      i18nStrings={{
        errorIconAriaLabel: 'Error',
        itemRemovedAriaLive: 'The policy was removed',
        removeButtonAriaLabel: ({ name }) => `Remove policy ${name}`,
      }}
      onAddButtonClick={() => onChange([...value, { name: '', path: '/' }])}
      onRemoveButtonClick={({ detail }) => onChange(value.toSpliced(detail.itemIndex, 1))}
      definition={[
        {
          label: 'Policy name',
          control: ({ name }, place) => (
            <Input
              value={name}
              placeholder="DeployOnly"
              autoComplete={false}
              onChange={({ detail }) => set(place, { name: detail.value })}
            />
          ),
          errorText: ({ name }) => (name === '' ? undefined : problems.policyName(name)),
        },
        {
          label: 'Path',
          control: ({ path }, place) => (
            <Input value={path} autoComplete={false} onChange={({ detail }) => set(place, { path: detail.value })} />
          ),
          errorText: ({ path }) => problems.path(path),
        },
      ]}
    />
  )
}
