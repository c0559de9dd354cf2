/**
 * Makes roles in accounts what `access` wants them to be, through the `Cloud` port.
 *
 * - `worker.ts`: takes work by lease, one role at a time in an account, accounts in parallel; repeats what may pass
 * - `reconcile.ts`: wanted against actual for one role; `record.ts`: the unit that ends a pass: state of the role, end of
 *   the requests, the event in the account's history; `failure.ts`: AWS's FailureReason texts
 * - `store.ts`: work (one row for each role, whoever waits), parts (what a request waits for), roles that are
 * - `service.ts`: which permission set is where, and whether in its latest version
 *
 * Work is written by `access` in the unit of the request (`PlansWork`). A pass reads what is wanted when it runs, so that
 * the last assignment removed and the first made end alike in every order. A process that dies keeps its work for the
 * length of a lease; passes can be repeated from any point.
 */
export { failureReason } from './failure.ts'
export { roleLists } from './list-store.ts'
export type { RoleLists, RoleRow } from './lists.ts'
export type { ReconcileNeeds } from './reconcile.ts'
export type { ProvisioningStores } from './record.ts'
export { provisioned } from './service.ts'
export { shownRoles } from './shown.ts'
export { workStore } from './store.ts'
export type { Provisioned, ProvisionedRole, Provisioner, ProvisioningStatus, Work, WorkStore } from './types.ts'
export { type ProvisionerNeeds, provisioner } from './worker.ts'
