/** The AWS SSO portal API, as the portal uses it: `/assignment/*` and `/federation/credentials`. */
import { getJson } from '../kit/api.ts'

export interface Account {
  readonly accountId: string
  readonly accountName?: string
  readonly emailAddress?: string
}

export interface AccountPage {
  readonly accountList: readonly Account[]
  readonly nextToken?: string | null
}

export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Unix ms. */
  readonly expiration: number
}

interface RolePage {
  readonly roleList: readonly { readonly roleName: string }[]
  readonly nextToken?: string | null
}

export const listAccounts = (nextToken: string, signal: AbortSignal): Promise<AccountPage> =>
  getJson(query('/assignment/accounts', { max_result: '100', next_token: nextToken }), signal)

/** The names of the permission sets that the person has in the account, sorted. */
export async function listRoleNames(accountId: string): Promise<readonly string[]> {
  const names: string[] = []
  let nextToken = ''
  do {
    const parameters = { account_id: accountId, max_result: '100', next_token: nextToken }
    const page = await getJson<RolePage>(query('/assignment/roles', parameters))
    names.push(...page.roleList.map(role => role.roleName))
    nextToken = page.nextToken ?? ''
  } while (nextToken)
  return names.sort((a, b) => a.localeCompare(b))
}

export async function getRoleCredentials(accountId: string, roleName: string, signal: AbortSignal) {
  const path = query('/federation/credentials', { account_id: accountId, role_name: roleName })
  return (await getJson<{ roleCredentials: RoleCredentials }>(path, signal)).roleCredentials
}

function query(path: string, parameters: Readonly<Record<string, string>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '')
  return `${path}?${new URLSearchParams(given)}`
}
