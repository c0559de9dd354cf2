/** The blocks that are offered for copying into shells and files of the AWS CLI. */
import type { Variables } from './shells.ts'

/** A role in an account. */
interface Place {
  readonly accountId: string
  readonly roleName: string
}

interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** What the AWS CLI must know about this portal. */
export interface CliPortal {
  readonly url: string
  readonly aliasStartUrl: string
  readonly region: string
  readonly accountsEndpoint?: string
}

/** The same credentials with dots for secrets: what is on the screen until the person asks to see them. */
export const masked = <Credentials extends RoleCredentials>(credentials: Credentials): Credentials => ({
  ...credentials,
  secretAccessKey: dots,
  sessionToken: dots,
})
const dots = '•'.repeat(20)

/** Accounts that live in the portal itself are reached at its address, and the keys are good nowhere else. */
export const keyVariables = (
  credentials: RoleCredentials,
  { accountsEndpoint, region }: Pick<CliPortal, 'accountsEndpoint' | 'region'>,
): Variables => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  ...(accountsEndpoint === undefined ? {} : { AWS_ENDPOINT_URL: accountsEndpoint, AWS_REGION: region }),
})

/** For `~/.aws/credentials`. The format knows no quoting, and neither names nor values can contain a line end. */
export const credentialsFileBlock = ({ accountId, roleName }: Place, credentials: RoleCredentials): string =>
  [
    `[${accountId}_${roleName}]`,
    `aws_access_key_id=${credentials.accessKeyId}`,
    `aws_secret_access_key=${credentials.secretAccessKey}`,
    `aws_session_token=${credentials.sessionToken}`,
  ].join('\n')

/** As `aws configure sso` would name it. */
export const profileName = ({ accountId, roleName }: Place): string => `${roleName}-${accountId}`

/**
 * For `~/.aws/config`. The start URL is the alias: since 2.35.13 the CLI refuses any other host than AWS's own, though it
 * never contacts it. The endpoints must be in a `services` section that the profile names; in the sso-session they are
 * ignored.
 */
export function configFileBlock(place: Place, portal: CliPortal): string {
  const session = sessionName(portal)
  return `[sso-session ${session}]
sso_start_url = ${portal.aliasStartUrl}
sso_region = ${portal.region}
sso_registration_scopes = sso:account:access

[profile ${profileName(place)}]
sso_session = ${session}
sso_account_id = ${place.accountId}
sso_role_name = ${place.roleName}
region = ${portal.region}
services = ${session}${portal.accountsEndpoint === undefined ? '' : `\nendpoint_url = ${portal.accountsEndpoint}`}

[services ${session}]
sso =
  endpoint_url = ${endpoint(portal)}
sso_oidc =
  endpoint_url = ${endpoint(portal)}`
}

/** With the profile: only then does the CLI look at its endpoints. Double quotes mean the same in all three shells. */
export const signInCommand = (place: Place): string => {
  const name = profileName(place)
  return `aws sso login --profile ${/^[\w.-]+$/.test(name) ? name : `"${name}"`}`
}

/** For `aws configure sso`, which ignores the profile's `services`. */
export const endpointVariables = (portal: CliPortal): Variables => ({
  AWS_ENDPOINT_URL_SSO: endpoint(portal),
  AWS_ENDPOINT_URL_SSO_OIDC: endpoint(portal),
})

const endpoint = ({ url }: CliPortal): string => url.replace(/\/+$/, '')

/** The first label of the alias, so that blocks of several portals live in one file. */
const sessionName = ({ aliasStartUrl }: CliPortal): string => new URL(aliasStartUrl).hostname.split('.')[0] ?? 'portico'
