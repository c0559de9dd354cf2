import { type Refusal, refusalRecord, refusalText } from '#server/base/refusal.ts'
import { writeQueryError } from '#server/formats/aws/index.ts'
import { byKind, exceptionName, statusOf } from './exceptions.ts'
import type { ServiceName } from './operation.ts'
import { services } from './services.ts'

/** An answer of the door, ready to be sent. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string | Buffer
  /** Seconds, for the Retry-After header. */
  readonly retryAfter?: number
}

export const JSON_TYPE = 'application/x-amz-json-1.1'
export const XML_TYPE = 'text/xml'

/** Where an error is answered: to which service's client, about which request. */
export interface ErrorContext {
  readonly service: ServiceName
  /** `x-amzn-RequestId`, the reference in every text. */
  readonly requestId: string
}

/** The exception that a refusal is to clients of this service. */
export function refusalAnswer(refusal: Refusal, context: ErrorContext): Answer {
  const { service, requestId } = context
  const { protocol } = services[service]
  const answer = errorAnswer(service, {
    name: exceptionName(refusal.code, refusal.kind, service, protocol),
    message: refusalText(refusal, requestId),
    requestId,
    members: modelledMembers(refusal, context),
    refusal: refusalRecord(refusal, requestId),
  })
  const { retryAfter } = refusal.details
  return retryAfter === undefined ? answer : { ...answer, retryAfter }
}

/** The answer to a failure that is ours: nothing about it but the reference, under which the log has it. */
export const internalAnswer = ({ service, requestId }: ErrorContext): Answer =>
  errorAnswer(service, {
    name: byKind[service].unavailable,
    message: `The request processing has failed because of an internal error. (reference ${requestId})`,
    requestId,
    members: {},
  })

interface ErrorParts {
  readonly name: string
  readonly message: string
  readonly requestId: string
  readonly members: Readonly<Record<string, unknown>>
  readonly refusal?: ReturnType<typeof refusalRecord>
}

function errorAnswer(service: ServiceName, { name, message, requestId, members, refusal }: ErrorParts): Answer {
  const facts = services[service]
  const status = statusOf(facts.protocol, name)
  const record = refusal === undefined ? {} : { refusal }
  if (facts.protocol === 'query') {
    const type = status < 500 ? 'Sender' : 'Receiver'
    const body = writeQueryError({ xmlns: facts.xmlns, type, code: name, message, requestId, ...record })
    return { status, contentType: XML_TYPE, body }
  }
  // Old clients read `message`; the modelled member is `Message`.
  const body = JSON.stringify({ __type: name, Message: message, message, ...members, ...record })
  // As bytes, since Fastify adds a charset to the type of texts, which AWS's JSON does not have.
  return { status, contentType: JSON_TYPE, body: Buffer.from(body) }
}

/** The further members that a service's exceptions have (botocore's models of identitystore and organizations). */
function modelledMembers(refusal: Refusal, { service, requestId }: ErrorContext): Record<string, unknown> {
  if (service === 'identitystore') return { RequestId: requestId, ...identityStoreMembers(refusal) }
  if (service === 'organizations' && refusal.kind === 'invalid') return { Reason: invalidInputReason(refusal) }
  return {}
}

/** By the first part of the refusal's code. */
const resourceTypes: Readonly<Record<string, string>> = {
  user: 'USER',
  group: 'GROUP',
  membership: 'GROUP_MEMBERSHIP',
  identity_store: 'IDENTITY_STORE',
}

function identityStoreMembers({ code, kind, details }: Refusal): Record<string, unknown> {
  if (kind === 'missing') {
    const [area = ''] = code.split('.')
    return { ResourceType: resourceTypes[area], ResourceId: details.about }
  }
  if (kind === 'conflict') return { Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' }
  if (kind === 'throttled') return { RetryAfterSeconds: details.retryAfter }
  return {}
}

/** Organizations names what is wrong with an input; AWS's sentence about the first problem tells which it is. */
const reasons: readonly (readonly [sentence: string, reason: string])[] = [
  ['must not be null', 'INPUT_REQUIRED'],
  ['must have length less', 'MAX_LENGTH_EXCEEDED'],
  ['must have length greater', 'MIN_LENGTH_EXCEEDED'],
  ['must have value less', 'MAX_VALUE_EXCEEDED'],
  ['must have value greater', 'MIN_VALUE_EXCEEDED'],
  ['must satisfy regular expression', 'INVALID_PATTERN'],
  ['must satisfy enum', 'INVALID_ENUM'],
]

function invalidInputReason({ details }: Refusal): string | undefined {
  const found = reasons
    .map(([sentence, reason]) => ({ at: details.expected?.indexOf(sentence) ?? -1, reason }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
  return found[0]?.reason
}
