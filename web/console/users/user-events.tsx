import Button from '@cloudscape-design/components/button'
import SegmentedControl from '@cloudscape-design/components/segmented-control'
import { hrefOf, setQuery, useLocation } from '../frame/location.ts'
import { EventTable } from '../list/event-table.tsx'

const kinds = [
  { id: 'about', text: 'About the user' },
  { id: 'by', text: 'By the user' },
]

/** What was done to a user, or by them; newest first. */
export function UserEvents({ userId }: { readonly userId: string }) {
  const { query } = useLocation()
  const isBy = query.get('events') === 'by'
  const asked = isBy ? { userId } : { resourceName: userId }
  return (
    <EventTable
      query={asked}
      filters={
        <SegmentedControl
          label="Which events"
          selectedId={isBy ? 'by' : 'about'}
          options={kinds}
          onChange={({ detail }) => setQuery({ events: detail.selectedId === 'by' ? 'by' : undefined })}
        />
      }
      actions={<Button href={hrefOf(['events'], asked)}>Open in the event history</Button>}
    />
  )
}
