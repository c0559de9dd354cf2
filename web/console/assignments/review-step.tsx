import Badge from '@cloudscape-design/components/badge'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import Table from '@cloudscape-design/components/table'
import { useQuery } from '@tanstack/react-query'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { BatchPreview, NewBatch } from '../api/types.ts'
import { useApi } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { Facts } from '../frame/facts.tsx'
import { kindOf } from '../frame/links.tsx'
import { go } from '../frame/location.ts'
import { assignmentCall } from './calls.ts'
import { batchOf, type Chosen, type Wanted } from './wanted.ts'

interface ReviewProps {
  readonly wanted: Wanted
  /** Why it was not begun. */
  readonly error: unknown
  onEdit(step: number): void
}

/** What would be done, before it is. */
export function Review({ wanted, error, onEdit }: ReviewProps) {
  const batch = batchOf(wanted)
  const { data, error: failed, refetch } = usePreview(batch)
  const principals = [...wanted.groups, ...wanted.users]
  return (
    <SpaceBetween size="l">
      {error ? <FailureNotice title="The assignments were not made" error={error} /> : null}
      {failed && <FailureNotice title="This cannot be assigned so" error={failed} onRetry={() => void refetch()} />}
      <Section title="Accounts" chosen={wanted.accounts} onEdit={() => onEdit(0)} />
      <Section title="Users and groups" chosen={principals} onEdit={() => onEdit(1)} />
      <Section title="Permission sets" chosen={wanted.sets} onEdit={() => onEdit(2)} />
      {data ? <Preview preview={data} /> : !failed && <Spinner size="large" />}
      <Commands batch={batch} />
    </SpaceBetween>
  )
}

function usePreview(batch: NewBatch) {
  const api = useApi()
  return useQuery({
    queryKey: ['preview', api.as, batch],
    queryFn: () => api.write<BatchPreview>('POST', '/assignment-batches/preview', batch),
    staleTime: 0,
  })
}

/** Names that are listed; of more the number says enough. */
const NAMED = 20

interface SectionProps {
  readonly title: string
  readonly chosen: readonly Chosen[]
  onEdit(): void
}

function Section({ title, chosen, onEdit }: SectionProps) {
  const rest = chosen.length - NAMED
  const names = chosen.slice(0, NAMED).map(({ name }) => name)
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${chosen.length})`}
          actions={
            <Button onClick={onEdit} ariaLabel={`Edit ${title}`}>
              Edit
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      <Box>
        {names.join(', ')}
        {rest > 0 && ` and ${rest} more`}
      </Box>
    </Container>
  )
}

function Preview({ preview: { rows, changes, unchanged, roles, sample } }: { readonly preview: BatchPreview }) {
  return (
    <SpaceBetween size="m">
      <Container header={<Header variant="h2">What will happen</Header>}>
        <Facts
          facts={[
            ['Combinations', rows.toLocaleString()],
            ['New assignments', changes.toLocaleString()],
            ['There already, nothing happens', unchanged.toLocaleString()],
            ['Roles made in accounts', roles.toLocaleString()],
          ]}
        />
      </Container>
      <Table
        variant="container"
        header={
          <Header
            variant="h2"
            {...(sample.length < rows ? { description: `The first ${sample.length} of ${rows.toLocaleString()}` } : {})}
          >
            Assignments
          </Header>
        }
        items={[...sample]}
        trackBy={row => `${row.accountId} ${row.permissionSetArn} ${row.principal.principalId}`}
        ariaLabels={{ tableLabel: 'Assignments that will be made' }}
        columnDefinitions={[
          { id: 'principal', header: 'User or group', cell: row => row.principal.name, isRowHeader: true },
          { id: 'kind', header: 'Kind', cell: row => kindOf(row.principal) },
          { id: 'account', header: 'Account', cell: row => row.accountName },
          { id: 'set', header: 'Permission set', cell: row => row.permissionSetName },
          {
            id: 'change',
            header: 'Change',
            cell: row => (row.change ? <Badge color="green">New</Badge> : <Badge>There already</Badge>),
          },
        ]}
      />
    </SpaceBetween>
  )
}

/** Calls that are shown: the rest looks the same. */
const CALLS = 20

function Commands({ batch }: { readonly batch: NewBatch }) {
  const { portal } = useSession()
  const calls = batch.accountIds
    .flatMap(accountId =>
      batch.permissionSetArns.flatMap(permissionSetArn =>
        batch.principals.map(principal => ({ accountId, permissionSetArn, principal })),
      ),
    )
    .slice(0, CALLS)
    .map(row => assignmentCall('CreateAccountAssignment', portal.instanceArn, row))
  return <CommandView calls={calls} />
}

interface ReviewActionsProps {
  readonly busy: boolean
  onPrevious(): void
  onSubmit(): void
}

/** As the wizard's own, with what the permission set allows. */
export const ReviewActions = ({ busy, onPrevious, onSubmit }: ReviewActionsProps) => (
  <SpaceBetween direction="horizontal" size="xs">
    <Button variant="link" formAction="none" onClick={() => go('#/accounts')}>
      Cancel
    </Button>
    <Button formAction="none" onClick={onPrevious} disabled={busy}>
      Previous
    </Button>
    <ActionButton
      variant="primary"
      formAction="none"
      needs={[{ action: 'sso:CreateAccountAssignment' }]}
      loading={busy}
      onClick={onSubmit}
    >
      Assign
    </ActionButton>
  </SpaceBetween>
)
