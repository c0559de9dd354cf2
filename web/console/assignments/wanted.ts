/** What the wizard has gathered so far. Pure. */
import type { NewBatch, PrincipalType } from '../api/types.ts'

/** Something that was chosen, which may not be on the page of the list that is shown. */
export interface Chosen {
  readonly id: string
  readonly name: string
}

export interface Wanted {
  readonly accounts: readonly Chosen[]
  readonly users: readonly Chosen[]
  readonly groups: readonly Chosen[]
  readonly sets: readonly Chosen[]
}

export const nothing: Wanted = { accounts: [], users: [], groups: [], sets: [] }

const MOST = { accounts: 500, principals: 100, sets: 50, rows: 10_000 } as const

export const rowsOf = ({ accounts, users, groups, sets }: Wanted): number =>
  accounts.length * (users.length + groups.length) * sets.length

/** Why the step of this place cannot be left yet. */
export function objection(step: number, { accounts, users, groups, sets }: Wanted): string | undefined {
  const principals = users.length + groups.length
  if (step === 0) return bounds(accounts.length, MOST.accounts, 'account', 'accounts')
  if (step === 1) return bounds(principals, MOST.principals, 'user or group', 'users and groups')
  if (step > 2) return undefined
  const ofSets = bounds(sets.length, MOST.sets, 'permission set', 'permission sets')
  const rows = rowsOf({ accounts, users, groups, sets })
  if (ofSets !== undefined || rows <= MOST.rows) return ofSets
  return `This would be ${rows.toLocaleString()} assignments, and ${MOST.rows.toLocaleString()} go at once. Choose fewer, or groups in place of users.`
}

function bounds(count: number, most: number, one: string, many: string): string | undefined {
  if (count === 0) return `Choose at least one ${one}.`
  return count > most ? `Choose at most ${most} ${many}: ${count} are chosen.` : undefined
}

const principals = (principalType: PrincipalType, chosen: readonly Chosen[]) =>
  chosen.map(({ id }) => ({ principalType, principalId: id }))

export const batchOf = ({ accounts, users, groups, sets }: Wanted): NewBatch => ({
  action: 'assign',
  principals: [...principals('GROUP', groups), ...principals('USER', users)],
  accountIds: accounts.map(({ id }) => id),
  permissionSetArns: sets.map(({ id }) => id),
})

/** What an address asks for: ids, separated by commas. */
export function presetOf(query: URLSearchParams): Readonly<Record<keyof Wanted, readonly string[]>> {
  const ids = (...names: string[]) => [
    ...new Set(names.flatMap(name => query.get(name)?.split(',') ?? []).filter(id => id !== '')),
  ]
  return {
    accounts: ids('accountIds', 'accountId'),
    users: ids('userIds', 'userId'),
    groups: ids('groupIds', 'groupId'),
    sets: ids('permissionSetArns', 'permissionSetArn'),
  }
}
