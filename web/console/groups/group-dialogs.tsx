import Box from '@cloudscape-design/components/box'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import type { MemberPage } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { DeletePrincipal } from '../assignments/delete-principal.tsx'
import { useAssignmentsOf } from '../assignments/own-assignments.tsx'
import { FormDialog } from '../forms/form-dialog.tsx'
import { useNotify } from '../frame/notices.tsx'
import { Count } from '../users/losses.tsx'
import { changesOf, type Group, missing, textOf } from './group.ts'
import { GroupFields } from './group-fields.tsx'

interface DialogProps {
  readonly group: Group
  onClose(): void
}

export function EditGroup({ group, onClose }: DialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const [fields, setFields] = useState(() => textOf(group))
  const operations = changesOf(group, fields)
  const input = { IdentityStoreId: portal.identityStoreId, GroupId: group.GroupId, Operations: operations }
  const update = useChange((_: undefined, api) => api.aws('identitystore', 'UpdateGroup', input))
  const objection = missing(fields) ?? (operations.length === 0 ? 'Nothing is different yet' : undefined)
  const save = () =>
    update.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${fields.displayName.trim()} was changed.` })
        onClose()
      },
    })
  return (
    <FormDialog
      title={`Edit group ${group.DisplayName}`}
      verb="Save"
      failed="The group was not changed"
      needs={[{ action: 'identitystore:UpdateGroup' }]}
      incomplete={objection}
      calls={operations.length === 0 ? [] : [{ service: 'identitystore', operation: 'UpdateGroup', input }]}
      change={update}
      onSubmit={save}
      onDismiss={onClose}
    >
      <GroupFields fields={fields} onChange={setFields} />
    </FormDialog>
  )
}

export function DeleteGroup({ group, onClose }: DialogProps) {
  const { portal } = useSession()
  const assignments = useAssignmentsOf('GROUP', group.GroupId)
  return (
    <DeletePrincipal
      principal={{ principalType: 'GROUP', principalId: group.GroupId }}
      name={group.DisplayName}
      assignments={assignments}
      call={{
        service: 'identitystore',
        operation: 'DeleteGroup',
        input: { IdentityStoreId: portal.identityStoreId, GroupId: group.GroupId },
      }}
      back="#/groups"
      onClose={onClose}
    >
      <Box>
        A deleted group cannot be brought back. One of the same name that is created later gets nothing of this:
      </Box>
      <GroupLosses group={group} assignments={assignments} />
    </DeletePrincipal>
  )
}

interface GroupLossesProps {
  readonly group: Group
  readonly assignments: ReturnType<typeof useAssignmentsOf>
}

function GroupLosses({ group, assignments }: GroupLossesProps) {
  const members = useRead<MemberPage>(`/groups/${group.GroupId}/members`, { limit: 200 })
  const all = assignments.data?.assignments
  return (
    <ul>
      <li>
        <Count
          of={members}
          list={members.data?.members}
          one="member, who loses what they have by this group alone"
          many="members, who lose what they have by this group alone"
        />
      </li>
      <li>
        <Count of={assignments} list={all} one="assignment" many="assignments" />
        {all !== undefined && all.length > 0 && (
          <>
            {': '}
            {all
              .slice(0, 5)
              .map(one => `${one.permissionSetName} in ${one.accountName}`)
              .join(', ')}
            {all.length > 5 && ' …'}
          </>
        )}
      </li>
    </ul>
  )
}
