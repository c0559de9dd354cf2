/**
 * The organization: accounts, organizational units and the root above them. One organization per instance; its ids were
 * made with the instance.
 *
 * - `service.ts`: rules of accounts and units; `store.ts`: their rows
 * - `found()` makes the management account on an empty store, and opens accounts that a crash left half way
 * - `OpensAccounts` is filled by the cloud: an account that has joined is prepared there after its unit of work
 *
 * Creating an account has AWS's asynchronous shape, yet it is done when the call returns. There are no service control
 * policies: every level allows everything, as `FullAWSAccess` does. The AWS door is `protocols/aws/operations/organizations.ts`.
 */
export { organizationRefusals, refuse as refuseOrganization } from './refusals.ts'
export { type OrganizationService, organization } from './service.ts'
export { type OrganizationStore, organizationStore } from './store.ts'
export type {
  Account,
  AccountFailure,
  AccountRequest,
  AccountStatus,
  ControlPolicy,
  OpensAccounts,
  Organization,
  OrganizationalUnit,
  OrganizationReads,
  ParentType,
} from './types.ts'
