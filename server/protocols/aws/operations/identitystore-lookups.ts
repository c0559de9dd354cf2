import type { AlternateIdentifier, Filter, MemberId } from '@aws-sdk/client-identitystore'
import { isoSeconds } from '#server/base/clock.ts'
import type { Page } from '#server/base/paging.ts'
import {
  type DirectoryService,
  type Group,
  type PrincipalType,
  refuseDirectory,
  type User,
} from '#server/directory/index.ts'
import { invalidInput } from '#server/formats/aws/index.ts'
import type { ListRequest } from '#server/http/index.ts'

/** @throws Refusal `user.not_found`, which says when the user was deleted */
export async function requireUser(directory: DirectoryService, userId: string): Promise<User> {
  const user = await directory.user(userId)
  if (user === undefined) throw await notFound(directory, 'USER', userId)
  return user
}

/** @throws Refusal `group.not_found` */
export async function requireGroup(directory: DirectoryService, groupId: string): Promise<Group> {
  const group = await directory.group(groupId)
  if (group === undefined) throw await notFound(directory, 'GROUP', groupId)
  return group
}

async function notFound(directory: DirectoryService, type: PrincipalType, id: string) {
  const was = await directory.principal(type, id)
  return refuseDirectory(type === 'USER' ? 'user.not_found' : 'group.not_found', {
    sentence: `${type} not found.`,
    about: id,
    observed: was?.deletedAt === undefined ? id : `${was.name}, deleted ${isoSeconds(was.deletedAt)}`,
  })
}

export const noMembership = (observed: string) =>
  refuseDirectory('membership.not_found', { sentence: 'GROUP_MEMBERSHIP not found.', about: observed, observed })

/**
 * By external id, user name or e-mail address (identity store API reference, GetUserId).
 * @throws Refusal `user.not_found`, `directory.attribute_not_unique`
 */
export async function userBy(directory: DirectoryService, by: AlternateIdentifier): Promise<User> {
  const found = await lookUp(by, {
    externalId: externalId => directory.userByExternalId(externalId),
    attributes: {
      username: userName => directory.userByName(userName),
      'emails.value': email => directory.userByEmail(email),
    },
  })
  if (found === undefined) throw noMatch('USER')
  return found
}

/** @throws Refusal `group.not_found`, `directory.attribute_not_unique` */
export async function groupBy(directory: DirectoryService, by: AlternateIdentifier): Promise<Group> {
  const found = await lookUp(by, {
    externalId: externalId => directory.groupByExternalId(externalId),
    attributes: { displayname: displayName => directory.groupByName(displayName) },
  })
  if (found === undefined) throw noMatch('GROUP')
  return found
}

interface Lookups<T> {
  readonly externalId: (externalId: { readonly issuer: string; readonly id: string }) => Promise<T | undefined>
  /** By attribute path in lower case: clients send `userName` and `UserName`. */
  readonly attributes: Readonly<Record<string, (value: string) => Promise<T | undefined>>>
}

async function lookUp<T>({ ExternalId, UniqueAttribute }: AlternateIdentifier, lookups: Lookups<T>) {
  if (ExternalId !== undefined) {
    return lookups.externalId({ issuer: ExternalId.Issuer ?? '', id: ExternalId.Id ?? '' })
  }
  if (UniqueAttribute === undefined) {
    throw invalidInput([{ at: 'alternateIdentifier', must: 'hold externalId or uniqueAttribute' }])
  }
  const { AttributePath = '', AttributeValue } = UniqueAttribute
  const byAttribute = Object.entries(lookups.attributes).find(([path]) => path === AttributePath.toLowerCase())?.[1]
  if (byAttribute === undefined) throw notUnique(AttributePath, Object.keys(lookups.attributes))
  if (typeof AttributeValue !== 'string') {
    throw invalidInput([{ at: 'alternateIdentifier.uniqueAttribute.attributeValue', must: 'be a string' }])
  }
  return byAttribute(AttributeValue)
}

/** What was sought is not repeated: it may be an address or a provider's id, and the event of the call has it. */
const noMatch = (type: PrincipalType) =>
  refuseDirectory(type === 'USER' ? 'user.not_found' : 'group.not_found', { sentence: `${type} not found.` })

const notUnique = (path: string, expected: readonly string[]) =>
  refuseDirectory('directory.attribute_not_unique', {
    sentence: `The attribute ${path} is not a unique attribute`,
    observed: path,
    expected: expected.join(', '),
  })

/** The value of the one filter that ListUsers and ListGroups have. @throws Refusal `directory.attribute_not_unique` */
export function filterValue(filters: readonly Filter[] | undefined, path: string): string | undefined {
  const filter = filters?.[0]
  if (filter === undefined) return undefined
  const { AttributePath = '', AttributeValue } = filter
  if (AttributePath.toLowerCase() !== path.toLowerCase()) throw notUnique(AttributePath, [path])
  return AttributeValue
}

/** @throws Refusal `aws.invalid_input` */
export function memberOf({ UserId }: MemberId): string {
  if (UserId === undefined) throw invalidInput([{ at: 'memberId', must: 'hold userId' }])
  return UserId
}

const PAGE = 100

interface PagedInput {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** @param filter what else decides which objects are listed */
export const listRequest = (operation: string, input: PagedInput, filter?: string): ListRequest => ({
  operation: `identitystore:${operation}`,
  filter,
  token: input.NextToken,
  limit: input.MaxResults ?? PAGE,
})

export const pageOfOne = <T>(item: T | undefined): Page<T> => ({ items: item === undefined ? [] : [item] })
