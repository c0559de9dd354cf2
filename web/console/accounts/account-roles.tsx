import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { ProvisionedRole, ProvisionedRolePage } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { Copied } from '../frame/facts.tsx'
import { RoleState, SetLink } from '../frame/links.tsx'
import { useNotify } from '../frame/notices.tsx'
import { assignHref } from '../list/assignment-table.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { FailedRoles } from './failed-roles.tsx'
import { provision, provisionCall } from './provisioning.ts'

const columns: readonly Column<ProvisionedRole>[] = [
  {
    id: 'set',
    header: 'Permission set',
    cell: role => <SetLink arn={role.permissionSetArn} name={role.permissionSetName} />,
    rowHeader: true,
  },
  { id: 'state', header: 'State', cell: ({ state }) => <RoleState state={state} />, minWidth: 160 },
  { id: 'assignments', header: 'Assignments', cell: ({ assignments }) => assignments, minWidth: 100 },
  {
    id: 'applied',
    header: 'Last provisioned',
    cell: ({ appliedAt }) => (appliedAt ? formatInstant(appliedAt) : 'Never'),
    minWidth: 200,
  },
  {
    id: 'role',
    header: 'Role ARN',
    cell: ({ roleArn, permissionSetName }) => <Copied value={roleArn} name={`role ARN of ${permissionSetName}`} />,
    minWidth: 320,
  },
]

/** The roles of permission sets in an account, those that failed explained, and how to bring them up to date. */
export function AccountRoles({ accountId }: { readonly accountId: string }) {
  const [chosen, setChosen] = useState<readonly ProvisionedRole[]>([])
  const [running, setRunning] = useState<readonly ProvisionedRole[]>([])
  return (
    <SpaceBetween size="m">
      <FailedRoles of={{ accountId }} onProvision={role => setRunning([role])} />
      <ServerTable<ProvisionedRole, ProvisionedRolePage>
        id="account-roles"
        title="Permission sets in this account"
        path="/provisioned-roles"
        query={{ accountId }}
        rows={page => page.roles}
        rowId={({ permissionSetArn }) => permissionSetArn}
        columns={columns}
        selection={{ items: chosen, onChange: setChosen, label: ({ permissionSetName }) => permissionSetName }}
        live={roles => roles.some(({ state }) => state === 'working')}
        actions={
          <ActionButton
            needs={[{ action: 'sso:ProvisionPermissionSet' }]}
            disabled={chosen.length === 0}
            disabledReason="Choose permission sets first"
            onClick={() => setRunning(chosen)}
          >
            Provision again
          </ActionButton>
        }
        empty={{
          title: 'Nothing provisioned',
          text: 'The role of a permission set is made in the account with the first assignment.',
          action: <Button href={assignHref({ accountIds: accountId })}>Assign users or groups</Button>,
        }}
      />
      {running.length > 0 && (
        <ProvisionDialog
          roles={running}
          onClose={() => {
            setRunning([])
            setChosen([])
          }}
        />
      )}
    </SpaceBetween>
  )
}

interface ProvisionDialogProps {
  readonly roles: readonly ProvisionedRole[]
  onClose(): void
}

/** It goes on by itself on the server; closing the dialog only stops watching. */
function ProvisionDialog({ roles, onClose }: ProvisionDialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const [done, setDone] = useState(0)
  const names = roles.map(({ permissionSetName }) => permissionSetName).join(', ')
  const run = useChange((_: undefined, api) =>
    inTurns(roles, role => provision(api, portal.instanceArn, role), setDone),
  )
  const start = () =>
    run.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${names}: provisioned.` })
        onClose()
      },
    })
  return (
    <Modal
      visible
      header="Provision again"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Close
            </Button>
            <ActionButton
              variant="primary"
              needs={[{ action: 'sso:ProvisionPermissionSet' }]}
              loading={run.isPending}
              onClick={start}
            >
              {run.error ? 'Try again' : 'Provision'}
            </ActionButton>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>
          Makes the roles as the permission sets are now: {names}. People stay signed in; what they may do changes with
          their next credentials.
        </Box>
        {run.isPending && (
          <ProgressBar
            value={(100 * done) / roles.length}
            label="Provisioning"
            description={`${done} of ${roles.length} done. It goes on when this is closed.`}
          />
        )}
        {run.error && <FailureNotice title="Not all could be provisioned" error={run.error} />}
        <CommandView calls={roles.slice(0, 20).map(role => provisionCall(portal.instanceArn, role))} />
      </SpaceBetween>
    </Modal>
  )
}
