import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { FailedRoles } from '../accounts/failed-roles.tsx'
import type { ProvisionedRole, ProvisionedRolePage } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { Failures } from '../forms/failures.tsx'
import { Copied } from '../frame/facts.tsx'
import { AccountLink, RoleState } from '../frame/links.tsx'
import { setQuery, useLocation } from '../frame/location.ts'
import { assignHref } from '../list/assignment-table.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { onSet } from './needs.ts'
import { provisionCall, useProvision } from './provisioning.ts'
import type { SetOf } from './steps.ts'

const columns: readonly Column<ProvisionedRole>[] = [
  {
    id: 'account',
    header: 'Account',
    cell: role => <AccountLink id={role.accountId} name={role.accountName} />,
    rowHeader: true,
    minWidth: 160,
  },
  { id: 'accountId', header: 'Account id', cell: ({ accountId }) => accountId },
  { id: 'state', header: 'State', cell: ({ state }) => <RoleState state={state} />, minWidth: 160 },
  { id: 'error', header: 'Why it failed', cell: ({ error }) => error ?? '', minWidth: 240, hidden: true },
  { id: 'assignments', header: 'Assignments', cell: ({ assignments }) => assignments.toLocaleString() },
  {
    id: 'appliedAt',
    header: 'Last provisioned',
    cell: ({ appliedAt }) => (appliedAt ? formatInstant(appliedAt) : 'Never'),
    minWidth: 265,
  },
  {
    id: 'arn',
    header: 'Role ARN',
    cell: ({ roleArn, accountName }) => <Copied value={roleArn} name={`role ARN in ${accountName}`} />,
    minWidth: 320,
    hidden: true,
  },
]

const states = [
  { value: '', label: 'Any state' },
  { value: 'current', label: 'Up to date' },
  { value: 'outdated', label: 'Outdated' },
  { value: 'working', label: 'Being provisioned' },
  { value: 'failed', label: 'Failed' },
]

interface SetRolesProps {
  readonly set: SetOf
  readonly name: string
}

/** The accounts that have the permission set, those that failed explained, and how to bring them up to date. */
export function SetRoles({ set, name }: SetRolesProps) {
  const { query } = useLocation()
  const state = query.get('state') ?? ''
  const [chosen, setChosen] = useState<readonly ProvisionedRole[]>([])
  const provisioning = useProvision(set)
  const nameOf = (id: string) => chosen.find(({ accountId }) => accountId === id)?.accountName ?? id
  const provision = (roles: readonly ProvisionedRole[]) => provisioning.mutate(roles.map(({ accountId }) => accountId))
  return (
    <SpaceBetween size="s">
      <FailedRoles of={{ permissionSetArn: set.PermissionSetArn }} onProvision={role => provision([role])} />
      {provisioning.error && <FailureNotice title="It was not asked for" error={provisioning.error} />}
      <Failures what="was not asked for" failed={provisioning.data?.failed ?? []} label={nameOf} />
      <ServerTable<ProvisionedRole, ProvisionedRolePage>
        id="set-roles"
        title="Accounts"
        description={`Where ${name} is a role. A change reaches an account when it is provisioned there again.`}
        path="/provisioned-roles"
        query={{ permissionSetArn: set.PermissionSetArn, state }}
        filters={<StateFilter value={state} />}
        filtered={state !== ''}
        rows={page => page.roles}
        rowId={({ accountId }) => accountId}
        columns={columns}
        live={roles => roles.some(one => one.state === 'working')}
        selection={{ items: chosen, onChange: setChosen, label: ({ accountName }) => accountName }}
        actions={
          <Actions
            set={set}
            chosen={chosen.length}
            busy={provisioning.isPending}
            onChosen={() => provision(chosen)}
            onAll={() => provisioning.mutate('all')}
          />
        }
        empty={{
          title: 'Provisioned nowhere',
          text: 'The first assignment in an account makes the role there.',
          action: (
            <ActionButton
              needs={[{ action: 'sso:CreateAccountAssignment' }]}
              href={assignHref({ permissionSetArns: set.PermissionSetArn })}
            >
              Assign
            </ActionButton>
          ),
        }}
      />
      {chosen.length > 0 && <CommandView calls={chosen.slice(0, 20).map(one => provisionCall(set, one.accountId))} />}
    </SpaceBetween>
  )
}

const StateFilter = ({ value }: { readonly value: string }) => (
  <div className="only-filter">
    <Select
      selectedOption={states.find(one => one.value === value) ?? null}
      options={states}
      ariaLabel="State"
      onChange={({ detail }) => setQuery({ state: detail.selectedOption.value })}
    />
  </div>
)

interface ActionsProps {
  readonly set: SetOf
  readonly chosen: number
  readonly busy: boolean
  onChosen(): void
  onAll(): void
}

const Actions = ({ set, chosen, busy, onChosen, onAll }: ActionsProps) => (
  <SpaceBetween direction="horizontal" size="xs">
    <ActionButton
      needs={onSet('ProvisionPermissionSet', set.PermissionSetArn)}
      disabled={chosen === 0}
      disabledReason="Choose accounts first"
      loading={busy && chosen > 0}
      onClick={onChosen}
    >
      Provision again
    </ActionButton>
    <ActionButton
      needs={onSet('ProvisionPermissionSet', set.PermissionSetArn)}
      loading={busy && chosen === 0}
      onClick={onAll}
    >
      Provision to all accounts
    </ActionButton>
  </SpaceBetween>
)
