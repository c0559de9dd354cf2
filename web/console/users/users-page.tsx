import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import Link from '@cloudscape-design/components/link'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { useDenied } from '../api/permissions.ts'
import type { UserPage, UserSummary } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { UserStatus } from '../frame/links.tsx'
import { hrefOf, setQuery, useLocation } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { ListPage } from '../frame/page.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'

const columns: readonly Column<UserSummary>[] = [
  {
    id: 'userName',
    header: 'User name',
    sort: 'userName',
    cell: user => <Link href={hrefOf(['users', user.userId])}>{user.userName}</Link>,
    rowHeader: true,
    minWidth: 180,
  },
  { id: 'displayName', header: 'Display name', cell: ({ displayName }) => displayName ?? '' },
  { id: 'email', header: 'E-mail address', cell: ({ email }) => email ?? '' },
  { id: 'status', header: 'Status', cell: user => <UserStatus status={user.status} /> },
  { id: 'createdAt', header: 'Created', sort: 'createdAt', cell: ({ createdAt }) => formatInstant(createdAt) },
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
        search="Find users by the beginning of a name or e-mail address"
        filters={<StatusFilter value={status} />}
        selection={{ items: chosen, onChange: setChosen, label: ({ userName }) => userName }}
        actions={<Actions chosen={chosen} onDone={() => setChosen([])} />}
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

interface ActionsProps {
  readonly chosen: readonly UserSummary[]
  onDone(): void
}

function Actions({ chosen, onDone }: ActionsProps) {
  const notify = useNotify()
  const denied = useDenied([{ action: 'sso-directory:EnableUser' }, { action: 'sso-directory:DisableUser' }])
  const change = useChange((what: 'enable' | 'disable', api) =>
    inTurns(chosen, ({ userId }) => api.write('POST', `/users/${userId}/${what}`)),
  )
  const run = (what: string) => {
    if (what !== 'enable' && what !== 'disable') return
    change.mutate(what, {
      onSuccess: () => {
        notify({ text: `${chosen.length} users were ${what}d.` })
        onDone()
      },
    })
  }
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs">
        <ButtonDropdown
          loading={change.isPending}
          disabled={chosen.length === 0 || denied !== undefined}
          disabledReason={denied ?? 'Choose users first'}
          items={[
            { id: 'enable', text: 'Enable' },
            { id: 'disable', text: 'Disable', description: 'Ends their sessions at once' },
          ]}
          onItemClick={({ detail }) => run(detail.id)}
        >
          Actions
        </ButtonDropdown>
        <ActionButton needs={[{ action: 'identitystore:CreateUser' }]} variant="primary" href="#/users/new">
          Create user
        </ActionButton>
      </SpaceBetween>
      {change.error && <FailureNotice title="Not all were changed" error={change.error} />}
    </SpaceBetween>
  )
}
