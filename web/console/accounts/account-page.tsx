import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { AccountSummary, AccountPage as Accounts, OrganizationTree } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { ProvisioningSummary } from '../frame/links.tsx'
import { hrefOf } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { EventTable } from '../list/event-table.tsx'
import { AccountStatus } from './account-columns.tsx'
import { MoveAccount } from './account-dialogs.tsx'
import { AccountRoles } from './account-roles.tsx'
import { pathTo } from './unit-tree.ts'

const above = [{ text: 'AWS accounts', href: '#/accounts' }]

/** One account: where it is, who may enter it with what, what is provisioned, and what happened in it. */
export default function AccountPage({ ids: { accountId = '' } }: ViewProps) {
  const { data, error, refetch } = useRead<Accounts>('/accounts', { accountId })
  const account = data?.accounts.find(one => one.accountId === accountId)
  if (account) return <Known account={account} />
  return (
    <Page title={accountId} above={above}>
      {error && <FailureNotice title="The account could not be read" error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Spinner size="large" />}
      {data && (
        <SpaceBetween size="s">
          <Box>The organization has no account {accountId}. Check the id in the list of accounts.</Box>
          <Button href="#/accounts">AWS accounts</Button>
        </SpaceBetween>
      )}
    </Page>
  )
}

function Known({ account }: { readonly account: AccountSummary }) {
  const { accountId, name } = account
  const { data: organization } = useRead<OrganizationTree>('/organization')
  const [moving, setMoving] = useState(false)
  const assign = assignHref({ accountIds: accountId })
  return (
    <Page
      title={name}
      above={above}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <ActionButton
            needs={[{ action: 'organizations:MoveAccount' }]}
            disabled={organization === undefined}
            onClick={() => setMoving(true)}
          >
            Move
          </ActionButton>
          <ActionButton variant="primary" needs={[{ action: 'sso:CreateAccountAssignment' }]} href={assign}>
            Assign users or groups
          </ActionButton>
        </SpaceBetween>
      }
    >
      <Overview account={account} organization={organization} />
      <ViewTabs label={`About ${name}`} tabs={tabsOf(account, assign)} />
      {moving && organization && (
        <MoveAccount organization={organization} account={account} onClose={() => setMoving(false)} />
      )}
    </Page>
  )
}

const tabsOf = ({ accountId }: AccountSummary, assign: string) => [
  {
    id: 'assignments',
    label: 'Assignments',
    content: <AssignmentTable query={{ accountId }} without={['account']} assignHref={assign} />,
  },
  { id: 'roles', label: 'Permission sets', content: <AccountRoles accountId={accountId} /> },
  {
    id: 'events',
    label: 'Events',
    content: (
      <EventTable
        title="Events in this account"
        query={{ accountId }}
        actions={<Button href={hrefOf(['events'], { accountId })}>Search in the event history</Button>}
      />
    ),
  },
]

interface OverviewProps {
  readonly account: AccountSummary
  readonly organization: OrganizationTree | undefined
}

function Overview({ account, organization }: OverviewProps) {
  const { accountId, email, status, parentId, permissionSets, assignments, outdated, failed } = account
  const kind = organization?.managementAccountId === accountId ? 'Management account' : 'Member account'
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <Facts
        facts={[
          ['Account id', <Copied key="id" value={accountId} name="account id" />],
          ['E-mail address', email],
          ['Status', <AccountStatus key="status" status={status} />],
          [
            'Organizational unit',
            organization && <Place organization={organization} parentId={parentId} key="place" />,
          ],
          ['Kind', organization && kind],
          [
            'Provisioning',
            <ProvisioningSummary key="roles" failed={failed} outdated={outdated} roles={permissionSets} />,
          ],
          ['Permission sets', permissionSets],
          ['Assignments', assignments],
        ]}
      />
    </Container>
  )
}

interface PlaceProps {
  readonly organization: OrganizationTree
  readonly parentId: string
}

const Place = ({ organization, parentId }: PlaceProps) => (
  <>
    <Link href="#/accounts">Root</Link>
    {pathTo(organization, parentId).map(({ unitId, name }) => (
      <span key={unitId}>
        {' / '}
        <Link href={hrefOf(['accounts'], { unit: unitId })}>{name}</Link>
      </span>
    ))}
  </>
)
