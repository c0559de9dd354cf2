/**
 * `policy/` is the IAM policy language as pure functions: no store, no clock, no routes. Portico has no other permission
 * system; every AWS door and `/api/v1` call is decided here.
 *
 * - `document.ts`, `grammar.ts`: text → typed `PolicyDocument`, or a refusal that names the wrong member by its path
 * - `match.ts`: wildcards, ARNs, policy variables · `operators.ts`, `condition.ts`: the `Condition` element
 * - `principal.ts`: whom a `Principal` element names, and how closely
 * - `evaluate.ts`: request × policies → decision, for requests (`evaluate`) and role trust policies (`evaluateTrust`)
 * - `denial.ts`: a decision against, as AWS's sentence and a refusal
 * - `managed.ts`, `managed-job-functions.ts`: the AWS managed policies that the embedded cloud knows
 * - `check.ts`, `locate.ts`, `size.ts`: what keeps a text from being a policy, with line and column, for whoever writes it
 *
 * Elsewhere: which policies apply to whom (`cloud/`, `organization/`), who the caller is (the doors, as an `Actor`), size
 * limits of documents in accounts (where they are stored), and what applies beside any policy, such as "administrative doors accept
 * only principals of the management account".
 */
export { type Attempt, accessDenied, denialSentence } from './denial.ts'
export { parsePolicy } from './document.ts'
export {
  type AccessRequest,
  type Allowed,
  type ApplicablePolicies,
  type Decision,
  type Denial,
  evaluate,
  evaluateTrust,
  type Grant,
  type NamedPolicy,
  type PolicyType,
  type TrustRequest,
} from './evaluate.ts'
export { type ManagedPolicy, managedPolicies, managedPolicy } from './managed.ts'
export type { AwsPrincipal, FederatedPrincipal, Naming, Principal, ServicePrincipal } from './principal.ts'
export { policyRefusals } from './refusals.ts'
export { MOST_POLICY_WEIGHT, policyWeight } from './size.ts'
export type { Condition, PolicyDocument, PolicyKind, PrincipalSelection, Selection, Statement } from './types.ts'
