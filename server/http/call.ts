import type { FastifyRequest } from 'fastify'
import type { Call } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'

/** Characters of a user agent that events keep. */
const USER_AGENT_LENGTH = 512

type Named = Pick<Call, 'eventSource' | 'eventName'> & Partial<Pick<Call, 'readOnly' | 'eventType' | 'parameters'>>

/** The call that a request is. Its id is the request id, which every answer carries as `x-amzn-RequestId`. */
export function callOf(request: FastifyRequest, clock: Clock, named: Named): Call {
  return {
    readOnly: false,
    eventType: 'AwsApiCall',
    ...named,
    requestId: request.id,
    at: clock(),
    sourceIp: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH),
  }
}
