import Badge from '@cloudscape-design/components/badge'
import Box from '@cloudscape-design/components/box'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import Table from '@cloudscape-design/components/table'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { EventPage } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { whoOf } from '../events/record.ts'
import { hrefOf } from '../frame/location.ts'

const SHOWN = 10

export function LastEvents() {
  const { data, error, isPending, refetch } = useRead<EventPage>('/events', { limit: SHOWN })
  if (error)
    return <FailureNotice title="The last events could not be read" error={error} onRetry={() => void refetch()} />
  return (
    <Table
      header={
        <Header variant="h2" actions={<Link href={hrefOf(['events'])}>All events</Link>}>
          Last events
        </Header>
      }
      ariaLabels={{ tableLabel: 'Last events' }}
      items={data?.events ?? []}
      trackBy="eventId"
      loading={isPending}
      loadingText="Loading"
      empty={<Box>Nothing has happened yet.</Box>}
      columnDefinitions={[
        { id: 'time', header: 'Time', cell: ({ at }) => formatInstant(at), minWidth: 170 },
        {
          id: 'name',
          header: 'Event',
          cell: ({ eventId, eventName }) => <Link href={hrefOf(['events'], { event: eventId })}>{eventName}</Link>,
          isRowHeader: true,
          minWidth: 160,
        },
        {
          id: 'refusal',
          header: 'Refused',
          cell: ({ refusalCode }) => (refusalCode ? <Badge color="red">{refusalCode}</Badge> : ''),
        },
        { id: 'who', header: 'Who', cell: whoOf },
      ]}
    />
  )
}
