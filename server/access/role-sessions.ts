import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { uuid } from '#server/base/random.ts'
import type { IssuedSessions, IssuedStore } from '#server/cloud/index.ts'
import { aboutPermissionSet, permissionSetArn } from './by-arn.ts'
import type { AccessNeeds, AccessStores } from './needs.ts'
import { reservedRoleName } from './role.ts'
import type { AccessRequest, RequestStatus, RoleKey, StoredRevocation } from './types.ts'

/** What became of a revocation: `SUCCEEDED` once the account has it. Instants are Unix ms. */
export interface RevocationState {
  readonly requestedAt: number
  readonly status: RequestStatus
  readonly failureReason?: string
}

/** Role sessions of a person under one permission set in one account. */
export interface OutstandingSessions extends IssuedSessions {
  /** Of all of them; absent where one began after it. */
  readonly revocation?: RevocationState
}

/**
 * Role sessions that people got from the portal and that still live, and ending them. A session cannot be taken back, so
 * its role is made to deny it: by name and time, as a part of what the role should be, until none of them can live any
 * more. Roles that such a session assumed from there have credentials of their own, and are not reached.
 */
export interface RoleSessionControl {
  /** Of roles that are there: without its role no session works. */
  of(userId: string): Promise<readonly OutstandingSessions[]>
  /** Roles that `revoke` would change. */
  reach(userId: string): Promise<readonly RoleKey[]>
  /**
   * Ends all that are out. Brings the roles up to date as provisioning does.
   * @returns one request for each role, of the kind `provision`; none where nothing is out
   */
  revoke(author: Author, userId: string): Promise<readonly AccessRequest[]>
  /** Forgets sessions that have ended, and takes what denied them off their roles. @returns how many */
  sweep(): Promise<number>
}

interface Stores extends AccessStores {
  readonly issued: Pick<IssuedStore, 'of' | 'sweep'>
}

export interface RoleSessionNeeds extends Omit<AccessNeeds, 'stores' | 'atomically'> {
  readonly stores: Stores
  readonly atomically: Atomically<Stores & { readonly events: EventWriter }>
}

/** No session of a reserved role lives longer, ms. */
const LONGEST_LIFE = 12 * 3600 * 1000

export function roleSessionControl(needs: RoleSessionNeeds): RoleSessionControl {
  const { stores, clock } = needs
  return {
    async of(userId) {
      const out = await outstanding(stores, userId, clock())
      const revocations = await stores.access.revocationsOfUser(userId)
      return Promise.all(
        out.map(async sessions => {
          const revocation = revocations.find(one => covers(one, sessions))
          return revocation === undefined ? sessions : { ...sessions, revocation: await stateOf(stores, revocation) }
        }),
      )
    },
    reach: async userId => uniqueRoles(await outstanding(stores, userId, clock())),
    revoke: (author, userId) => revoke(needs, author, userId),
    sweep: () => sweep(needs),
  }
}

async function outstanding({ issued, work }: Stores, userId: string, now: number): Promise<readonly IssuedSessions[]> {
  const all = await issued.of(userId, now)
  const applied = await Promise.all(all.map(role => work.appliedVersion(role)))
  return all.filter((_, place) => applied[place] !== undefined)
}

const isSameRole = (a: RoleKey, b: RoleKey): boolean =>
  a.accountId === b.accountId && a.permissionSetId === b.permissionSetId

const covers = (revocation: StoredRevocation, sessions: IssuedSessions): boolean =>
  isSameRole(revocation, sessions) &&
  revocation.sessionName === sessions.sessionName &&
  sessions.issuedAt <= revocation.before

async function stateOf({ access }: Stores, { before, requestId }: StoredRevocation): Promise<RevocationState> {
  const request = await access.request('provision', requestId)
  return {
    requestedAt: before,
    status: request?.status ?? 'IN_PROGRESS',
    ...(request?.failureReason === undefined ? {} : { failureReason: request.failureReason }),
  }
}

const uniqueRoles = (all: readonly RoleKey[]): readonly RoleKey[] =>
  all
    .map(({ accountId, permissionSetId }) => ({ accountId, permissionSetId }))
    .filter((role, place, roles) => roles.findIndex(one => isSameRole(one, role)) === place)

async function revoke(
  { instance, atomically, clock, random, kick }: RoleSessionNeeds,
  author: Author,
  userId: string,
): Promise<readonly AccessRequest[]> {
  const requests = await atomically(async stores => {
    const before = clock()
    const out = await outstanding(stores, userId, before)
    const requests: AccessRequest[] = []
    for (const role of uniqueRoles(out)) {
      const request = await planned(stores, { instance, role, requestId: uuid(random), at: before })
      if (request === undefined) continue
      requests.push(request)
      for (const { sessionName } of out.filter(one => isSameRole(one, role))) {
        const { requestId } = request
        const expiresAt = before + LONGEST_LIFE
        await stores.access.putRevocation({ ...role, userId, sessionName, before, expiresAt, requestId })
      }
    }
    if (requests.length > 0) await stores.events.record(author, aboutRevocation(instance, userId, requests))
    return requests
  })
  kick()
  return requests
}

interface Planned {
  readonly instance: AccessNeeds['instance']
  readonly role: RoleKey
  readonly requestId: string
  readonly at: number
}

/** A request with its work; undefined where the permission set is gone, and the role goes with it. */
async function planned(
  { access, work }: AccessStores,
  { instance, role, requestId, at }: Planned,
): Promise<AccessRequest | undefined> {
  const set = await access.permissionSet(role.permissionSetId)
  if (set === undefined) return undefined
  const request = { requestId, kind: 'provision', status: 'IN_PROGRESS', ...role, createdAt: at } as const
  await access.addRequest(request)
  await work.plan({ ...role, roleName: reservedRoleName(instance, role, set.name) }, requestId, at)
  return request
}

const aboutRevocation = (instance: AccessNeeds['instance'], userId: string, requests: readonly AccessRequest[]) => ({
  responseElements: { requestIds: requests.map(({ requestId }) => requestId) },
  resources: [
    { type: 'AWS::IdentityStore::User', name: userId },
    ...[...new Set(requests.map(({ permissionSetId }) => permissionSetArn(instance, permissionSetId)))].flatMap(
      setArn => aboutPermissionSet(setArn).resources,
    ),
    ...[...new Set(requests.flatMap(({ accountId }) => accountId ?? []))].map(account => ({
      type: 'AWS::Organizations::Account',
      name: account,
    })),
  ],
})

/**
 * A role that waits for a change of its permission set to be provisioned is left alone: taking the statement off would
 * bring that change along, unasked. It denies nothing that lives, and goes with the next provisioning.
 */
async function sweep({ instance, atomically, clock, random, kick }: RoleSessionNeeds): Promise<number> {
  const count = await atomically(async ({ access, work, issued }) => {
    const now = clock()
    const ended = await access.takeRevocations(now)
    for (const role of uniqueRoles(ended)) {
      const set = await access.permissionSet(role.permissionSetId)
      if (set === undefined || (await work.appliedVersion(role)) !== set.version) continue
      await work.plan({ ...role, roleName: reservedRoleName(instance, role, set.name) }, uuid(random), now)
    }
    return (await issued.sweep(now)) + ended.length
  })
  kick()
  return count
}
