/** The addresses of the portal: what follows the `#`, in the forms that AWS's portal uses, so that old links work. */

export type Route =
  | { readonly page: 'accounts' | 'applications' | 'mfa-devices' | 'sessions' }
  | { readonly page: 'roles'; readonly accountId: string; readonly destination: string | undefined }
  /** A link that does not say enough to be followed. */
  | { readonly page: 'broken-link'; readonly problem: string }
  /** The address names a page of the server: the portal steps aside. */
  | { readonly page: 'elsewhere'; readonly path: string }

export interface Shortcut {
  readonly accountId: string
  readonly roleName?: string | undefined
  readonly destination?: string | undefined
}

/** @param hash as in `location.hash`, with or without its `#` */
export function routeOf(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s)
  const parameters = new URLSearchParams(search)
  if (path === '/console') return consoleRoute(parameters)
  if (path === '/device') return deviceRoute(parameters)
  if (path === '/mfa-devices') return { page: 'mfa-devices' }
  if (path === '/sessions') return { page: 'sessions' }
  return { page: path === '/applications' ? 'applications' : 'accounts' }
}

function consoleRoute(parameters: URLSearchParams): Route {
  const accountId = (parameters.get('account_id') ?? '').replaceAll('-', '')
  if (!/^\d{12}$/.test(accountId))
    return { page: 'broken-link', problem: 'The link names no AWS account: account_id must be a number of 12 digits.' }
  // No role name contains a space, but it may contain a plus sign, which hand-made links forget to encode.
  const roleName = parameters.get('role_name')?.replaceAll(' ', '+')
  const destination = parameters.get('destination') || undefined
  if (roleName) return { page: 'elsewhere', path: launchPath({ accountId, roleName, destination }) }
  return { page: 'roles', accountId, destination }
}

function deviceRoute(parameters: URLSearchParams): Route {
  const userCode = parameters.get('user_code')
  return { page: 'elsewhere', path: userCode ? `/device?${new URLSearchParams({ user_code: userCode })}` : '/device' }
}

/** The server's page that enters the account in this role. */
export function launchPath({ accountId, roleName, destination }: Shortcut & { readonly roleName: string }): string {
  const path = `/launch/account/${encodeURIComponent(accountId)}/${encodeURIComponent(roleName)}`
  return destination ? `${path}?destination=${encodeURIComponent(destination)}` : path
}

/** A link to hand on; it leads only those into the account who are assigned to it. */
export function shortcutUrl(startUrl: string, { accountId, roleName, destination }: Shortcut): string {
  const parameters = Object.entries({ account_id: accountId, role_name: roleName, destination }).flatMap(
    ([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : []),
  )
  return `${startUrl.replace(/\/+$/, '')}/#/console?${parameters.join('&')}`
}
