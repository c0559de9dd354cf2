import { useMemo } from 'react'
import { serverNow } from '../../kit/api.ts'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { hrefOf, setQuery, useLocation } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { EventTable } from '../list/event-table.tsx'
import { EventDialog } from './event-dialog.tsx'
import { filtersFrom } from './event-filter.ts'
import { EventFilters } from './event-filters.tsx'
import { ExportMenu, useExport } from './export-menu.tsx'
import { boundsOf, rangeFrom } from './time-range.ts'

/** The event history: whatever was changed or refused, with every filter in the address. */
export default function EventsPage() {
  const { query } = useLocation()
  const filters = filtersFrom(query)
  const range = rangeFrom(query)
  const rangeKey = JSON.stringify(range)
  // "The last hour" is counted from when it was chosen, so that pages follow each other.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another range, not another object
  const bounds = useMemo(() => boundsOf(range, serverNow()), [rangeKey])
  const asked = { ...filters, ...bounds }
  const saving = useExport(asked)
  const open = query.get('event')
  return (
    <ListPage title="Event history">
      {saving.error && <FailureNotice title="The events could not be exported" error={saving.error} />}
      <EventTable
        title="Event history"
        headingLevel="h1"
        query={asked}
        filtered={Object.keys(asked).length > 0}
        filters={<EventFilters filters={filters} range={range} />}
        actions={<ExportMenu busy={saving.isPending} onExport={format => saving.mutate(format)} />}
        hrefOfEvent={eventId => hrefOf(['events'], { ...Object.fromEntries(query), event: eventId })}
      />
      {open && <EventDialog key={open} eventId={open} onClose={() => setQuery({ event: undefined })} />}
    </ListPage>
  )
}
