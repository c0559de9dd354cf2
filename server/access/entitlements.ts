import { type Directory, folded, type User } from '#server/directory/index.ts'
import { permissionSetArn } from './by-arn.ts'
import { sessionSeconds } from './duration.ts'
import { nearest } from './nearest.ts'
import type { AccessNeeds } from './needs.ts'
import { refuse } from './refusals.ts'
import { reservedRoleArn, reservedRoleName, samlProviderArn } from './role.ts'
import type { StoredAssignment } from './stored.ts'
import type { Entitlement, Entitlements, Entry, Principal, StoredPermissionSet } from './types.ts'

type Named = StoredAssignment & { readonly name: string }

export function entitlements(needs: AccessNeeds): Entitlements {
  const { stores, directory } = needs
  const inAccount = async (user: User | undefined, accountId: string): Promise<readonly Named[]> => {
    const principals = await principalsOf(directory, user)
    return principals.length === 0 ? [] : stores.access.inAccount(principals, accountId)
  }
  return {
    async accountsOf(userId) {
      const principals = await principalsOf(directory, await directory.user(userId))
      return principals.length === 0 ? [] : stores.access.activeAccounts(principals)
    },
    rolesOf: async (userId, accountId) => joined(await inAccount(await directory.user(userId), accountId)),
    async enter(userId, accountId, permissionSetName) {
      const user = await directory.user(userId)
      const own = await inAccount(user, accountId)
      const found = own.find(({ name, state }) => name === permissionSetName && state === 'active')
      const set = found && (await stores.access.permissionSet(found.permissionSetId))
      if (user === undefined || set === undefined)
        throw await noAccess(needs, { userId, accountId, permissionSetName, own })
      return { userName: user.userName, ...entry(needs, accountId, set) }
    },
  }
}

/** The user and the user's groups as they are now; none for a user who is disabled or gone. */
async function principalsOf(directory: Directory, user: User | undefined): Promise<readonly Principal[]> {
  if (user?.status !== 'ENABLED') return []
  const { userId } = user
  const groups = await directory.groupIdsOf(userId)
  return [
    { principalType: 'USER', principalId: userId },
    ...groups.map(principalId => ({ principalType: 'GROUP', principalId }) as const),
  ]
}

/** One entitlement for each permission set, with all ways that give it. */
function joined(assignments: readonly Named[]): readonly Entitlement[] {
  const active = assignments.filter(({ state }) => state === 'active')
  const bySet = Map.groupBy(active, ({ permissionSetId }) => permissionSetId)
  return [...bySet.values()].flatMap(ways => {
    const [first] = ways
    if (first === undefined) return []
    const { accountId, permissionSetId, name } = first
    const via = ways.map(({ principalType, principalId }) => ({ principalType, principalId }))
    return [{ accountId, permissionSetId, permissionSetName: name, via }]
  })
}

function entry({ instance }: AccessNeeds, accountId: string, set: StoredPermissionSet): Omit<Entry, 'userName'> {
  const role = { accountId, permissionSetId: set.permissionSetId }
  const { permissionSetId, name, description, sessionDuration, relayState, createdAt, version } = set
  return {
    permissionSet: {
      permissionSetId,
      arn: permissionSetArn(instance, permissionSetId),
      name,
      ...(description === undefined ? {} : { description }),
      sessionDuration,
      ...(relayState === undefined ? {} : { relayState }),
      createdAt,
      version,
    },
    accountId,
    roleName: reservedRoleName(instance, role, name),
    roleArn: reservedRoleArn(instance, role, name),
    samlProviderArn: samlProviderArn(instance, accountId),
    sessionDuration: sessionSeconds(sessionDuration),
  }
}

interface Denied {
  readonly userId: string
  readonly accountId: string
  readonly permissionSetName: string
  /** The person's own assignments in the account, in any state. */
  readonly own: readonly Named[]
}

/** The caller reads only what is the caller's own anyway; the event has the rest. */
async function noAccess(needs: AccessNeeds, denied: Denied) {
  const { accountId, permissionSetName, own } = denied
  const asked = own.filter(({ name }) => name === permissionSetName)
  const names = [...new Set(own.filter(({ state }) => state === 'active').map(({ name }) => name))]
  const provisioning = asked.some(({ state }) => state === 'creating')
  const expected = provisioning ? permissionSetName : nearest(permissionSetName, names)
  return refuse('access.no_access', {
    sentence: 'No access',
    observed: provisioning
      ? `${permissionSetName} in account ${accountId}, which is still being provisioned`
      : `${permissionSetName} in account ${accountId}`,
    ...(expected === undefined ? {} : { expected }),
    ...(provisioning ? { retryAfter: 5 } : {}),
    secret: await truth(needs, denied),
  })
}

async function truth(needs: AccessNeeds, { userId, accountId, permissionSetName }: Denied) {
  const { stores, organization, directory } = needs
  const user = await directory.user(userId)
  const set = await stores.access.permissionSetByName(permissionSetName)
  const account = await organization.account(accountId)
  const stale = user && set && account && (await formerIdentity(needs, user, set, accountId))
  return {
    user: user === undefined ? 'does not exist' : `${user.userName}, ${user.status}`,
    account: account === undefined ? 'is not in the organization' : `${account.name}, ${account.status}`,
    permissionSet: set === undefined ? 'no permission set has this name' : set.permissionSetId,
    ...(stale === undefined ? {} : { staleAssignment: stale }),
  }
}

/** Assignments looked at: enough for any that people make, and a bound for the one call that is refused. */
const LOOKED_AT = 100

/** An assignment to a deleted user or group whose name this person, or one of this person's groups, has now. */
async function formerIdentity(
  { stores, directory }: AccessNeeds,
  user: User,
  { permissionSetId }: StoredPermissionSet,
  accountId: string,
): Promise<string | undefined> {
  const groups = await Promise.all((await directory.groupIdsOf(user.userId)).map(id => directory.group(id)))
  const names = new Set([user.userName, ...groups.flatMap(group => group?.displayName ?? [])].map(folded))
  const { items } = await stores.access.assignmentsOfRole({ accountId, permissionSetId }, { limit: LOOKED_AT })
  for (const { principalType, principalId } of items) {
    const known = await directory.principal(principalType, principalId)
    if (known?.deletedAt !== undefined && names.has(folded(known.name)))
      return `assignment exists for a former identity of the same name: ${principalType} ${principalId} (${known.name}), deleted ${new Date(known.deletedAt).toISOString()}`
  }
  return undefined
}
