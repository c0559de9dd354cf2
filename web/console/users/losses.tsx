import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { EffectiveAccess, GroupsOfUser, SessionsOfUser } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'

/** Enough for nearly everybody; more are said to be more. */
const COUNTED = 200

interface Counted {
  readonly error: unknown
  readonly data?: { readonly next?: string } | undefined
}

interface CountProps {
  readonly of: Counted
  readonly list: readonly unknown[] | undefined
  readonly one: string
  readonly many: string
}

/** `1 member`, `3 members`, `200 and more members`; what cannot be read is said to be so. */
export function Count({ of, list, one, many }: CountProps) {
  if (of.error) return <StatusIndicator type="warning">{many}: could not be read</StatusIndicator>
  if (list === undefined) return <StatusIndicator type="loading">{many}</StatusIndicator>
  if (list.length === 1) return `1 ${one}`
  return `${list.length.toLocaleString()}${of.data?.next === undefined ? '' : ' and more'} ${many}`
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
        <Count of={groups} list={groups.data?.groups} one="membership" many="memberships" />
      </li>
      <li>
        <Count of={access} list={entries} one="permission set in an account" many="permission sets in accounts" />
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
        <Count
          of={{ error: sessions.error }}
          list={sessions.data?.sessions}
          one="open session, which ends at once"
          many="open sessions"
        />
      </li>
    </ul>
  )
}
