import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { clientConfig } from '#tests/portico.ts'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { accountsOf } from './portal.ts'
import { steps } from './steps.ts'

/** An administrator gives access to many at once, mends what fails in one account, and takes it away again. */
const demo = await startDemo()
await demo.fill()
const { app, origin } = demo
const chromium = await startChromium()
const { page, complaints } = await visit(chromium, origin)
const step = steps()

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first()
const choose = (name: string) => page.getByRole('checkbox', { name, exact: true }).check()
const next = () => page.getByRole('button', { name: 'Next', exact: true }).click()
const seen = (text: string | RegExp) => page.getByText(text, { exact: true }).first().waitFor()
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const open = (path: string) => page.goto(`/console/#/${path}`)

/** What the server answers to a page of this session. */
const ask = <T>(path: string, as: string): Promise<T> =>
  page.evaluate<T>(`fetch(${JSON.stringify(path)}, { headers: { 'x-portico-as': '${as}' } }).then(a => a.json())`)

async function accountId(name: string): Promise<string> {
  const found = await ask<{ accounts: { accountId: string }[] }>(
    `/api/v1/accounts?search=${encodeURIComponent(name)}`,
    'AdministratorAccess',
  )
  return found.accounts[0]?.accountId ?? ''
}

/** As the administrator of the account does it, with the AWS CLI. */
async function createPolicy(account: string, PolicyName: string): Promise<void> {
  const path = `/federation/credentials?account_id=${await accountId(account)}&role_name=AdministratorAccess`
  type Keys = Record<'accessKeyId' | 'secretAccessKey' | 'sessionToken', string>
  const { roleCredentials } = await ask<{ readonly roleCredentials: Keys }>(path, 'self')
  const { accessKeyId, secretAccessKey, sessionToken } = roleCredentials
  const Statement = [{ Effect: 'Allow', Action: 'codebuild:*', Resource: '*' }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await new IAMClient(clientConfig(origin, { accessKeyId, secretAccessKey, sessionToken })).send(
    new CreatePolicyCommand({ PolicyName, PolicyDocument }),
  )
}

/** A permission set that needs a policy which of these accounts only Network has. */
async function addBuildSet(): Promise<void> {
  const { permissionSets } = app.access
  const author = app.author('CreatePermissionSet')
  const wanted = { name: 'Build', description: 'Builds', sessionDuration: 'PT1H', tags: [] }
  const { arn } = await permissionSets.create(author, wanted)
  await permissionSets.attachCustomerPolicy(author, arn, { name: 'BuildTools', path: '/' })
  await createPolicy('Network', 'BuildTools')
}

async function makeAdministrator(userName: string): Promise<void> {
  const { permissionSets, assignments } = app.access
  const user = await app.directory.userByName(userName)
  const set = await permissionSets.byName('AdministratorAccess')
  await assignments.assign(app.author('CreateAccountAssignment'), {
    accountId: app.storage.instance.managementAccountId,
    permissionSetArn: set?.arn ?? '',
    principalType: 'USER',
    principalId: user?.userId ?? '',
  })
}

describe('accounts', () => {
  step('the organization narrows the list of accounts, and its unit stands in the address', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await page.waitForURL('**/start/')
    await page.goto('/console/?as=AdministratorAccess#/accounts')
    await page.getByRole('link', { name: 'Infrastructure' }).click()
    await seen('In and below Infrastructure')
    await page.getByRole('link', { name: 'Data Lake' }).waitFor({ state: 'detached' })
    assert.match(page.url(), /#\/accounts\?unit=ou-/)
    assert.equal(await page.locator('tbody tr').count(), 2)
    await requireClean(page)
  })

  step('an account is created in an organizational unit; a taken address is explained', async () => {
    await press('Create account')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Account name').fill('Build Farm')
    await dialog.getByLabel('E-mail address').fill('aws-network@example.com')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await seen(/each account needs one of its own/)
    await requireClean(page)
    await dialog.getByLabel('E-mail address').fill('aws-build-farm@example.com')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await seen('Account Build Farm was created.')
    await page.getByRole('link', { name: 'Build Farm' }).click()
    await heading('Build Farm').waitFor()
    await page.getByRole('link', { name: 'Infrastructure' }).waitFor()
    await seen('No assignments')
  })

  step('it is moved', async () => {
    await press('Move')
    await page.getByLabel('New place').click()
    await page.getByRole('option', { name: /Root \/ Workloads/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click()
    await seen('Account Build Farm was moved.')
    await page.getByRole('link', { name: 'Workloads' }).waitFor()
  })
})

describe('assigning many at once', () => {
  step('the wizard takes what was chosen in the list, asks step by step, and shows what will happen', async () => {
    await addBuildSet()
    await open('accounts')
    await choose('Data Lake')
    await choose('Network')
    await page.getByRole('link', { name: 'Assign users or groups' }).click()
    await heading('Choose accounts').waitFor()
    await page.getByRole('button', { name: 'Do not choose Network' }).waitFor()
    await next()
    await next()
    await seen('Choose at least one user or group.')
    await page.getByLabel('Beginning of a name').fill('fin')
    await page.getByRole('checkbox', { name: 'Data', exact: true }).waitFor({ state: 'detached' })
    await choose('Finance')
    await page.getByLabel('Beginning of a name').fill('dev')
    await choose('Developers')
    await page.getByRole('tab', { name: 'Users' }).click()
    await page.getByRole('tab', { name: 'Groups (2 chosen)' }).click()
    await page.getByRole('button', { name: 'Do not choose Finance' }).waitFor()
    await requireClean(page)
    await next()
    await choose('ReadOnly')
    await choose('Build')
    await next()
    await heading('What will happen').waitFor()
    await page.getByText('View as AWS CLI, SDK, Terraform').click()
    await page
      .getByText(/aws sso-admin create-account-assignment/)
      .first()
      .waitFor()
    await requireClean(page)
  })

  step('the batch goes on by itself; after a reload the page says what failed, where, and who must act', async () => {
    await press('Assign')
    await heading('Assign 8 assignments').waitFor()
    await page.reload()
    await seen('2 failed')
    const id = await accountId('Data Lake')
    await seen(`Build in Data Lake (${id}) failed for 2 users and groups`)
    const told = await textOf(page)
    for (const part of [
      `Policy arn:aws:iam::${id}:policy/BuildTools does not exist`,
      'The administrator of the AWS account',
      'Create the policy in the account with exactly this name and path',
    ])
      assert.ok(told.includes(part), part)
    await page
      .getByRole('button', { name: 'Failed (2)' })
      .or(page.getByRole('radio', { name: 'Failed (2)' }))
      .click()
    await page.getByRole('link', { name: 'ReadOnly' }).first().waitFor({ state: 'detached' })
    assert.match(page.url(), /status=failed/)
    await requireClean(page)
  })

  step('the account tells of its own failure, too, and which account it is stands in the list', async () => {
    const batch = page.url()
    await page.getByRole('link', { name: 'Permission sets in Data Lake' }).click()
    await seen(/Build could not be provisioned in Data Lake/)
    await page.getByRole('link', { name: /More about cloud.policy_missing/ }).waitFor()
    await requireClean(page)
    await open('accounts')
    await seen('1 failed')
    await page.goto(batch)
    await heading('Assign 8 assignments').waitFor()
  })

  step('when the policy is there, the batch is continued and ends well', async () => {
    await createPolicy('Data Lake', 'BuildTools')
    await press('Continue')
    await page.getByText('Done', { exact: true }).nth(1).waitFor()
    await seen('8 of 8')
    assert.doesNotMatch(await textOf(page), /does not exist/)
    await open('assignment-batches')
    await page.getByRole('link', { name: 'Assign 8 assignments' }).waitFor()
    await requireClean(page)
  })
})

describe('an account', () => {
  step('its permission sets are provisioned again', async () => {
    await open(`accounts/${await accountId('Data Lake')}?tab=roles`)
    await choose('Build')
    await press('Provision again')
    await page.getByRole('dialog').getByRole('button', { name: 'Provision', exact: true }).click()
    await seen('Build: provisioned.')
  })

  step('assignments are removed in bulk, of what was chosen and nothing else', async () => {
    await page.getByRole('tab', { name: 'Assignments' }).click()
    for (const row of ['Finance, ReadOnly', 'Finance, Build', 'Developers, Build']) await choose(`${row}, Data Lake`)
    await press('Remove')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Finance: Build in Data Lake').waitFor()
    await requireClean(page)
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await seen('The removal of 3 assignments has begun.')
    await page.getByRole('link', { name: 'Build', exact: true }).first().waitFor({ state: 'detached' })
    await page.getByRole('checkbox', { name: 'Developers, ReadOnly, Data Lake' }).waitFor()
    await page.getByRole('checkbox', { name: 'Finance, Billing, Data Lake' }).waitFor()
  })

  step('what happened in it stands in its events', async () => {
    await page.getByRole('tab', { name: 'Events' }).click()
    await page.getByRole('link', { name: 'DeprovisionRole' }).first().waitFor()
    await requireClean(page)
  })

  step('somebody who waits in an empty portal sees the access as it comes', async () => {
    const newcomer = await visit(chromium, origin)
    await demo.addNewcomer('nora')
    await newcomer.page.goto('/signin')
    await signIn(newcomer.page, 'nora', DEMO_PASSWORD)
    await newcomer.page.getByLabel('New password', { exact: true }).fill(`${DEMO_PASSWORD}?`)
    await newcomer.page.getByLabel('New password again').fill(`${DEMO_PASSWORD}?`)
    await newcomer.page.getByRole('button', { name: 'Set password and sign in' }).click()
    await newcomer.page.getByText('No account is assigned to you yet').waitFor()

    await makeAdministrator('nora')
    assert.deepEqual(await accountsOf(newcomer.page), ['Management account'])
    await newcomer.page.getByRole('link', { name: 'Administration' }).first().waitFor()
    assert.deepEqual(newcomer.complaints(), [])
    await newcomer.context.close()
  })

  step('no page complained', async () => assert.deepEqual(complaints(), []))
})
