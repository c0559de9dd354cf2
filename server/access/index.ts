/**
 * Who may enter which account with what: permission sets, assignments, and the roles that should realise them.
 *
 * - `permission-sets.ts`, `assignments.ts`, `tags.ts`: the rules of each; `service.ts` joins them; `store.ts`: the rows, `stored.ts`: what it offers
 * - `entitlements.ts`: what a person may enter now, and why not
 * - `role.ts`, `session-name.ts`, `duration.ts`: pure: the wanted role of a definition, a person's session name, PT4H
 *
 * - `role-sessions.ts`, `revocation-store.ts`: role sessions that are out, and making their roles deny them
 * - `batches.ts`: many assignments in one pass; `lists.ts`, `naming.ts`: reads over all; `routes.ts`, `batch-routes.ts`, `role-session-routes.ts`:
 *   their part of `/api/v1`
 *
 * A change of an assignment is written with a request (`AccessRequest`) and with work for `provisioning` in one unit. An
 * assignment counts (`active`) from the moment its role is provisioned until its removal is asked for. Applying the work
 * is `provisioning`'s; it ends the requests through `SettlesRequests`. Changes of a permission set reach accounts only by
 * ProvisionPermissionSet or the next assignment. The AWS door is `protocols/aws/operations/sso-admin.ts`.
 */
export type { Assignments, AssignmentTarget } from './assignments.ts'
export { batchStore } from './batch-store.ts'
export { type Batches, batches } from './batches.ts'
export { permissionSetArn, permissionSetIdOf } from './by-arn.ts'
export { customerPolicyKey, customerPolicyOf } from './customer-policy.ts'
export { sessionSeconds } from './duration.ts'
export { accessLists } from './list-store.ts'
export type { AccessLists, ListedAssignment, ListedPermissionSet } from './lists.ts'
export { type Naming, naming, withArn } from './naming.ts'
export type { AccessNeeds, AccessStores } from './needs.ts'
export type { NewPermissionSet, PermissionSetSettings, PermissionSets } from './permission-sets.ts'
export { accessRefusals, refuse as refuseAccess } from './refusals.ts'
export {
  type DesiredRole,
  desiredRole,
  RESERVED_ROLE_PREFIX,
  type RolePlace,
  reservedRoleArn,
  reservedRoleName,
  reservedRolePath,
  samlProviderArn,
  samlProviderName,
} from './role.ts'
export { type RoleSessionControl, roleSessionControl } from './role-sessions.ts'
export { type AccessService, access } from './service.ts'
export { sessionNameFor } from './session-name.ts'
export { accessStore } from './store.ts'
export type { AccessStore } from './stored.ts'
export type { Tags } from './tags.ts'
export type {
  AccessRequest,
  Assignment,
  CustomerPolicyReference,
  Entitlement,
  Entitlements,
  Entry,
  PermissionSet,
  PermissionSetDefinition,
  PermissionsBoundary,
  PlansWork,
  Principal,
  RequestKind,
  RequestStatus,
  RoleKey,
  SettledPart,
  SettlesRequests,
  StoredPermissionSet,
  Tag,
} from './types.ts'
