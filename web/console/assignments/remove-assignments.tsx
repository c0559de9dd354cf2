import Box from '@cloudscape-design/components/box'
import { useSession } from '../../kit/session.ts'
import type { Api } from '../api/call.ts'
import type { AssignmentRow, Batch } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { FormDialog } from '../forms/form-dialog.tsx'
import { hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { assignmentCall } from './calls.ts'
import { productsOf } from './products.ts'

interface RemoveAssignmentsProps {
  readonly assignments: readonly AssignmentRow[]
  onDone(): void
  onDismiss(): void
}

/** Rows and calls that are shown. */
const SHOWN = 20

/** Says what is lost, then leaves the removal to the server, which goes on when the browser is closed. */
export function RemoveAssignments({ assignments, onDone, onDismiss }: RemoveAssignmentsProps) {
  const { portal } = useSession()
  const removal = useRemoval(assignments, onDone)
  const title = `Remove ${countOf(assignments)}`
  const calls = assignments
    .slice(0, SHOWN)
    .map(one => assignmentCall('DeleteAccountAssignment', portal.instanceArn, one))
  return (
    <FormDialog
      title={title}
      verb="Remove"
      failed="Not all were removed"
      needs={[{ action: 'sso:DeleteAccountAssignment' }]}
      calls={calls}
      change={removal}
      onSubmit={() => removal.mutate()}
      onDismiss={onDismiss}
    >
      <Box>
        Access ends at once for whoever has it by these alone. Credentials that are out live until they expire. A role
        that nobody is assigned any more is removed from its account.
      </Box>
      <ul>
        {assignments.slice(0, SHOWN).map(one => (
          <li key={`${one.accountId} ${one.permissionSetArn} ${one.principal.principalId}`}>
            {one.principal.name}: {one.permissionSetName} in {one.accountName}
          </li>
        ))}
      </ul>
      {assignments.length > SHOWN && <Box>and {assignments.length - SHOWN} more</Box>}
    </FormDialog>
  )
}

const countOf = ({ length }: readonly unknown[]): string => `${length} ${length === 1 ? 'assignment' : 'assignments'}`

/** Looks for a moment whether all is asked for, so that the list that is read again afterwards shows it. */
async function begun(api: Api, batches: readonly Batch[]): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const now = await Promise.all(batches.map(({ batchId }) => api.get<Batch>(`/assignment-batches/${batchId}`)))
    if (now.every(({ waiting }) => waiting === 0)) return
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}

/** Three seconds: what takes longer is watched on the page of the batch. */
const LOOKS = 12

/** What was chosen may be no product, and takes a batch for each that it is made of. */
function useRemoval(assignments: readonly AssignmentRow[], onDone: () => void) {
  const notify = useNotify()
  const removal = useChange(async (_: undefined, api) => {
    const batches: Batch[] = []
    for (const product of productsOf(assignments))
      batches.push(await api.write<Batch>('POST', '/assignment-batches', { action: 'unassign', ...product }))
    await begun(api, batches)
    return batches
  })
  const mutate = () =>
    removal.mutate(undefined, {
      onSuccess: batches => {
        const [only] = batches.length === 1 ? batches : []
        const href = hrefOf(only === undefined ? ['assignment-batches'] : ['assignment-batches', only.batchId])
        notify({
          type: 'info',
          text: `The removal of ${countOf(assignments)} has begun.`,
          action: { text: 'Watch', href },
        })
        onDone()
      },
    })
  return { ...removal, mutate }
}
