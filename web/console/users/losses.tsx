import Checkbox from '@cloudscape-design/components/checkbox'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { AssignmentPage, EffectiveAccess, GroupsOfUser, PrincipalType, SessionsOfUser } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'

/** Enough for nearly everybody; more are said to be more. */
const COUNTED = 200

interface Counted {
  readonly error: unknown
  readonly data?: { readonly next?: string } | undefined
}

/** `3 groups`, `200 and more groups`; what cannot be read is said to be so. */
export function Count({ of, list, what }: { of: Counted; list: readonly unknown[] | undefined; what: string }) {
  if (of.error) return <StatusIndicator type="warning">{what}: could not be read</StatusIndicator>
  if (list === undefined) return <StatusIndicator type="loading">{what}</StatusIndicator>
  return `${list.length.toLocaleString()}${of.data?.next === undefined ? '' : ' and more'} ${what}`
}

/** What goes with a user. */
export function UserLosses({ userId }: { readonly userId: string }) {
  const groups = useRead<GroupsOfUser>(`/users/${userId}/groups`, { limit: COUNTED })
  const access = useRead<EffectiveAccess>(`/users/${userId}/access`, { limit: COUNTED })
  const sessions = useRead<SessionsOfUser>(`/users/${userId}/sessions`)
  const entries = access.data?.access
  return (
    <ul>
      <li>
        <Count of={groups} list={groups.data?.groups} what="memberships of groups" />
      </li>
      <li>
        <Count of={access} list={entries} what="ways into accounts" />
        {entries !== undefined && entries.length > 0 && (
          <>
            {': '}
            {entries
              .slice(0, 5)
              .map(entry => `${entry.permissionSetName} in ${entry.accountName}`)
              .join(', ')}
            {entries.length > 5 && ' …'}
          </>
        )}
      </li>
      <li>
        <Count of={{ error: sessions.error }} list={sessions.data?.sessions} what="open sessions, which end at once" />
      </li>
    </ul>
  )
}

export const useAssignmentsOf = (principalType: PrincipalType, principalId: string) =>
  useRead<AssignmentPage>('/assignments', { principalType, principalId, limit: COUNTED })

interface StaleChoiceProps {
  readonly assignments: ReturnType<typeof useAssignmentsOf>
  readonly checked: boolean
  onChange(checked: boolean): void
}

/** Deleting a user or group leaves its assignments behind, as in AWS; nobody gets anything by them. */
export function StaleChoice({ assignments, checked, onChange }: StaleChoiceProps) {
  const { data, error } = assignments
  if (error || data?.assignments.length === 0) return null
  const count = data === undefined ? '…' : `${data.assignments.length}${data.next === undefined ? '' : ' and more'}`
  return (
    <Checkbox
      checked={checked}
      onChange={({ detail }) => onChange(detail.checked)}
      description="Otherwise they stay behind as stale assignments, by which nobody gets anything."
    >
      Remove its own assignments as well ({count})
    </Checkbox>
  )
}
