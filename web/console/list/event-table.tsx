import Badge from '@cloudscape-design/components/badge'
import Link from '@cloudscape-design/components/link'
import { Fragment, type ReactNode } from 'react'
import { formatInstant } from '../../kit/time.ts'
import type { Query } from '../api/call.ts'
import type { EventPage, EventRow } from '../api/types.ts'
import { pageOf, whoOf } from '../events/record.ts'
import { hrefOf } from '../frame/location.ts'
import { type Column, ServerTable } from './server-table.tsx'

const columns = (hrefOfEvent: (eventId: string) => string): readonly Column<EventRow>[] => [
  { id: 'time', header: 'Time', cell: ({ at }) => formatInstant(at), minWidth: 235 },
  {
    id: 'name',
    header: 'Event',
    cell: ({ eventId, eventName }) => <Link href={hrefOfEvent(eventId)}>{eventName}</Link>,
    rowHeader: true,
    minWidth: 210,
  },
  {
    id: 'refusal',
    header: 'Refused',
    cell: ({ refusalCode }) => (refusalCode ? <Badge color="red">{refusalCode}</Badge> : ''),
    minWidth: 200,
  },
  { id: 'who', header: 'Who', cell: whoOf, minWidth: 160 },
  { id: 'source', header: 'Source', cell: ({ eventSource }) => eventSource, minWidth: 230 },
  {
    id: 'resources',
    header: 'Resources',
    cell: ({ resources }) => <Resources resources={resources} />,
    minWidth: 220,
  },
  { id: 'ip', header: 'Source IP', cell: ({ sourceIp }) => sourceIp },
  { id: 'id', header: 'Event id', cell: ({ eventId }) => <span className="mono">{eventId}</span>, hidden: true },
]

/** By the end of their names: what stands before it is alike in all. */
const Resources = ({ resources }: Pick<EventRow, 'resources'>) =>
  resources.map((resource, place) => {
    const page = pageOf(resource)
    const name = resource.name.split('/').at(-1)
    return (
      <Fragment key={`${resource.type} ${resource.name}`}>
        {place > 0 && ', '}
        {page === undefined ? name : <Link href={page}>{name}</Link>}
      </Fragment>
    )
  })

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
