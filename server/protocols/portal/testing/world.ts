import type { Entry } from '#server/access/index.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { RoleSessionRequest } from '#server/cloud/index.ts'
import { browser } from '#server/signin/testing/browser.ts'
import { ORIGIN, PASSWORD, signinWorld } from '#server/signin/testing/world.ts'
import type { TestEngine } from '#tests/engines.ts'
import { portalPlugin } from '../plugin.ts'
import type { PortalPorts } from '../ports.ts'

export const ACCOUNTS = ['111122223333', '222233334444', '333344445555']
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** What everybody may enter here; who may what is tested where it is decided. */
export const ROLES: readonly string[] = ['Admin', 'Billing', 'ReadOnly']

/** The doors over the world of the sign-in. Accounts and roles are the ports' own, fixed and small. */
export async function portalWorld(engine: TestEngine) {
  const world = await signinWorld(engine)
  const issued: RoleSessionRequest[] = []
  const ports: PortalPorts = {
    ...world,
    entitlements: {
      accountsOf: async () => ACCOUNTS,
      rolesOf: async (_userId, accountId) => (ACCOUNTS.includes(accountId) ? ROLES : []).map(entitlement(accountId)),
      enter: async (_userId, accountId, name) => {
        if (ACCOUNTS.includes(accountId) && ROLES.includes(name)) return entry(accountId, name)
        throw noAccess()
      },
    },
    accounts: {
      accountsNamed: async accountIds =>
        accountIds.map(accountId => ({
          accountId,
          name: `Account ${accountId}`,
          email: `${accountId}@example.org`,
          status: 'ACTIVE',
          joinedMethod: 'CREATED',
          joinedAt: 0,
          parentId: 'r-1',
        })),
    },
    roles: {
      roleCredentials: async request => {
        issued.push(request)
        const { author, event } = request
        if (author !== undefined) await world.atomically(({ events }) => events.record(author, event))
        const expiresAt = world.clock() + request.duration * 1000
        return { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token', expiresAt }
      },
    },
    origin: ORIGIN,
  }
  await world.app.register(portalPlugin, ports)

  const call = (method: 'GET' | 'POST' | 'HEAD', url: string, headers: Record<string, string> = {}, body?: unknown) =>
    world.app.inject({
      method,
      url,
      headers: {
        host: 'localhost:8480',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    ...world,
    issued,
    call,
    post: (url: string, body: unknown) => call('POST', url, {}, body),
    /** A browser in which this person is signed in. */
    async signedIn(userName = 'ann') {
      await world.addUser(userName)
      const window = browser(world.app)
      await window.get('/signin')
      await window.submit({ username: userName })
      await window.follow()
      await window.submit({ password: PASSWORD })
      return window
    },
  }
}

export type PortalWorld = Awaited<ReturnType<typeof portalWorld>>

const entitlement = (accountId: string) => (permissionSetName: string) => ({
  accountId,
  permissionSetId: `ps-${permissionSetName}`,
  permissionSetName,
  via: [],
})

export function entry(accountId: string, name: string): Entry {
  const roleName = `AWSReservedSSO_${name}_0123456789abcdef`
  return {
    userName: 'ann',
    permissionSet: {
      permissionSetId: 'ps-0123456789abcdef',
      arn: 'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef',
      name,
      sessionDuration: 'PT1H',
      relayState: 'https://console.aws.amazon.com/billing',
      createdAt: 0,
      version: 1,
    },
    accountId,
    roleName,
    roleArn: `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/${roleName}`,
    samlProviderArn: `arn:aws:iam::${accountId}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`,
    sessionDuration: 3600,
  }
}

export const noAccess = () =>
  new Refusal(
    'access.no_access',
    {
      kind: 'denied',
      title: 'No access',
      toUser: 'You have no access to this account with this role.',
      cause: 'The permission set is not assigned.',
      fix: 'Ask for an assignment.',
      actor: 'administrator',
    },
    { sentence: 'No access', secret: { detail: 'only for administrators' } },
  )
