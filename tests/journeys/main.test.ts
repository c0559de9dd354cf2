import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { GetRoleCredentialsCommand, ListAccountsCommand, SSOClient } from '@aws-sdk/client-sso'
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { clientConfig, PASSWORD, spawnPortico, until } from '#tests/portico.ts'
import { type Company, makeCompany } from './administration.ts'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { portico } from './command.ts'
import { accountsOf, copied, copiedKeys, openAccount } from './portal.ts'
import { steps } from './steps.ts'

/** The main job, end to end, on the real process with an empty data directory. */
const dataDirectory = mkdtempSync(join(tmpdir(), 'portico-journey-'))
after(() => rmSync(dataDirectory, { recursive: true, force: true }))
const server = await spawnPortico({ PORTICO_DATA: dataDirectory })
const { origin } = server
const command = portico({ PORTICO_DATA: dataDirectory, PORTICO_URL: origin })

const chromium = await startChromium()
const first = await visit(chromium, origin)
const second = await visit(chromium, origin, { permissions: ['clipboard-read', 'clipboard-write'] })

const step = steps()

const ADA = 'ada'
const BOB = 'bob.builder'
const GIVEN = 'Given-by-ada-1!'
const CHOSEN = 'Chosen-by-bob-2!'
const WRONG = /The username or password is wrong/

describe('the first administrator', () => {
  const { page } = first
  let link = ''

  step(
    'opens the one-time link that the server prints; a mistake is shown at its field and nothing is lost',
    async () => {
      await until(() => {
        link = /(http\S+\/setup\?token=\S+)\n/.exec(server.output())?.[1] ?? ''
        return link !== ''
      })
      await page.goto(link)
      await page.getByLabel('Username').fill(ADA)
      await page.getByLabel('E-mail address').fill('ada@example.org')
      await page.getByLabel('First name').fill('Ada')
      await page.getByLabel('Last name').fill('Lovelace')
      await page.getByLabel('New password', { exact: true }).fill('too-simple')
      await page.getByLabel('New password again').fill('too-simple')
      await page.getByRole('button', { name: 'Create administrator' }).click()

      const password = page.getByLabel('New password', { exact: true })
      assert.match(await page.title(), /^Error: /)
      assert.match(await textOf(page, '[role=alert]'), /it has no letter A–Z/)
      assert.equal(await password.getAttribute('aria-invalid'), 'true')
      assert.match((await password.getAttribute('aria-describedby')) ?? '', /password-error/)
      assert.equal(await page.getByLabel('Username').inputValue(), ADA)
      assert.equal(await page.getByLabel('E-mail address').inputValue(), 'ada@example.org')
      assert.equal(await page.getByLabel('Last name').inputValue(), 'Lovelace')
    },
  )

  step('is signed in after set-up and sees the management account in the portal', async () => {
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
    await page.getByLabel('New password again').fill(PASSWORD)
    await page.getByRole('button', { name: 'Create administrator' }).click()
    await page.waitForURL('**/start/')
    assert.deepEqual(await accountsOf(page), ['Management account'])
    assert.deepEqual(await openAccount(page, 'Management account'), ['AdministratorAccess'])
  })

  step('finds the set-up link used up, and nobody else can use it', async () => {
    const stranger = await visit(chromium, origin)
    await stranger.page.goto(link)
    assert.equal(await stranger.page.getByRole('alert').count(), 1)
    assert.equal(await stranger.page.getByLabel('Username').count(), 0)
    await stranger.context.close()
  })
})

let company: Company

describe('administration over the AWS SDK', () => {
  step('`portico access-key create` beside the running server gives keys with which all of it works', async () => {
    const key = JSON.parse(await command(['access-key', 'create']))
    const client = clientConfig(origin, { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey })
    company = await makeCompany(client, { accountName: 'Workshop', permissionSet: 'Builders', userName: BOB })
  })

  step('`portico user set-password` gives the new user a password for one sign-in', async () => {
    const answer = await command(
      ['user', 'set-password', '--user-name', BOB, '--password-stdin', '--must-change'],
      GIVEN,
    )
    assert.deepEqual(JSON.parse(answer), { userId: company.userId, userName: BOB, mustChange: true })
  })
})

describe('somebody who signs in', () => {
  const { page } = second

  step('cannot tell a wrong password from a name that nobody has', async () => {
    const seen = []
    for (const name of [BOB, 'nobody-at-all']) {
      await page.goto('/signin')
      const [answer] = await Promise.all([
        page.waitForResponse(response => response.request().method() === 'POST' && response.status() !== 303),
        signIn(page, name, 'Not-the-password-1!'),
      ])
      await page.getByRole('alert').waitFor()
      seen.push({ status: answer.status(), text: (await textOf(page, 'body')).replaceAll(name, '…') })
    }
    assert.match(seen[0]?.text ?? '', WRONG)
    assert.deepEqual(seen[1], seen[0])
  })

  step('has to choose a new password where the given one was for one sign-in', async () => {
    await page.goto('/signin')
    await signIn(page, BOB, GIVEN)
    await page.waitForURL('**/signin/new-password')
    await page.getByLabel('New password', { exact: true }).fill(CHOSEN)
    await page.getByLabel('New password again').fill(`${CHOSEN}?`)
    await page.getByRole('button', { name: 'Set password' }).click()
    assert.match(await textOf(page, '[role=alert]'), /not the same|differ/)
    await page.getByLabel('New password', { exact: true }).fill(CHOSEN)
    await page.getByLabel('New password again').fill(CHOSEN)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.waitForURL('**/start/')
  })

  step('sees exactly their own accounts and permission sets', async () => {
    assert.deepEqual(await accountsOf(page), ['Workshop'])
    assert.deepEqual(await openAccount(page, 'Workshop'), ['Builders'])
  })
})

describe('in an account', () => {
  const { page, context } = second
  let tab = page

  step('*Management console* leads into it, in the reserved role and under the user’s name', async () => {
    ;[tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: /^Management console: Builders in Workshop/ }).click(),
    ])
    await tab.waitForURL(`**/cloud/console/${company.accountId}`)
    const arn = `arn:aws:sts::${company.accountId}:assumed-role/AWSReservedSSO_Builders_[0-9a-f]{16}/${BOB}`
    assert.match(await textOf(tab), new RegExp(arn))
  })

  step('the reserved role cannot be edited, which is said in AWS’s words and loses nothing', async () => {
    await tab.getByRole('link', { name: /^AWSReservedSSO_Builders_/ }).click()
    await tab.getByLabel('Description').fill('mine now')
    await tab.getByRole('button', { name: 'Change' }).click()
    const refused = await textOf(tab, '[role=alert]')
    assert.match(refused, /Cannot perform the operation on the protected role 'AWSReservedSSO_Builders_[0-9a-f]{16}'/)
    assert.match(refused, /this role is only modifiable by AWS/)
    assert.equal(await tab.getByLabel('Description').inputValue(), 'mine now')
  })

  step('signing out of the account leaves the portal session open', async () => {
    await tab.getByRole('button', { name: 'Sign out of this account' }).click()
    await tab.getByText('Your portal session goes on').waitFor()
    await tab.getByRole('link', { name: 'Go to the portal' }).click()
    assert.deepEqual(await accountsOf(tab), ['Workshop'])
    await tab.close()
  })

  step('the keys that *Access keys* copies are those of the same role, for any AWS SDK', async () => {
    await page
      .getByRole('button', { name: /^Access keys: Builders in Workshop/ })
      .last()
      .click()
    const credentials = await copiedKeys(page)
    const { Arn } = await new STSClient(clientConfig(origin, credentials)).send(new GetCallerIdentityCommand({}))
    const role = `arn:aws:sts::${company.accountId}:assumed-role/AWSReservedSSO_Builders_`
    assert.ok(Arn?.startsWith(role) && Arn.endsWith(`/${BOB}`), `${Arn}`)

    await page.getByRole('tab', { name: 'Single values' }).click()
    assert.equal(await copied(page, /session token/i), credentials.sessionToken)
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })
})

let accessToken = ''

describe('a program that signs in by a device code', () => {
  const { page } = second
  const oidc = new SSOOIDCClient({ endpoint: origin, region: 'us-east-1', maxAttempts: 1 })
  const sso = new SSOClient({ endpoint: origin, region: 'us-east-1', maxAttempts: 1 })

  step('gets its token when the person has compared the code and allowed it', async () => {
    const client = await oidc.send(new RegisterClientCommand({ clientName: 'journey', clientType: 'public' }))
    const { clientId, clientSecret } = client
    const startUrl = `${origin}/start`
    const device = await oidc.send(new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }))
    const grant = { clientId, clientSecret, deviceCode: device.deviceCode, grantType: DEVICE }
    await assert.rejects(oidc.send(new CreateTokenCommand(grant)), { name: 'AuthorizationPendingException' })

    await page.goto(device.verificationUriComplete ?? '')
    assert.equal(await textOf(page, '.big-code'), device.userCode)
    assert.match(await textOf(page), /journey[\s\S]*127\.0\.0\.1/)
    await page.getByRole('button', { name: 'The code is the same' }).click()
    await page.getByRole('heading', { name: 'Access given' }).waitFor()

    const token = await tokenOf(grant)
    accessToken = token.accessToken ?? ''
    const { accountList = [] } = await sso.send(new ListAccountsCommand({ accessToken }))
    assert.deepEqual(
      accountList.map(account => account.accountId),
      [company.accountId],
    )
    const { accountId } = company
    const answer = await sso.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName: 'Builders' }))
    assert.ok(answer.roleCredentials?.sessionToken)
  })

  step('loses its access when the person signs out in the portal', async () => {
    await page.goto('/start/')
    await page.getByRole('button', { name: 'Bob Builder' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await assert.rejects(sso.send(new ListAccountsCommand({ accessToken })), { name: 'UnauthorizedException' })
  })

  /** Asks again as the grant wants it: slower where the server says so. */
  async function tokenOf(grant: ConstructorParameters<typeof CreateTokenCommand>[0]) {
    let token: Awaited<ReturnType<typeof ask>>
    const ask = () =>
      oidc.send(new CreateTokenCommand(grant)).catch((error: Error) => {
        if (error.name !== 'SlowDownException') throw error
        return undefined
      })
    await until(async () => {
      token = await ask()
      return token !== undefined
    })
    assert.ok(token)
    return token
  }
})

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

step('a deep link of somebody who is signed out leads over the sign-in into the account', async () => {
  const { page } = second
  const destination = 'https://console.aws.amazon.com/s3/buckets?region=eu-west-1&tab=general'
  const parameters = new URLSearchParams({ account_id: company.accountId, role_name: 'Builders', destination })
  await page.goto(`/start/#/console?${parameters}`)
  await page.waitForURL('**/signin?return=**')
  await signIn(page, BOB, CHOSEN)
  await page.waitForURL(`**/cloud/console/${company.accountId}`)
  const text = await textOf(page)
  assert.match(text, /AWSReservedSSO_Builders_[0-9a-f]{16}\/bob\.builder/)
  assert.ok(text.includes(destination))
})

step('no page of the journey complained', async () => {
  assert.deepEqual([...first.complaints(), ...second.complaints()], [])
})
