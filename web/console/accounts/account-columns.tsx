import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { AccountSummary } from '../api/types.ts'
import { AccountLink, ProvisioningSummary } from '../frame/links.tsx'
import type { Column } from '../list/server-table.tsx'

/** @param linked false where following a link would lose what is being filled in */
export const accountColumns = (linked: boolean): readonly Column<AccountSummary>[] => [
  {
    id: 'name',
    header: 'Account',
    cell: ({ accountId, name }) => (linked ? <AccountLink id={accountId} name={name} /> : name),
    sort: 'name',
    rowHeader: true,
    minWidth: 160,
  },
  {
    id: 'id',
    header: 'Account id',
    cell: ({ accountId }) => <span className="mono">{accountId}</span>,
    sort: 'accountId',
    minWidth: 150,
  },
  {
    id: 'path',
    header: 'Organizational unit',
    cell: ({ path }) => (path.length === 0 ? 'Root' : path.join(' / ')),
    minWidth: 150,
  },
  {
    id: 'provisioning',
    header: 'Provisioning',
    cell: ({ failed, outdated, permissionSets }) => (
      <ProvisioningSummary failed={failed} outdated={outdated} roles={permissionSets} />
    ),
    minWidth: 170,
  },
  { id: 'sets', header: 'Permission sets', cell: ({ permissionSets }) => permissionSets, minWidth: 100 },
  { id: 'assignments', header: 'Assignments', cell: ({ assignments }) => assignments, minWidth: 100 },
  { id: 'email', header: 'E-mail address', cell: ({ email }) => email, sort: 'email', minWidth: 200 },
  { id: 'status', header: 'Status', cell: ({ status }) => <AccountStatus status={status} />, hidden: true },
]

export const AccountStatus = ({ status }: { readonly status: string }) =>
  status === 'ACTIVE' ? (
    <StatusIndicator type="success">Active</StatusIndicator>
  ) : (
    <StatusIndicator type="stopped">{status}</StatusIndicator>
  )
