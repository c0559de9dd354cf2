import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { formatInstant } from '../../kit/time.ts'
import type { UserPage, UserSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { UserStatus } from '../frame/links.tsx'
import { hrefOf, setQuery, useLocation } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { BulkActions } from './bulk-actions.tsx'

const columns: readonly Column<UserSummary>[] = [
  {
    id: 'userName',
    header: 'User name',
    sort: 'userName',
    cell: user => <Link href={hrefOf(['users', user.userId])}>{user.userName}</Link>,
    rowHeader: true,
    minWidth: 160,
  },
  { id: 'displayName', header: 'Display name', cell: ({ displayName }) => displayName ?? '', minWidth: 140 },
  { id: 'email', header: 'E-mail address', cell: ({ email }) => email ?? '', minWidth: 180 },
  { id: 'status', header: 'Status', cell: user => <UserStatus status={user.status} />, minWidth: 110 },
  {
    id: 'createdAt',
    header: 'Created',
    sort: 'createdAt',
    cell: ({ createdAt }) => formatInstant(createdAt),
    minWidth: 225,
  },
  { id: 'userId', header: 'User id', cell: ({ userId }) => <span className="mono">{userId}</span>, hidden: true },
]

export default function UsersPage() {
  const { query } = useLocation()
  const status = query.get('status') ?? undefined
  const [chosen, setChosen] = useState<readonly UserSummary[]>([])
  return (
    <ListPage title="Users">
      <ServerTable<UserSummary, UserPage>
        id="users"
        title="Users"
        headingLevel="h1"
        path="/users"
        query={{ status }}
        filtered={status !== undefined}
        rows={page => page.users}
        rowId={({ userId }) => userId}
        columns={columns}
        search="Find by the beginning of a name or e-mail address"
        filters={<StatusFilter value={status} />}
        selection={{ items: chosen, onChange: setChosen, label: ({ userName }) => userName }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <BulkActions chosen={chosen} onChoose={setChosen} />
            <ActionButton needs={[{ action: 'identitystore:CreateUser' }]} variant="primary" href="#/users/new">
              Create user
            </ActionButton>
          </SpaceBetween>
        }
        empty={{
          title: 'No users',
          text: 'People who sign in here are users. Create the first, or connect an identity provider.',
          action: <Button href="#/users/new">Create user</Button>,
        }}
      />
    </ListPage>
  )
}

const statuses = [
  { value: '', label: 'Any status' },
  { value: 'ENABLED', label: 'Enabled' },
  { value: 'DISABLED', label: 'Disabled' },
]

const StatusFilter = ({ value = '' }: { readonly value: string | undefined }) => (
  <Select
    ariaLabel="Status"
    selectedOption={statuses.find(option => option.value === value) ?? null}
    options={statuses}
    onChange={({ detail }) => setQuery({ status: detail.selectedOption.value })}
  />
)
