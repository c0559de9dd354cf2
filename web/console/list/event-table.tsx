import Badge from '@cloudscape-design/components/badge'
import Link from '@cloudscape-design/components/link'
import type { ReactNode } from 'react'
import { formatInstant } from '../../kit/time.ts'
import type { Query } from '../api/call.ts'
import type { EventPage, EventRow } from '../api/types.ts'
import { whoOf } from '../events/record.ts'
import { hrefOf } from '../frame/location.ts'
import { type Column, ServerTable } from './server-table.tsx'

const columns = (hrefOfEvent: (eventId: string) => string): readonly Column<EventRow>[] => [
  { id: 'time', header: 'Time', cell: ({ at }) => formatInstant(at), minWidth: 190 },
  {
    id: 'name',
    header: 'Event',
    cell: ({ eventId, eventName }) => <Link href={hrefOfEvent(eventId)}>{eventName}</Link>,
    rowHeader: true,
  },
  {
    id: 'refusal',
    header: 'Refused',
    cell: ({ refusalCode }) => (refusalCode ? <Badge color="red">{refusalCode}</Badge> : ''),
  },
  { id: 'who', header: 'Who', cell: whoOf },
  { id: 'source', header: 'Source', cell: ({ eventSource }) => eventSource },
  { id: 'resources', header: 'Resources', cell: ({ resources }) => resources.map(({ name }) => name).join(', ') },
  { id: 'ip', header: 'Source IP', cell: ({ sourceIp }) => sourceIp },
  { id: 'id', header: 'Event id', cell: ({ eventId }) => <span className="mono">{eventId}</span>, hidden: true },
]

interface EventTableProps {
  readonly query: Query
  readonly title?: string
  readonly headingLevel?: 'h1' | 'h2'
  readonly actions?: ReactNode
  readonly filters?: ReactNode
  readonly filtered?: boolean
  /** Where one event is shown; the event history, if nothing else is said. */
  readonly hrefOfEvent?: (eventId: string) => string
}

const inHistory = (event: string): string => hrefOf(['events'], { event })

/** Events, newest first. */
export const EventTable = ({ title = 'Events', hrefOfEvent = inHistory, ...props }: EventTableProps) => (
  <ServerTable<EventRow, EventPage>
    {...props}
    id="events"
    title={title}
    path="/events"
    rows={page => page.events}
    rowId={({ eventId }) => eventId}
    columns={columns(hrefOfEvent)}
    empty={{ title: 'No events', text: 'Whatever is changed or refused here is recorded from now on.' }}
  />
)
