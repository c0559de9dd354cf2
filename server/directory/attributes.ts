import { refuse } from './refusals.ts'
import type { Email, ExternalId, PersonName, UserDetails } from './types.ts'

/** The attributes of users and groups by the names of the identity store API, camelCase. */
export type Shape = Text | Flag | List | Structure

interface Text {
  readonly kind: 'text'
  /** Characters, counted in code points. */
  readonly max: number
  readonly pattern: RegExp
  readonly of: string
}
interface Flag {
  readonly kind: 'flag'
}
interface List {
  readonly kind: 'list'
  readonly max: number
  readonly item: Structure
}
export interface Structure {
  readonly kind: 'structure'
  readonly members: Readonly<Record<string, Shape>>
}

const words: Text = {
  kind: 'text',
  max: 1024,
  pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0\u3000]+$/u,
  of: 'letters, marks, symbols, digits, punctuation and spaces',
}
const userName: Text = {
  kind: 'text',
  max: 128,
  pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u,
  of: 'letters, marks, symbols, digits and punctuation, without spaces',
}
const day: Text = { kind: 'text', max: 10, pattern: /^\d{4}-\d{2}-\d{2}$/, of: 'a date as YYYY-MM-DD' }
const flag: Flag = { kind: 'flag' }
const structure = (members: Structure['members']): Structure => ({ kind: 'structure', members })
const list = (max: number, members: Structure['members']): List => ({ kind: 'list', max, item: structure(members) })

export const ENTERPRISE = 'aws:identitystore:enterprise'

export const userShape: Structure = structure({
  userName,
  displayName: words,
  name: structure({
    formatted: words,
    familyName: words,
    givenName: words,
    middleName: words,
    honorificPrefix: words,
    honorificSuffix: words,
  }),
  nickName: words,
  profileUrl: words,
  emails: list(1, { value: words, type: words, primary: flag }),
  addresses: list(1, {
    streetAddress: words,
    locality: words,
    region: words,
    postalCode: words,
    country: words,
    formatted: words,
    type: words,
    primary: flag,
  }),
  phoneNumbers: list(1, { value: words, type: words, primary: flag }),
  userType: words,
  title: words,
  preferredLanguage: words,
  locale: words,
  timezone: words,
  photos: list(3, { value: words, type: words, display: words, primary: flag }),
  website: words,
  birthdate: day,
  roles: list(1, { value: words, type: words, primary: flag }),
  [ENTERPRISE]: structure({
    employeeNumber: words,
    costCenter: words,
    organization: words,
    division: words,
    department: words,
    manager: structure({ value: words, displayName: words, $ref: words }),
  }),
})

export const groupShape: Structure = structure({ displayName: words, description: words })

const externalIdPart: Text = { ...userName, max: 256 }
const externalIdsShape = list(10, { issuer: externalIdPart, id: externalIdPart })

/**
 * External ids come from other systems and are indexed, so their length is bound here.
 * @throws Refusal `directory.attribute_invalid`
 */
export function allowedExternalIds(externalIds: readonly ExternalId[] = []): {
  readonly externalIds?: readonly ExternalId[]
} {
  if (externalIds.length === 0) return {}
  const problems: Problem[] = []
  readValue(externalIdsShape, externalIds, 'externalIds', problems)
  if (problems.length > 0) throw invalidAttributes(problems)
  return { externalIds }
}

export interface Problem {
  readonly path: string
  readonly must: string
}

/** Attributes as a plain record by path: what update operations and the reader below work on. */
export type Attributes = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name of a member as the shape spells it: clients send `Value` and `value`. */
export function memberOf({ members }: Structure, name: string): string | undefined {
  const sought = name.toLowerCase()
  return Object.keys(members).find(member => member.toLowerCase() === sought)
}

/**
 * `value` with the names that the shape has; null and empty structures are left out. What does not fit is added to
 * `problems`, and the result must not be used then.
 */
export function readValue(shape: Shape, value: unknown, path: string, problems: Problem[]): unknown {
  const wrong = (must: string): undefined => void problems.push({ path, must })
  switch (shape.kind) {
    case 'flag':
      return typeof value === 'boolean' ? value : wrong('be true or false')
    case 'text':
      return readText(shape, value, wrong)
    case 'list':
      if (!Array.isArray(value)) return wrong('be a list')
      if (value.length < 1 || value.length > shape.max) return wrong(`hold 1 to ${shape.max} items`)
      return value.map((item, index) => readValue(shape.item, item, `${path}[${index}]`, problems) ?? {})
    case 'structure':
      return isRecord(value) ? readMembers(shape, value, path, problems) : wrong('be an object')
  }
}

function readText(shape: Text, value: unknown, wrong: (must: string) => undefined): string | undefined {
  if (typeof value !== 'string') return wrong('be a string')
  if (value === '') return wrong('not be empty')
  // Twice the maximum in UTF-16 is too long whatever it holds: counting code points of a huge text costs time.
  if (value.length > 2 * shape.max || Array.from(value).length > shape.max) {
    return wrong(`have at most ${shape.max} characters`)
  }
  return shape.pattern.test(value) ? value : wrong(`consist of ${shape.of}`)
}

function readMembers(shape: Structure, value: Attributes, path: string, problems: Problem[]): Attributes | undefined {
  const read: [string, unknown][] = []
  for (const [name, found] of Object.entries(value)) {
    if (found === null || found === undefined) continue
    const member = memberOf(shape, name)
    const memberShape = member === undefined ? undefined : shape.members[member]
    const at = path === '' ? (member ?? name) : `${path}.${member ?? name}`
    if (member === undefined || memberShape === undefined) problems.push({ path: at, must: 'not be given: unknown' })
    else read.push([member, readValue(memberShape, found, at, problems)])
  }
  const kept = read.filter(([, found]) => found !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** @throws Refusal `directory.attribute_invalid` with every problem */
export function readAttributes(shape: Structure, value: Attributes): Attributes {
  const problems: Problem[] = []
  const read = readValue(shape, value, '', problems)
  if (problems.length > 0) throw invalidAttributes(problems)
  return isRecord(read) ? read : {}
}

/** The values are not repeated: they are personal data, and the event of the call has them. */
export const invalidAttributes = (problems: readonly Problem[]) =>
  refuse('directory.attribute_invalid', {
    sentence: problems.map(({ path, must }) => `The attribute ${path} must ${must}`).join(', '),
    observed: problems.map(({ path }) => path).join(', '),
    expected: problems.map(({ path, must }) => `${path} must ${must}`).join('; '),
  })

export const attributesOf = ({ userName, displayName, name, emails, attributes }: UserDetails): Attributes => ({
  ...attributes,
  userName,
  displayName,
  name,
  emails,
})

/** What `readAttributes` makes by `userShape`, as far as types can say it. */
interface ReadUser extends Attributes {
  readonly userName?: string
  readonly displayName?: string
  readonly name?: PersonName
  readonly emails?: readonly Email[]
}

/**
 * A user from attributes in any spelling of case: `{ UserName, Name: { GivenName } }`.
 * @throws Refusal `directory.attribute_invalid`, `directory.attribute_required`
 */
export function userFrom(
  given: Attributes,
  { status, externalIds }: Pick<UserDetails, 'status' | 'externalIds'>,
): UserDetails {
  const { userName, displayName, name, emails, ...attributes }: ReadUser = readAttributes(userShape, given)
  if (userName === undefined) throw required(['userName'], 'userName is a required attribute')
  const missing = [
    ...(displayName === undefined ? ['displayName'] : []),
    ...(name?.givenName === undefined ? ['name.givenName'] : []),
    ...(name?.familyName === undefined ? ['name.familyName'] : []),
  ]
  if (missing.length > 0) throw required(missing, missing.map(requiredSentence).join(', '))
  return {
    userName,
    ...(displayName === undefined ? {} : { displayName }),
    ...(name === undefined ? {} : { name }),
    ...(emails === undefined ? {} : { emails }),
    attributes,
    status,
    ...allowedExternalIds(externalIds),
  }
}

/** AWS's sentence names the attributes by their last part, in lower case. */
const requiredSentence = (path: string): string => {
  const attribute = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  return `${attribute}: The attribute ${attribute} is required`
}

/** @throws Refusal `directory.attribute_invalid`, `directory.attribute_required` */
export function groupFrom(given: Attributes): { readonly displayName: string; readonly description?: string } {
  const { displayName, description }: { readonly displayName?: string; readonly description?: string } = readAttributes(
    groupShape,
    given,
  )
  if (displayName === undefined) throw required(['displayName'], requiredSentence('displayName'))
  return { displayName, ...(description === undefined ? {} : { description }) }
}

const required = (paths: readonly string[], sentence: string) =>
  refuse('directory.attribute_required', {
    sentence,
    observed: `no value for ${paths.join(', ')}`,
    expected: paths.join(', '),
  })
