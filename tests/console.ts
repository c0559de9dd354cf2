/** A server and people who use the console's API on it: signed in, acting with a permission set of the management account. */
import type { App } from '#server/app.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Config } from '#server/config/index.ts'
import { Browser, send } from './doors/wire.ts'
import { engines, type TestEngine } from './engines.ts'
import { administrator, PASSWORD, startPortico, testConfig } from './portico.ts'

export interface Told {
  readonly status: number
  /** Whatever JSON it is. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any
}

/** Calls `/api/v1` as one person. */
export interface Console {
  get(path: string): Promise<Told>
  post(path: string, body?: object): Promise<Told>
  put(path: string, body: object): Promise<Told>
  delete(path: string): Promise<Told>
  /** For a request that is sent by other means. */
  readonly headers: Readonly<Record<string, string>>
}

/** @param more settings beside those of every test, and a clock that the test moves */
export async function consoleWorld(engine: TestEngine, more: { settings?: Partial<Config>; clock?: Clock } = {}) {
  const config = { ...(await testConfig(await engine.settings())), ...more.settings }
  const app = await startPortico(config, more.clock)
  const { origin } = config
  const ada = await administrator(app)
  const { managementAccountId } = app.storage.instance
  const making = made(app)
  return {
    app,
    config,
    origin,
    ada,
    managementAccountId,
    ...making,
    /** The console of a new person who may do in the management account what the statement says, or nothing. */
    somebody: async (userName: string, statement?: object) => {
      const userId = await making.user(userName)
      await making.assign(managementAccountId, await making.set(userName, statement), userId)
      await app.provisioned()
      await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
      return consoleOf(origin, userName, userName)
    },
    /** The console of somebody with a password. */
    console: (userName: string, permissionSet: string) => consoleOf(origin, userName, permissionSet),
    admin: await consoleOf(origin, ada.userName, 'AdministratorAccess'),
  }
}

/**
 * A world on every engine, all of them before the first test begins: a file whose tests are done while it still waits for
 * another world is taken for finished, and its servers are closed.
 */
export async function eachEngine<W extends object>(worldOn: (engine: TestEngine) => Promise<W>) {
  const worlds: (W & { readonly name: string })[] = []
  for (const engine of engines) worlds.push({ ...(await worldOn(engine)), name: engine.name })
  return worlds
}

async function consoleOf(origin: string, userName: string, permissionSet: string): Promise<Console> {
  const browser = new Browser(origin)
  const { status } = await browser.signIn(userName, PASSWORD)
  if (status !== 303) throw new Error(`${userName} could not sign in: ${status}`)
  const headers = browser.as(permissionSet)
  const told = async (method: string, path: string, body?: object): Promise<Told> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await send(origin, { method, path: `/api/v1${path}`, headers: { ...headers, ...type }, ...sent })
    return { status: answer.status, json: answer.body === '' ? undefined : JSON.parse(answer.body) }
  }
  return {
    get: path => told('GET', path),
    post: (path, body) => told('POST', path, body),
    put: (path, body) => told('PUT', path, body),
    delete: path => told('DELETE', path),
    headers,
  }
}

/** What tests stand on, made through the services. */
const made = (app: App) => {
  const { directory, organization, access, author } = app
  return {
    user: async (userName: string) => {
      const name = { givenName: userName, familyName: 'Example' }
      const details = { userName, displayName: userName, name, attributes: {}, status: 'ENABLED' } as const
      return (await directory.createUser(author('CreateUser'), details)).userId
    },
    group: async (displayName: string, ...userIds: readonly string[]) => {
      const { groupId } = await directory.createGroup(author('CreateGroup'), { displayName })
      for (const userId of userIds) await directory.addMember(author('CreateGroupMembership'), groupId, userId)
      return groupId
    },
    account: async (name: string) => {
      const wanted = { name, email: `${name.toLowerCase()}@example.org` }
      return (await organization.createAccount(author('CreateAccount'), wanted)).accountId ?? ''
    },
    /** @returns its ARN */
    set: async (name: string, statement?: object) => {
      const { arn } = await access.permissionSets.create(author('CreatePermissionSet'), { name, tags: [] })
      if (statement !== undefined) {
        const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
        await access.permissionSets.putInlinePolicy(author('PutInlinePolicyToPermissionSet'), arn, policy)
      }
      return arn
    },
    assign: async (
      accountId: string,
      permissionSetArn: string,
      principalId: string,
      type: 'USER' | 'GROUP' = 'USER',
    ) => {
      const target = { accountId, permissionSetArn, principalType: type, principalId }
      await access.assignments.assign(author('CreateAccountAssignment'), target)
    },
  }
}
