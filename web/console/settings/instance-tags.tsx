import AttributeEditor from '@cloudscape-design/components/attribute-editor'
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useAws, useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { keyProblem, MOST_TAGS, type Tag, tagCalls, valueProblem } from './tags.ts'

interface TagList {
  readonly Tags?: readonly Tag[]
}

export function InstanceTags({ instanceArn }: { readonly instanceArn: string }) {
  const input = { InstanceArn: instanceArn, ResourceArn: instanceArn }
  const { data, error, refetch } = useAws<TagList>('sso-admin', 'ListTagsForResource', input)
  return (
    <Container header={<Header variant="h2">Tags</Header>}>
      {error && <FailureNotice title="The tags could not be read" error={error} onRetry={() => void refetch()} />}
      {data && <TagEditor key={JSON.stringify(data.Tags)} instanceArn={instanceArn} known={data.Tags ?? []} />}
    </Container>
  )
}

interface TagEditorProps {
  readonly instanceArn: string
  readonly known: readonly Tag[]
}

function TagEditor({ instanceArn, known }: TagEditorProps) {
  const [tags, setTags] = useState(known)
  const notify = useNotify()
  const calls = tagCalls({ InstanceArn: instanceArn }, known, tags)
  const change = useChange(async (_: undefined, api) => {
    for (const { service, operation, input } of calls) await api.aws(service, operation, input)
  })
  const isWrong = tags.some((tag, place) => (keyProblem(tags, place) ?? valueProblem(tag)) !== undefined)
  return (
    <SpaceBetween size="m">
      <TagFields tags={tags} onChange={setTags} />
      {calls.length > 0 && !isWrong && <CommandView calls={calls} />}
      {change.error && <FailureNotice title="Not all tags were changed" error={change.error} />}
      <ActionButton
        needs={[
          { action: 'sso:TagResource', resource: instanceArn },
          { action: 'sso:UntagResource', resource: instanceArn },
        ]}
        disabled={isWrong || calls.length === 0}
        disabledReason={isWrong ? 'A tag is not as tags must be' : 'Nothing is different yet'}
        loading={change.isPending}
        onClick={() => change.mutate(undefined, { onSuccess: () => notify({ text: 'The tags were changed.' }) })}
      >
        Save tags
      </ActionButton>
    </SpaceBetween>
  )
}

interface TagFieldsProps {
  readonly tags: readonly Tag[]
  onChange(tags: readonly Tag[]): void
}

function TagFields({ tags, onChange }: TagFieldsProps) {
  const set = (place: number, part: Partial<Tag>) =>
    onChange(tags.map((tag, at) => (at === place ? { ...tag, ...part } : tag)))
  return (
    <AttributeEditor<Tag>
      items={tags}
      addButtonText="Add tag"
      removeButtonText="Remove"
      disableAddButton={tags.length >= MOST_TAGS}
      additionalInfo={`Up to ${MOST_TAGS} tags`}
      empty={<Box color="text-body-secondary">The instance has no tags.</Box>}
      i18nStrings={{
        errorIconAriaLabel: 'Error',
        itemRemovedAriaLive: 'The tag was removed',
        removeButtonAriaLabel: ({ Key }) => `Remove tag ${Key}`,
      }}
      onAddButtonClick={() => onChange([...tags, { Key: '', Value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.toSpliced(detail.itemIndex, 1))}
      definition={[
        {
          label: 'Key',
          control: ({ Key }, place) => (
            <Input value={Key} onChange={({ detail }) => set(place, { Key: detail.value })} autoComplete={false} />
          ),
          errorText: (_, place) => keyProblem(tags, place),
        },
        {
          label: 'Value',
          control: ({ Value }, place) => (
            <Input value={Value} onChange={({ detail }) => set(place, { Value: detail.value })} autoComplete={false} />
          ),
          errorText: tag => valueProblem(tag),
        },
      ]}
    />
  )
}
