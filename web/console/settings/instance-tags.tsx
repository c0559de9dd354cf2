import AttributeEditor from '@cloudscape-design/components/attribute-editor'
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useDenied } from '../api/permissions.ts'
import { useAws, useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { keyProblem, MOST_TAGS, type Tag, tagCalls, valueProblem } from './tags.ts'

interface TagList {
  readonly Tags?: readonly Tag[]
}

export const InstanceTags = ({ instanceArn }: { readonly instanceArn: string }) => (
  <ResourceTags instanceArn={instanceArn} resourceArn={instanceArn} empty="The instance has no tags." />
)

interface ResourceTagsProps {
  readonly instanceArn: string
  readonly resourceArn: string
  /** What stands there while there are none. */
  readonly empty: string
}

/** The tags of anything that the instance has. */
export function ResourceTags({ instanceArn, resourceArn, empty }: ResourceTagsProps) {
  const input = { InstanceArn: instanceArn, ResourceArn: resourceArn }
  const { data, error, refetch } = useAws<TagList>('sso-admin', 'ListTagsForResource', input)
  return (
    <Container header={<Header variant="h2">Tags</Header>}>
      {error && <FailureNotice title="The tags could not be read" error={error} onRetry={() => void refetch()} />}
      {data && <TagEditor key={JSON.stringify(data.Tags)} target={input} known={data.Tags ?? []} empty={empty} />}
    </Container>
  )
}

interface TagEditorProps {
  readonly target: { readonly InstanceArn: string; readonly ResourceArn: string }
  readonly known: readonly Tag[]
  readonly empty: string
}

function TagEditor({ target, known, empty }: TagEditorProps) {
  const [tags, setTags] = useState(known)
  const needs = ['sso:TagResource', 'sso:UntagResource'].map(action => ({ action, resource: target.InstanceArn }))
  const notify = useNotify()
  const calls = tagCalls(target, known, tags)
  const change = useChange(async (_: undefined, api) => {
    for (const { service, operation, input } of calls) await api.aws(service, operation, input)
    // Said here: what is read anew replaces this editor, with every callback that it has.
    notify({ text: 'The tags were changed.' })
  })
  const denied = useDenied(needs)
  const isWrong = tags.some((tag, place) => (keyProblem(tags, place) ?? valueProblem(tag)) !== undefined)
  return (
    <SpaceBetween size="m">
      <TagFields tags={tags} empty={empty} readOnly={denied !== undefined} onChange={setTags} />
      {calls.length > 0 && !isWrong && <CommandView calls={calls} />}
      {change.error && <FailureNotice title="Not all tags were changed" error={change.error} />}
      <ActionButton
        needs={needs}
        disabled={isWrong || calls.length === 0}
        disabledReason={isWrong ? 'A tag is not as tags must be' : 'Nothing is different yet'}
        loading={change.isPending}
        onClick={() => change.mutate(undefined)}
      >
        Save tags
      </ActionButton>
    </SpaceBetween>
  )
}

interface TagFieldsProps {
  readonly tags: readonly Tag[]
  readonly empty: string
  readonly readOnly?: boolean
  onChange(tags: readonly Tag[]): void
}

export function TagFields({ tags, empty, readOnly = false, onChange }: TagFieldsProps) {
  const set = (place: number, part: Partial<Tag>) =>
    onChange(tags.map((tag, at) => (at === place ? { ...tag, ...part } : tag)))
  return (
    <AttributeEditor<Tag>
      items={tags}
      addButtonText="Add tag"
      removeButtonText="Remove"
      disableAddButton={readOnly || tags.length >= MOST_TAGS}
      isItemRemovable={() => !readOnly}
      additionalInfo={`Up to ${MOST_TAGS} tags`}
      empty={<Box color="text-body-secondary">{empty}</Box>}
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
            <Input
              readOnly={readOnly}
              value={Key}
              onChange={({ detail }) => set(place, { Key: detail.value })}
              autoComplete={false}
            />
          ),
          // A row that was just added is not yet wrong.
          errorText: ({ Key, Value }, place) => (Key + Value === '' ? undefined : keyProblem(tags, place)),
        },
        {
          label: 'Value',
          control: ({ Value }, place) => (
            <Input
              readOnly={readOnly}
              value={Value}
              onChange={({ detail }) => set(place, { Value: detail.value })}
              autoComplete={false}
            />
          ),
          errorText: tag => valueProblem(tag),
        },
      ]}
    />
  )
}
