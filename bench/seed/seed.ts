/**
 * Fills an empty store with a company as large as is asked for: to see, try and measure Portico at its size. Users,
 * groups and memberships are written as rows, without an event for each; accounts, permission sets and assignments come
 * about through the services, so that events, requests and provisioned roles are there as in real life.
 */
import type { App } from '#server/app.ts'
import { systemRandom, uuid } from '#server/base/random.ts'
import { accountName, groupName, permissionSetName, person, unitNames, unitOf } from './names.ts'

export interface Size {
  readonly users: number
  readonly groups: number
  /** Groups that each user is a member of. */
  readonly groupsOfUser: number
  readonly accounts: number
  readonly permissionSets: number
  readonly assignments: number
}

/** What the console is built and measured for. */
export const LARGE: Size = {
  users: 100_000,
  groups: 10_000,
  groupsOfUser: 3,
  accounts: 500,
  permissionSets: 200,
  assignments: 50_000,
}

export const ADMINISTRATOR = 'ada'

export interface Seeding {
  readonly size: Size
  readonly password: string
  /** Says how far it is. */
  report(line: string): void
}

/** @returns ids for whoever looks at the result; the first group has a tenth of all users */
export async function seed(app: App, { size, password, report }: Seeding) {
  const { userId } = await app.commands.setUp({
    userName: ADMINISTRATOR,
    email: `${ADMINISTRATOR}@example.org`,
    givenName: 'Ada',
    familyName: 'Lovelace',
    password,
  })
  const userIds = await addUsers(app, size.users)
  report(`${size.users} users`)
  const groupIds = await addGroups(app, size, userIds)
  report(`${size.groups} groups`)
  const accountIds = await addAccounts(app, size.accounts)
  report(`${size.accounts} accounts`)
  const permissionSetArns = await addPermissionSets(app, size.permissionSets)
  report(`${size.permissionSets} permission sets`)
  await assign(app, size.assignments, { userIds, groupIds, accountIds, permissionSetArns })
  report(`${size.assignments} assignments`)
  await app.provisioned()
  report('all roles provisioned')
  return { administratorId: userId, userIds, groupIds, accountIds, permissionSetArns }
}

/** Rows of one unit of work. */
const TOGETHER = 10_000

async function addUsers(app: App, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  await inPortions(count, (from, to) =>
    app.atomically(async ({ directory }) => {
      for (let number = from; number < to; number++) {
        const { userName, displayName, email, givenName, familyName } = person(number)
        const userId = uuid(systemRandom)
        await directory.insertUser({
          userId,
          userName,
          displayName,
          name: { givenName, familyName },
          emails: [{ value: email, type: 'work', primary: true }],
          attributes: {},
          status: number % 50 === 49 ? 'DISABLED' : 'ENABLED',
          ...changes(app),
        })
        ids[number] = userId
      }
    }),
  )
  return ids
}

async function addGroups(app: App, { groups, groupsOfUser }: Size, userIds: readonly string[]) {
  const ids: string[] = []
  await inPortions(groups, (from, to) =>
    app.atomically(async ({ directory }) => {
      for (let number = from; number < to; number++) {
        const groupId = uuid(systemRandom)
        await directory.insertGroup({ groupId, displayName: groupName(number), ...changes(app) })
        ids[number] = groupId
      }
    }),
  )
  await inPortions(userIds.length, (from, to) =>
    app.atomically(({ directory }) =>
      directory.insertMemberships(
        userIds.slice(from, to).flatMap((userId, index) =>
          groupsOf(from + index, groups, groupsOfUser).map(group => ({
            membershipId: uuid(systemRandom),
            groupId: ids[group] ?? '',
            userId,
            ...changes(app),
          })),
        ),
      ),
    ),
  )
  return ids
}

/** Every tenth user is in the first group; the others are spread evenly. */
function groupsOf(user: number, groups: number, each: number): readonly number[] {
  const chosen = Array.from({ length: each }, (_, turn) => (user * 7 + turn * 2_503 + 1) % groups)
  return [...new Set(user % 10 === 0 ? [0, ...chosen] : chosen)].slice(0, each)
}

async function addAccounts(app: App, count: number): Promise<readonly string[]> {
  const author = app.author('CreateAccount')
  const { rootId } = app.instance
  const units = new Map<string, string>()
  for (const name of unitNames) {
    const unit = await app.organization.createUnit(author, { name, parentId: rootId })
    units.set(name, unit.unitId)
  }
  const ids: string[] = []
  for (let number = 0; number < count; number++) {
    const wanted = { name: accountName(number), email: `aws-${number}@example.org` }
    const { accountId = '' } = await app.organization.createAccount(author, wanted)
    await app.organization.moveAccount(author, accountId, rootId, units.get(unitOf(number)) ?? rootId)
    ids.push(accountId)
  }
  return ids
}

async function addPermissionSets(app: App, count: number): Promise<readonly string[]> {
  const author = app.author('CreatePermissionSet')
  const arns: string[] = []
  for (let number = 0; number < count; number++) {
    const { arn } = await app.access.permissionSets.create(author, { name: permissionSetName(number), tags: [] })
    await app.access.permissionSets.attachManagedPolicy(author, arn, 'arn:aws:iam::aws:policy/ReadOnlyAccess')
    arns.push(arn)
  }
  return arns
}

/** Permission sets that are used in one account. */
const SETS_OF_ACCOUNT = 10
/** Assignments that are asked for at once: they share the transactions of the store. */
const AT_ONCE = 400

interface Filled {
  readonly userIds: readonly string[]
  readonly groupIds: readonly string[]
  readonly accountIds: readonly string[]
  readonly permissionSetArns: readonly string[]
}

async function assign(app: App, count: number, filled: Filled): Promise<void> {
  const author = app.author('CreateAccountAssignment')
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) =>
        app.access.assignments.assign(author, target(from + index, filled)),
      ),
    )
}

/** Nine in ten are of groups; the n-th is always the same, and no two are equal. */
function target(number: number, { userIds, groupIds, accountIds, permissionSetArns }: Filled) {
  const account = number % accountIds.length
  const turn = Math.floor(number / accountIds.length)
  const set = (account + (turn % SETS_OF_ACCOUNT) * 17) % permissionSetArns.length
  const principal = Math.floor(turn / SETS_OF_ACCOUNT)
  const ofUser = principal % 10 === 9
  const [type, ids] = ofUser ? (['USER', userIds] as const) : (['GROUP', groupIds] as const)
  return {
    accountId: accountIds[account] ?? '',
    permissionSetArn: permissionSetArns[set] ?? '',
    principalType: type,
    principalId: ids[(account * 31 + principal * 101 + (turn % SETS_OF_ACCOUNT) * 7) % ids.length] ?? '',
  }
}

async function inPortions(count: number, work: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += TOGETHER) await work(from, Math.min(from + TOGETHER, count))
}

function changes({ clock }: App) {
  const at = clock()
  return { createdAt: at, createdBy: 'seed', updatedAt: at, updatedBy: 'seed' }
}
