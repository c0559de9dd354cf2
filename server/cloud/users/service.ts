import { createHash } from 'node:crypto'
import type { Author } from '#server/audit/index.ts'
import type { Actor } from '#server/base/actor.ts'
import type { Random } from '#server/base/random.ts'
import { arn, readArn } from '#server/formats/aws/index.ts'
import { managedPolicy } from '#server/policy/index.ts'
import { accountOf, requireAccount, requirePolicy } from '../account.ts'
import { iamId } from '../ids.ts'
import { LIMITS, within } from '../limits.ts'
import type { CloudNeeds, CloudUnit } from '../needs.ts'
import { refuse } from '../refusals.ts'
import type { AccessKey, IamUser, NewAccessKey } from '../types.ts'

/** IAM users and their access keys. `userName` is the caller's own where it is left out. */
export interface IamUsers {
  /** The ARN that policies are asked about: of the user as it is called, whatever the case in which it was named. */
  arnOf(actor: Actor, userName?: string): Promise<string>
  get(actor: Actor, userName?: string): Promise<IamUser>
  list(actor: Actor): Promise<readonly IamUser[]>
  keys(actor: Actor, userName?: string): Promise<{ readonly user: IamUser; readonly keys: readonly AccessKey[] }>
  createKey(actor: Actor, userName?: string): Promise<NewAccessKey>
  setKeyActive(actor: Actor, accessKeyId: string, active: boolean, userName?: string): Promise<void>
  deleteKey(actor: Actor, accessKeyId: string, userName?: string): Promise<void>
  /** The account of a key, for whoever has seen the key. @throws Refusal `cloud.no_such_access_key` */
  accountOfKey(accessKeyId: string): Promise<string>
  /**
   * A key for automation with the rights of one policy: `portico access-key create`. There is one IAM user for each
   * policy, so that no key ever gains rights; keys of one policy share it, as many as there are machines.
   */
  automationKey(author: Author, accountId: string, policyArn: string): Promise<NewAccessKey>
  /** The ARN of the user that has, or would have, the keys of this policy. */
  automationArn(accountId: string, policyArn: string): string
}

export function iamUsers(needs: CloudNeeds): IamUsers {
  const { stores, atomically } = needs
  const found = async (users: CloudUnit['users'], actor: Actor, userName?: string) => {
    const name = userName ?? ownName(actor)
    return (await users.find(accountOf(actor), name)) ?? noSuchUser(name)
  }
  const changeKey = (actor: Actor, accessKeyId: string, userName: string | undefined, change: KeyChange) =>
    atomically(async unit => {
      const user = await found(unit.users, actor, userName)
      const keys = await unit.users.keys(user.iamUserId)
      if (!keys.some(key => key.accessKeyId === accessKeyId)) noSuchKey(accessKeyId)
      await change(unit)
      await unit.events.record(actor, userEvent(user))
    })
  return {
    async arnOf(actor, userName = actor.identity.userName ?? '') {
      const account = accountOf(actor)
      const user = await stores.users.find(account, userName)
      return user?.arn ?? arn('iamUser', { account, path: '/', userName })
    },
    get: (actor, userName) => found(stores.users, actor, userName),
    list: async actor => stores.users.list(accountOf(actor)),
    async keys(actor, userName) {
      const user = await found(stores.users, actor, userName)
      return { user, keys: await stores.users.keys(user.iamUserId) }
    },
    async createKey(actor, userName) {
      const key = newKey(needs)
      return atomically(async unit => {
        const user = await found(unit.users, actor, userName)
        const count = (await unit.users.keys(user.iamUserId)).length
        within('AccessKeysPerUser', count + 1, LIMITS.accessKeysPerUser)
        return addKey(unit, actor, user, key)
      })
    },
    setKeyActive: (actor, accessKeyId, active, userName) =>
      changeKey(actor, accessKeyId, userName, ({ users }) => users.setActive(accessKeyId, active)),
    deleteKey: (actor, accessKeyId, userName) =>
      changeKey(actor, accessKeyId, userName, ({ users }) => users.removeKey(accessKeyId)),
    accountOfKey: async accessKeyId =>
      (await stores.users.keyOwner(accessKeyId))?.user.accountId ?? noSuchKey(accessKeyId),
    automationKey: (author, accountId, policyArn) => automationKey(needs, author, accountId, policyArn),
    automationArn: (account, policyArn) => arn('iamUser', { account, path: '/', userName: automationName(policyArn) }),
  }
}

type KeyChange = (unit: CloudUnit) => Promise<void>

async function automationKey(needs: CloudNeeds, author: Author, accountId: string, policyArn: string) {
  refuseUnknown(policyArn)
  const user = automationUser(needs, accountId, policyArn)
  const key = newKey(needs)
  return needs.atomically(async unit => {
    await requireAccount(unit, accountId)
    await requirePolicy(unit, accountId, policyArn)
    const known = await unit.users.find(accountId, user.userName)
    if (known === undefined) {
      await unit.users.add(user)
      await unit.users.attach(user.iamUserId, policyArn)
      const requestParameters = { userName: user.userName, policyArn }
      await unit.events.record(author, { ...userEvent(user), eventName: 'CreateUser', requestParameters })
    }
    return addKey(unit, author, known ?? user, key)
  })
}

/** A key for a policy of AWS that is not known here could do nothing: more likely the name is mistyped. */
function refuseUnknown(policyArn: string): void {
  if (readArn('managedPolicy', policyArn) === undefined || managedPolicy(policyArn) !== undefined) return
  throw refuse('cloud.no_such_policy', { about: policyArn, observed: policyArn })
}

/** The name ends in a hash of the ARN: policies of one name may stand at different paths. */
function automationName(policyArn: string): string {
  const policyName = policyArn.split('/').at(-1)?.slice(0, 40) ?? ''
  const hash = createHash('sha256').update(policyArn).digest('hex').slice(0, 8)
  return `automation-${policyName}-${hash}`
}

function automationUser({ clock, random }: CloudNeeds, accountId: string, policyArn: string): IamUser {
  const userName = automationName(policyArn)
  const place = { account: accountId, path: '/', userName }
  return {
    accountId,
    arn: arn('iamUser', place),
    iamUserId: iamId('AIDA', random),
    userName,
    path: '/',
    createdAt: clock(),
  }
}

const newKey = ({ clock, random }: CloudNeeds) => ({
  accessKeyId: iamId('AKIA', random),
  active: true,
  createdAt: clock(),
  secretAccessKey: secret(random),
})

/** 240 bits in 40 characters, as AWS's secrets are. */
const secret = (random: Random): string => Buffer.from(random(30)).toString('base64')

async function addKey(unit: CloudUnit, author: Author, user: IamUser, key: ReturnType<typeof newKey>) {
  const { secretAccessKey, ...shown } = key
  await unit.users.addKey(user.iamUserId, shown, secretAccessKey)
  await unit.events.record(author, {
    ...userEvent(user),
    eventName: 'CreateAccessKey',
    eventSource: 'iam.amazonaws.com',
    responseElements: { accessKey: { accessKeyId: key.accessKeyId, userName: user.userName, status: 'Active' } },
  })
  return { ...key, userName: user.userName }
}

const userEvent = ({ accountId, arn: name }: IamUser) => ({
  eventSource: 'iam.amazonaws.com',
  recipientAccountId: accountId,
  resources: [{ type: 'AWS::IAM::User', name, accountId }],
})

/** A role session has no user name of IAM. @throws Refusal `cloud.no_such_user` */
function ownName({ identity }: Actor): string {
  if (identity.type === 'IAMUser' && identity.userName !== undefined) return identity.userName
  throw refuse('cloud.no_such_user', {
    sentence: 'Must specify userName when calling with non-User credentials',
    observed: identity.type,
  })
}

function noSuchUser(userName: string): never {
  throw refuse('cloud.no_such_user', {
    sentence: `The user with name ${userName} cannot be found.`,
    about: userName,
  })
}

function noSuchKey(accessKeyId: string): never {
  throw refuse('cloud.no_such_access_key', {
    sentence: `The Access Key with id ${accessKeyId} cannot be found.`,
    about: accessKeyId,
  })
}
