import type { UserIdentity } from '#server/base/actor.ts'
import { isoSeconds } from '#server/base/clock.ts'
import { type Refusal, refusalRecord } from '#server/base/refusal.ts'
import type { Author, EventDetails } from './types.ts'

interface Place {
  readonly eventId: string
  readonly region: string
  readonly recipientAccountId: string
}

/** Characters of JSON: CloudTrail's bound for parameters, and a tenth of it for what anybody can send. */
const MOST_PARAMETERS = 102_400
const MOST_ANONYMOUS_PARAMETERS = 10_240

/** Somebody who has proven nothing. */
export const isAnonymous = ({ type }: UserIdentity): boolean => type === 'Unknown'

/** The row of an event; its `record` is in the shape of CloudTrail (`userIdentity`, `eventTime`, …, version 1.11). */
export function rowOf({ call, identity: actor }: Author, details: EventDetails, place: Place) {
  const identity = details.identity ?? actor
  const eventName = details.eventName ?? call.eventName
  const eventSource = details.eventSource ?? call.eventSource
  const recipientAccountId = details.recipientAccountId ?? place.recipientAccountId
  const parameters = details.requestParameters === undefined ? (call.parameters ?? null) : details.requestParameters
  const record = {
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: isoSeconds(call.at),
    eventSource,
    eventName,
    awsRegion: place.region,
    sourceIPAddress: call.sourceIp,
    userAgent: call.userAgent,
    errorCode: details.errorCode,
    errorMessage: details.errorMessage,
    requestParameters: bounded(parameters, isAnonymous(identity) ? MOST_ANONYMOUS_PARAMETERS : MOST_PARAMETERS),
    responseElements: details.responseElements ?? null,
    additionalEventData: details.additionalEventData,
    serviceEventDetails: details.serviceEventDetails,
    requestID: call.requestId,
    eventID: place.eventId,
    readOnly: call.readOnly,
    resources: details.resources?.map(({ type, name, accountId }) => ({ type, ARN: name, accountId })),
    eventType: details.eventType ?? call.eventType,
    managementEvent: true,
    recipientAccountId,
    eventCategory: 'Management',
  }
  return {
    event_id: place.eventId,
    number: null,
    hash: null,
    at: call.at,
    event_name: eventName,
    event_source: eventSource,
    read_only: call.readOnly ? 1 : 0,
    user_name: identity.userName ?? null,
    user_id: identity.onBehalfOf?.userId ?? null,
    access_key_id: identity.accessKeyId ?? null,
    source_ip: call.sourceIp,
    account_id: recipientAccountId,
    refusal_code: null,
    reference: call.requestId,
    record: JSON.stringify(record),
  }
}

/** What is too long is left out whole, and the event says so in CloudTrail's words. */
function bounded<T>(parameters: T, limit: number) {
  const { length } = JSON.stringify(parameters)
  return length <= limit
    ? parameters
    : { omitted: true, originalSize: length, reason: `larger than ${limit} characters` }
}

/** Event members of a refusal. What only administrators may know is here and nowhere else. */
export function refusalDetails(refusal: Refusal, reference: string, further: EventDetails): EventDetails {
  const { secret, about } = refusal.details
  const record = refusalRecord(refusal, reference)
  return {
    ...further,
    // The exception that the caller got, where the door has one: tools that watch CloudTrail look for AWS's names.
    errorCode: further.errorCode ?? refusal.code,
    errorMessage: refusal.message,
    additionalEventData: {
      ...further.additionalEventData,
      refusal: secret === undefined ? record : { ...record, detail: secret },
    },
    resources: [
      ...(further.resources ?? []),
      ...(about === undefined ? [] : [{ type: 'Portico::Object', name: about }]),
    ],
  }
}
