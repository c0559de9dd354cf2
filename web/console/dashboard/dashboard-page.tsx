import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { Overview } from '../api/types.ts'
import { useApi, useRead } from '../api/use-api.ts'
import { Page } from '../frame/page.tsx'
import { AttentionTable } from './attention-table.tsx'
import { Counts } from './counts.tsx'
import { LastEvents } from './last-events.tsx'
import { partNeeds, setUpSteps } from './set-up.ts'
import { SetUp } from './set-up-steps.tsx'

/** Roles and requests are done in the background: what is shown here follows them. */
const EVERY = 15_000

/** What there is, what needs somebody, and what happened last. */
export default function DashboardPage() {
  const { data, error, refetch } = useRead<Overview>('/overview', {}, { refetchInterval: EVERY })
  const mayReadEvents = data?.denied.includes('events') === false
  return (
    <Page title="Dashboard" description="What there is, what needs somebody, and what happened last.">
      {error && <FailureNotice title="The overview could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && (
        <Box>
          <Spinner /> Reading the overview
        </Box>
      )}
      {data && (
        <SpaceBetween size="l">
          <Denied denied={data.denied} />
          <Counts overview={data} />
          <SetUp steps={setUpSteps(data)} />
          <AttentionTable overview={data} />
          {mayReadEvents && <LastEvents />}
        </SpaceBetween>
      )}
    </Page>
  )
}

/** What is missing is named with the permission that would show it. */
function Denied({ denied }: Pick<Overview, 'denied'>) {
  const { as } = useApi()
  if (denied.length === 0) return null
  return (
    <Alert type="info" statusIconAriaLabel="Note" header={`${as} does not allow to read all of this page`}>
      <ul>
        {denied.map(part => (
          <li key={part}>
            {partNeeds[part].what} are left out: they take {partNeeds[part].actions}.
          </li>
        ))}
      </ul>
    </Alert>
  )
}
