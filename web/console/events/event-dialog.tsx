import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { CodeBlock } from '../../kit/code-block.tsx'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { EventPage, EventRow } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { Copied, Facts } from '../frame/facts.tsx'
import { hrefOf } from '../frame/location.ts'
import { kindOf, pageOf, refusalOf, userIdOf, whoOf } from './record.ts'
import { RefusalExplained } from './refusal-explained.tsx'

interface EventDialogProps {
  readonly eventId: string
  onClose(): void
}

/** One event, whole: what it says in words, where it leads, and its record. */
export function EventDialog({ eventId, onClose }: EventDialogProps) {
  const { data, error, isPlaceholderData, refetch } = useRead<EventPage>('/events', { eventId })
  const event = isPlaceholderData ? undefined : data?.events[0]
  const reading = error === null && (data === undefined || isPlaceholderData)
  return (
    <Modal
      visible
      size="large"
      header={event?.eventName ?? 'Event'}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>Close</Button>
        </Box>
      }
    >
      {reading && (
        <Box>
          <Spinner /> Reading the event
        </Box>
      )}
      {error && <FailureNotice title="The event could not be read" error={error} onRetry={() => void refetch()} />}
      {!reading && !error && event === undefined && <NoSuchEvent eventId={eventId} />}
      {event && <EventDetails event={event} />}
    </Modal>
  )
}

const NoSuchEvent = ({ eventId }: { readonly eventId: string }) => (
  <Box>
    No event has the id <span className="mono anywhere">{eventId}</span>. It may be older than the history that is kept,
    or the link was cut off.
  </Box>
)

function EventDetails({ event }: { readonly event: EventRow }) {
  const refusal = refusalOf(event)
  return (
    <SpaceBetween size="l">
      <Facts
        facts={[
          ['Time', formatInstant(event.at)],
          ['Outcome', refusal ? <Refused key="outcome" /> : <Done key="outcome" readOnly={event.readOnly} />],
          ['User', <Who key="user" event={event} />],
          ['Event source', event.eventSource],
          ['Source IP', event.sourceIp],
          [
            'Account',
            <Link key="account" href={hrefOf(['accounts', event.accountId])}>
              {event.accountId}
            </Link>,
          ],
          ['Event id', <Copied key="id" name="event id" value={event.eventId} />],
          ['Reference', <Copied key="reference" name="reference" value={event.reference} />],
          ['More', <SameRequest key="same" event={event} />],
        ]}
      />
      {refusal && <RefusalExplained refusal={refusal} />}
      <Resources event={event} />
      <SpaceBetween size="xs">
        <Header variant="h3">Event record</Header>
        <CodeBlock label="event record" text={JSON.stringify(event.record, null, 2)} />
      </SpaceBetween>
    </SpaceBetween>
  )
}

const Refused = () => <StatusIndicator type="error">Refused</StatusIndicator>
const Done = ({ readOnly }: { readonly readOnly: boolean }) => (
  <StatusIndicator type="success">{readOnly ? 'Read' : 'Done'}</StatusIndicator>
)

function Who({ event }: { readonly event: EventRow }) {
  const userId = userIdOf(event)
  const name = whoOf(event)
  return userId === undefined ? name : <Link href={hrefOf(['users', userId])}>{name}</Link>
}

const SameRequest = ({ event: { reference } }: { readonly event: EventRow }) => (
  <Link href={hrefOf(['events'], { reference })}>Events of the same request</Link>
)

function Resources({ event: { resources } }: { readonly event: EventRow }) {
  if (resources.length === 0) return null
  return (
    <SpaceBetween size="xs">
      <Header variant="h3">Resources</Header>
      <dl className="facts">
        {resources.map(resource => {
          const page = pageOf(resource)
          return (
            <div key={`${resource.type} ${resource.name}`}>
              <dt>{kindOf(resource)}</dt>
              <dd>
                {page === undefined ? resource.name : <Link href={page}>{resource.name}</Link>}
                {' · '}
                <Link
                  href={hrefOf(['events'], { resourceName: resource.name })}
                  ariaLabel={`Events of ${resource.name}`}
                >
                  Its events
                </Link>
              </dd>
            </div>
          )
        })}
      </dl>
    </SpaceBetween>
  )
}
