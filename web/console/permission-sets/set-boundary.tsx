import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { ActionButton } from '../forms/action-button.tsx'
import { useNotify } from '../frame/notices.tsx'
import { BoundaryFields } from './boundary-fields.tsx'
import { type Boundary, boundaryProblem, textOfReference } from './definition.ts'
import { PolicyLink } from './managed-policy.tsx'
import { onSet } from './needs.ts'
import { BOUNDARY, Part } from './new-policies.tsx'
import { SaveChange } from './save-change.tsx'
import { LATER, type SetPartProps } from './set-policies.tsx'
import { boundaryChange } from './steps.ts'
import { StepsDialog } from './steps-dialog.tsx'

export function SetBoundary({ set, definition }: SetPartProps) {
  const [state, setState] = useState<'shown' | 'editing' | 'removing'>('shown')
  const notify = useNotify()
  const { boundary } = definition
  const arn = set.PermissionSetArn
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      {boundary !== undefined && (
        <ActionButton
          needs={onSet('DeletePermissionsBoundaryFromPermissionSet', arn)}
          ariaLabel="Remove the permissions boundary"
          onClick={() => setState('removing')}
        >
          Remove
        </ActionButton>
      )}
      <ActionButton
        needs={onSet('PutPermissionsBoundaryToPermissionSet', arn)}
        ariaLabel={boundary === undefined ? 'Set a permissions boundary' : 'Change the permissions boundary'}
        onClick={() => setState('editing')}
      >
        {boundary === undefined ? 'Set' : 'Change'}
      </ActionButton>
    </SpaceBetween>
  )
  return (
    <Part title="Permissions boundary" text={BOUNDARY} actions={state === 'editing' ? undefined : actions}>
      {state === 'editing' ? (
        <EditBoundary set={set} definition={definition} onClose={() => setState('shown')} />
      ) : (
        <Shown boundary={boundary} />
      )}
      {state === 'removing' && (
        <StepsDialog
          title="Remove the permissions boundary"
          verb="Remove"
          steps={boundaryChange(set, definition, { ...definition, boundary: undefined })}
          onDismiss={() => setState('shown')}
          onDone={() => {
            notify({ text: 'The permissions boundary was removed.' })
            setState('shown')
          }}
        >
          <Box>People get all that the policies allow, which may be more than now. {LATER}</Box>
        </StepsDialog>
      )}
    </Part>
  )
}

function Shown({ boundary }: { readonly boundary: Boundary | undefined }) {
  if (boundary === undefined) return <Box color="text-body-secondary">There is none: the policies alone decide.</Box>
  if (typeof boundary === 'string') return <PolicyLink arn={boundary} />
  return <Box>{textOfReference(boundary)} (customer managed: every account needs its own)</Box>
}

function EditBoundary({ set, definition, onClose }: SetPartProps & { onClose(): void }) {
  const [value, setValue] = useState<Boundary | undefined>(definition.boundary ?? '')
  const notify = useNotify()
  const problem = boundaryProblem(value)
  return (
    <SpaceBetween size="m">
      <BoundaryFields value={value} onChange={setValue} />
      <SaveChange
        steps={problem === undefined ? boundaryChange(set, definition, { ...definition, boundary: value }) : []}
        nothing={problem ?? 'Nothing is different yet'}
        onDone={() => {
          notify({ text: 'The permissions boundary was changed.' })
          onClose()
        }}
        cancel={<Button onClick={onClose}>Cancel</Button>}
      />
    </SpaceBetween>
  )
}
