/** What an event's record says, in the form in which it is shown. Records are CloudTrail's and may hold anything. */
import type { EventRow } from '../api/types.ts'
import { hrefOf } from '../frame/location.ts'

export interface RefusalFacts {
  readonly code: string
  readonly observed?: string
  readonly expected?: string
  readonly cause?: string
  readonly fix?: string
  readonly actor?: string
  /** What only administrators may know. */
  readonly detail: readonly (readonly [name: string, value: string])[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined)
const textIn = (value: unknown, name: string): string | undefined => {
  const found = member(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** Undefined where the event is no refusal. */
export function refusalOf({ record, refusalCode }: EventRow): RefusalFacts | undefined {
  const refusal = member(record.additionalEventData, 'refusal')
  const code = textIn(refusal, 'code') ?? refusalCode
  if (code === undefined) return undefined
  const given = (['observed', 'expected', 'cause', 'fix', 'actor'] as const).flatMap(name => {
    const value = textIn(refusal, name)
    return value === undefined ? [] : [[name, value]]
  })
  const detail = Object.entries(member(refusal, 'detail') ?? {}).map(([name, value]) => [name, String(value)] as const)
  return { ...Object.fromEntries(given), code, detail }
}

export const userIdOf = ({ record }: EventRow): string | undefined =>
  textIn(member(record.userIdentity, 'onBehalfOf'), 'userId')

/** Whoever did it, by the best name that the record has. */
export function whoOf(event: EventRow): string {
  const identity = event.record.userIdentity
  return (
    event.userName ??
    textIn(identity, 'userName') ??
    textIn(identity, 'arn')?.split('/').at(-1) ??
    userIdOf(event) ??
    textIn(identity, 'invokedBy') ??
    textIn(identity, 'type') ??
    ''
  )
}

type Resource = EventRow['resources'][number]

/** The page of a resource; undefined where the console has none. */
export function pageOf({ type, name }: Resource): string | undefined {
  const last = name.split('/').at(-1) ?? ''
  if (type === 'AWS::IdentityStore::User') return hrefOf(['users', last])
  if (type === 'AWS::IdentityStore::Group') return hrefOf(['groups', last])
  if (type === 'AWS::Organizations::Account') return hrefOf(['accounts', last])
  if (type === 'AWS::SSO::PermissionSet') return hrefOf(['permission-sets', last])
  if (type === 'AWS::SSO::Instance') return hrefOf(['settings'])
  return undefined
}

/** `AWS::IdentityStore::User` is a user. */
export const kindOf = ({ type }: Resource): string =>
  (type.split('::').at(-1) ?? type)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^./, letter => letter.toUpperCase())
