import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import { formatInstant } from '../../kit/time.ts'
import type { GroupPage, GroupSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { hrefOf } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'

const columns: readonly Column<GroupSummary>[] = [
  {
    id: 'displayName',
    header: 'Group',
    sort: 'displayName',
    cell: group => <Link href={hrefOf(['groups', group.groupId])}>{group.displayName}</Link>,
    rowHeader: true,
    minWidth: 180,
  },
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '' },
  { id: 'members', header: 'Members', cell: ({ members }) => members.toLocaleString() },
  {
    id: 'createdAt',
    header: 'Created',
    sort: 'createdAt',
    cell: ({ createdAt }) => formatInstant(createdAt),
    minWidth: 210,
  },
  { id: 'groupId', header: 'Group id', cell: ({ groupId }) => <span className="mono">{groupId}</span>, hidden: true },
]

const GroupsPage = () => (
  <ListPage title="Groups">
    <ServerTable<GroupSummary, GroupPage>
      id="groups"
      title="Groups"
      headingLevel="h1"
      path="/groups"
      rows={page => page.groups}
      rowId={({ groupId }) => groupId}
      columns={columns}
      search="Find groups by the beginning of a word"
      actions={
        <ActionButton needs={[{ action: 'identitystore:CreateGroup' }]} variant="primary" href="#/groups/new">
          Create group
        </ActionButton>
      }
      empty={{
        title: 'No groups',
        text: 'A group gives the same access to all its members.',
        action: <Button href="#/groups/new">Create group</Button>,
      }}
    />
  </ListPage>
)
export default GroupsPage
