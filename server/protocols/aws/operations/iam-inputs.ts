/** Constraints of IAM's inputs (IAM API reference), and how its answers show what the cloud has. */
import type { AttachedPermissionsBoundary, Policy, Role, Tag as WireTag } from '@aws-sdk/client-iam'
import type { Actor, Need } from '#server/base/actor.ts'
import { pageOf } from '#server/base/paging.ts'
import type { IamService, ManagedPolicy, RoleSummary, Tag } from '#server/cloud/index.ts'
import type { ListRequest, Paging } from '#server/http/index.ts'
import { fields, list, text, whole } from '../constraints.ts'

export interface IamNeeds {
  readonly iam: IamService
  readonly paging: Paging
}

export const roleName = text({ min: 1, max: 64, pattern: /[\w+=,.@-]+/ })
export const name = text({ min: 1, max: 128, pattern: /[\w+=,.@-]+/ })
export const userName = text({ min: 1, max: 128, pattern: /[\w+=,.@-]+/ })
export const path = text({ min: 1, max: 512, pattern: /(\u002F)|(\u002F[\u0021-\u007E]+\u002F)/ })
export const pathPrefix = text({ min: 1, max: 512, pattern: /\u002F[\u0021-\u007E]*/ })
export const policyArn = text({ min: 20, max: 2048 })
export const document = text({ min: 1, max: 131_072 })
export const description = text({ max: 1000, pattern: /[\t\n\r\u0020-\u007E\u00A1-\u00FF]*/ })
export const sessionSeconds = whole({ min: 3600, max: 43_200 })
export const tags = list<WireTag>({
  max: 50,
  each: fields<WireTag>({
    Key: text({ min: 1, max: 128, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]+/u }),
    Value: text({ max: 256, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u }),
  }),
})
export const pageRules = { Marker: text({ min: 1, max: 2048 }), MaxItems: whole({ min: 1, max: 1000 }) }

const PAGE = 100

/** What a list operation of IAM was asked for. */
export const listed = (
  operation: string,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  filter?: unknown,
) => ({
  operation: `iam ${operation}`,
  filter,
  token: input.Marker,
  limit: input.MaxItems ?? PAGE,
})

/** IsTruncated is always there, Marker only with it. */
export const truncation = ({ token }: { readonly token?: string }) => ({
  IsTruncated: token !== undefined,
  ...(token === undefined ? {} : { Marker: token }),
})

/** One page of rows that were all read at once, in the order of their keys. */
export function pageOfRows<T>({ paging }: IamNeeds, list: ListRequest, rows: readonly T[], key: (row: T) => string) {
  const sorted = [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return paging(list, async ({ limit, after }) => {
    const rest = after === undefined ? sorted : sorted.filter(row => key(row) > after)
    return pageOf(rest, limit, key, row => row)
  })
}

/** A list of one thing or none, in IAM's frame of pages. */
export const pageOfAll = { IsTruncated: false }

/** Policy documents stand percent-encoded in answers (RFC 3986): `encodeURIComponent` and what it leaves out. */
export const encoded = (json: string): string =>
  encodeURIComponent(json).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

export const tagsIn = (given: readonly WireTag[] | undefined): readonly Tag[] =>
  (given ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))

export const tagsOut = (given: readonly Tag[]): WireTag[] => given.map(({ key, value }) => ({ Key: key, Value: value }))

/** A role as lists show it. */
export const shownRole = (role: RoleSummary): Role => ({
  Path: role.path,
  RoleName: role.roleName,
  RoleId: role.roleId,
  Arn: role.arn,
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encoded(role.trustPolicy),
  ...(role.description === undefined ? {} : { Description: role.description }),
  MaxSessionDuration: role.maxSessionDuration,
})

const boundaryOf = (arn: string): AttachedPermissionsBoundary => ({
  PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
  PermissionsBoundaryArn: arn,
})

export const shownFully = (role: RoleSummary & { readonly tags: readonly Tag[] }): Role => ({
  ...shownRole(role),
  ...(role.boundaryArn === undefined ? {} : { PermissionsBoundary: boundaryOf(role.boundaryArn) }),
  ...(role.tags.length === 0 ? {} : { Tags: tagsOut(role.tags) }),
  RoleLastUsed: {},
})

export const VERSION = 'v1'

export const shownPolicy = (policy: ManagedPolicy): Policy => ({
  PolicyName: policy.policyName,
  PolicyId: policy.policyId,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: VERSION,
  AttachmentCount: policy.attachmentCount,
  PermissionsBoundaryUsageCount: policy.boundaryCount,
  IsAttachable: true,
  ...(policy.description === undefined ? {} : { Description: policy.description }),
  CreateDate: new Date(policy.createdAt),
  UpdateDate: new Date(policy.createdAt),
})

/** The one need of an operation on a role: the action on the role's ARN, with its path. */
export const onRole =
  ({ iam }: IamNeeds, action: string) =>
  async (input: { readonly RoleName?: string | undefined }, actor: Actor): Promise<readonly Need[]> => [
    { action: `iam:${action}`, resource: await iam.roles.arnOf(actor, input.RoleName ?? '') },
  ]

export const everywhere = (action: string) => (): readonly Need[] => [{ action: `iam:${action}`, resource: '*' }]
