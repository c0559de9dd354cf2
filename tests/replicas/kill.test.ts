import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { describe, test } from 'node:test'
import {
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { needed, newAccount, newPerson, portalCredentials, signedIn } from '#tests/doors/world.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { administrator, clientConfig, freePort, spawnPortico, testConfig, until } from '#tests/portico.ts'

const PEOPLE = 10
const ACCOUNTS = 4
const PERMISSION_SETS = 5

/** A store that is set up and has people; and the settings with which servers run on it. */
async function prepared(engine: TestEngine) {
  const settings = await engine.settings()
  const port = await freePort()
  const config = await testConfig(settings, port)
  const hashCost = { memory: 64, passes: 1, parallelism: 1 }
  const app = await openApp(config, { clock: systemClock, random: systemRandom, hashCost })
  const ada = await administrator(app)
  const people: { userName: string; userId: string }[] = []
  for (let number = 1; number <= PEOPLE; number++) {
    const userName = `person-${number}`
    people.push({ userName, userId: await newPerson(app, userName) })
  }
  await app.close()
  const env = {
    PORTICO_URL: config.origin,
    PORTICO_LISTEN: `127.0.0.1:${port}`,
    PORTICO_DATA: settings.dataDirectory,
    PORTICO_DATABASE: settings.database,
    PORTICO_MASTER_KEY: Buffer.from(settings.masterKey).toString('base64'),
  }
  return { env, origin: config.origin, ada, people, ...app.description }
}

type Prepared = Awaited<ReturnType<typeof prepared>>

interface Wish {
  readonly TargetId: string
  readonly PermissionSetArn: string
  readonly permissionSet: string
  readonly person: { readonly userName: string; readonly userId: string }
}

/** Everybody with every permission set in every account: ten people on each role. */
async function wishesOf({ origin, ada, people, instanceArn: InstanceArn }: Prepared): Promise<readonly Wish[]> {
  const sso = new SSOAdminClient(clientConfig(origin, ada))
  const sets: { PermissionSetArn: string; permissionSet: string }[] = []
  for (let number = 1; number <= PERMISSION_SETS; number++) {
    const permissionSet = `Set-${number}`
    const { PermissionSet } = await sso.send(new CreatePermissionSetCommand({ InstanceArn, Name: permissionSet }))
    sets.push({ permissionSet, PermissionSetArn: needed(PermissionSet?.PermissionSetArn) })
  }
  const accounts: string[] = []
  for (let number = 1; number <= ACCOUNTS; number++) accounts.push(await newAccount(origin, ada, `Account-${number}`))
  return accounts.flatMap(TargetId => sets.flatMap(set => people.map(person => ({ TargetId, ...set, person }))))
}

interface Asked {
  /** With the ids of their requests. */
  readonly acknowledged: readonly (readonly [Wish, string])[]
  /** Names of what AWS clients throw when a server answers with an error. */
  readonly exceptions: readonly string[]
}

/** Asks for all at once, without repetition; a connection that breaks is no answer. */
async function askAll(world: Prepared, wishes: readonly Wish[], onAnswer: (count: number) => void = () => {}) {
  const { origin, ada, instanceArn: InstanceArn } = world
  const requestHandler = { httpAgent: new Agent({ maxSockets: wishes.length }) }
  const sso = new SSOAdminClient({ ...clientConfig(origin, ada), requestHandler })
  const acknowledged: [Wish, string][] = []
  const exceptions: string[] = []
  await Promise.all(
    wishes.map(async wish => {
      const { TargetId, PermissionSetArn, person } = wish
      const principal = { PrincipalType: 'USER', PrincipalId: person.userId, TargetType: 'AWS_ACCOUNT' } as const
      try {
        const asked = { InstanceArn, TargetId, PermissionSetArn, ...principal }
        const { AccountAssignmentCreationStatus } = await sso.send(new CreateAccountAssignmentCommand(asked))
        acknowledged.push([wish, needed(AccountAssignmentCreationStatus?.RequestId)])
        onAnswer(acknowledged.length)
      } catch (error) {
        const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } }
        if ($metadata?.httpStatusCode !== undefined) exceptions.push(name)
      }
    }),
  )
  return { acknowledged, exceptions } satisfies Asked
}

async function untilSucceeded({ origin, ada, instanceArn: InstanceArn }: Prepared, { acknowledged }: Asked) {
  const sso = new SSOAdminClient(clientConfig(origin, ada))
  for (const [, AccountAssignmentCreationRequestId] of acknowledged)
    await until(async () => {
      const asked = { InstanceArn, AccountAssignmentCreationRequestId }
      const answer = await sso.send(new DescribeAccountAssignmentCreationStatusCommand(asked))
      const { Status, FailureReason } = needed(answer.AccountAssignmentCreationStatus)
      assert.notEqual(Status, 'FAILED', String(FailureReason))
      return Status === 'SUCCEEDED'
    })
}

/** Every assignment that was promised is listed, and none of them twice. */
async function everyOneIsListed({ origin, ada, instanceArn }: Prepared, wishes: readonly Wish[]) {
  const sso = new SSOAdminClient(clientConfig(origin, ada))
  const key = (wish: Wish) => `${wish.TargetId} ${wish.PermissionSetArn}`
  for (const [role, assigned] of Map.groupBy(wishes, key)) {
    const [AccountId, PermissionSetArn] = role.split(' ')
    const asked = { InstanceArn: instanceArn, AccountId, PermissionSetArn }
    const { AccountAssignments = [] } = await sso.send(new ListAccountAssignmentsCommand(asked))
    const listed = AccountAssignments.map(({ PrincipalId }) => PrincipalId)
    for (const { person } of assigned) assert.ok(listed.includes(person.userId))
    assert.equal(new Set(listed).size, listed.length)
  }
}

/** Everybody gets credentials of every role that was promised, and the first of each role tries them. */
async function everybodyEnters({ origin, people }: Prepared, wishes: readonly Wish[]) {
  const tried = new Set<string>()
  for (const { userName, userId } of people) {
    const browser = await signedIn(origin, userName)
    for (const { TargetId, permissionSet } of wishes.filter(({ person }) => person.userId === userId)) {
      const credentials = await portalCredentials(origin, browser, TargetId, permissionSet)
      const role = `${TargetId} ${permissionSet}`
      if (tried.has(role)) continue
      tried.add(role)
      const { Arn } = await new STSClient(clientConfig(origin, credentials)).send(new GetCallerIdentityCommand({}))
      assert.match(
        needed(Arn),
        new RegExp(`::${TargetId}:assumed-role/AWSReservedSSO_${permissionSet}_\\w+/${userName}$`),
      )
    }
  }
}

describe('a server that is killed amid 200 assignments', { concurrency: true }, () => {
  for (const engine of engines)
    test(`has kept on ${engine.name} whatever it acknowledged, and brings it about after a restart`, async () => {
      const world = await prepared(engine)
      const server = await spawnPortico(world.env)
      const wishes = await wishesOf(world)
      assert.equal(wishes.length, 200)
      let killed: Promise<void> | undefined
      const first = await askAll(world, wishes, count => {
        if (count === 20) killed = server.kill('SIGKILL')
      })
      await needed(killed)
      assert.deepEqual(first.exceptions, [])
      assert.ok(first.acknowledged.length >= 20)

      await spawnPortico(world.env)
      const promised = first.acknowledged.map(([wish]) => wish)
      await untilSucceeded(world, first)
      await everyOneIsListed(world, promised)
      await everybodyEnters(world, promised)

      const again = await askAll(world, wishes)
      assert.deepEqual(again.exceptions, [])
      assert.equal(again.acknowledged.length, wishes.length)
      await untilSucceeded(world, again)
      await everyOneIsListed(world, wishes)
    })
})
