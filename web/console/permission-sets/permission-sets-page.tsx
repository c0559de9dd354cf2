import Link from '@cloudscape-design/components/link'
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import { formatInstant } from '../../kit/time.ts'
import type { PermissionSetPage, PermissionSetSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { SetLink, setIdOf } from '../frame/links.tsx'
import { hrefOf } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { durationText } from './definition.ts'

interface AccountsProps {
  readonly set: PermissionSetSummary
  readonly state: 'outdated' | 'failed'
  readonly type: StatusIndicatorProps.Type
}

/** How many accounts, and the way to see which. */
function Accounts({ set, state, type }: AccountsProps) {
  const count = set[state]
  if (count === 0) return '0'
  const href = hrefOf(['permission-sets', setIdOf(set.permissionSetArn)], { tab: 'roles', state })
  return (
    <StatusIndicator type={type}>
      <Link href={href} ariaLabel={`${count} ${state} accounts of ${set.name}`}>
        {count.toLocaleString()}
      </Link>
    </StatusIndicator>
  )
}

const columns: readonly Column<PermissionSetSummary>[] = [
  {
    id: 'name',
    header: 'Permission set',
    cell: set => <SetLink arn={set.permissionSetArn} name={set.name} />,
    sort: 'name',
    rowHeader: true,
    minWidth: 165,
  },
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '', minWidth: 200 },
  { id: 'duration', header: 'Session duration', cell: set => durationText(set.sessionDuration), minWidth: 155 },
  { id: 'accounts', header: 'Accounts', cell: ({ accounts }) => accounts.toLocaleString(), minWidth: 100 },
  {
    id: 'outdated',
    header: 'Outdated',
    cell: set => <Accounts set={set} state="outdated" type="warning" />,
    minWidth: 105,
  },
  { id: 'failed', header: 'Failed', cell: set => <Accounts set={set} state="failed" type="error" />, minWidth: 95 },
  { id: 'assignments', header: 'Assignments', cell: set => set.assignments.toLocaleString(), minWidth: 120 },
  {
    id: 'createdAt',
    header: 'Created',
    cell: ({ createdAt }) => formatInstant(createdAt),
    sort: 'createdAt',
    minWidth: 235,
  },
  { id: 'arn', header: 'ARN', cell: set => <span className="mono">{set.permissionSetArn}</span>, hidden: true },
]

const CreateButton = ({ primary = false }: { readonly primary?: boolean }) => (
  <ActionButton
    needs={[{ action: 'sso:CreatePermissionSet' }]}
    variant={primary ? 'primary' : 'normal'}
    href="#/permission-sets/new"
  >
    Create permission set
  </ActionButton>
)

const PermissionSetsPage = () => (
  <ListPage title="Permission sets">
    <ServerTable<PermissionSetSummary, PermissionSetPage>
      id="permission-sets"
      title="Permission sets"
      headingLevel="h1"
      description="What people may do in the accounts that they are assigned to with one."
      path="/permission-sets"
      rows={page => page.permissionSets}
      rowId={({ permissionSetArn }) => permissionSetArn}
      columns={columns}
      search="Find permission sets by name or description"
      actions={<CreateButton primary />}
      empty={{
        title: 'No permission sets',
        text: 'A permission set says what people may do in the accounts that they are assigned to with it.',
        action: <CreateButton />,
      }}
    />
  </ListPage>
)
export default PermissionSetsPage
