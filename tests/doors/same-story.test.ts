import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { App } from '#server/app.ts'
import { PASSWORD } from '#tests/portico.ts'
import { type Door, doorKinds } from './doors.ts'
import { type Browser, codeOf, send } from './wire.ts'
import { type DoorWorld, doorWorld, needed, newAccount, signedIn } from './world.ts'

interface Told {
  readonly userIdentity: { readonly type: string }
  readonly eventTime: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly requestID: string
  readonly eventID: string
  readonly eventName: string
  readonly errorCode?: string
  readonly requestParameters: unknown
}

/** Everything that varies by chance, in the order of the list: each becomes the place of its first appearance. */
const CHANCE =
  /(?:[0-9a-f]{10}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=_)[0-9a-f]{16}|A(?:ROA|SIA|KIA)[A-Z2-7]{16,17}|localhost:\d+|(?<=\b(?:ssoins|ps|d)-)[0-9a-f]+|\b\d{12}\b/g

const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g

function withoutChance(text: string): string {
  const seen = new Map<string, string>()
  return text.replace(INSTANT, 'then').replace(CHANCE, found => {
    const known = seen.get(found) ?? `#${seen.size + 1}`
    seen.set(found, known)
    return known
  })
}

/** The events since a place in the history, as they were written, without who called from where. */
async function eventsSince({ storage }: App, place: number): Promise<readonly Told[]> {
  const rows = await storage.db.selectFrom('event').select('record').orderBy(sql`rowid`).execute()
  return rows.slice(place).map(({ record }) => JSON.parse(record) as Told)
}

function anonymous({ userIdentity, eventTime: _, sourceIPAddress: __, userAgent: ___, ...told }: Told): object {
  const isPerson = userIdentity.type === 'IdentityCenterUser' || userIdentity.type === 'AWSService'
  return { ...told, userIdentity: isPerson ? userIdentity : 'the administrator' }
}

const PERSON = 'grace'
const PERMISSION_SET = 'Builders'

/** What the person sees and may do in the account, as the portal tells. */
async function seen({ origin }: DoorWorld, person: Browser, accountId: string) {
  const ask = (path: string) => send(origin, { path, headers: person.self })
  const accounts = JSON.parse((await ask('/assignment/accounts')).body) as { accountList: { accountId: string }[] }
  const entered = await ask(`/federation/credentials?account_id=${accountId}&role_name=${PERMISSION_SET}`)
  return { accounts: accounts.accountList.map(account => account.accountId), entered }
}

async function mayEnter(world: DoorWorld, person: Browser, accountId: string): Promise<void> {
  const { accounts, entered } = await seen(world, person, accountId)
  assert.deepEqual(accounts, [accountId])
  assert.equal(entered.status, 200, entered.body)
}

/** @returns the detail of the refusal's event, which the person is not told */
async function mayNotEnter(world: DoorWorld, person: Browser, accountId: string): Promise<Record<string, string>> {
  const { accounts, entered } = await seen(world, person, accountId)
  assert.deepEqual(accounts, [])
  assert.deepEqual([entered.status, codeOf(entered)], [403, 'access.no_access'])
  assert.doesNotMatch(entered.body, /former|stale/)
  const eventId = String(entered.headers['x-amzn-requestid'])
  const [event] = (await world.app.audit.find({ eventId, limit: 1 })).items
  const record = JSON.parse(needed(event).record) as {
    additionalEventData: { refusal: { detail: Record<string, string> } }
  }
  return record.additionalEventData.refusal.detail
}

/** The whole story, told through one door. */
async function tell(world: DoorWorld, door: Door, accountId: string): Promise<void> {
  const { app, origin } = world
  const user = await door.createUser(PERSON)
  await app.commands.setPassword({ userName: PERSON, password: PASSWORD, mustChange: false })
  const person = await signedIn(origin, PERSON)
  const group = await door.createGroup('Engineers')
  const permissionSet = await door.createPermissionSet(PERMISSION_SET)
  await door.assign(accountId, permissionSet, group)
  await app.provisioned()
  await mayNotEnter(world, person, accountId)

  const membership = await door.addMember(group, user)
  assert.deepEqual(await door.rolesOf(user, accountId), [PERMISSION_SET])
  await mayEnter(world, person, accountId)

  await door.renameGroup(group, 'Platform')
  await mayEnter(world, person, accountId)

  await door.removeMember(membership)
  assert.deepEqual(await door.rolesOf(user, accountId), [])
  assert.equal((await mayNotEnter(world, person, accountId)).staleAssignment, undefined)

  await door.addMember(group, user)
  await mayEnter(world, person, accountId)
  await door.deleteGroup(group)
  const successor = await door.createGroup('Platform')
  assert.notEqual(successor, group)
  await door.addMember(successor, user)
  assert.deepEqual(await door.rolesOf(user, accountId), [])
  const { staleAssignment = '' } = await mayNotEnter(world, person, accountId)
  assert.match(staleAssignment, new RegExp(`former identity of the same name: GROUP ${group} \\(Platform\\)`))
}

const SIGNED_IN = ['CredentialChallenge', 'CredentialVerification', 'UserAuthentication']
const ENTERED = ['GetRoleCredentials', 'AssumeRoleWithSAML']

/** Every event that the story writes, in order; a refusal has its code beside its name. */
const EVENTS = [
  'CreateUser',
  'UpdatePassword',
  ...SIGNED_IN,
  'CreateGroup',
  'CreatePermissionSet',
  'CreateAccountAssignment',
  'CreateSAMLProvider',
  'CreateRole',
  'ProvisionRole',
  'GetRoleCredentials ForbiddenException',
  'CreateGroupMembership',
  ...ENTERED,
  'UpdateGroup',
  ...ENTERED,
  'DeleteGroupMembership',
  'GetRoleCredentials ForbiddenException',
  'CreateGroupMembership',
  ...ENTERED,
  'DeleteGroup',
  'CreateGroup',
  'CreateGroupMembership',
  'GetRoleCredentials ForbiddenException',
]

describe('access by a group lasts as long as the membership, and no longer than the group', () => {
  const stories: string[] = []
  for (const kind of doorKinds)
    test(`through ${kind.name}`, async () => {
      const world = await doorWorld()
      const { app, origin, ada } = world
      const accountId = await newAccount(origin, ada, 'Story')
      const door = await kind.open(world)
      await app.provisioned()
      const place = (await eventsSince(app, 0)).length
      await tell(world, door, accountId)
      const events = await eventsSince(app, place)
      const names = events.map(({ eventName, errorCode }) => [eventName, errorCode].filter(Boolean).join(' '))
      assert.deepEqual(names, EVENTS)
      const story = withoutChance(JSON.stringify(events.map(anonymous), undefined, 1))
      assert.deepEqual(story.split('\n'), (stories[0] ?? story).split('\n'))
      stories.push(story)
    })
})
