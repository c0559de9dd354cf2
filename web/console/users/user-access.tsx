import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { EffectiveAccess } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { AccountLink, PrincipalLink, SetLink } from '../frame/links.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'

type Row = EffectiveAccess['access'][number]

const columns: readonly Column<Row>[] = [
  {
    id: 'account',
    header: 'Account',
    cell: row => <AccountLink id={row.accountId} name={row.accountName} />,
    rowHeader: true,
  },
  { id: 'accountId', header: 'Account id', cell: ({ accountId }) => accountId },
  {
    id: 'set',
    header: 'Permission set',
    cell: row => <SetLink arn={row.permissionSetArn} name={row.permissionSetName} />,
  },
  {
    id: 'via',
    header: 'Because of',
    cell: ({ via }) => (
      <SpaceBetween direction="horizontal" size="xs">
        {via.map(one =>
          one.principalType === 'USER' ? (
            <span key={one.principalId}>A direct assignment</span>
          ) : (
            <span key={one.principalId}>
              Group <PrincipalLink {...one} />
            </span>
          ),
        )}
      </SpaceBetween>
    ),
    minWidth: 220,
  },
]

/** What the user can enter now and why, and the assignments that name the user itself. */
export function UserAccess({ userId }: { readonly userId: string }) {
  const path = `/users/${userId}/access`
  const { data } = useRead<EffectiveAccess>(path, { limit: 1 })
  return (
    <SpaceBetween size="l">
      {data?.blocked && (
        <Alert type="warning" statusIconAriaLabel="Warning">
          {data.blocked}
        </Alert>
      )}
      <ServerTable<Row, EffectiveAccess>
        id="effective-access"
        title="What the user can enter"
        description="By groups and by direct assignments."
        path={path}
        rows={page => page.access}
        rowId={row => `${row.accountId} ${row.permissionSetArn}`}
        columns={columns}
        empty={{
          title: 'Nothing',
          text: 'Neither the user nor a group of the user is assigned in any account. Assign below, or add the user to a group.',
        }}
      />
      <AssignmentTable
        title="Direct assignments"
        query={{ principalType: 'USER', principalId: userId }}
        without={['principal']}
        assignHref={assignHref({ userId })}
      />
    </SpaceBetween>
  )
}
