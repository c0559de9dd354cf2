/**
 * The doors of programs and of the portal: AWS's `sso-oidc` API with its browser pages, and AWS's portal API (`sso`).
 *
 * - `oidc.ts`: POST /client/register, /device_authorization, /token
 * - `authorize-pages.ts`, `device-pages.ts`: GET and POST /authorize, /device, for people
 * - `portal.ts`: GET /assignment/accounts, /assignment/roles, /federation/credentials, POST /logout; `caller.ts`: who asks
 * - `start-url.ts`: HEAD /start, and the names under which clients know this instance
 * - `errors.ts`: the exceptions of both service models
 *
 * Rules of tokens and grants are in `sessions/`, of entitlements in `access/`, credentials come from `cloud/`. What
 * clients really send is recorded in `tests/interop/`.
 */
export { portalPlugin } from './plugin.ts'
export type { PortalPorts } from './ports.ts'
export { portalRefusals } from './refusals.ts'
export { acceptedStartUrls, aliasStartUrl, instanceUrl, namesInstance } from './start-url.ts'
