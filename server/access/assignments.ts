import type { Author } from '#server/audit/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'
import { uuid } from '#server/base/random.ts'
import { aboutPermissionSet, existing } from './by-arn.ts'
import type { AccessNeeds, AccessStores } from './needs.ts'
import { refuse } from './refusals.ts'
import { reservedRoleName } from './role.ts'
import type {
  AccessRequest,
  Assignment,
  Principal,
  RequestKind,
  RequestStatus,
  RoleKey,
  StoredPermissionSet,
} from './types.ts'

/** An assignment as the API names it: by the ARN of the permission set. */
export interface AssignmentTarget extends Principal {
  readonly accountId: string
  readonly permissionSetArn: string
}

/**
 * Assignments and the requests that carry them out. What a call asks for is stored with its work in one unit; the answer
 * is the request, which ends when `provisioning` has brought the role about.
 */
export interface Assignments {
  /**
   * One that exists already is accepted again.
   * @throws Refusal `access.permission_set_missing`, `access.account_missing`, `access.principal_missing`, `access.account_quota`
   */
  assign(author: Author, target: AssignmentTarget): Promise<AccessRequest>
  /** Ends the access at once, whatever becomes of the role. @throws Refusal `access.assignment_missing`, … */
  unassign(author: Author, target: AssignmentTarget): Promise<AccessRequest>
  /** @param accountId absent: every account that has the permission set, which may be none */
  provision(author: Author, setArn: string, accountId?: string): Promise<AccessRequest>
  /** Accounts that `provision` of all would touch. */
  reach(setArn: string): Promise<readonly string[]>
  /** @throws Refusal `access.request_missing` */
  request(kind: RequestKind, requestId: string): Promise<AccessRequest>
  requests(kind: RequestKind, status: RequestStatus | undefined, page: PageRequest): Promise<Page<AccessRequest>>
  ofRole(accountId: string, setArn: string, page: PageRequest): Promise<Page<Assignment>>
  /** Of a user also those of the user's groups. A principal that was deleted keeps its own. */
  ofPrincipal(principal: Principal, accountId: string | undefined, page: PageRequest): Promise<Page<Assignment>>
  /** Whether anybody is assigned in the account. */
  anyIn(accountId: string): Promise<boolean>
  /** Requests that ended before this instant, and batches made before it; they are kept for 90 days. @returns how many requests */
  forget(before: number): Promise<number>
}

const MOST_PERMISSION_SETS = 500

export function assignments(needs: AccessNeeds): Assignments {
  return { ...changes(needs), ...reads(needs) }
}

type Changes = Pick<Assignments, 'assign' | 'unassign' | 'provision'>

const changes = (needs: AccessNeeds): Changes => ({ ...joining(needs), unassign: leaving(needs) })

type Plan = (stores: AccessStores, accountId: string, set: StoredPermissionSet, requestId: string) => Promise<void>

const planner =
  ({ instance, clock }: AccessNeeds): Plan =>
  ({ work }, accountId, set, requestId) => {
    const role = { accountId, permissionSetId: set.permissionSetId }
    return work.plan({ ...role, roleName: reservedRoleName(instance, role, set.name) }, requestId, clock())
  }

function joining(needs: AccessNeeds): Omit<Changes, 'unassign'> {
  const { instance, stores, atomically, clock, random, kick } = needs
  const plan = planner(needs)
  return {
    async assign(author, target) {
      const requestId = uuid(random)
      const { permissionSetId } = await existing(stores, instance, target.permissionSetArn)
      await refuseUnknownAccount(needs, target.accountId)
      if (!(await isCurrent(needs, target))) throw unknownPrincipal(needs, target)
      await refuseFullAccount(stores, { accountId: target.accountId, permissionSetId })
      const request = await atomically(async ({ access, work, events }) => {
        const set = await existing({ access }, instance, target.permissionSetArn)
        const assignment = assignmentOf(target, set)
        await access.addAssignment(assignment, clock())
        const request = newRequest('assign', requestId, assignment, clock())
        await access.addRequest(request)
        await plan({ access, work }, target.accountId, set, requestId)
        await events.record(author, aboutAssignment(target, requestId))
        return request
      })
      kick()
      return request
    },

    async provision(author, setArn, accountId) {
      const requestId = uuid(random)
      if (accountId !== undefined) await refuseUnknownAccount(needs, accountId)
      const request = await atomically(async ({ access, work, events }) => {
        const set = await existing({ access }, instance, setArn)
        const accounts = accountId === undefined ? await reached({ access, work }, set.permissionSetId) : [accountId]
        const request: AccessRequest = {
          requestId,
          kind: 'provision',
          status: accounts.length === 0 ? 'SUCCEEDED' : 'IN_PROGRESS',
          permissionSetId: set.permissionSetId,
          ...(accountId === undefined ? {} : { accountId }),
          createdAt: clock(),
        }
        await access.addRequest(request)
        for (const account of accounts) await plan({ access, work }, account, set, requestId)
        const responseElements = { permissionSetProvisioningStatus: { requestId, status: request.status } }
        await events.record(author, { responseElements, ...aboutPermissionSet(setArn) })
        return request
      })
      kick()
      return request
    },
  }
}

function leaving(needs: AccessNeeds): Changes['unassign'] {
  const { instance, atomically, clock, random, kick } = needs
  const plan = planner(needs)
  return async (author, target) => {
    const requestId = uuid(random)
    // Whoever is gone has no access to lose: the row goes at once, and cannot be kept by an account that does not answer.
    const stale = !(await isCurrent(needs, target))
    const request = await atomically(async ({ access, work, events }) => {
      const set = await existing({ access }, instance, target.permissionSetArn)
      const assignment = assignmentOf(target, set)
      if ((await access.assignment(assignment)) === undefined) throw noAssignment(target)
      await access.endAssignment(assignment)
      // Where others stay assigned the role stays as it is: not even an outdated one is touched by a removal.
      const isLast = (await access.wanted(assignment)) === undefined
      const isDone = stale || !isLast
      if (isDone) await access.removeAssignment(assignment)
      const started = newRequest('unassign', requestId, assignment, clock())
      const request: AccessRequest = isDone ? { ...started, status: 'SUCCEEDED' } : started
      await access.addRequest(request)
      if (isLast) await plan({ access, work }, target.accountId, set, requestId)
      await events.record(author, aboutAssignment(target, requestId))
      return request
    })
    kick()
    return request
  }
}

function reads({ instance, stores, atomically, directory }: AccessNeeds): Omit<Assignments, keyof Changes> {
  return {
    async reach(setArn) {
      return reached(stores, (await existing(stores, instance, setArn)).permissionSetId)
    },
    async request(kind, requestId) {
      const request = await stores.access.request(kind, requestId)
      if (request === undefined) throw refuse('access.request_missing', { observed: requestId })
      return request
    },
    requests: (kind, status, page) => stores.access.requests(kind, status, page),
    async ofRole(accountId, setArn, page) {
      const { permissionSetId } = await existing(stores, instance, setArn)
      return stores.access.assignmentsOfRole({ accountId, permissionSetId }, page)
    },
    async ofPrincipal(principal, accountId, page) {
      const groups = principal.principalType === 'USER' ? await directory.groupIdsOf(principal.principalId) : []
      const all = [principal, ...groups.map(principalId => ({ principalType: 'GROUP', principalId }) as const)]
      return stores.access.assignmentsOf(all, accountId, page)
    },
    anyIn: accountId => stores.access.anyAssignmentIn(accountId),
    forget: before => atomically(({ access }) => access.forgetRequests(before)),
  }
}

async function reached({ access, work }: AccessStores, permissionSetId: string): Promise<readonly string[]> {
  const assigned = await access.accountsOfPermissionSet(permissionSetId)
  return [...new Set([...assigned, ...(await work.accountsWith(permissionSetId))])].sort()
}

const assignmentOf = (target: AssignmentTarget, { permissionSetId }: StoredPermissionSet): Assignment => ({
  accountId: target.accountId,
  permissionSetId,
  principalType: target.principalType,
  principalId: target.principalId,
})

const newRequest = (
  kind: 'assign' | 'unassign',
  requestId: string,
  { accountId, permissionSetId, principalType, principalId }: Assignment,
  createdAt: number,
): AccessRequest => ({
  requestId,
  kind,
  status: 'IN_PROGRESS',
  permissionSetId,
  accountId,
  principal: { principalType, principalId },
  createdAt,
})

async function refuseUnknownAccount({ organization }: AccessNeeds, accountId: string): Promise<void> {
  if ((await organization.account(accountId)) === undefined)
    throw refuse('access.account_missing', { observed: accountId })
}

async function refuseFullAccount({ access }: AccessStores, role: RoleKey): Promise<void> {
  const others = await access.otherPermissionSets(role)
  if (others >= MOST_PERMISSION_SETS)
    throw refuse('access.account_quota', { observed: String(others), expected: `fewer than ${MOST_PERMISSION_SETS}` })
}

/** Whether the user or group exists now. */
async function isCurrent({ directory }: AccessNeeds, { principalType, principalId }: Principal): Promise<boolean> {
  const found = principalType === 'USER' ? directory.user(principalId) : directory.group(principalId)
  return (await found) !== undefined
}

const unknownPrincipal = ({ instance }: AccessNeeds, { principalType, principalId }: Principal) =>
  refuse('access.principal_missing', {
    sentence: `the ${principalType} assignee ${principalId} was not found in directory ${instance.identityStoreId}`,
    observed: `${principalType} ${principalId}`,
  })

const noAssignment = ({ accountId, principalType, principalId }: AssignmentTarget) =>
  refuse('access.assignment_missing', {
    sentence: 'Received a 404 status error: Assignment not found.',
    observed: `${principalType} ${principalId} in account ${accountId}`,
  })

const aboutAssignment = ({ permissionSetArn, accountId }: AssignmentTarget, requestId: string) => ({
  responseElements: { requestId, status: 'IN_PROGRESS' },
  resources: [
    ...aboutPermissionSet(permissionSetArn).resources,
    { type: 'AWS::Organizations::Account', name: accountId },
  ],
})
