import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { AssignmentPage, PermissionSetSummary } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { AccountLink, kindOf, PrincipalLink, setIdOf } from '../frame/links.tsx'
import { go, hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { onSet } from './needs.ts'
import { deletion, type SetOf } from './steps.ts'

interface DeleteSetProps {
  readonly set: SetOf
  readonly name: string
  readonly summary: PermissionSetSummary | undefined
}

/** It cannot be deleted while somebody is assigned with it: then it is said who. */
export function DeleteSet({ set, name, summary }: DeleteSetProps) {
  const notify = useNotify()
  const [open, setOpen] = useState(false)
  const isUsed = (summary?.assignments ?? 0) > 0
  const close = () => setOpen(false)
  return (
    <>
      <ActionButton needs={onSet('DeletePermissionSet', set.PermissionSetArn)} onClick={() => setOpen(true)}>
        Delete
      </ActionButton>
      {open && isUsed && <Used set={set} name={name} count={summary?.assignments ?? 0} onClose={close} />}
      {open && !isUsed && (
        <DeleteDialog
          title={`Delete permission set ${name}`}
          name={name}
          consequences={
            <Box>
              Its policies, settings and tags go with it. Nobody is assigned with it, so nobody loses access. It cannot
              be brought back; one of the same name is another one.
            </Box>
          }
          calls={[deletion(set)]}
          leaves
          onDelete={api => api.aws('sso-admin', 'DeletePermissionSet', set)}
          onDone={() => {
            notify({ text: `Permission set ${name} was deleted.` })
            go('#/permission-sets')
          }}
          onDismiss={close}
        />
      )}
    </>
  )
}

/** Assignments that are named. */
const SHOWN = 10

interface UsedProps {
  readonly set: SetOf
  readonly name: string
  readonly count: number
  onClose(): void
}

function Used({ set, name, count, onClose }: UsedProps) {
  const query = { permissionSetArn: set.PermissionSetArn, limit: SHOWN }
  const { data, error } = useRead<AssignmentPage>('/assignments', query)
  const shown = data?.assignments ?? []
  const toAssignments = () => {
    onClose()
    go(hrefOf(['permission-sets', setIdOf(set.PermissionSetArn)], { tab: 'assignments' }))
  }
  return (
    <Modal
      visible
      header={`${name} cannot be deleted yet`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" onClick={toAssignments}>
              Show the assignments
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <Box>
          {count === 1 ? 'One assignment uses it' : `${count.toLocaleString()} assignments use it`}. Remove them first:
          each takes access from somebody, which deleting a permission set never does by itself.
        </Box>
        {error && <FailureNotice title="The assignments could not be read" error={error} />}
        <ul>
          {shown.map(({ accountId, accountName, principal }) => (
            <li key={`${accountId} ${principal.principalId}`}>
              {kindOf(principal)} <PrincipalLink {...principal} /> in <AccountLink id={accountId} name={accountName} />
            </li>
          ))}
        </ul>
        {count > shown.length && shown.length > 0 && <Box>and {(count - shown.length).toLocaleString()} more</Box>}
      </SpaceBetween>
    </Modal>
  )
}
