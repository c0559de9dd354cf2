import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { formatInstant } from '../../kit/time.ts'
import type { Query } from '../api/call.ts'
import type { AssignmentPage, AssignmentRow } from '../api/types.ts'
import { RemoveAssignments } from '../assignments/remove-assignments.tsx'
import { ActionButton } from '../forms/action-button.tsx'
import { AccountLink, kindOf, PrincipalLink, SetLink } from '../frame/links.tsx'
import { hrefOf } from '../frame/location.ts'
import { type Column, ServerTable } from './server-table.tsx'

interface AssignmentTableProps {
  readonly title?: string
  /** Which assignments: of an account, a permission set, a user or a group. */
  readonly query: Query
  /** Columns that would say the same in every row. */
  readonly without: readonly ('account' | 'set' | 'principal')[]
  /** The wizard, with what is known already. */
  readonly assignHref: string
}

const states = {
  creating: <StatusIndicator type="in-progress">Being provisioned</StatusIndicator>,
  active: <StatusIndicator type="success">Active</StatusIndicator>,
  deleting: <StatusIndicator type="in-progress">Being removed</StatusIndicator>,
}

const columns: readonly (Column<AssignmentRow> & { readonly of: string })[] = [
  {
    id: 'principal',
    of: 'principal',
    header: 'User or group',
    cell: ({ principal }) => <PrincipalLink {...principal} />,
    rowHeader: true,
  },
  { id: 'kind', of: 'principal', header: 'Kind', cell: ({ principal }) => kindOf(principal), minWidth: 90 },
  { id: 'account', of: 'account', header: 'Account', cell: a => <AccountLink id={a.accountId} name={a.accountName} /> },
  { id: 'accountId', of: 'account', header: 'Account id', cell: a => a.accountId, hidden: true },
  {
    id: 'set',
    of: 'set',
    header: 'Permission set',
    cell: a => <SetLink arn={a.permissionSetArn} name={a.permissionSetName} />,
  },
  { id: 'state', of: '', header: 'State', cell: ({ state }) => states[state] },
  { id: 'created', of: '', header: 'Assigned', cell: a => formatInstant(a.createdAt), hidden: true },
]

/** The first that is left names its row. */
const columnsWithout = (without: AssignmentTableProps['without']): readonly Column<AssignmentRow>[] =>
  columns
    .filter(({ of }) => !without.some(name => name === of))
    .map((column, place) => (place === 0 ? { ...column, rowHeader: true } : column))

const keyOf = (a: AssignmentRow): string => `${a.accountId} ${a.permissionSetArn} ${a.principal.principalId}`

/** Assignments, to be looked over, added to and removed, many at once. */
export function AssignmentTable({ title = 'Assignments', query, without, assignHref }: AssignmentTableProps) {
  const [chosen, setChosen] = useState<readonly AssignmentRow[]>([])
  const [removing, setRemoving] = useState(false)
  return (
    <>
      <ServerTable<AssignmentRow, AssignmentPage>
        id="assignments"
        title={title}
        path="/assignments"
        query={query}
        rows={page => page.assignments}
        rowId={keyOf}
        columns={columnsWithout(without)}
        search="Find by user, group, account or permission set"
        selection={{
          items: chosen,
          onChange: setChosen,
          label: a => `${a.principal.name}, ${a.permissionSetName}, ${a.accountName}`,
        }}
        live={rows => rows.some(({ state }) => state !== 'active')}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={[{ action: 'sso:DeleteAccountAssignment' }]}
              disabled={chosen.length === 0}
              disabledReason="Choose assignments first"
              onClick={() => setRemoving(true)}
            >
              Remove
            </ActionButton>
            <ActionButton needs={[{ action: 'sso:CreateAccountAssignment' }]} variant="primary" href={assignHref}>
              Assign
            </ActionButton>
          </SpaceBetween>
        }
        empty={{
          title: 'No assignments',
          text: 'An assignment gives a user or group a permission set in an account.',
          action: <Button href={assignHref}>Assign</Button>,
        }}
      />
      {removing && (
        <RemoveAssignments
          assignments={chosen}
          onDismiss={() => setRemoving(false)}
          onDone={() => {
            setRemoving(false)
            setChosen([])
          }}
        />
      )}
    </>
  )
}

/** The wizard with what is known already. */
export const assignHref = (known: Readonly<Record<string, string>>): string => hrefOf(['assign'], known)
