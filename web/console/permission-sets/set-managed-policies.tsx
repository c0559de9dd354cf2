import Box from '@cloudscape-design/components/box'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { ActionButton } from '../forms/action-button.tsx'
import { useNotify } from '../frame/notices.tsx'
import { nameOfArn, tooMany } from './definition.ts'
import { PolicyLink, useKnownPolicies } from './managed-policy.tsx'
import { onSet } from './needs.ts'
import { PolicyChoice } from './policy-choice.tsx'
import { LATER, type SetPartProps } from './set-policies.tsx'
import { attachManaged, detachManaged } from './steps.ts'
import { StepsDialog } from './steps-dialog.tsx'

export function SetManagedPolicies({ set, definition }: SetPartProps) {
  const known = useKnownPolicies()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [dialog, setDialog] = useState<'attach' | 'detach'>()
  const selected = definition.managed.filter(arn => chosen.includes(arn))
  const close = () => {
    setDialog(undefined)
    setChosen([])
  }
  return (
    <>
      <Table<string>
        header={
          <Header
            variant="h2"
            counter={`(${definition.managed.length})`}
            description="Policies that every account has."
            actions={
              <Actions
                arn={set.PermissionSetArn}
                nothing={selected.length === 0}
                onAttach={() => setDialog('attach')}
                onDetach={() => setDialog('detach')}
              />
            }
          >
            AWS managed policies
          </Header>
        }
        items={definition.managed}
        trackBy={arn => arn}
        selectionType="multi"
        selectedItems={selected}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        wrapLines
        columnDefinitions={[
          { id: 'name', header: 'Policy', cell: arn => <PolicyLink arn={arn} />, isRowHeader: true, minWidth: 160 },
          {
            id: 'description',
            header: 'What it allows',
            cell: arn => known.data?.policies.find(one => one.arn === arn)?.description ?? '',
            minWidth: 200,
          },
        ]}
        empty={<Box color="text-body-secondary">None is attached.</Box>}
        ariaLabels={{
          tableLabel: 'AWS managed policies',
          selectionGroupLabel: 'Choose AWS managed policies',
          allItemsSelectionLabel: () => 'Choose all',
          itemSelectionLabel: (_, arn) => nameOfArn(arn),
        }}
      />
      {dialog === 'attach' && <Attach set={set} definition={definition} onClose={close} />}
      {dialog === 'detach' && <Detach set={set} arns={selected} onClose={close} />}
    </>
  )
}

interface ActionsProps {
  readonly arn: string
  readonly nothing: boolean
  onAttach(): void
  onDetach(): void
}

const Actions = ({ arn, nothing, onAttach, onDetach }: ActionsProps) => (
  <SpaceBetween direction="horizontal" size="xs">
    <ActionButton
      needs={onSet('DetachManagedPolicyFromPermissionSet', arn)}
      disabled={nothing}
      disabledReason="Choose policies first"
      ariaLabel="Detach AWS managed policies"
      onClick={onDetach}
    >
      Detach
    </ActionButton>
    <ActionButton
      needs={onSet('AttachManagedPolicyToPermissionSet', arn)}
      ariaLabel="Attach AWS managed policies"
      onClick={onAttach}
    >
      Attach
    </ActionButton>
  </SpaceBetween>
)

interface CloseProps {
  onClose(): void
}

function Attach({ set, definition, onClose }: SetPartProps & CloseProps) {
  const notify = useNotify()
  const [attached] = useState(definition.managed)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const problem = tooMany({ managed: [...attached, ...chosen], customer: definition.customer })
  return (
    <StepsDialog
      title={`Attach AWS managed policies to ${definition.name}`}
      verb={chosen.length > 1 ? `Attach ${chosen.length} policies` : 'Attach'}
      size="large"
      steps={chosen.map(arn => attachManaged(set, arn))}
      incomplete={chosen.length === 0 ? 'Choose at least one' : problem}
      onDismiss={onClose}
      onDone={() => {
        notify({ text: `${chosen.map(nameOfArn).join(', ')}: attached.` })
        onClose()
      }}
    >
      <PolicyChoice chosen={chosen} attached={attached} onChange={setChosen} />
    </StepsDialog>
  )
}

function Detach({ set, arns, onClose }: Pick<SetPartProps, 'set'> & CloseProps & { readonly arns: readonly string[] }) {
  const notify = useNotify()
  const [all] = useState(arns)
  return (
    <StepsDialog
      title={all.length === 1 ? 'Detach a policy' : `Detach ${all.length} policies`}
      verb="Detach"
      steps={all.map(arn => detachManaged(set, arn))}
      onDismiss={onClose}
      onDone={() => {
        notify({ text: `${all.map(nameOfArn).join(', ')}: detached.` })
        onClose()
      }}
    >
      <Box>
        People lose what only {all.map(nameOfArn).join(', ')} {all.length === 1 ? 'allows' : 'allow'}. {LATER}
      </Box>
    </StepsDialog>
  )
}
