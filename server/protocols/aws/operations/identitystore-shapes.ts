import type {
  AlternateIdentifier,
  Group as ApiGroup,
  GroupMembership as ApiMembership,
  AttributeOperation as ApiOperation,
  User as ApiUser,
  Email,
  ExternalId,
  Filter,
  MemberId,
  Name,
  Photo,
  UniqueAttribute,
} from '@aws-sdk/client-identitystore'
import { type AttributeOperation, ENTERPRISE, type Group, type Membership, type User } from '#server/directory/index.ts'
import { shownName } from '#server/formats/aws/index.ts'
import { fields, list, type Rules, text, whole } from '../constraints.ts'

/** An input as the door hands it over: required members are there. */
export type Walked<Input> = {
  [Member in keyof Input]: object extends Pick<Input, Member> ? Input[Member] : Exclude<Input[Member], undefined>
}

const UUID = '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}'

/** Constraints of botocore's model of identitystore. */
export const resourceId = text({ min: 1, max: 47, pattern: new RegExp(`([0-9a-f]{10}-|)${UUID}`) })

export const storeRules = {
  IdentityStoreId: text({
    min: 1,
    max: 36,
    pattern: /d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  }),
}

export const pageRules = {
  MaxResults: whole({ min: 1, max: 100 }),
  NextToken: text({ min: 1, max: 65_535, pattern: /[-a-zA-Z0-9+=/:_]*/ }),
}

const words = text({ min: 1, max: 1024, pattern: /[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0\u3000]+/u })
const groupName = text({ min: 1, max: 1024, pattern: /[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0]+/u })
const userName = text({ min: 1, max: 128, pattern: /[\p{L}\p{M}\p{S}\p{N}\p{P}]+/u })
const externalIdPart = text({ min: 1, max: 256, pattern: /[\p{L}\p{M}\p{S}\p{N}\p{P}]+/u })
const extensionName = text({ min: 1, max: 50, pattern: /aws:identitystore:[a-z]{1,20}/ })
const attributePath = text({
  min: 1,
  max: 255,
  pattern: /(?:\p{L}+:\p{L}+:\p{L}+(?:\.\p{L}+){0,3}|\p{L}+(?:\.\p{L}+){0,2})/u,
})

export const filterRules = {
  Filters: list({ max: 1, each: fields<Filter>({ AttributePath: attributePath, AttributeValue: words }) }),
}

export const extensionRules = { Extensions: list({ min: 1, max: 10, each: extensionName }) }

export const identifierRules = {
  AlternateIdentifier: fields<AlternateIdentifier>({
    ExternalId: fields<ExternalId>({ Issuer: externalIdPart, Id: externalIdPart }),
    UniqueAttribute: fields<UniqueAttribute>({ AttributePath: attributePath }),
  }),
}

export const memberRules = { MemberId: fields<MemberId>({ UserId: resourceId }) }

export const operationRules = {
  Operations: list<ApiOperation>({ min: 1, max: 100, each: fields<ApiOperation>({ AttributePath: attributePath }) }),
}

export const groupRules = { DisplayName: groupName, Description: words }

/** The strings of a user; lists and extensions are judged by the directory, as those of every other door are. */
export const userRules: Rules<Omit<ApiUser, 'IdentityStoreId' | 'UserId'>> = {
  UserName: userName,
  DisplayName: words,
  NickName: words,
  ProfileUrl: words,
  UserType: words,
  Title: words,
  PreferredLanguage: words,
  Locale: words,
  Timezone: words,
  Website: words,
  Birthdate: words,
  Name: fields<Name>({
    Formatted: words,
    FamilyName: words,
    GivenName: words,
    MiddleName: words,
    HonorificPrefix: words,
    HonorificSuffix: words,
  }),
  Emails: list({ min: 1, max: 1, each: fields<Email>({ Value: words, Type: words }) }),
  PhoneNumbers: list({ min: 1, max: 1, each: fields<Email>({ Value: words, Type: words }) }),
  Roles: list({ min: 1, max: 1, each: fields<Email>({ Value: words, Type: words }) }),
  Photos: list({ min: 1, max: 3, each: fields<Photo>({ Value: words, Type: words, Display: words }) }),
  Addresses: list({ min: 1, max: 1 }),
}

export const attributeOperations = (operations: readonly ApiOperation[]): readonly AttributeOperation[] =>
  operations.map(({ AttributePath = '', AttributeValue }) => ({ path: AttributePath, value: AttributeValue }))

/** Members with a capital first letter, all the way down. */
function capitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalized)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [capital(name), capitalized(member)]))
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** @param extensions those that the caller asked for; others stay out */
export function shownUser(user: User, identityStoreId: string, extensions: readonly string[] = []) {
  const { [ENTERPRISE]: enterprise, ...attributes } = user.attributes
  // The directory holds what its reader let in: the attributes of this API with a small first letter.
  const members = capitalized({ ...attributes, name: user.name, emails: user.emails }) as Partial<ApiUser>
  return {
    ...members,
    IdentityStoreId: identityStoreId,
    UserId: user.userId,
    UserName: user.userName,
    DisplayName: user.displayName,
    UserStatus: user.status,
    ...shownExternalIds(user),
    ...shownChanges(user),
    ...(enterprise !== undefined && extensions.some(name => name === ENTERPRISE)
      ? { Extensions: { [ENTERPRISE]: enterprise as NonNullable<ApiUser['Extensions']>[string] } }
      : {}),
  }
}

export const shownGroup = (group: Group, identityStoreId: string): ApiGroup => ({
  IdentityStoreId: identityStoreId,
  GroupId: group.groupId,
  DisplayName: group.displayName,
  ...(group.description === undefined ? {} : { Description: group.description }),
  ...shownExternalIds(group),
  ...shownChanges(group),
})

export const shownMembership = (membership: Membership, identityStoreId: string) =>
  ({
    IdentityStoreId: identityStoreId,
    MembershipId: membership.membershipId,
    GroupId: membership.groupId,
    MemberId: { UserId: membership.userId },
    ...shownChanges(membership),
  }) satisfies ApiMembership

const shownExternalIds = ({ externalIds }: Pick<User, 'externalIds'>) =>
  externalIds === undefined ? {} : { ExternalIds: externalIds.map(({ issuer, id }) => ({ Issuer: issuer, Id: id })) }

const shownChanges = (of: Pick<User, 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy'>) => ({
  CreatedAt: new Date(of.createdAt),
  CreatedBy: of.createdBy,
  UpdatedAt: new Date(of.updatedAt),
  UpdatedBy: of.updatedBy,
})

/** The attributes of CreateUser by the directory's names; extensions stand among them. */
export const userAttributes = ({ Extensions, ...members }: Omit<ApiUser, 'IdentityStoreId' | 'UserId'>) => ({
  ...Object.fromEntries(Object.entries(members).map(([name, value]) => [shownName(name), value])),
  ...Extensions,
})
