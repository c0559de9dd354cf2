import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe } from 'node:test'
import { ListInstancesCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import {
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
  UnauthorizedClientException,
} from '@aws-sdk/client-sso-oidc'
import { clientConfig } from '#tests/portico.ts'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { steps } from './steps.ts'

/** An administrator sees what needs attention, looks into what happened, and changes settings of the portal. */
const demo = await startDemo()
await demo.fill()
const { page, complaints } = await visit(await startChromium(), demo.origin, {
  permissions: ['clipboard-read', 'clipboard-write'],
  acceptDownloads: true,
})
page.setDefaultTimeout(10_000)
const step = steps()

const open = (address: string) => page.evaluate(`location.hash = ${JSON.stringify(address)}`)
const hash = (): Promise<string> => page.evaluate('location.hash')
const wide = () => page.setViewportSize({ width: 1280, height: 900 })
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const row = (name: string | RegExp) => page.getByRole('row', { name })
const button = (name: string | RegExp) => page.getByRole('button', { name })
const dialog = page.getByRole('dialog')

describe('the dashboard', () => {
  step('counts what there is, is calm where nothing is wrong, and tells what happened last', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', 'Not-the-password-1!')
    await page.getByRole('alert').waitFor()
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await page.waitForURL('**/start/')
    await page.goto('/console/?as=AdministratorAccess')
    await heading('Dashboard')
    for (const name of ['Users: 12', 'Groups: 4', 'AWS accounts: 6', 'Permission sets: 4', 'Assignments: 13'])
      await page.getByRole('link', { name }).waitFor()
    await page.getByText('Nothing needs attention').waitFor()
    assert.equal(await page.getByRole('heading', { name: 'Set up your portal' }).count(), 0)
    await page.getByRole('table', { name: 'Last events' }).getByRole('link', { name: 'UserAuthentication' }).waitFor()
  })

  step('names an assignment that reaches nobody, and leads to where it is removed', async () => {
    const { directory, author } = demo.app
    const group = await directory.groupByName('Finance')
    await directory.deleteGroup(author('DeleteGroup'), group?.groupId ?? '')
    await page.reload()
    const stale = row(/Billing in Shop Staging.*The group Finance was deleted/)
    await stale.waitFor()
    await requireClean(page)
    await wide()
    await stale.getByRole('link').click()
    await heading('Shop Staging')
  })
})

describe('the event history', () => {
  step('is narrowed by a property and by time, and the address says so', async () => {
    await open('#/events')
    await heading('Event history')
    await row(/DeleteGroup/)
      .first()
      .waitFor()
    await requireClean(page)
    await wide()
    await page.getByRole('combobox', { name: 'Filter events by a property' }).click()
    await page.getByRole('option', { name: 'Refused', exact: true }).click()
    await page.getByRole('option', { name: 'Yes' }).click()
    await row(/signin\.wrong_credentials/).waitFor()
    assert.equal(await row(/DeleteGroup/).count(), 0)
    await button(/Time of the events|Any time/).click()
    await page.getByRole('radio', { name: 'Last 1 hour' }).check()
    await button('Apply').click()
    await row(/signin\.wrong_credentials/).waitFor()
    assert.equal(await hash(), '#/events?refused=true&range=1h')
  })

  step('an event says what was seen, who must act and the fix, and leads on', async () => {
    await row(/signin\.wrong_credentials/)
      .getByRole('link', { name: 'CredentialVerification' })
      .click()
    await dialog.getByText('Who must act').waitFor()
    const text = await textOf(page, '[role=dialog]')
    assert.match(text, /wrong_password/)
    assert.match(text, /"eventName": "CredentialVerification"/)
    assert.match(await hash(), /refused=true&range=1h&event=/)
    const help = dialog.getByRole('link', { name: /More about signin.wrong_credentials/ })
    assert.equal(await help.getAttribute('href'), '/help/signin.wrong_credentials')
    await requireClean(page)
    await wide()
    await dialog.getByRole('link', { name: 'Events of the same request' }).click()
    await page.waitForFunction('/^#.events.reference=/.test(location.hash)')
    await dialog.waitFor({ state: 'hidden' })
    await page.goBack()
    await dialog.getByText('Who must act').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.equal(await hash(), '#/events?refused=true&range=1h')
  })

  step('is exported with the filters that are set, as JSON Lines and as CSV', async () => {
    for (const [format, first] of [
      ['JSON Lines', /^\{"eventVersion":"1\.11".*\}\n$/],
      ['CSV', /^[\w, ]+\r?\n.*CredentialVerification/],
    ] as const) {
      await button('Export').click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ])
      assert.match(download.suggestedFilename(), /^events-.*\.(jsonl|csv)$/)
      const saved = await readFile(await download.path(), 'utf8')
      assert.match(saved, first)
      assert.doesNotMatch(saved, /CreateUser/)
    }
  })

  step('a link into it needs no other filter, and an id that nobody has is said', async () => {
    await open('#/events?eventName=FillWithDemo')
    await row(/FillWithDemo/)
      .nth(3)
      .waitFor()
    await open('#/events?event=no-such-event')
    await dialog.getByText('No event has the id').waitFor()
    await button('Close').last().click()
    await open('#/events?eventName=Nothing')
    await page.getByText('Nothing fits').waitFor()
  })
})

describe('settings', () => {
  step('the instance is renamed and tagged', async () => {
    await open('#/settings')
    await button('Rename').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Example-company')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The instance is called Example-company.').waitFor()
    await button('Add tag').click()
    await page.getByRole('textbox', { name: 'Key' }).fill('team')
    await page.getByRole('textbox', { name: 'Value' }).fill('platform')
    await requireClean(page)
    await wide()
    await button('Save tags').click()
    await page.getByText('The tags were changed.').waitFor()
  })

  step('sessions last as long as is allowed, and no longer', async () => {
    await page.getByRole('tab', { name: 'Sessions' }).click()
    await page.getByLabel('Amount').fill('91')
    await button('Unit').click()
    await page.getByRole('option', { name: 'days' }).click()
    await page.getByText('Between 15 minutes and 90 days').waitFor()
    await page.getByLabel('Amount').fill('7')
    await requireClean(page)
    await wide()
    await page.getByLabel('Amount').press('Enter')
    await page.getByText('Sessions that begin from now on last 7 days.').waitFor()
    assert.match(await hash(), /tab=sessions/)
  })

  step('programs are forbidden to sign in by device code, and one that tries is told so', async () => {
    await page.getByRole('radio', { name: 'Forbid' }).check()
    await requireClean(page)
    await wide()
    await page
      .locator('form', { has: page.getByRole('radio', { name: 'Forbid' }) })
      .getByRole('button', { name: 'Save' })
      .click()
    await page.getByText('Signing in by device code is forbidden from now on.').waitFor()
    const oidc = new SSOOIDCClient({ region: 'us-east-1', endpoint: demo.origin })
    const client = await oidc.send(new RegisterClientCommand({ clientName: 'cli', clientType: 'public' }))
    const { clientId, clientSecret } = client
    const startUrl = `${demo.origin}/start`
    await assert.rejects(
      oidc.send(new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl })),
      UnauthorizedClientException,
    )
  })

  step('passwords are made longer, and never shorter than AWS asks for', async () => {
    await page.getByRole('tab', { name: 'Passwords' }).click()
    const length = page.getByLabel('Shortest length')
    await length.fill('7')
    await page.getByText('A whole number from 8 to 64').waitFor()
    await length.fill('14')
    await requireClean(page)
    await wide()
    await length.press('Enter')
    await page.getByText('Passwords that are set from now on have at least 14 characters.').waitFor()
    assert.match(await hash(), /tab=passwords/)
  })

  step('the identity source says what it is', async () => {
    await page.getByRole('tab', { name: 'Identity source' }).click()
    await page.getByText('Portico’s own directory').waitFor()
    await requireClean(page)
    await wide()
  })

  let accessKeyId = ''

  step('an access key is made for a policy, its secret shown once, and works', async () => {
    await page.getByRole('tab', { name: 'API access' }).click()
    await button('Create access key').click()
    await dialog.getByRole('button', { name: /^Policy/ }).click()
    await page.getByRole('option', { name: /^AWSSSOReadOnly/ }).click()
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await dialog.getByText('Copy the secret now').waitFor()
    await requireClean(page)
    await wide()
    await dialog.getByRole('button', { name: /^Copy environment variables/ }).click()
    const block: string = await page.evaluate('navigator.clipboard.readText()')
    const value = (name: string): string => new RegExp(`${name}='?([^'\\n]+)`).exec(block)?.[1] ?? ''
    accessKeyId = value('AWS_ACCESS_KEY_ID')
    const key = { accessKeyId, secretAccessKey: value('AWS_SECRET_ACCESS_KEY') }
    const { Instances = [] } = await client(key).send(new ListInstancesCommand({}))
    assert.equal(Instances[0]?.Name, 'Example-company')
    await dialog.getByRole('button', { name: 'Done' }).click()
  })

  step('it is switched off and deleted', async () => {
    await row(new RegExp(accessKeyId)).getByRole('radio').check()
    await button('Deactivate').click()
    await row(/Inactive/).waitFor()
    await row(new RegExp(accessKeyId)).getByRole('radio').check()
    await button('Delete').click()
    await page.getByLabel(`To confirm, type ${accessKeyId}`).fill(accessKeyId)
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No access keys').waitFor()
  })

  step('a mail that waits is opened, which the event history tells', async () => {
    const user = await demo.app.directory.userByName('bruno')
    const invite = `fetch('/api/v1/users/${user?.userId}/invitation', {
      method: 'POST',
      headers: { 'x-portico-as': 'AdministratorAccess' },
    }).then(answer => answer.status)`
    assert.equal(await page.evaluate(invite), 200)
    await page.getByRole('tab', { name: 'Mail outbox' }).click()
    await row(/bruno@example\.com/)
      .getByRole('button')
      .click()
    await dialog.getByRole('button', { name: 'Show the mail' }).click()
    await dialog.getByRole('region', { name: 'text of the mail' }).waitFor()
    assert.match(await textOf(page, '[role=dialog]'), /http:\/\/localhost/)
    await requireClean(page)
    await wide()
    await page.keyboard.press('Escape')
    await open('#/events?eventName=ReadMail')
    await row(/ReadMail/).waitFor()
  })

  const client = (key: { readonly accessKeyId: string; readonly secretAccessKey: string }) =>
    new SSOAdminClient(clientConfig(demo.origin, key))
})

step('no page of the journey complained', async () => assert.deepEqual(complaints(), []))
