import type { App } from '#server/app.ts'

/** The example organization of `--demo`: 12 people, 4 groups, 6 accounts in 3 organizational units, 4 permission sets. */

export const DEMO_PASSWORD = 'Demo-portico-2026!'

const ADMINISTRATOR = 'ada'

const people: readonly (readonly [userName: string, given: string, family: string, title: string])[] = [
  ['ada', 'Ada', 'Lindqvist', 'Head of platform'],
  ['bruno', 'Bruno', 'Keller', 'Platform engineer'],
  ['chiara', 'Chiara', 'Moretti', 'Platform engineer'],
  ['dmitri', 'Dmitri', 'Sokolov', 'Software engineer'],
  ['elif', 'Elif', 'Yılmaz', 'Software engineer'],
  ['farah', 'Farah', 'Haddad', 'Software engineer'],
  ['goran', 'Goran', 'Petrović', 'Data engineer'],
  ['hana', 'Hana', 'Sato', 'Data analyst'],
  ['ines', 'Inês', 'Carvalho', 'Data analyst'],
  ['jonas', 'Jonas', 'Bergström', 'Auditor'],
  ['kofi', 'Kofi', 'Mensah', 'Finance'],
  ['lena', 'Lena', 'Hofmann', 'Finance'],
]

const groups: Readonly<Record<string, readonly string[]>> = {
  Platform: ['ada', 'bruno', 'chiara'],
  Developers: ['chiara', 'dmitri', 'elif', 'farah', 'goran'],
  Data: ['goran', 'hana', 'ines'],
  Finance: ['jonas', 'kofi', 'lena'],
}

const units: Readonly<Record<string, readonly string[]>> = {
  Workloads: ['Shop Production', 'Shop Staging'],
  'Data and analytics': ['Data Lake'],
  Infrastructure: ['Network', 'Log Archive'],
}

interface DemoSet {
  readonly description: string
  readonly duration: string
  readonly policies: readonly string[]
  readonly inline?: string
}

const AWS = 'arn:aws:iam::aws:policy/'

const permissionSets: Readonly<Record<string, DemoSet>> = {
  PowerUser: { description: 'Everything but users and roles', duration: 'PT4H', policies: [`${AWS}PowerUserAccess`] },
  ReadOnly: { description: 'Look at everything', duration: 'PT8H', policies: [`${AWS}ReadOnlyAccess`] },
  Billing: {
    description: 'Costs and invoices',
    duration: 'PT1H',
    policies: [`${AWS}job-function/Billing`],
    inline: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }],
    }),
  },
}

const assignments: readonly (readonly [group: string, permissionSet: string, accounts: readonly string[]])[] = [
  ['Platform', 'AdministratorAccess', ['Shop Production', 'Shop Staging', 'Data Lake', 'Network', 'Log Archive']],
  ['Developers', 'PowerUser', ['Shop Staging']],
  ['Developers', 'ReadOnly', ['Shop Production', 'Log Archive']],
  ['Data', 'PowerUser', ['Data Lake']],
  ['Finance', 'Billing', ['Shop Production', 'Shop Staging', 'Data Lake']],
]

/** Fills an empty store. @returns lines for the person at the terminal */
export async function fillWithDemo(app: App): Promise<readonly string[]> {
  if (!(await app.setup.isOpen())) return ['The store is not empty: the demonstration was left out.']
  const author = app.author('FillWithDemo')
  const [userName, givenName, familyName] = people[0] ?? [ADMINISTRATOR, 'Ada', 'Lindqvist']
  const email = emailOf(userName)
  await app.setup.setUp({ userName, email, givenName, familyName, password: DEMO_PASSWORD }, author)
  const userIds = await addPeople(app)
  const groupIds = await addGroups(app, userIds)
  const accountIds = await addAccounts(app)
  const arns = await addPermissionSets(app)
  for (const [group, permissionSet, accounts] of assignments) {
    for (const account of accounts) {
      await app.access.assignments.assign(author, {
        accountId: found(accountIds, account),
        permissionSetArn: found(arns, permissionSet),
        principalType: 'GROUP',
        principalId: found(groupIds, group),
      })
    }
  }
  return [
    'Filled with a demonstration: 12 people, 4 groups, 6 accounts, 4 permission sets.',
    `Sign in as any of them (${people.map(([name]) => name).join(', ')}) with the password ${DEMO_PASSWORD}`,
    `${ADMINISTRATOR} is the administrator.`,
  ]
}

const emailOf = (userName: string): string => `${userName}@example.com`

function found(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the demonstration names ${name}, which it does not make`)
  return id
}

async function addPeople(app: App): Promise<ReadonlyMap<string, string>> {
  const author = app.author('FillWithDemo')
  const ids = new Map<string, string>()
  for (const [userName, givenName, familyName, title] of people) {
    const existing = await app.directory.userByName(userName)
    const user =
      existing ??
      (await app.directory.createUser(author, {
        userName,
        displayName: `${givenName} ${familyName}`,
        name: { givenName, familyName },
        emails: [{ value: emailOf(userName), type: 'work', primary: true }],
        attributes: { title },
        status: 'ENABLED',
      }))
    ids.set(userName, user.userId)
    if (existing === undefined)
      await app.passwords.set(author, { userId: user.userId, userName, password: DEMO_PASSWORD, mode: 'DEMO' })
  }
  return ids
}

async function addGroups(app: App, userIds: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const author = app.author('FillWithDemo')
  const ids = new Map<string, string>()
  for (const [displayName, members] of Object.entries(groups)) {
    const group = await app.directory.createGroup(author, { displayName })
    ids.set(displayName, group.groupId)
    for (const member of members) await app.directory.addMember(author, group.groupId, found(userIds, member))
  }
  return ids
}

async function addAccounts(app: App): Promise<ReadonlyMap<string, string>> {
  const author = app.author('FillWithDemo')
  const ids = new Map<string, string>()
  const { rootId } = app.storage.instance
  for (const [name, accounts] of Object.entries(units)) {
    const { unitId } = await app.organization.createUnit(author, { name, parentId: rootId })
    for (const account of accounts) {
      const email = `aws-${account.toLowerCase().replaceAll(' ', '-')}@example.com`
      const { accountId } = await app.organization.createAccount(author, { name: account, email })
      if (accountId === undefined) throw new Error(`the demonstration account ${account} could not be made`)
      await app.organization.moveAccount(author, accountId, rootId, unitId)
      ids.set(account, accountId)
    }
  }
  return ids
}

async function addPermissionSets(app: App): Promise<ReadonlyMap<string, string>> {
  const author = app.author('FillWithDemo')
  const administrator = await app.access.permissionSets.byName('AdministratorAccess')
  const arns = new Map<string, string>()
  if (administrator !== undefined) arns.set('AdministratorAccess', administrator.arn)
  for (const [name, { description, duration, policies, inline }] of Object.entries(permissionSets)) {
    const set = await app.access.permissionSets.create(author, {
      name,
      description,
      sessionDuration: duration,
      tags: [],
    })
    arns.set(name, set.arn)
    for (const policy of policies) await app.access.permissionSets.attachManagedPolicy(author, set.arn, policy)
    if (inline !== undefined) await app.access.permissionSets.putInlinePolicy(author, set.arn, inline)
  }
  return arns
}
