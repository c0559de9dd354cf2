import Box from '@cloudscape-design/components/box'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { ActionButton } from '../forms/action-button.tsx'
import { useNotify } from '../frame/notices.tsx'
import { CustomerFields } from './customer-fields.tsx'
import { type PolicyReference, referenceProblem, sameReference, textOfReference, tooMany } from './definition.ts'
import { onSet } from './needs.ts'
import { CUSTOMER } from './new-policies.tsx'
import { LATER, type SetPartProps } from './set-policies.tsx'
import { attachCustomer, detachCustomer } from './steps.ts'
import { StepsDialog } from './steps-dialog.tsx'

export function SetCustomerPolicies({ set, definition }: SetPartProps) {
  const [chosen, setChosen] = useState<readonly PolicyReference[]>([])
  const [dialog, setDialog] = useState<'attach' | 'detach'>()
  const selected = definition.customer.filter(one => chosen.some(other => sameReference(one, other)))
  const close = () => {
    setDialog(undefined)
    setChosen([])
  }
  return (
    <>
      <Table<PolicyReference>
        header={
          <Header
            variant="h2"
            counter={`(${definition.customer.length})`}
            description={CUSTOMER}
            actions={
              <Actions
                arn={set.PermissionSetArn}
                nothing={selected.length === 0}
                onAttach={() => setDialog('attach')}
                onDetach={() => setDialog('detach')}
              />
            }
          >
            Customer managed policies
          </Header>
        }
        items={definition.customer}
        trackBy={textOfReference}
        selectionType="multi"
        selectedItems={selected}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        wrapLines
        columnDefinitions={[
          { id: 'name', header: 'Policy name', cell: ({ name }) => name, isRowHeader: true, minWidth: 160 },
          { id: 'path', header: 'Path', cell: ({ path }) => <span className="mono">{path}</span>, minWidth: 120 },
        ]}
        empty={<Box color="text-body-secondary">None is attached.</Box>}
        ariaLabels={{
          tableLabel: 'Customer managed policies',
          selectionGroupLabel: 'Choose customer managed policies',
          allItemsSelectionLabel: () => 'Choose all',
          itemSelectionLabel: (_, one) => textOfReference(one),
        }}
      />
      {dialog === 'attach' && <Attach set={set} definition={definition} onClose={close} />}
      {dialog === 'detach' && <Detach set={set} references={selected} onClose={close} />}
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
      needs={onSet('DetachCustomerManagedPolicyReferenceFromPermissionSet', arn)}
      disabled={nothing}
      disabledReason="Choose policies first"
      ariaLabel="Detach customer managed policies"
      onClick={onDetach}
    >
      Detach
    </ActionButton>
    <ActionButton
      needs={onSet('AttachCustomerManagedPolicyReferenceToPermissionSet', arn)}
      ariaLabel="Attach customer managed policies"
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
  const [wanted, setWanted] = useState<readonly PolicyReference[]>([{ name: '', path: '/' }])
  const [before] = useState(definition)
  const problems = wanted.map(one =>
    one.name === ''
      ? 'A name is missing'
      : before.customer.some(other => sameReference(one, other))
        ? `${textOfReference(one)} is attached already`
        : referenceProblem(one),
  )
  const tooManyNow = tooMany({ ...before, customer: [...before.customer, ...wanted] })
  return (
    <StepsDialog
      title={`Attach customer managed policies to ${before.name}`}
      verb="Attach"
      steps={wanted.map(one => attachCustomer(set, one))}
      incomplete={wanted.length === 0 ? 'Add at least one' : (problems.find(Boolean) ?? tooManyNow)}
      onDismiss={onClose}
      onDone={() => {
        notify({ text: `${wanted.map(textOfReference).join(', ')}: attached.` })
        onClose()
      }}
    >
      <Box>{CUSTOMER} Names count with upper and lower case.</Box>
      <CustomerFields value={wanted} onChange={setWanted} />
    </StepsDialog>
  )
}

interface DetachProps extends Pick<SetPartProps, 'set'>, CloseProps {
  readonly references: readonly PolicyReference[]
}

function Detach({ set, references, onClose }: DetachProps) {
  const notify = useNotify()
  const [all] = useState(references)
  const names = all.map(textOfReference).join(', ')
  return (
    <StepsDialog
      title={all.length === 1 ? 'Detach a policy' : `Detach ${all.length} policies`}
      verb="Detach"
      steps={all.map(one => detachCustomer(set, one))}
      onDismiss={onClose}
      onDone={() => {
        notify({ text: `${names}: detached.` })
        onClose()
      }}
    >
      <Box>
        People lose what only {names} {all.length === 1 ? 'allows' : 'allow'}. The policies themselves stay in the
        accounts. {LATER}
      </Box>
    </StepsDialog>
  )
}
