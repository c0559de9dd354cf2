import type { NormalizedSchema } from '@smithy/core/schema'
import type { FastifyRequest } from 'fastify'
import type { Call } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import { type OperationSchema, shownName } from '#server/formats/aws/index.ts'
import { callOf } from '#server/http/index.ts'
import type { Operation, ServiceName } from './operation.ts'
import { services } from './services.ts'

/** The call as the door fills it in: who calls is asked before the parameters are read. */
export type OpenCall = { -readonly [K in keyof Call]: Call[K] }

export interface CallFacts {
  readonly requestId: string
  readonly clock: Clock
  readonly service: ServiceName
  readonly operation: Operation
}

export function openCall(request: FastifyRequest, { requestId, clock, service, operation }: CallFacts): OpenCall {
  const { eventSource } = services[service]
  const { name: eventName, readOnly } = operation
  return { ...callOf(request, clock, { eventSource, eventName, readOnly }), requestId }
}

/** CloudTrail's own words for a value that it does not record. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** The services whose `sensitive` members are credentials; elsewhere they are names and addresses. */
const CREDENTIAL_SERVICES: readonly ServiceName[] = ['iam', 'sts']

/** The input as its event shows it: members with a small first letter, as CloudTrail prints them, secrets hidden. */
export function shownParameters(
  service: ServiceName,
  { input: schema }: OperationSchema,
  operation: Operation,
  input: object,
): Record<string, unknown> {
  const hideSensitive = CREDENTIAL_SERVICES.includes(service)
  return Object.fromEntries(
    Object.entries(input).map(([member, value]) => [
      shownName(member),
      operation.secrets.includes(member) ? HIDDEN : shown(schema.getMemberSchema(member), value, hideSensitive),
    ]),
  )
}

function shown(schema: NormalizedSchema, value: unknown, hideSensitive: boolean): unknown {
  if (hideSensitive && schema.getMergedTraits().sensitive === 1) return HIDDEN
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return value.map(item => shown(schema.getValueSchema(), item, hideSensitive))
  if (typeof value !== 'object' || value === null || schema.isDocumentSchema()) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      schema.isMapSchema()
        ? [key, shown(schema.getValueSchema(), item, hideSensitive)]
        : [shownName(key), shown(schema.getMemberSchema(key), item, hideSensitive)],
    ),
  )
}
