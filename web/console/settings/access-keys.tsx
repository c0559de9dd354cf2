import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { AccessKeyList, AccessKeyRow } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { DeleteKey } from './delete-key.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { RoleCredentialsHelp } from './role-credentials-help.tsx'

const policiesOf = ({ policies }: AccessKeyRow): string => policies.map(arn => arn.split('/').at(-1)).join(', ')

const columns: readonly Column<AccessKeyRow>[] = [
  {
    id: 'key',
    header: 'Access key id',
    cell: ({ accessKeyId }) => <span className="mono">{accessKeyId}</span>,
    rowHeader: true,
    minWidth: 220,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ active }) => (
      <StatusIndicator type={active ? 'success' : 'stopped'}>{active ? 'Active' : 'Inactive'}</StatusIndicator>
    ),
  },
  {
    id: 'policies',
    header: 'Policies',
    cell: policiesOf,
    by: policiesOf,
    minWidth: 200,
  },
  { id: 'user', header: 'IAM user', cell: ({ userName }) => userName, by: ({ userName }) => userName, minWidth: 200 },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt }) => formatInstant(createdAt),
    by: ({ createdAt }) => createdAt,
    minWidth: 190,
  },
]

/** Access keys for automation, and the better way. */
export function AccessKeys() {
  const [chosen, setChosen] = useState<readonly AccessKeyRow[]>([])
  const [open, setOpen] = useState<'new' | 'delete' | undefined>()
  const [key] = chosen
  return (
    <SpaceBetween size="l">
      <ServerTable<AccessKeyRow, AccessKeyList & { readonly next?: string }>
        id="access-keys"
        title="Access keys"
        description="Long-lived keys of IAM users in the management account, for automation that cannot sign in."
        path="/access-keys"
        paged={false}
        rows={({ keys }) => keys}
        rowId={({ accessKeyId }) => accessKeyId}
        columns={columns}
        search="Find access keys by id, user or policy"
        selection={{ items: chosen, onChange: setChosen, label: ({ accessKeyId }) => accessKeyId, type: 'single' }}
        actions={<KeyActions chosen={key} onChosen={setChosen} onOpen={setOpen} />}
        empty={{
          title: 'No access keys',
          text: 'Automation that runs elsewhere can use one. Where a person works, role credentials are better.',
        }}
      />
      <RoleCredentialsHelp />
      {open === 'new' && <NewKeyDialog onClose={() => setOpen(undefined)} />}
      {open === 'delete' && key && (
        <DeleteKey
          accessKey={key}
          onDismiss={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined)
            setChosen([])
          }}
        />
      )}
    </SpaceBetween>
  )
}

interface KeyActionsProps {
  readonly chosen: AccessKeyRow | undefined
  onChosen(keys: readonly AccessKeyRow[]): void
  onOpen(dialog: 'new' | 'delete'): void
}

function KeyActions({ chosen, onChosen, onOpen }: KeyActionsProps) {
  const notify = useNotify()
  const change = useChange(({ accessKeyId, active }: AccessKeyRow, api) =>
    api.write('PUT', `/access-keys/${accessKeyId}`, { active: !active }),
  )
  const toggle = (key: AccessKeyRow) =>
    change.mutate(key, {
      onSuccess: () => {
        notify({ text: `${key.accessKeyId} is ${key.active ? 'inactive' : 'active'}.` })
        onChosen([])
      },
    })
  const waiting = { disabled: chosen === undefined, disabledReason: 'Choose a key first' }
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs">
        <ActionButton
          needs={[{ action: 'iam:UpdateAccessKey' }]}
          {...waiting}
          loading={change.isPending}
          onClick={() => chosen && toggle(chosen)}
        >
          {chosen?.active === false ? 'Activate' : 'Deactivate'}
        </ActionButton>
        <ActionButton needs={[{ action: 'iam:DeleteAccessKey' }]} {...waiting} onClick={() => onOpen('delete')}>
          Delete
        </ActionButton>
        <ActionButton
          variant="primary"
          needs={['CreateUser', 'AttachUserPolicy', 'CreateAccessKey'].map(one => ({ action: `iam:${one}` }))}
          onClick={() => onOpen('new')}
        >
          Create access key
        </ActionButton>
      </SpaceBetween>
      {change.error && <FailureNotice title="The key was not changed" error={change.error} />}
    </SpaceBetween>
  )
}
