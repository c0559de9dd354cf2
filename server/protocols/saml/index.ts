/**
 * SAML doors: Portico as identity provider of the AWS accounts.
 *
 * - `accounts.ts`: pure: the assertion that opens a role, the metadata of the SAML provider in each account
 * - `launch-pages.ts`: GET /launch/account/{accountId}/{permissionSetName}, GET /saml/accounts/metadata
 *
 * Who may enter is decided by `access/`; the endpoint that takes the assertion is `cloud/`'s, or AWS's.
 */
export { ACCOUNTS_KEY, accountsEntityId, accountsMetadata } from './accounts.ts'
export { type LaunchPorts, launchPages } from './launch-pages.ts'
export { launchRefusals } from './refusals.ts'
