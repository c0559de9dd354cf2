import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CreateUserCommand, IdentitystoreClient, ListUsersCommand } from '@aws-sdk/client-identitystore'
import { CreateAccountCommand, ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations'
import {
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { generateSync } from 'otplib'
import { codeOf, type Send } from '#tests/doors/wire.ts'
import { ADMINISTRATOR, needed, newPerson } from '#tests/doors/world.ts'
import { administrator, PASSWORD, until } from '#tests/portico.ts'
import { type Replica, replicas } from './world.ts'

const world = await replicas()
const { origin, first, second, alternating, at, client } = world
const ada = await administrator(first.app)
const { instanceArn: InstanceArn, identityStoreId: IdentityStoreId, managementAccountId } = first.app.description
const both = [first, second]
const otherThan = (replica: Replica): Replica => (replica === first ? second : first)

interface Told {
  readonly status: number
  readonly clientId?: string
  readonly clientSecret?: string
  readonly deviceCode?: string
  readonly userCode?: string
  readonly accessToken?: string
  readonly refreshToken?: string
  readonly error?: string
  readonly error_description?: string
}

/** A post of JSON, as the sso-oidc clients send it. */
async function posted(sending: Send, path: string, input: object): Promise<Told> {
  const headers = { 'content-type': 'application/json' }
  const { status, body } = await sending({ method: 'POST', path, headers, body: JSON.stringify(input) })
  return { status, ...(JSON.parse(body) as object) }
}

const device = 'urn:ietf:params:oauth:grant-type:device_code'

/** A program signed in as a person by the device flow, each request at the other replica than the one before. */
async function deviceTokens() {
  const person = world.browser()
  await person.signIn(ada.userName, PASSWORD)
  const registration = { clientName: 'tester', clientType: 'public', scopes: ['sso:account:access'] }
  const { clientId, clientSecret } = await posted(alternating, '/client/register', registration)
  const known = { clientId, clientSecret }
  const started = await posted(alternating, '/device_authorization', { ...known, startUrl: `${origin}/start` })
  const code = { ...known, grantType: device, deviceCode: started.deviceCode }
  assert.equal((await posted(alternating, '/token', code)).error, 'authorization_pending')
  const page = await person.get(`/device?user_code=${started.userCode}`)
  assert.equal((await person.submit('/device', page.body, { decision: 'allow' })).status, 200)
  const tokens = await posted(alternating, '/token', code)
  assert.equal(tokens.status, 200, String(tokens.error_description))
  return { person, known, code, tokens }
}

const bearer = (token = '') => ({ 'x-amz-sso_bearer_token': token })

describe('two servers of one store are one', () => {
  test('a sign-in goes on at the other server after each step, and its session counts at both', async () => {
    const person = world.browser()
    const { status, headers } = await person.signIn(ada.userName, PASSWORD)
    assert.deepEqual([status, headers.location], [303, '/start/'])
    for (const replica of both)
      assert.equal((await at(replica, { path: '/api/v1/session', headers: person.self })).status, 200)
  })

  test('who signs out at one is signed out at the other', async () => {
    const person = world.browser()
    await person.signIn(ada.userName, PASSWORD)
    const { self } = person
    assert.equal((await at(first, { method: 'POST', path: '/logout', headers: self })).status, 200)
    assert.equal((await at(second, { path: '/api/v1/session', headers: self })).status, 401)
  })

  test('wrong passwords are counted together', async () => {
    await newPerson(first.app, 'counted')
    const statuses: number[] = []
    for (let time = 0; time < 6; time++) statuses.push((await world.browser().signIn('counted', 'wrong')).status)
    assert.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401])
    assert.equal(statuses[5], 429)
  })

  test('a second factor is given at either, wherever it was asked for; a code is good once at both together', async () => {
    const userName = 'factors'
    const userId = await newPerson(first.app, userName)
    const holder = { holder: 'session test', user: { userId, userName } }
    const author = first.app.author('StartVirtualMfaDeviceRegistration')
    await first.app.registrations.begin(author, holder, 'TOTP')
    const { typed: secret = '' } = (await second.app.registrations.totp(holder)) ?? {}
    const codeAt = (at: number) => generateSync({ secret, epoch: Math.floor(at / 1000) })
    // The code of the step before, so that the present one is still to be used.
    await second.app.registrations.finishTotp(author, holder, { code: codeAt(Date.now() - 30_000), name: 'Phone' })

    const people = [world.browser(), world.browser()]
    const pages: string[] = []
    for (const person of people) {
      assert.equal((await person.signIn(userName, PASSWORD)).headers.location, '/signin/second-factor')
      pages.push((await person.get('/signin/second-factor')).body)
    }
    const code = codeAt(Date.now())
    const answers = await Promise.all(
      people.map((person, turn) => person.submit('/signin/second-factor', pages[turn] ?? '', { type: 'TOTP', code })),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 401])
  })

  test('a device flow runs across both, and its code is good once', async () => {
    const { tokens, code } = await deviceTokens()
    for (const replica of both)
      assert.equal(
        (await at(replica, { path: '/assignment/accounts', headers: bearer(tokens.accessToken) })).status,
        200,
      )
    for (const replica of both)
      assert.equal((await posted(asked => at(replica, asked), '/token', code)).error, 'invalid_grant')
  })

  test('two polls at once give one set of tokens', async () => {
    const { known } = await deviceTokens()
    const person = world.browser()
    await person.signIn(ada.userName, PASSWORD)
    const started = await posted(alternating, '/device_authorization', { ...known, startUrl: `${origin}/start` })
    const page = await person.get(`/device?user_code=${started.userCode}`)
    await person.submit('/device', page.body, { decision: 'allow' })
    const code = { ...known, grantType: device, deviceCode: started.deviceCode }
    const answers = await Promise.all(both.map(replica => posted(asked => at(replica, asked), '/token', code)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400])
  })

  test('refresh tokens rotate across both, and end with the session', async () => {
    const { person, known, tokens } = await deviceTokens()
    const refresh = (replica: Replica, refreshToken = '') =>
      posted(asked => at(replica, asked), '/token', { ...known, grantType: 'refresh_token', refreshToken })
    const next = await refresh(first, tokens.refreshToken)
    const last = await refresh(second, next.refreshToken)
    assert.equal(new Set([tokens.refreshToken, next.refreshToken, last.refreshToken]).size, 3)
    const together = await Promise.all(both.map(replica => refresh(replica, last.refreshToken)))
    assert.deepEqual(
      together.map(({ status }) => status),
      [200, 200],
    )
    await at(second, { method: 'POST', path: '/logout', headers: person.self })
    for (const replica of both) {
      assert.equal((await refresh(replica, together[0]?.refreshToken)).error, 'invalid_grant')
      const asked = { path: '/assignment/accounts', headers: bearer(together[1]?.accessToken) }
      assert.equal((await at(replica, asked)).status, 401)
    }
  })

  test('an account is entered across both, and an assertion is good once', async () => {
    const person = world.browser()
    await person.signIn(ada.userName, PASSWORD)
    const page = await person.get(`/launch/account/${managementAccountId}/${ADMINISTRATOR}`)
    assert.equal((await person.submit('/cloud/saml', page.body, {})).status, 303)
    assert.equal((await person.get(`/cloud/console/${managementAccountId}`)).status, 200)
    assert.equal((await person.get(`/cloud/console/${managementAccountId}`)).status, 200)
    for (const _ of both) assert.equal(codeOf(await person.submit('/cloud/saml', page.body, {})), 'cloud.saml_replayed')
  })
})

/** Reads a list page by page, each at the other replica than the one before. */
async function crossed<T>(
  read: (replica: Replica, token: string | undefined) => Promise<readonly [readonly T[], string | undefined]>,
) {
  const items: T[] = []
  let replica = first
  let token: string | undefined
  do {
    const [page, next] = await read(replica, token)
    items.push(...page)
    token = next
    replica = otherThan(replica)
  } while (token !== undefined)
  return items
}

describe('a page token of one server continues at the other', () => {
  const names = ['una', 'udo', 'ute', 'uwe', 'uli']

  test('of users', async () => {
    for (const UserName of names) {
      const user = { IdentityStoreId, UserName, DisplayName: UserName, Name: { GivenName: 'U', FamilyName: 'U' } }
      await new IdentitystoreClient(client(first, ada)).send(new CreateUserCommand(user))
    }
    const found = await crossed(async (replica, NextToken) => {
      const asked = { IdentityStoreId, MaxResults: 2, NextToken }
      const { Users = [], ...page } = await new IdentitystoreClient(client(replica, ada)).send(
        new ListUsersCommand(asked),
      )
      return [Users.map(user => user.UserName), page.NextToken]
    })
    for (const name of names) assert.equal(found.filter(one => one === name).length, 1)
  })

  test('of permission sets', async () => {
    for (const Name of names)
      await new SSOAdminClient(client(second, ada)).send(new CreatePermissionSetCommand({ InstanceArn, Name }))
    const found = await crossed(async (replica, NextToken) => {
      const asked = { InstanceArn, MaxResults: 2, NextToken }
      const { PermissionSets = [], ...page } = await new SSOAdminClient(client(replica, ada)).send(
        new ListPermissionSetsCommand(asked),
      )
      return [PermissionSets, page.NextToken]
    })
    assert.equal(new Set(found).size, names.length + 1)
    assert.equal(found.length, names.length + 1)
  })

  test('of accounts', async () => {
    for (const AccountName of names) {
      const account = { AccountName, Email: `${AccountName}@example.org` }
      await new OrganizationsClient(client(first, ada)).send(new CreateAccountCommand(account))
    }
    const found = await crossed(async (replica, NextToken) => {
      const asked = { MaxResults: 2, NextToken }
      const { Accounts = [], ...page } = await new OrganizationsClient(client(replica, ada)).send(
        new ListAccountsCommand(asked),
      )
      return [Accounts.map(account => account.Name), page.NextToken]
    })
    assert.equal(found.length, names.length + 1)
  })
})

describe('provisioning is shared work', () => {
  test('what is asked for at one is told by the other, done once, and entered at either', async () => {
    const { Accounts = [] } = await new OrganizationsClient(client(second, ada)).send(new ListAccountsCommand({}))
    const accounts = Accounts.map(({ Id }) => needed(Id)).filter(id => id !== managementAccountId)
    const { PermissionSets = [] } = await new SSOAdminClient(client(second, ada)).send(
      new ListPermissionSetsCommand({ InstanceArn }),
    )
    const wanted = accounts.flatMap(account => PermissionSets.map(set => [account, set] as const))
    const events = () => second.app.storage.db.selectFrom('event').select(['event_name', 'record'])
    const requests = await Promise.all(
      wanted.map(async ([TargetId, PermissionSetArn], place) => {
        const replica = needed(both[place % 2])
        const principal = { PrincipalType: 'USER', PrincipalId: ada.userId, TargetType: 'AWS_ACCOUNT' } as const
        const asked = { InstanceArn, PermissionSetArn, TargetId, ...principal }
        const sso = new SSOAdminClient(client(replica, ada))
        const { AccountAssignmentCreationStatus } = await sso.send(new CreateAccountAssignmentCommand(asked))
        return { replica, requestId: AccountAssignmentCreationStatus?.RequestId }
      }),
    )
    for (const { replica, requestId } of requests) {
      const sso = new SSOAdminClient(client(otherThan(replica), ada))
      const asked = { InstanceArn, AccountAssignmentCreationRequestId: requestId }
      await until(async () => {
        const answer = await sso.send(new DescribeAccountAssignmentCreationStatusCommand(asked))
        const status = answer.AccountAssignmentCreationStatus
        assert.notEqual(status?.Status, 'FAILED', String(status?.FailureReason))
        return status?.Status === 'SUCCEEDED'
      })
    }
    const made = (await events().where('event_name', '=', 'ProvisionRole').execute()).map(({ record }) => {
      const { recipientAccountId, serviceEventDetails } = JSON.parse(record) as {
        recipientAccountId: string
        serviceEventDetails: { role: string; action: string }
      }
      return `${recipientAccountId} ${serviceEventDetails.action} ${serviceEventDetails.role}`
    })
    const roles = made.filter(one => !one.startsWith(managementAccountId))
    assert.equal(roles.length, wanted.length)
    assert.equal(new Set(roles).size, wanted.length)
    const person = world.browser()
    await person.signIn(ada.userName, PASSWORD)
    for (const replica of both) {
      const path = `/federation/credentials?account_id=${accounts[0]}&role_name=${ADMINISTRATOR}`
      assert.equal((await at(replica, { path, headers: person.self })).status, 200)
    }
  })
})
