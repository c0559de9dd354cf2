/** What needs somebody, most pressing first, each with the page where it is mended. */
import type { Overview } from '../api/types.ts'
import { hrefOf } from '../frame/location.ts'

export interface Attention {
  readonly id: string
  readonly level: 'error' | 'warning'
  readonly what: string
  /** What it is about, as the text of the link. */
  readonly subject: string
  readonly href: string
  readonly reason: string
  /** Unix ms. */
  readonly at?: number
}

export function attentionIn(overview: Overview, now: number): readonly Attention[] {
  return [
    ...failedRoles(overview),
    ...certificates(overview, now),
    ...staleAssignments(overview),
    ...outdatedRoles(overview),
    ...delayedSignIns(overview),
  ]
}

const setPage = (permissionSetArn: string, tab: string): string =>
  hrefOf(['permission-sets', permissionSetArn.split('/').at(-1) ?? ''], { tab })

/** Of a long list only the first are told one by one. */
const rest = (of: Pick<Attention, 'id' | 'level' | 'what' | 'href'>, missing: number): readonly Attention[] =>
  missing <= 0 ? [] : [{ ...of, subject: `${missing} more`, reason: 'See the list' }]

function failedRoles({ failedRoles: { count, first } = { count: 0, first: [] } }: Overview): readonly Attention[] {
  const what = 'A role could not be provisioned'
  const shown = first.map(role => ({
    id: `failed ${role.accountId} ${role.permissionSetArn}`,
    level: 'error' as const,
    what,
    subject: `${role.permissionSetName} in ${role.accountName}`,
    href: setPage(role.permissionSetArn, 'roles'),
    reason: role.error ?? 'The reason is in the event history.',
    ...(role.appliedAt === undefined ? {} : { at: role.appliedAt }),
  }))
  return [
    ...shown,
    ...rest({ id: 'failed', level: 'error', what, href: hrefOf(['permission-sets']) }, count - first.length),
  ]
}

function outdatedRoles({ outdatedRoles: { count, first } = { count: 0, first: [] } }: Overview): readonly Attention[] {
  const what = 'A role is of an older version'
  const shown = first.map(role => ({
    id: `outdated ${role.accountId} ${role.permissionSetArn}`,
    level: 'warning' as const,
    what,
    subject: `${role.permissionSetName} in ${role.accountName}`,
    href: setPage(role.permissionSetArn, 'roles'),
    reason: 'The permission set was changed and not provisioned there since.',
    ...(role.appliedAt === undefined ? {} : { at: role.appliedAt }),
  }))
  return [
    ...shown,
    ...rest({ id: 'outdated', level: 'warning', what, href: hrefOf(['permission-sets']) }, count - first.length),
  ]
}

function staleAssignments({ staleAssignments: all = { count: 0, first: [] } }: Overview): readonly Attention[] {
  const what = 'An assignment gives nobody anything'
  const shown = all.first.map(one => ({
    id: `stale ${one.accountId} ${one.permissionSetArn} ${one.principal.principalId}`,
    level: 'warning' as const,
    what,
    subject: `${one.permissionSetName} in ${one.accountName}`,
    href: hrefOf(['accounts', one.accountId], { tab: 'assignments' }),
    reason: `${one.principal.principalType === 'USER' ? 'The user' : 'The group'} ${one.principal.name} was deleted.`,
    ...(one.principal.deletedAt === undefined ? {} : { at: one.principal.deletedAt }),
  }))
  return [
    ...shown,
    ...rest({ id: 'stale', level: 'warning', what, href: hrefOf(['accounts']) }, all.count - all.first.length),
  ]
}

function certificates({ certificates: all }: Overview, now: number): readonly Attention[] {
  return all.map(({ purpose, keyId, expiresAt }) => ({
    id: `certificate ${keyId}`,
    level: expiresAt <= now ? 'error' : 'warning',
    what: expiresAt <= now ? 'A certificate has expired' : 'A certificate expires',
    subject: purpose === 'accounts' ? 'Trust of the AWS accounts' : purpose,
    href: hrefOf(['events'], { resourceName: keyId }),
    reason: `Sign-ins that it proves fail once it has expired. Rotate the key ${keyId} before.`,
    at: expiresAt,
  }))
}

function delayedSignIns({ delayedSignIns: all = [] }: Overview): readonly Attention[] {
  return all.map(({ userId, userName, failures, at, eventId }) => ({
    id: `delayed ${userId} ${eventId}`,
    level: 'warning',
    what: 'Sign-ins are slowed down',
    subject: userName,
    href: hrefOf(['users', userId]),
    reason: `${failures} attempts with a wrong password within a day.`,
    at,
  }))
}
