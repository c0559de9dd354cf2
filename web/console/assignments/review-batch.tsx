import Box from '@cloudscape-design/components/box'
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
import { CommandView } from '../forms/command-view.tsx'
import { Facts } from '../frame/facts.tsx'
import { kindOf } from '../frame/links.tsx'
import { assignmentCall } from './calls.ts'

/** Exactly what will be added, before it is. */
export function ReviewBatch({ batch }: { readonly batch: NewBatch }) {
  const api = useApi()
  const { portal } = useSession()
  const { data, error, refetch } = useQuery({
    queryKey: ['batch-preview', api.as, batch],
    queryFn: () => api.write<BatchPreview>('POST', '/assignment-batches/preview', batch),
  })
  if (error) return <FailureNotice title="This cannot be assigned" error={error} onRetry={() => void refetch()} />
  if (data === undefined)
    return (
      <Box>
        <Spinner /> Working out what will change
      </Box>
    )
  const calls = data.sample
    .filter(({ change }) => change)
    .slice(0, 20)
    .map(row => assignmentCall('CreateAccountAssignment', portal.instanceArn, row))
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">What will happen</Header>}>
        <Facts
          facts={[
            ['Assignments added', data.changes.toLocaleString()],
            ['There already', data.unchanged.toLocaleString()],
            ['Roles made in accounts', data.roles.toLocaleString()],
          ]}
        />
      </Container>
      <Table
        header={
          <Header
            variant="h2"
            description={data.rows > data.sample.length ? `The first ${data.sample.length} of ${data.rows}` : undefined}
          >
            Assignments
          </Header>
        }
        items={data.sample}
        ariaLabels={{ tableLabel: 'Assignments' }}
        columnDefinitions={[
          { id: 'account', header: 'Account', cell: row => row.accountName, isRowHeader: true },
          { id: 'set', header: 'Permission set', cell: row => row.permissionSetName },
          { id: 'principal', header: 'User or group', cell: row => row.principal.name },
          { id: 'kind', header: 'Kind', cell: row => kindOf(row.principal) },
          { id: 'change', header: 'Change', cell: row => (row.change ? 'Is added' : 'Is there already') },
        ]}
      />
      <CommandView calls={calls} />
    </SpaceBetween>
  )
}
