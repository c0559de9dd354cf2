import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { Api } from '../api/call.ts'
import type { MemberPage } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { StaleChoice, useAssignmentsOf } from '../assignments/own-assignments.tsx'
import { removeAllAssignments } from '../assignments/remove-all.ts'
import { CommandView } from '../forms/command-view.tsx'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { perform } from '../forms/use-each.ts'
import { go } from '../frame/location.ts'
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
  const save = () => {
    if (objection !== undefined || update.isPending) return
    update.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${fields.displayName.trim()} was changed.` })
        onClose()
      },
    })
  }
  return (
    <Modal
      visible
      header={`Edit group ${group.DisplayName}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              onClick={save}
              loading={update.isPending}
              disabled={objection !== undefined}
              {...(objection === undefined ? {} : { disabledReason: objection })}
            >
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          save()
        }}
      >
        <SpaceBetween size="m">
          <GroupFields fields={fields} onChange={setFields} />
          {operations.length > 0 && (
            <CommandView calls={[{ service: 'identitystore', operation: 'UpdateGroup', input }]} />
          )}
          {update.error && <FailureNotice title="The group was not changed" error={update.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  )
}

export function DeleteGroup({ group, onClose }: DialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const assignments = useAssignmentsOf('GROUP', group.GroupId)
  const [removes, setRemoves] = useState(true)
  const [removed, setRemoved] = useState(0)
  const call = {
    service: 'identitystore',
    operation: 'DeleteGroup',
    input: { IdentityStoreId: portal.identityStoreId, GroupId: group.GroupId },
  } as const
  const principal = { principalType: 'GROUP', principalId: group.GroupId } as const
  const remove = async (api: Api) => {
    if (removes && assignments.data?.assignments.length !== 0)
      await removeAllAssignments(api, principal, portal.instanceArn, setRemoved)
    return perform(api, call)
  }
  return (
    <DeleteDialog
      title={`Delete group ${group.DisplayName}`}
      name={group.DisplayName}
      consequences={
        <SpaceBetween size="s">
          <Box>
            A deleted group cannot be brought back. One of the same name that is created later gets nothing of this:
          </Box>
          <GroupLosses group={group} assignments={assignments} />
          <StaleChoice assignments={assignments} checked={removes} onChange={setRemoves} />
          {removed > 0 && <output>{removed.toLocaleString()} assignments removed</output>}
        </SpaceBetween>
      }
      calls={[call]}
      leaves
      onDelete={remove}
      onDone={() => {
        notify({ text: `${group.DisplayName} was deleted.` })
        go('#/groups')
      }}
      onDismiss={onClose}
    />
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
