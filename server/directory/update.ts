import {
  type Attributes,
  attributesOf,
  groupFrom,
  groupShape,
  invalidAttributes,
  memberOf,
  type Problem,
  readValue,
  type Shape,
  type Structure,
  userFrom,
  userShape,
} from './attributes.ts'
import { refuse } from './refusals.ts'
import type { Group, GroupDetails, User, UserDetails } from './types.ts'

/** One AttributeOperation of UpdateUser or UpdateGroup (identity store API reference); without a value it clears. */
export interface AttributeOperation {
  readonly path: string
  readonly value?: unknown
}

/** The change that operations make of a user, in their order. */
export const userChange =
  (operations: readonly AttributeOperation[]) =>
  (user: User): UserDetails =>
    userFrom(applied(userShape, attributesOf(user), operations), user)

export const groupChange =
  (operations: readonly AttributeOperation[]) =>
  ({ displayName, description, externalIds }: Group): GroupDetails => ({
    ...groupFrom(applied(groupShape, { displayName, description }, operations)),
    ...(externalIds === undefined ? {} : { externalIds }),
  })

const applied = (shape: Structure, attributes: Attributes, operations: readonly AttributeOperation[]): Attributes =>
  operations.reduce((current, operation) => apply(shape, current, operation), attributes)

const required = new Map([
  [userShape, ['userName', 'displayName', 'name.givenName', 'name.familyName']],
  [groupShape, ['displayName']],
])

function apply(shape: Structure, attributes: Attributes, { path, value = null }: AttributeOperation): Attributes {
  const target = resolve(shape, path)
  const name = target.segments.join('.')
  if (value === '' || (value === null && required.get(shape)?.some(needed => isWithin(needed, name)))) {
    throw refuse('directory.attribute_invalid', {
      sentence: `attribute value cannot be empty or null for attribute path ${name}`,
      observed: `${name} without a value`,
      expected: value === '' ? 'null, which clears an attribute that is not required' : 'a value',
    })
  }
  if (value === null) return put(attributes, target.segments, undefined)
  const problems: Problem[] = []
  const read = readValue(target.shape, value, name, problems)
  if (problems.length > 0) throw invalidAttributes(problems)
  return put(attributes, target.segments, read)
}

const isWithin = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}.`)

interface Target {
  /** As the shape spells them. */
  readonly segments: readonly string[]
  readonly shape: Shape
}

/** @throws Refusal `directory.attribute_unknown` */
export function resolve(root: Structure, path: string): Target {
  let shape: Shape = root
  const segments: string[] = []
  for (const segment of path.split('.')) {
    const member: string | undefined = shape.kind === 'structure' ? memberOf(shape, segment) : undefined
    const next: Shape | undefined =
      shape.kind === 'structure' && member !== undefined ? shape.members[member] : undefined
    if (member === undefined || next === undefined) throw unknownPath(path, root)
    segments.push(member)
    shape = next
  }
  return { segments, shape }
}

const unknownPath = (path: string, root: Structure) =>
  refuse('directory.attribute_unknown', {
    sentence: `The attribute path ${path.slice(0, 255)} is not valid`,
    observed: path.slice(0, 255),
    expected: `a path that begins with ${Object.keys(root.members).join(', ')}`,
  })

/** A copy of `attributes` with `value` at the place; undefined removes it, and what it leaves empty. */
function put(attributes: Attributes, [first = '', ...rest]: readonly string[], value: unknown): Attributes {
  const present = attributes[first]
  const inner = typeof present === 'object' && present !== null ? { ...present } : {}
  const next = rest.length === 0 ? value : put(inner, rest, value)
  const { [first]: _, ...others } = attributes
  const empty = next === undefined || (rest.length > 0 && Object.keys(next as object).length === 0)
  return empty ? others : { ...others, [first]: next }
}
