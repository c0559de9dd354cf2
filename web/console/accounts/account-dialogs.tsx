import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import type { AccountSummary, OrganizationTree } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { FormDialog } from '../forms/form-dialog.tsx'
import { hrefOf, setQuery } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { createAccount, createAccountCall, createUnitCall, moveCall } from './organizations-calls.ts'
import { UnitSelect } from './unit-select.tsx'

interface DialogProps {
  readonly organization: OrganizationTree
  /** Where it is made, unless another place is chosen. */
  readonly unitId: string
  onClose(): void
}

/** An account is made in the root and moved to its unit then, as Organizations does it. */
export function CreateAccount({ organization, unitId, onClose }: DialogProps) {
  const { rootId } = organization
  const notify = useNotify()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [place, setPlace] = useState(unitId)
  const creation = useChange(async (_: undefined, api) => {
    const accountId = await createAccount(api, name, email)
    const { service, operation, input } = moveCall(accountId, rootId, place)
    if (place !== rootId) await api.aws(service, operation, input)
    return accountId
  })
  const submit = () =>
    creation.mutate(undefined, {
      onSuccess: accountId => {
        notify({
          text: `Account ${name} was created.`,
          action: { text: 'Open', href: hrefOf(['accounts', accountId]) },
        })
        onClose()
      },
    })
  const moves = place === rootId ? [] : [moveCall('<AccountId of the new account>', rootId, place)]
  const needs = [
    { action: 'organizations:CreateAccount' },
    ...(moves.length > 0 ? [{ action: 'organizations:MoveAccount' }] : []),
  ]
  return (
    <FormDialog
      title="Create account"
      verb="Create"
      needs={needs}
      calls={[createAccountCall(name, email), ...moves]}
      incomplete={name === '' || email === '' ? 'Give the account a name and an e-mail address' : undefined}
      change={creation}
      onSubmit={submit}
      onDismiss={onClose}
    >
      <FormField label="Account name">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} autoComplete={false} autoFocus />
      </FormField>
      <FormField label="E-mail address" description="Of whoever answers for the account. Each account has its own.">
        <Input value={email} onChange={({ detail }) => setEmail(detail.value)} inputMode="email" autoComplete={false} />
      </FormField>
      <UnitSelect label="Organizational unit" organization={organization} value={place} onChange={setPlace} />
    </FormDialog>
  )
}

export function CreateUnit({ organization, unitId, onClose }: DialogProps) {
  const notify = useNotify()
  const [name, setName] = useState('')
  const [parentId, setParentId] = useState(unitId)
  const call = createUnitCall(name, parentId)
  const creation = useChange((_: undefined, api) =>
    api.aws<{ readonly OrganizationalUnit: { readonly Id: string } }>(call.service, call.operation, call.input),
  )
  const submit = () =>
    creation.mutate(undefined, {
      onSuccess: ({ OrganizationalUnit: { Id } }) => {
        notify({ text: `Organizational unit ${name} was created.` })
        setQuery({ unit: Id })
        onClose()
      },
    })
  return (
    <FormDialog
      title="Create organizational unit"
      verb="Create"
      needs={[{ action: 'organizations:CreateOrganizationalUnit' }]}
      calls={[call]}
      incomplete={name === '' ? 'Give the organizational unit a name' : undefined}
      change={creation}
      onSubmit={submit}
      onDismiss={onClose}
    >
      <FormField label="Name" description="Unique among the units of the same parent.">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} autoComplete={false} autoFocus />
      </FormField>
      <UnitSelect label="Parent" organization={organization} value={parentId} onChange={setParentId} />
    </FormDialog>
  )
}

interface MoveProps {
  readonly organization: OrganizationTree
  readonly account: AccountSummary
  onClose(): void
}

export function MoveAccount({ organization, account: { accountId, name, parentId }, onClose }: MoveProps) {
  const notify = useNotify()
  const [place, setPlace] = useState(parentId)
  const call = moveCall(accountId, parentId, place)
  const move = useChange((_: undefined, api) => api.aws(call.service, call.operation, call.input))
  const submit = () =>
    move.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `Account ${name} was moved.` })
        onClose()
      },
    })
  return (
    <FormDialog
      title={`Move ${name}`}
      verb="Move"
      needs={[{ action: 'organizations:MoveAccount' }]}
      calls={[call]}
      incomplete={place === parentId ? 'Choose another organizational unit than the one it is in' : undefined}
      change={move}
      onSubmit={submit}
      onDismiss={onClose}
    >
      <UnitSelect
        label="New place"
        description="Assignments and roles of the account stay as they are."
        organization={organization}
        value={place}
        onChange={setPlace}
      />
    </FormDialog>
  )
}
