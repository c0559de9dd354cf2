import type { Event, LookupEventsCommandInput, LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail'
import { type Audit, type EventQuery, refuseLookup, type StoredEvent } from '#server/audit/index.ts'
import type { Paging } from '#server/http/index.ts'
import { check, whole } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'

/** CloudTrail's own bound. */
const PAGE = 50

type Attribute = (value: string) => Partial<EventQuery>

/** CloudTrail's lookup keys, and what each asks of the history. */
const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  EventId: eventId => ({ eventId }),
  EventName: eventName => ({ eventName }),
  EventSource: eventSource => ({ eventSource }),
  ReadOnly: value => ({ readOnly: value === 'true' }),
  Username: userName => ({ userName }),
  ResourceName: resourceName => ({ resourceName }),
  ResourceType: resourceType => ({ resourceType }),
  AccessKeyId: accessKeyId => ({ accessKeyId }),
}

function attributeOf(input: LookupEventsCommandInput): Partial<EventQuery> {
  const attributes = input.LookupAttributes ?? []
  if (attributes.length === 0) return {}
  const [{ AttributeKey: key, AttributeValue: value } = {}] = attributes
  const attribute = key !== undefined && Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined
  if (attributes.length > 1 || attribute === undefined || value === undefined || value === '')
    throw refuseLookup('audit.lookup_attributes', {
      observed: attributes.map(({ AttributeKey }) => AttributeKey).join(', '),
    })
  return attribute(value)
}

function rangeOf({ StartTime, EndTime }: LookupEventsCommandInput): Partial<EventQuery> {
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) throw refuseLookup('audit.time_range')
  return {
    ...(StartTime === undefined ? {} : { from: StartTime.getTime() }),
    ...(EndTime === undefined ? {} : { to: EndTime.getTime() }),
  }
}

const eventOf = (event: StoredEvent): Event => ({
  EventId: event.eventId,
  EventName: event.eventName,
  ReadOnly: String(event.readOnly),
  EventTime: new Date(event.at),
  EventSource: event.eventSource,
  ...(event.userName === undefined ? {} : { Username: event.userName }),
  ...(event.accessKeyId === undefined ? {} : { AccessKeyId: event.accessKeyId }),
  Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
  CloudTrailEvent: event.record,
})

/** `LookupEvents` over Portico's own history: newest first, at once complete, at most 50 a page. */
export const cloudtrailOperations = ({ audit, paging }: { audit: Audit; paging: Paging }): readonly Operation[] => [
  operation<LookupEventsCommandInput, LookupEventsCommandOutput>('LookupEvents', {
    plane: 'administration',
    readOnly: true,
    needs: () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }],
    async handle(input) {
      check(input, { MaxResults: whole({ min: 1, max: PAGE }) })
      const { NextToken, MaxResults, ...filter } = input
      const query = { ...attributeOf(input), ...rangeOf(input) }
      const list = { operation: 'LookupEvents', filter, token: NextToken, limit: MaxResults ?? PAGE }
      const { items, token } = await paging(list, request => audit.find({ ...query, ...request }))
      return { Events: items.map(eventOf), NextToken: token }
    },
  }),
]
