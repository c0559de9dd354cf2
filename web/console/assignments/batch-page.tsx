import Alert from '@cloudscape-design/components/alert'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { Batch } from '../api/types.ts'
import { useApi, useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { Page } from '../frame/page.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { percentOf, stateOf, titleOf, whoOf } from './batch.ts'
import { BatchFailures } from './batch-failures.tsx'
import { BatchRows } from './batch-rows.tsx'
import { BatchStatus } from './batch-state.tsx'

const above = [{ text: 'Assignment batches', href: '#/assignment-batches' }]
const LIVE = 1_000

/** A batch as it goes on: the server carries it out, this page watches. */
export default function BatchPage({ ids: { batchId = '' } }: ViewProps) {
  const { data: batch, error, refetch } = useLiveBatch(batchId)
  if (batch === undefined)
    return (
      <Page title="Assignment batch" above={above}>
        {error ? (
          <FailureNotice title="The batch could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Spinner size="large" />
        )}
      </Page>
    )
  return (
    <Page
      title={titleOf(batch)}
      above={above}
      description={`Begun ${formatInstant(batch.createdAt)} by ${whoOf(batch)}`}
    >
      {error && <FailureNotice title="How far it is could not be read" error={error} onRetry={() => void refetch()} />}
      <Interrupted batch={batch} />
      <Progress batch={batch} />
      {batch.failed > 0 && <BatchFailures batch={batch} />}
      <BatchRows batch={batch} />
    </Page>
  )
}

/** Reads again while it is under way; rows that are shown are read again when a count has changed. */
function useLiveBatch(batchId: string) {
  const path = `/assignment-batches/${encodeURIComponent(batchId)}`
  const api = useApi()
  const queries = useQueryClient()
  const [refetchInterval, setRefetchInterval] = useState<number | false>(LIVE)
  const read = useRead<Batch>(path, {}, { refetchInterval })
  const isLive = read.data === undefined ? read.error === null : stateOf(read.data) === 'working'
  useEffect(() => setRefetchInterval(isLive ? LIVE : false), [isLive])
  const { waiting, working, failed } = read.data ?? {}
  const counts = [waiting, working, failed].join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the counts are what it follows
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['api', api.as, `${path}/rows`] })
  }, [counts, queries, api.as, path])
  return read
}

function Progress({ batch }: { readonly batch: Batch }) {
  const { rows, waiting, working, succeeded, failed, batchId } = batch
  const state = stateOf(batch)
  return (
    <Container
      header={
        <Header variant="h2" actions={failed > 0 && state === 'failed' ? <Continue batch={batch} /> : undefined}>
          Progress
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ProgressBar
          value={percentOf(batch)}
          label="Done"
          description={`${(succeeded + failed).toLocaleString()} of ${rows.toLocaleString()}`}
          {...(state === 'working' ? { additionalInfo: 'It goes on when this page is closed.' } : {})}
        />
        <Facts
          facts={[
            ['State', <BatchStatus key="state" batch={batch} />],
            ['Succeeded', succeeded.toLocaleString()],
            ['Failed', failed.toLocaleString()],
            ['Waiting', waiting.toLocaleString()],
            ['Being provisioned', working.toLocaleString()],
            ['Batch id', <Copied key="id" value={batchId} name="batch id" />],
          ]}
        />
      </SpaceBetween>
    </Container>
  )
}

function Interrupted({ batch }: { readonly batch: Batch }) {
  if (!batch.interrupted) return null
  return (
    <Alert
      type="warning"
      statusIconAriaLabel="Warning"
      header="The batch was interrupted"
      action={<Continue batch={batch} />}
    >
      The server that worked on it has ended. {batch.waiting.toLocaleString()} assignments still wait; nothing of what
      is done is lost, and going on does nothing twice.
    </Alert>
  )
}

/** Goes on with what waits, and tries again what failed. */
function Continue({ batch: { batchId, action } }: { readonly batch: Batch }) {
  const run = useChange((_: undefined, api) =>
    api.write<Batch>('POST', `/assignment-batches/${encodeURIComponent(batchId)}/continue`),
  )
  const needed = action === 'assign' ? 'sso:CreateAccountAssignment' : 'sso:DeleteAccountAssignment'
  return (
    <SpaceBetween size="xs">
      <ActionButton needs={[{ action: needed }]} loading={run.isPending} onClick={() => run.mutate(undefined)}>
        Continue
      </ActionButton>
      {run.error && <FailureNotice title="It could not be gone on with" error={run.error} />}
    </SpaceBetween>
  )
}
