import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { CodeBlock } from '../../kit/code-block.tsx'
import { ActionButton } from '../forms/action-button.tsx'
import { useNotify } from '../frame/notices.tsx'
import { InlineEditor } from './inline-editor.tsx'
import { onSet } from './needs.ts'
import { Part } from './new-policies.tsx'
import { SaveChange } from './save-change.tsx'
import { LATER, type SetPartProps } from './set-policies.tsx'
import { inlineChange } from './steps.ts'
import { StepsDialog } from './steps-dialog.tsx'

export function SetInlinePolicy({ set, definition }: SetPartProps) {
  const [state, setState] = useState<'shown' | 'editing' | 'deleting'>('shown')
  const notify = useNotify()
  const { inline } = definition
  const arn = set.PermissionSetArn
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      {inline !== '' && (
        <ActionButton
          needs={onSet('DeleteInlinePolicyFromPermissionSet', arn)}
          ariaLabel="Delete the inline policy"
          onClick={() => setState('deleting')}
        >
          Delete
        </ActionButton>
      )}
      <ActionButton
        needs={onSet('PutInlinePolicyToPermissionSet', arn)}
        ariaLabel={inline === '' ? 'Write an inline policy' : 'Edit the inline policy'}
        onClick={() => setState('editing')}
      >
        {inline === '' ? 'Write' : 'Edit'}
      </ActionButton>
    </SpaceBetween>
  )
  return (
    <Part
      title="Inline policy"
      text="It belongs to this permission set alone."
      actions={state === 'editing' ? undefined : actions}
    >
      {state === 'editing' ? (
        <EditInline set={set} definition={definition} onClose={() => setState('shown')} />
      ) : inline === '' ? (
        <Box color="text-body-secondary">There is none.</Box>
      ) : (
        <CodeBlock label="inline policy" text={inline} />
      )}
      {state === 'deleting' && (
        <StepsDialog
          title="Delete the inline policy"
          verb="Delete"
          steps={inlineChange(set, definition, { ...definition, inline: '' })}
          onDismiss={() => setState('shown')}
          onDone={() => {
            notify({ text: 'The inline policy was deleted.' })
            setState('shown')
          }}
        >
          <Box>People lose what only the inline policy allows, and what it denies is denied no more. {LATER}</Box>
        </StepsDialog>
      )}
    </Part>
  )
}

function EditInline({ set, definition, onClose }: SetPartProps & { onClose(): void }) {
  const [value, setValue] = useState(definition.inline)
  const notify = useNotify()
  return (
    <SpaceBetween size="m">
      <InlineEditor value={value} onChange={setValue} />
      <SaveChange
        steps={value.trim() === '' ? [] : inlineChange(set, definition, { ...definition, inline: value })}
        nothing={value.trim() === '' ? 'The policy is empty' : 'Nothing is different yet'}
        onDone={() => {
          notify({ text: 'The inline policy was put.' })
          onClose()
        }}
        cancel={<Button onClick={onClose}>Cancel</Button>}
      />
    </SpaceBetween>
  )
}
