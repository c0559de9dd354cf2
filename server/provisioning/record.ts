import { reservedRolePath, type SettlesRequests } from '#server/access/index.ts'
import type { Author, EventDetails, EventWriter } from '#server/audit/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { Refusal } from '#server/base/refusal.ts'
import { arn } from '#server/formats/aws/index.ts'
import { failureReason } from './failure.ts'
import type { Reconciled, RoleChange } from './reconcile.ts'
import type { Work, WorkStore } from './types.ts'

export interface ProvisioningStores {
  /** The store of `access`. */
  readonly access: SettlesRequests
  readonly work: WorkStore
  readonly events: EventWriter
}

/** Who records a pass over a role, and when. */
export interface Pass {
  readonly instance: Instance
  readonly work: Work
  readonly owner: string
  /** Unix ms. */
  readonly now: number
}

/** In one unit: the state of the role, the end of the requests that waited, and the event in the account's history. */
export async function recordDone(stores: ProvisioningStores, pass: Pass, done: Reconciled): Promise<boolean> {
  const { work, owner, now } = pass
  const requests = await stores.work.finish(work, owner, now)
  if (requests === undefined) return false
  if (done.version === undefined) await stores.work.removeRole(work)
  else await stores.work.putRole({ ...work, appliedVersion: done.version, appliedAt: now })
  await settle(stores, requests, now)
  if (done.change !== undefined) await stores.events.record(author(pass), roleEvent(pass, done.change))
  return true
}

/** The longest pause before a role that nobody wants is tried to be removed again. */
const HOUR = 3_600_000

/**
 * What waited fails. A role that nobody wants any more after that (the first assignment failed half way, or the last was
 * removed for good) stays in work until it is gone.
 */
export async function recordFailure(stores: ProvisioningStores, pass: Pass, error: unknown): Promise<boolean> {
  const { work, owner, now } = pass
  const reason = failureReason(error, work.accountId)
  const tried = await attempted(stores, work)
  const later =
    tried === 'DeleteRole'
      ? { dueAt: now + Math.min(HOUR, 1_000 * 2 ** Math.min(work.attempts, 20)), attempts: work.attempts + 1 }
      : { dueAt: now, attempts: 0 }
  if (!(await stores.work.postpone(work, owner, later))) return false
  await settle(stores, await stores.work.waiting(work), now, reason)
  if ((await stores.access.wanted(work)) !== undefined) await stores.work.drop(work)
  await stores.work.putError(work, reason)
  const event = roleEvent(pass, { action: tried, changed: [] })
  const errorCode = error instanceof Refusal ? error.code : 'ServiceFailure'
  await stores.events.record(author(pass), { ...event, errorCode, errorMessage: reason })
  return true
}

/** What was being done to the role; which call of IAM failed is in the reason. */
async function attempted({ access, work: store }: ProvisioningStores, work: Work): Promise<RoleChange['action']> {
  if ((await access.wanted(work)) === undefined) return 'DeleteRole'
  return (await store.role(work)) === undefined ? 'CreateRole' : 'UpdateRole'
}

async function settle(
  { access, work }: ProvisioningStores,
  requests: readonly string[],
  at: number,
  failure?: string,
): Promise<void> {
  for (const requestId of requests) {
    const last = !(await work.waitsFor(requestId))
    await access.settle(requestId, { last, at, ...(failure === undefined ? {} : { failure }) })
  }
}

/** The service acts by itself; its events carry the id of the request it acts for. */
function author({ work, now }: Pass): Author {
  return {
    call: {
      requestId: work.requestId,
      at: now,
      eventSource: 'sso.amazonaws.com',
      eventName: 'ProvisionRole',
      readOnly: false,
      eventType: 'AwsServiceEvent',
      sourceIp: 'sso.amazonaws.com',
      userAgent: 'sso.amazonaws.com',
    },
    identity: { type: 'AWSService', invokedBy: 'sso.amazonaws.com' },
  }
}

/**
 * In the history of the account, beside what the cloud records of its own calls (`CreateRole`, `AttachRolePolicy`, …):
 * which request and permission set they were for.
 */
function roleEvent({ instance, work }: Pass, { action, changed }: RoleChange): EventDetails {
  const { accountId, permissionSetId, roleName } = work
  const role = arn('role', { account: accountId, path: reservedRolePath(instance), roleName })
  const permissionSet = arn('permissionSet', { instanceId: instance.instanceId, permissionSetId })
  return {
    ...(action === 'DeleteRole' ? { eventName: 'DeprovisionRole' } : {}),
    recipientAccountId: accountId,
    serviceEventDetails: { action, role, permissionSet, ...(changed.length === 0 ? {} : { changed }) },
    resources: [
      { type: 'AWS::IAM::Role', name: role, accountId },
      { type: 'AWS::SSO::PermissionSet', name: permissionSet },
    ],
  }
}
