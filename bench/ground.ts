/**
 * A store with an organization in it, and the server over it: what all rows but the cold start run against. It is filled
 * through the services of the application, in this process, before the server starts.
 */
import { type App, openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom, uuid } from '#server/base/random.ts'
import { loadConfig } from '#server/config/index.ts'
import type { RegisteredClient } from '#server/sessions/index.ts'
import type { Engine } from './engines.ts'
import { freePort, type Server, startServer } from './server.ts'
import type { AccessKey } from './signed.ts'

export const PASSWORD = 'Correct-horse-7-battery'
export const ACCOUNTS = 60
/** Of each person, as in a company where several teams share accounts. */
const ACCOUNTS_OF_A_PERSON = 10
const PEOPLE = 16

export interface Person {
  readonly userId: string
  readonly userName: string
  /** Value of the cookie of an open portal session. */
  readonly cookie: string
  readonly accessToken: string
  readonly refreshToken: string
}

export interface Ground {
  readonly engine: string
  readonly server: Server
  readonly key: AccessKey
  readonly instanceArn: string
  readonly identityStoreId: string
  readonly managementAccountId: string
  /** Of the program that the people have signed in. */
  readonly program: RegisteredClient
  readonly people: readonly Person[]
  readonly accountIds: readonly string[]
  /** Everybody's, in the first accounts. */
  readonly roleName: string
  readonly groupId: string
  /** Users that are only there to be many: `user000000` and so on. */
  readonly crowd: number
  /** Assigned to nobody yet. */
  newPermissionSets(count: number): readonly string[]
  close(): Promise<void>
}

interface Wanted {
  readonly crowd: number
  readonly permissionSets: number
}

export async function layGround(engine: Engine, wanted: Wanted): Promise<Ground> {
  const store = await engine.empty()
  const port = await freePort()
  const origin = { PORTICO_URL: `http://localhost:${port}`, PORTICO_LISTEN: `127.0.0.1:${port}` }
  const config = loadConfig({ ...origin, ...store.settings }, systemRandom)
  const app = await openApp(config, { clock: systemClock, random: systemRandom })
  const filled = await fill(app, wanted).finally(() => app.close())
  const server = await startServer(store, port)
  const free = [...filled.permissionSets]
  return {
    ...filled,
    ...app.description,
    engine: engine.name,
    server,
    crowd: wanted.crowd,
    newPermissionSets: count => free.splice(0, count),
    close: async () => {
      await server.stop()
      await store.remove()
    },
  }
}

async function fill(app: App, wanted: Wanted) {
  const author = app.author('Benchmark')
  const setUp = { userName: 'ada', email: 'ada@example.org', givenName: 'Ada', familyName: 'Lovelace' }
  await app.commands.setUp({ ...setUp, password: PASSWORD })
  const key = await app.commands.createAccessKey('arn:aws:iam::aws:policy/AdministratorAccess')
  const accountIds = await addAccounts(app)
  const userIds = await addPeople(app)
  const { groupId } = await app.directory.createGroup(author, { displayName: 'Everybody', addMembers: userIds })
  const roleName = 'PowerUser'
  const [shared = '', ...permissionSets] = await addPermissionSets(app, roleName, wanted.permissionSets)
  for (const accountId of accountIds.slice(0, ACCOUNTS_OF_A_PERSON)) {
    const target = { accountId, permissionSetArn: shared, principalType: 'GROUP', principalId: groupId } as const
    await app.access.assignments.assign(author, target)
  }
  await app.provisioned()
  await addCrowd(app, wanted.crowd)
  const program = app.oauth.register({
    clientName: 'benchmark',
    clientType: 'public',
    scopes: ['sso:account:access'],
    grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  })
  const people: Person[] = []
  for (const [number, userId] of userIds.entries())
    people.push({ userName: nameOf(number), ...(await signIn(app, program, userId)) })
  const keys = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey }
  return { key: keys, accountIds, groupId, roleName, permissionSets, program, people }
}

async function addAccounts(app: App): Promise<readonly string[]> {
  const ids: string[] = []
  for (let number = 0; number < ACCOUNTS; number++) {
    const wanted = { name: `Account ${number}`, email: `aws-${number}@example.org` }
    const { accountId } = await app.organization.createAccount(app.author('Benchmark'), wanted)
    if (accountId !== undefined) ids.push(accountId)
  }
  return ids
}

const nameOf = (number: number): string => `person${number}`

async function addPeople(app: App): Promise<readonly string[]> {
  const author = app.author('Benchmark')
  const ids: string[] = []
  for (let number = 0; number < PEOPLE; number++) {
    const userName = nameOf(number)
    const { userId } = await app.directory.createUser(author, { ...details(userName), status: 'ENABLED' })
    await app.passwords.set(author, { userId, userName, password: PASSWORD })
    ids.push(userId)
  }
  return ids
}

async function addPermissionSets(app: App, first: string, others: number): Promise<readonly string[]> {
  const author = app.author('Benchmark')
  const names = [first, ...Array.from({ length: others }, (_, number) => `Set${number}`)]
  const arns: string[] = []
  for (const name of names) {
    const { arn } = await app.access.permissionSets.create(author, { name, tags: [] })
    await app.access.permissionSets.attachManagedPolicy(author, arn, 'arn:aws:iam::aws:policy/ReadOnlyAccess')
    arns.push(arn)
  }
  return arns
}

export const crowdName = (number: number): string => `user${String(number).padStart(6, '0')}`

export const details = (userName: string) => ({
  userName,
  displayName: `Display ${userName}`,
  name: { givenName: 'Given', familyName: userName },
  emails: [{ value: `${userName}@example.org`, type: 'work', primary: true }],
  attributes: {},
})

const TOGETHER = 1_000

/** Rows alone, without an event for each: only their number matters. */
async function addCrowd(app: App, crowd: number): Promise<void> {
  const at = app.clock()
  const changes = { createdAt: at, createdBy: 'benchmark', updatedAt: at, updatedBy: 'benchmark' }
  for (let from = 0; from < crowd; from += TOGETHER)
    await app.atomically(async ({ directory }) => {
      for (let number = from; number < Math.min(from + TOGETHER, crowd); number++) {
        const user = {
          ...details(crowdName(number)),
          status: 'ENABLED',
          userId: uuid(systemRandom),
          ...changes,
        } as const
        await directory.insertUser(user)
      }
    })
}

/** A portal session, and a program that got its tokens through it by the device grant. */
async function signIn(app: App, program: RegisteredClient, userId: string) {
  const author = app.author('Benchmark')
  const { session, sessionToken } = await app.signin.signInAfterSetup(author, userId)
  const { userCode, deviceCode } = await app.oauth.startDevice(author, program)
  await app.oauth.decideDevice(author, { userCode, session, approved: true })
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
  const { accessToken, refreshToken = '' } = await app.oauth.createToken(author, { ...program, grantType, deviceCode })
  return { userId, cookie: `portico_session=${sessionToken}`, accessToken, refreshToken }
}
