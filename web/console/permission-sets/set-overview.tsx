import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { formatInstant } from '../../kit/time.ts'
import type { PermissionSetSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { ProvisioningSummary } from '../frame/links.tsx'
import { useNotify } from '../frame/notices.tsx'
import { type Definition, durationText, firstProblem } from './definition.ts'
import { GeneralFields } from './general-fields.tsx'
import { onSet } from './needs.ts'
import { type SetOf, settingsChange } from './steps.ts'
import { StepsDialog } from './steps-dialog.tsx'
import type { Known } from './use-definition.ts'

interface SetOverviewProps {
  readonly set: SetOf
  readonly known: Known
  readonly summary: PermissionSetSummary | undefined
}

export function SetOverview({ set, known: { definition, createdAt }, summary }: SetOverviewProps) {
  const [editing, setEditing] = useState(false)
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <ActionButton needs={onSet('UpdatePermissionSet', set.PermissionSetArn)} onClick={() => setEditing(true)}>
              Edit
            </ActionButton>
          }
        >
          General
        </Header>
      }
    >
      <Facts
        facts={[
          ['Description', definition.description],
          ['Session duration', durationText(definition.duration)],
          ['Relay state', definition.relayState],
          ['Accounts', summary?.accounts.toLocaleString()],
          ['Assignments', summary?.assignments.toLocaleString()],
          [
            'Provisioning',
            summary && (
              <ProvisioningSummary outdated={summary.outdated} failed={summary.failed} roles={summary.accounts} />
            ),
          ],
          ['Created', createdAt && formatInstant(createdAt)],
          ['ARN', <Copied key="arn" value={set.PermissionSetArn} name="ARN" />],
        ]}
      />
      {editing && <EditSet set={set} definition={definition} onClose={() => setEditing(false)} />}
    </Container>
  )
}

interface EditSetProps {
  readonly set: SetOf
  readonly definition: Definition
  onClose(): void
}

function EditSet({ set, definition, onClose }: EditSetProps) {
  // The permission set may change under the dialog; what is compared is what the dialog was opened with.
  const [before] = useState(definition)
  const [value, setValue] = useState(definition)
  const notify = useNotify()
  const steps = settingsChange(set, before, value)
  return (
    <StepsDialog
      title={`Edit ${before.name}`}
      verb="Save changes"
      steps={steps}
      incomplete={firstProblem(value) ?? (steps.length === 0 ? 'Nothing is different yet' : undefined)}
      onDismiss={onClose}
      onDone={() => {
        notify({ text: `${before.name} was changed.` })
        onClose()
      }}
    >
      <SpaceBetween size="l">
        <GeneralFields value={value} onChange={setValue} />
      </SpaceBetween>
    </StepsDialog>
  )
}
