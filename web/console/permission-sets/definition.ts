/** What a permission set is made of, what of it cannot be so, and the calls that make or change it. Pure. */
import { keyProblem, type Tag, valueProblem } from '../settings/tags.ts'

export interface PolicyReference {
  readonly name: string
  readonly path: string
}

/** An ARN of an AWS managed policy, or a policy that each account has under this name. */
export type Boundary = string | PolicyReference

export interface Definition {
  readonly name: string
  readonly description: string
  /** ISO 8601. */
  readonly duration: string
  readonly relayState: string
  /** ARNs. */
  readonly managed: readonly string[]
  readonly customer: readonly PolicyReference[]
  /** JSON text; empty: none. */
  readonly inline: string
  readonly boundary: Boundary | undefined
  readonly tags: readonly Tag[]
}

export const empty: Definition = {
  name: '',
  description: '',
  duration: 'PT1H',
  relayState: '',
  managed: [],
  customer: [],
  inline: '',
  boundary: undefined,
  tags: [],
}

/** Of AWS managed and customer managed policies together. */
export const MOST_POLICIES = 20

export const nameOfArn = (arn: string): string => arn.split('/').at(-1) ?? arn

export const textOfReference = ({ name, path }: PolicyReference): string => (path === '/' ? name : `${path}${name}`)

export const sameReference = (a: PolicyReference, b: PolicyReference): boolean => a.name === b.name && a.path === b.path

export const boundaryText = (boundary: Boundary): string =>
  typeof boundary === 'string' ? nameOfArn(boundary) : textOfReference(boundary)

/** Why it cannot be so; what is fine has no problem. AWS's own rules. */
export const problems = {
  name: (name: string): string | undefined =>
    name.trim() === '' || /^[\w+=,.@-]{1,32}$/.test(name.trim())
      ? undefined
      : 'Up to 32 letters, digits and + = , . @ - _, no spaces',
  description: (text: string): string | undefined =>
    /^[\t\n\r\x20-\x7E\xA1-\xFF]{0,700}$/.test(text) ? undefined : 'Up to 700 characters of Latin script',
  relayState: (text: string): string | undefined =>
    /^[a-zA-Z0-9&$@#\\/%?=~\-_'"|!:,.;*+[\] (){}]{0,240}$/.test(text.trim())
      ? undefined
      : 'Up to 240 characters, without < > ^ and back quotes',
  duration: (text: string): string | undefined => {
    const seconds = secondsOf(text)
    return seconds !== undefined && seconds >= 3_600 && seconds <= 43_200
      ? undefined
      : 'An ISO 8601 duration from PT1H to PT12H, such as PT90M'
  },
  policyName: (name: string): string | undefined =>
    /^[\w+=,.@-]{1,128}$/.test(name) ? undefined : 'Up to 128 letters, digits and + = , . @ - _',
  path: (path: string): string | undefined =>
    path.length <= 512 && /^((\/[A-Za-z0-9.,+@=_-]+)*)\/$/.test(path)
      ? undefined
      : 'Begins and ends with a slash: / or /team/',
  managedArn: (arn: string): string | undefined =>
    /^arn:aws[a-z-]*:iam::aws:policy(\/[\w+=,.@-]+)+$/.test(arn.trim())
      ? undefined
      : 'The ARN of an AWS managed policy: arn:aws:iam::aws:policy/…',
}

const DURATION = /^P(?=\d|T\d)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/
const UNITS = [604_800, 86_400, 3_600, 60, 1]

/** Of an ISO 8601 duration whose parts have a fixed length. */
export function secondsOf(duration: string): number | undefined {
  const parts = DURATION.exec(duration.trim())?.slice(1)
  return parts?.reduce((sum, part, place) => sum + Number(part ?? 0) * (UNITS[place] ?? 0), 0)
}

/** `4 hours`, `1 h 30 min`; what is no duration stays as it is. */
export function durationText(duration: string): string {
  const seconds = secondsOf(duration)
  if (seconds === undefined) return duration
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  if (minutes === 0 && rest === 0) return hours === 1 ? '1 hour' : `${hours} hours`
  return [hours && `${hours} h`, minutes && `${minutes} min`, rest && `${rest} s`].filter(Boolean).join(' ')
}

export const referenceProblem = ({ name, path }: PolicyReference): string | undefined =>
  problems.policyName(name) ?? problems.path(path)

/** The first thing that keeps the whole from being sent. */
export function firstProblem(value: Definition): string | undefined {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['Name', value.name.trim() === '' ? 'is still missing' : problems.name(value.name)],
    ['Description', problems.description(value.description)],
    ['Session duration', problems.duration(value.duration)],
    ['Relay state', problems.relayState(value.relayState)],
    ['Policies', tooMany(value)],
    ...value.customer.map(one => ['Customer managed policies', referenceProblem(one)] as const),
    ['Permissions boundary', boundaryProblem(value.boundary)],
    ...value.tags.map((tag, place) => ['Tags', keyProblem(value.tags, place) ?? valueProblem(tag)] as const),
  ]
  const found = all.find(([, problem]) => problem !== undefined)
  return found && `${found[0]}: ${found[1]}`
}

export const tooMany = ({ managed, customer }: Pick<Definition, 'managed' | 'customer'>): string | undefined =>
  managed.length + customer.length > MOST_POLICIES
    ? `At most ${MOST_POLICIES} AWS managed and customer managed policies together`
    : undefined

export function boundaryProblem(boundary: Boundary | undefined): string | undefined {
  if (boundary === undefined) return undefined
  if (boundary === '') return 'Choose a policy'
  return typeof boundary === 'string' ? problems.managedArn(boundary) : referenceProblem(boundary)
}
