import SegmentedControl from '@cloudscape-design/components/segmented-control'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Batch, BatchRow, BatchRowPage } from '../api/types.ts'
import { AccountLink, kindOf, PrincipalLink, SetLink } from '../frame/links.tsx'
import { setQuery, useLocation } from '../frame/location.ts'
import { type Column, ServerTable } from '../list/server-table.tsx'

const statuses = {
  waiting: ['pending', 'Waiting'],
  working: ['in-progress', 'Being provisioned'],
  succeeded: ['success', 'Succeeded'],
  failed: ['error', 'Failed'],
} as const

type Status = keyof typeof statuses
const isStatus = (value: string | null): value is Status => value !== null && Object.hasOwn(statuses, value)

function RowStatus({ status }: Pick<BatchRow, 'status'>) {
  const [type, text] = statuses[status]
  return <StatusIndicator type={type}>{text}</StatusIndicator>
}

const columns: readonly Column<BatchRow>[] = [
  {
    id: 'principal',
    header: 'User or group',
    cell: ({ principal }) => <PrincipalLink {...principal} />,
    rowHeader: true,
    minWidth: 140,
  },
  { id: 'kind', header: 'Kind', cell: ({ principal }) => kindOf(principal), minWidth: 90 },
  { id: 'account', header: 'Account', cell: row => <AccountLink id={row.accountId} name={row.accountName} /> },
  {
    id: 'set',
    header: 'Permission set',
    cell: row => <SetLink arn={row.permissionSetArn} name={row.permissionSetName} />,
    minWidth: 140,
  },
  { id: 'status', header: 'Status', cell: row => <RowStatus status={row.status} />, minWidth: 160 },
  { id: 'failure', header: 'Why it failed', cell: ({ failure }) => failure ?? '', minWidth: 320 },
  {
    id: 'request',
    header: 'Request id',
    cell: ({ requestId }) => <span className="mono">{requestId ?? ''}</span>,
    hidden: true,
  },
]

/** What became of each assignment of a batch. */
export function BatchRows({ batch }: { readonly batch: Batch }) {
  const asked = useLocation().query.get('status')
  const status = isStatus(asked) ? asked : undefined
  const options = [
    { id: 'all', text: `All (${batch.rows.toLocaleString()})` },
    ...Object.entries(statuses).map(([id, [, text]]) => ({
      id,
      text: `${text} (${batch[id as Status].toLocaleString()})`,
    })),
  ]
  return (
    <ServerTable<BatchRow, BatchRowPage>
      id="assignment-batch-rows"
      title="Assignments of the batch"
      path={`/assignment-batches/${encodeURIComponent(batch.batchId)}/rows`}
      query={{ status }}
      filtered={status !== undefined}
      filters={
        <SegmentedControl
          label="Show only"
          options={options}
          selectedId={status ?? 'all'}
          onChange={({ detail }) => setQuery({ status: detail.selectedId === 'all' ? undefined : detail.selectedId })}
        />
      }
      rows={page => page.rows}
      rowId={row => `${row.accountId} ${row.permissionSetArn} ${row.principal.principalId}`}
      columns={columns}
      empty={{ title: 'No assignments', text: 'The batch has no rows.' }}
    />
  )
}
