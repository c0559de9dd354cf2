import type { AccessLists, ListedAssignment, Naming } from '#server/access/index.ts'
import type { Audit } from '#server/audit/index.ts'
import type { Actor } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import type { DirectorySearch } from '#server/directory/index.ts'
import type { OrganizationReads } from '#server/organization/index.ts'
import type { RoleLists, RoleRow } from '#server/provisioning/index.ts'

export interface OverviewNeeds {
  readonly search: Pick<DirectorySearch, 'count' | 'named'>
  readonly lists: AccessLists
  readonly roleLists: RoleLists
  readonly naming: Naming
  readonly organization: Pick<OrganizationReads, 'allAccounts'>
  readonly audit: Pick<Audit, 'refusedUsers'>
  /** Certificates that sign, soonest end first. */
  readonly certificates: () => Promise<readonly Certificate[]>
  readonly clock: Clock
}

export interface Certificate {
  readonly purpose: string
  readonly keyId: string
  /** Unix ms. */
  readonly expiresAt: number
}

const DAY = 86_400_000
/** Of each kind that needs attention. */
const SHOWN = 5
/** Certificates that end within this time should be rotated now. */
const SOON = 60 * DAY

/** What a part of the overview takes: the same as the list behind it. */
const PARTS = {
  directory: ['identitystore:ListUsers', 'identitystore:ListGroups'],
  access: ['sso:ListPermissionSets', 'sso:ListAccountAssignments'],
  organization: ['organizations:ListAccounts'],
  events: ['cloudtrail:LookupEvents'],
} as const

type Part = keyof typeof PARTS

/** What there is and what needs attention; parts that the caller may not read are left out and named. */
export async function overview(needs: OverviewNeeds, actor: Actor) {
  const denied: Part[] = []
  const part = async <T>(name: Part, read: () => Promise<T>): Promise<Partial<T>> => {
    const denials = await Promise.all(PARTS[name].map(action => actor.denial(action, '*')))
    if (denials.every(denial => denial === undefined)) return read()
    denied.push(name)
    return {}
  }
  return {
    ...(await part('directory', async () => needs.search.count())),
    ...(await part('organization', async () => ({ accounts: (await needs.organization.allAccounts()).length }))),
    ...(await part('access', () => ofAccess(needs))),
    ...(await part('events', async () => ({ delayedSignIns: await delayedSignIns(needs) }))),
    certificates: (await needs.certificates()).filter(({ expiresAt }) => expiresAt < needs.clock() + SOON),
    denied,
  }
}

async function ofAccess({ lists, roleLists }: OverviewNeeds) {
  const counts = [...(await roleLists.counts('permission_set_id')).values()]
  const sum = (member: 'failed' | 'outdated') => counts.reduce((total, one) => total + one[member], 0)
  const firstOf = async (state: 'failed' | 'outdated'): Promise<readonly RoleRow[]> =>
    sum(state) === 0 ? [] : (await roleLists.roles({ state }, { limit: SHOWN })).items
  const stale: { readonly count: number; readonly first: readonly ListedAssignment[] } = await lists.stale(SHOWN)
  return {
    permissionSets: (await lists.permissionSets()).length,
    assignments: await lists.count(),
    failedRoles: { count: sum('failed'), first: await firstOf('failed') },
    outdatedRoles: { count: sum('outdated'), first: await firstOf('outdated') },
    staleAssignments: stale,
  }
}

/** From the fifth failure on the next attempt waits. */
const OFTEN = 5

/** People who failed so often that the next attempt is not looked at for a while, as the last day's events say. */
async function delayedSignIns({ audit, clock, search }: OverviewNeeds) {
  const asked = { refusalCode: 'signin.wrong_credentials', from: clock() - DAY, least: OFTEN, limit: SHOWN }
  const often = await audit.refusedUsers(asked)
  const names = new Map((await search.named(often.map(({ userId }) => userId))).map(({ id, name }) => [id, name]))
  return often.map(({ userId, refusals, at, eventId }) => ({
    userId,
    userName: names.get(userId) ?? userId,
    failures: refusals,
    at,
    eventId,
  }))
}
