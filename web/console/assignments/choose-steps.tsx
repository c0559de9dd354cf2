import Tabs from '@cloudscape-design/components/tabs'
import { accountColumns } from '../accounts/account-columns.tsx'
import type {
  AccountPage,
  AccountSummary,
  GroupPage,
  GroupSummary,
  PermissionSetPage,
  PermissionSetSummary,
  UserPage,
  UserSummary,
} from '../api/types.ts'
import { UserStatus } from '../frame/links.tsx'
import type { Column } from '../list/server-table.tsx'
import { ChosenTable } from './chosen-table.tsx'
import type { Wanted } from './wanted.ts'

interface StepProps {
  readonly wanted: Wanted
  change(changes: Partial<Wanted>): void
}

export const AccountStep = ({ wanted, change }: StepProps) => (
  <ChosenTable<AccountSummary, AccountPage>
    id="assign-accounts"
    title="AWS accounts"
    path="/accounts"
    search="Name, id or e-mail address"
    rows={page => page.accounts}
    columns={accountColumns(false)}
    toChosen={({ accountId, name }) => ({ id: accountId, name })}
    chosen={wanted.accounts}
    onChange={accounts => change({ accounts })}
    empty={{ title: 'No accounts', text: 'The organization has no accounts yet.' }}
  />
)

const userColumns: readonly Column<UserSummary>[] = [
  { id: 'name', header: 'Username', cell: ({ userName }) => userName, rowHeader: true, sort: 'userName' },
  { id: 'display', header: 'Display name', cell: ({ displayName }) => displayName ?? '' },
  { id: 'email', header: 'E-mail address', cell: ({ email }) => email ?? '' },
  { id: 'status', header: 'Status', cell: ({ status }) => <UserStatus status={status} /> },
]

const groupColumns: readonly Column<GroupSummary>[] = [
  { id: 'name', header: 'Group', cell: ({ displayName }) => displayName, rowHeader: true, sort: 'displayName' },
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '' },
  { id: 'members', header: 'Members', cell: ({ members }) => members.toLocaleString() },
]

/** Both lists stay, so that what was searched in one is there still after a look into the other. */
export const PrincipalStep = ({ wanted, change }: StepProps) => (
  <Tabs
    ariaLabel="Users or groups"
    tabs={[
      {
        id: 'groups',
        label: counted('Groups', wanted.groups.length),
        content: (
          <ChosenTable<GroupSummary, GroupPage>
            id="assign-groups"
            title="Groups"
            path="/groups"
            search="Beginning of a name"
            rows={page => page.groups}
            columns={groupColumns}
            toChosen={({ groupId, displayName }) => ({ id: groupId, name: displayName })}
            chosen={wanted.groups}
            onChange={groups => change({ groups })}
            empty={{ title: 'No groups', text: 'Create a group first, or assign users.' }}
          />
        ),
      },
      {
        id: 'users',
        label: counted('Users', wanted.users.length),
        content: (
          <ChosenTable<UserSummary, UserPage>
            id="assign-users"
            title="Users"
            path="/users"
            search="Beginning of a name or an e-mail address"
            rows={page => page.users}
            columns={userColumns}
            toChosen={({ userId, userName }) => ({ id: userId, name: userName })}
            chosen={wanted.users}
            onChange={users => change({ users })}
            empty={{ title: 'No users', text: 'Create a user first.' }}
          />
        ),
      },
    ]}
  />
)

const counted = (label: string, chosen: number): string => (chosen === 0 ? label : `${label} (${chosen} chosen)`)

const setColumns: readonly Column<PermissionSetSummary>[] = [
  { id: 'name', header: 'Permission set', cell: ({ name }) => name, rowHeader: true, minWidth: 160 },
  { id: 'description', header: 'Description', cell: ({ description }) => description ?? '', minWidth: 200 },
  { id: 'duration', header: 'Session duration', cell: ({ sessionDuration }) => sessionDuration },
  { id: 'accounts', header: 'Accounts', cell: ({ accounts }) => accounts.toLocaleString() },
]

export const SetStep = ({ wanted, change }: StepProps) => (
  <ChosenTable<PermissionSetSummary, PermissionSetPage>
    id="assign-permission-sets"
    title="Permission sets"
    path="/permission-sets"
    search="Name or description"
    rows={page => page.permissionSets}
    columns={setColumns}
    toChosen={({ permissionSetArn, name }) => ({ id: permissionSetArn, name })}
    chosen={wanted.sets}
    onChange={sets => change({ sets })}
    empty={{ title: 'No permission sets', text: 'Create a permission set first.' }}
  />
)
