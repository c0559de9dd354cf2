import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { Query } from '../api/call.ts'
import type { ProvisionedRole, ProvisionedRolePage } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { Copied } from '../frame/facts.tsx'
import { AccountLink, RoleState, SetLink } from '../frame/links.tsx'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from './server-table.tsx'

const columns: readonly Column<ProvisionedRole>[] = [
  {
    id: 'account',
    header: 'Account',
    cell: r => <AccountLink id={r.accountId} name={r.accountName} />,
    rowHeader: true,
  },
  { id: 'set', header: 'Permission set', cell: r => <SetLink arn={r.permissionSetArn} name={r.permissionSetName} /> },
  { id: 'state', header: 'State', cell: ({ state }) => <RoleState state={state} /> },
  { id: 'error', header: 'Why it failed', cell: ({ error }) => error ?? '', minWidth: 220 },
  { id: 'assignments', header: 'Assignments', cell: ({ assignments }) => assignments },
  { id: 'appliedAt', header: 'Provisioned', cell: ({ appliedAt }) => (appliedAt ? formatInstant(appliedAt) : '') },
  { id: 'arn', header: 'Role ARN', cell: ({ roleArn }) => <Copied value={roleArn} name="role ARN" />, hidden: true },
]

interface RoleTableProps {
  readonly query: Query
  /** The column that would say the same in every row. */
  readonly without: 'account' | 'set'
}

/** Reserved roles with their state, and the way to bring them up to date. */
export function RoleTable({ query, without }: RoleTableProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const [chosen, setChosen] = useState<readonly ProvisionedRole[]>([])
  const provisioning = useChange((_: undefined, api) =>
    inTurns(chosen, ({ accountId, permissionSetArn }) =>
      api.aws('sso-admin', 'ProvisionPermissionSet', {
        InstanceArn: portal.instanceArn,
        PermissionSetArn: permissionSetArn,
        TargetId: accountId,
        TargetType: 'AWS_ACCOUNT',
      }),
    ),
  )
  const start = () =>
    provisioning.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${chosen.length} roles are brought up to date; their state follows here.` })
        setChosen([])
      },
    })
  return (
    <SpaceBetween size="s">
      {provisioning.error && <FailureNotice title="Not everything could be asked for" error={provisioning.error} />}
      <ServerTable<ProvisionedRole, ProvisionedRolePage>
        id="roles"
        title="Provisioned roles"
        description="A change of a permission set reaches an account when it is provisioned there again."
        path="/provisioned-roles"
        query={query}
        rows={page => page.roles}
        rowId={role => `${role.accountId} ${role.permissionSetArn}`}
        columns={columns.filter(({ id }) => id !== without)}
        live={roles => roles.some(({ state }) => state === 'working')}
        selection={{
          items: chosen,
          onChange: setChosen,
          label: role => `${role.permissionSetName} in ${role.accountName}`,
        }}
        actions={
          <ActionButton
            needs={[{ action: 'sso:ProvisionPermissionSet' }]}
            disabled={chosen.length === 0}
            disabledReason="Choose roles first"
            loading={provisioning.isPending}
            onClick={start}
          >
            Provision again
          </ActionButton>
        }
        empty={{
          title: 'No roles',
          text: 'The first assignment of a permission set in an account makes its role there.',
        }}
      />
    </SpaceBetween>
  )
}
