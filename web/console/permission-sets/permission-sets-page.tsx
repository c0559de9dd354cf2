import Button from '@cloudscape-design/components/button'
import { formatInstant } from '../../kit/time.ts'
import type { PermissionSetPage, PermissionSetSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { ProvisioningSummary, SetLink } from '../frame/links.tsx'
import { ListPage } from '../frame/page.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'

export const setColumns: readonly Column<PermissionSetSummary>[] = [
  {
    id: 'name',
    header: 'Permission set',
    cell: set => <SetLink arn={set.permissionSetArn} name={set.name} />,
    rowHeader: true,
    minWidth: 180,
  },
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '' },
  { id: 'accounts', header: 'Accounts', cell: ({ accounts }) => accounts },
  { id: 'assignments', header: 'Assignments', cell: ({ assignments }) => assignments.toLocaleString() },
  {
    id: 'state',
    header: 'Provisioning',
    cell: ({ outdated, failed, accounts }) => (
      <ProvisioningSummary outdated={outdated} failed={failed} roles={accounts} />
    ),
  },
  { id: 'duration', header: 'Session duration', cell: ({ sessionDuration }) => sessionDuration },
  { id: 'createdAt', header: 'Created', cell: ({ createdAt }) => formatInstant(createdAt), hidden: true },
]

const PermissionSetsPage = () => (
  <ListPage title="Permission sets">
    <ServerTable<PermissionSetSummary, PermissionSetPage>
      id="permission-sets"
      title="Permission sets"
      headingLevel="h1"
      path="/permission-sets"
      rows={page => page.permissionSets}
      rowId={({ permissionSetArn }) => permissionSetArn}
      columns={setColumns}
      search="Find permission sets by name or description"
      actions={
        <ActionButton needs={[{ action: 'sso:CreatePermissionSet' }]} variant="primary" href="#/permission-sets/new">
          Create permission set
        </ActionButton>
      }
      empty={{
        title: 'No permission sets',
        text: 'A permission set says what people may do in the accounts that they are assigned to with it.',
        action: <Button href="#/permission-sets/new">Create permission set</Button>,
      }}
    />
  </ListPage>
)
export default PermissionSetsPage
