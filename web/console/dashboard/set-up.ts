/** What a new portal still needs before anybody but its first administrator gets anything out of it. */
import type { Overview } from '../api/types.ts'
import { hrefOf } from '../frame/location.ts'

export interface SetUpStep {
  readonly title: string
  readonly text: string
  readonly done: boolean
  readonly href: string
}

/**
 * Set-up makes one user, the management account, one permission set and one assignment: whatever is beyond that was made
 * by somebody. Steps about which nothing can be known are left out.
 */
export function setUpSteps({ users, groups, accounts, permissionSets, assignments }: Overview): readonly SetUpStep[] {
  const step = (count: number | undefined, atSetUp: number, rest: Omit<SetUpStep, 'done'>): readonly SetUpStep[] =>
    count === undefined ? [] : [{ ...rest, done: count > atSetUp }]
  return [
    ...step(users, 1, {
      title: 'Add your people',
      text: 'Users sign in to the access portal.',
      href: hrefOf(['users', 'new']),
    }),
    ...step(groups, 0, {
      title: 'Make groups',
      text: 'Access that a group has, its members have.',
      href: hrefOf(['groups']),
    }),
    ...step(accounts, 1, {
      title: 'Add AWS accounts',
      text: 'The accounts that people shall enter.',
      href: hrefOf(['accounts']),
    }),
    ...step(permissionSets, 1, {
      title: 'Make permission sets',
      text: 'What people may do in an account.',
      href: hrefOf(['permission-sets']),
    }),
    ...step(assignments, 1, {
      title: 'Assign access',
      text: 'A group gets a permission set in accounts.',
      href: hrefOf(['assign']),
    }),
  ]
}

/** What the parts of the overview take, by the server's names of the parts. */
export const partNeeds: Readonly<
  Record<Overview['denied'][number], { readonly what: string; readonly actions: string }>
> = {
  directory: { what: 'Users and groups', actions: 'identitystore:ListUsers and identitystore:ListGroups' },
  access: {
    what: 'Permission sets, assignments and their roles',
    actions: 'sso:ListPermissionSets and sso:ListAccountAssignments',
  },
  organization: { what: 'AWS accounts', actions: 'organizations:ListAccounts' },
  events: { what: 'Events and slowed sign-ins', actions: 'cloudtrail:LookupEvents' },
}
