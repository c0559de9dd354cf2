/**
 * The door of the AWS APIs at `POST /` (and, in the query form, `GET /`): sso-admin, identitystore, Organizations and
 * CloudTrail in JSON 1.1, IAM and STS in the query protocol, signed with Signature Version 4.
 *
 * - `plugin.ts`: the Fastify plugin; `door.ts`: the way of a call, top to bottom
 * - `services.ts`, `route.ts`, `catalog.ts`: which service and operation is meant, and whether it is built
 * - `authenticate.ts`, `call.ts`: who calls, and what the event of the call will say
 * - `errors.ts`, `exceptions.ts`: the AWS exception that a refusal becomes
 * - `operation.ts`, `constraints.ts`: what the files in `operations/` are written with
 * - `ports.ts`: what the door needs from the rest of the server; `coverage.ts`: docs/aws-coverage.md
 *
 * Shapes and signatures are read and written by `formats/aws`; permissions are judged by `policy/` through the actor;
 * the portal API (`sso`), `sso-oidc` and the account's sign-in endpoint are other doors.
 */
export { administrationCaller } from './authenticate.ts'
export { browserActor, consoleEntrances } from './browser.ts'
export { all, check, fields, list, oneOf, type Rule, type Rules, rule, text, whole } from './constraints.ts'
export { type Coverage, coverageOf, coverageTable } from './coverage.ts'
export { type Operation, operation, type Plane, type ServiceName, type ServiceOperations } from './operation.ts'
export { awsPlugin } from './plugin.ts'
export type { AwsPorts, ClaimedKey, Credentials, FoundCredentials } from './ports.ts'
export { awsDoorRefusals } from './refusals.ts'
