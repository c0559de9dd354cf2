import ExpandableSection from '@cloudscape-design/components/expandable-section'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { memo, useEffect, useState } from 'react'
import { FailureNotice } from '../kit/failure-notice.tsx'
import type { Account } from './access-api.ts'
import type { Place } from './places.ts'
import { RoleRow } from './role-row.tsx'
import { accountLabel } from './search.ts'

interface AccountSectionProps {
  readonly account: Account
  /** Undefined while not loaded. */
  readonly shownRoles: readonly string[] | undefined
  readonly failure: unknown
  readonly openAtFirst: boolean
  readonly want: (accountId: string) => void
  readonly onKeys: (place: Place) => void
}

export const AccountSection = memo(function AccountSection(props: AccountSectionProps) {
  const { account, openAtFirst, want } = props
  const [expanded, setExpanded] = useState(openAtFirst)
  const { accountId, emailAddress } = account
  useEffect(() => {
    if (expanded) want(accountId)
  }, [expanded, want, accountId])
  return (
    <ExpandableSection
      variant="stacked"
      expanded={expanded}
      onChange={({ detail }) => setExpanded(detail.expanded)}
      headingTagOverride="h3"
      headerText={<span className="account-name">{accountLabel(account)}</span>}
      headerDescription={emailAddress ? `${accountId} · ${emailAddress}` : accountId}
    >
      {expanded && <Roles {...props} />}
    </ExpandableSection>
  )
})

function Roles({ account, shownRoles, failure, want, onKeys }: AccountSectionProps) {
  const { accountId } = account
  if (failure !== undefined)
    return (
      <FailureNotice
        title="The permission sets of this account could not be loaded"
        error={failure}
        onRetry={() => want(accountId)}
      />
    )
  if (shownRoles === undefined) return <StatusIndicator type="loading">Loading permission sets</StatusIndicator>
  if (shownRoles.length === 0)
    return (
      <>No permission set in this account is assigned to you any more. Ask your administrator if you still need one.</>
    )
  return (
    <ul className="roles" aria-label={`Permission sets in ${accountLabel(account)}`}>
      {shownRoles.map(roleName => (
        <RoleRow key={roleName} place={{ accountId, roleName }} accountName={accountLabel(account)} onKeys={onKeys} />
      ))}
    </ul>
  )
}
