import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import { formatInstant } from '../../kit/time.ts'
import type { Batch, BatchList } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { hrefOf } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { stateOf, titleOf, whoOf } from './batch.ts'
import { BatchStatus } from './batch-state.tsx'

const columns: readonly Column<Batch>[] = [
  {
    id: 'batch',
    header: 'Batch',
    cell: batch => <Link href={hrefOf(['assignment-batches', batch.batchId])}>{titleOf(batch)}</Link>,
    rowHeader: true,
    minWidth: 180,
  },
  { id: 'state', header: 'State', cell: batch => <BatchStatus batch={batch} />, minWidth: 160 },
  { id: 'succeeded', header: 'Succeeded', cell: ({ succeeded }) => succeeded.toLocaleString(), minWidth: 100 },
  { id: 'failed', header: 'Failed', cell: ({ failed }) => failed.toLocaleString(), minWidth: 90 },
  {
    id: 'open',
    header: 'Still to do',
    cell: ({ waiting, working }) => (waiting + working).toLocaleString(),
    minWidth: 100,
  },
  { id: 'created', header: 'Begun', cell: ({ createdAt }) => formatInstant(createdAt), minWidth: 200 },
  { id: 'by', header: 'By', cell: whoOf },
  { id: 'id', header: 'Batch id', cell: ({ batchId }) => <span className="mono">{batchId}</span>, hidden: true },
]

/** Assignments that were made or removed many at once. */
export default function BatchesPage() {
  return (
    <ListPage title="Assignment batches">
      <ServerTable<Batch, BatchList>
        id="assignment-batches"
        title="Assignment batches"
        headingLevel="h1"
        description="Assignments that are made or removed many at once. They go on when the browser is closed."
        path="/assignment-batches"
        rows={page => page.batches}
        rowId={({ batchId }) => batchId}
        columns={columns}
        live={batches => batches.some(batch => stateOf(batch) === 'working')}
        actions={
          <ActionButton variant="primary" needs={[{ action: 'sso:CreateAccountAssignment' }]} href="#/assign">
            Assign users or groups
          </ActionButton>
        }
        empty={{
          title: 'No batches',
          text: 'A batch gives users and groups permission sets in several accounts in one pass.',
          action: <Button href="#/assign">Assign users or groups</Button>,
        }}
      />
    </ListPage>
  )
}
