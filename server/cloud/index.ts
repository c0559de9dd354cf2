/**
 * The cloud: where AWS accounts live. This folder is the embedded one, a small IAM and STS for each account; the real
 * AWS is an adapter that implements the same port, `Cloud`.
 *
 * - `embedded.ts`: the port, for provisioning; opening of accounts
 * - `roles/`, `policies/`, `providers/`, `users/`: IAM for callers (`iamService`), each with its rows; `accounts/`: which
 *   accounts live here
 * - `sessions/`: temporary credentials as sealed tokens; AssumeRole, AssumeRoleWithSAML, credentials for the portal
 * - `actor.ts`: a principal of an account as an actor: the policies that bind it and its condition keys
 * - `console/`, `pages.ts`: the sign-in endpoint `/cloud/saml` and the page of an account, `/cloud/console/{accountId}`
 *
 * Who may have credentials of a permission set is decided in `access/`; what its role must look like in `provisioning/`;
 * the wire is `protocols/aws/operations/iam.ts` and `sts.ts`.
 */
export { type AccountActors, type ActorNeeds, accountActors, type BrowserRole } from './actor.ts'
export { type ConsoleNeeds, type Consoles, consoles } from './console/service.ts'
export type { ConsoleSession } from './console/store.ts'
export { type EmbeddedNeeds, embeddedCloud } from './embedded.ts'
export type { CloudNeeds, CloudUnit } from './needs.ts'
export { type CloudPagesNeeds, cloudPages } from './pages.ts'
export { cloudRefusals } from './refusals.ts'
export { isReserved } from './roles/protection.ts'
export { type IamService, iamService } from './service.ts'
export type { AssumeRoleRequest } from './sessions/assume.ts'
export type { IssuedSession, IssuedSessions, IssuedStore } from './sessions/issued-store.ts'
export type { SamlRequest, SamlSignIn } from './sessions/saml.ts'
export { type AssumedRole, type RoleSessions, roleSessions, type SessionNeeds } from './sessions/service.ts'
export { MAX_SESSION_TOKEN, openSession } from './sessions/token.ts'
export { type CloudStores, cloudStores } from './store.ts'
export type {
  AccessKey,
  AccountActor,
  AccountRequest,
  Cloud,
  CloudRole,
  DerivesKeys,
  IamUser,
  IssuesRoleCredentials,
  ManagedPolicy,
  NewAccessKey,
  RoleCredentials,
  RoleDefinition,
  RoleSession,
  RoleSessionRequest,
  RoleSummary,
  SamlProvider,
  Tag,
} from './types.ts'
export { isAccountActor } from './types.ts'
export type { IamUserStore } from './users/store.ts'
