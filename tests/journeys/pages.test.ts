import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { RegisterClientCommand, SSOOIDCClient, StartDeviceAuthorizationCommand } from '@aws-sdk/client-sso-oidc'
import type { Page } from 'playwright-core'
import { signIn, startChromium, type Visit, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { accountsOf, openAccount } from './portal.ts'

/** Every page that there is, as people come to it; each is held against `requireClean`. */
const demo = await startDemo()
const { origin, app } = demo
const chromium = await startChromium()

/** A way to a page, from where the one before it has led. */
interface Way {
  readonly page: string
  to(page: Page): Promise<unknown>
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name }).click()

function follow(who: string, { page, complaints }: Visit, ways: readonly Way[]) {
  describe(`for ${who}, in wide and narrow windows, light and dark`, () => {
    for (const way of ways)
      test(`${way.page} is accessible and fits`, async () => {
        await way.to(page)
        await requireClean(page)
        assert.deepEqual(complaints(), [])
      })
  })
}

const setupLink = (await app.commands.setupLink()) ?? ''

follow('the first person', await visit(chromium, origin), [
  { page: 'the set-up page', to: page => page.goto(setupLink) },
  {
    page: 'the set-up page after a mistake',
    async to(page) {
      await page.getByLabel('Username').fill('ada')
      await page.getByLabel('E-mail address').fill('ada@example.com')
      await page.getByLabel('First name').fill('Ada')
      await page.getByLabel('Last name').fill('Lindqvist')
      await page.getByLabel('New password', { exact: true }).fill('simple')
      await page.getByLabel('New password again').fill('simple')
      await press(page, 'Create administrator and sign in')
      await page.getByRole('alert').waitFor()
    },
  },
])

follow('somebody who is not signed in', await visit(chromium, origin), [
  {
    page: 'the sign-in page',
    async to(page) {
      await demo.fill()
      await page.goto('/signin')
    },
  },
  {
    page: 'the password page',
    async to(page) {
      await page.getByLabel('Username').fill('ada')
      await press(page, 'Next')
      await heading(page, 'Enter your password')
    },
  },
  {
    page: 'the password page after a wrong password',
    async to(page) {
      await page.getByLabel('Password').fill('wrong')
      await press(page, 'Sign in')
      await page.getByRole('alert').waitFor()
    },
  },
  { page: 'the page of a refusal', to: page => page.goto('/authorize?client_id=unknown') },
  { page: 'the list of refusals', to: page => page.goto('/help') },
  { page: 'the explanation of a refusal', to: page => page.goto('/help/cloud.role_protected') },
  { page: 'the page that nobody asked for', to: page => page.goto('/no/such/page') },
])

follow('a newcomer', await visit(chromium, origin), [
  {
    page: 'the page for a new password',
    async to(page) {
      await demo.addNewcomer('nora')
      await page.goto('/signin')
      await signIn(page, 'nora', DEMO_PASSWORD)
      await heading(page, 'Set a new password')
    },
  },
  {
    page: 'the page for a new password after a mistake',
    async to(page) {
      await page.getByLabel('New password', { exact: true }).fill('simple')
      await page.getByLabel('New password again').fill('simple')
      await press(page, 'Set password and sign in')
      await page.getByRole('alert').waitFor()
    },
  },
  {
    page: 'the portal without an account',
    async to(page) {
      await page.getByLabel('New password', { exact: true }).fill(`${DEMO_PASSWORD}?`)
      await page.getByLabel('New password again').fill(`${DEMO_PASSWORD}?`)
      await press(page, 'Set password and sign in')
      await page.getByText('No account is assigned to you yet').waitFor()
    },
  },
])

const ada = await visit(chromium, origin)
const ROLE = /^Management console: AdministratorAccess in Shop Production/

follow('an administrator in the portal', ada, [
  {
    page: 'the list of accounts',
    async to(page) {
      await page.goto('/signin')
      await signIn(page, 'ada', DEMO_PASSWORD)
      await accountsOf(page)
    },
  },
  { page: 'an open account', to: page => openAccount(page, 'Shop Production') },
  {
    page: 'the access keys as environment variables',
    async to(page) {
      await page.getByRole('button', { name: /^Access keys: AdministratorAccess in Shop Production/ }).click()
      await page.getByRole('timer').waitFor()
    },
  },
  { page: 'the access keys as single values', to: page => page.getByRole('tab', { name: 'Single values' }).click() },
  { page: 'the sign-in of the AWS CLI', to: page => page.getByRole('tab', { name: 'AWS CLI sign-in' }).click() },
  {
    page: 'the portal with recently used places',
    async to(page) {
      await press(page, 'Close')
      await page.getByRole('heading', { name: 'Recently used' }).waitFor()
    },
  },
  {
    page: 'the search that finds nothing',
    async to(page) {
      await page.getByLabel('Find accounts by name, id or permission set').fill('nothing like it')
      await page.getByText('None of your accounts').waitFor()
    },
  },
  {
    page: 'the dialog for a shortcut',
    async to(page) {
      await press(page, 'Create shortcut')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    page: 'the list of applications',
    async to(page) {
      await page.goto('/start/#/applications')
      await page.reload()
      await page.getByText('No application is assigned to you yet').waitFor()
    },
  },
  {
    page: 'a link that cannot be followed',
    async to(page) {
      await page.goto('/start/#/console?account_id=1')
      await page.getByText('This link cannot be followed').waitFor()
    },
  },
  {
    page: 'the choice of a permission set',
    async to(page) {
      await page.goto(`/start/#/console?account_id=${app.description.managementAccountId}`)
      await page.getByRole('link', { name: 'Management console: AdministratorAccess' }).waitFor()
    },
  },
])

follow('an administrator in an account', ada, [
  {
    page: 'the question whether a link from elsewhere may open an account',
    async to(page) {
      await page.goto('/start/')
      await openAccount(page, 'Shop Production')
      const address = await page.getByRole('link', { name: ROLE }).first().getAttribute('href')
      // For browsers, the number of this host and its name are two sites.
      await page.goto(`${origin.replace('localhost', '127.0.0.1')}/help`)
      await page.evaluate(`location.assign('${origin}${address}')`)
      await page.getByRole('link', { name: 'Open the account' }).waitFor()
    },
  },
  {
    page: 'the page that leads into an account, where its script does not press the button',
    async to(page) {
      await page.route('**/launch/post.js', route => route.fulfill({ contentType: 'text/javascript', body: '' }))
      await page.getByRole('link', { name: 'Open the account' }).click()
      await page.getByRole('button', { name: 'Continue' }).waitFor()
    },
  },
  {
    page: 'the page of an account',
    async to(page) {
      await press(page, 'Continue')
      await heading(page, 'Shop Production')
    },
  },
  {
    page: 'the page of a role',
    async to(page) {
      await page.getByRole('link', { name: /^AWSReservedSSO_Billing_/ }).click()
      await page.getByLabel('Description').waitFor()
    },
  },
  {
    page: 'the page of a role that may not be changed',
    async to(page) {
      await press(page, 'Change')
      await page.getByRole('alert').waitFor()
    },
  },
  { page: 'the page after leaving an account', to: page => press(page, 'Sign out of this account') },
])

const oidc = new SSOOIDCClient({ endpoint: origin, region: 'us-east-1', maxAttempts: 1 })
after(() => oidc.destroy())
const program = () =>
  oidc.send(
    new RegisterClientCommand({
      clientName: 'a-program-with-a-long-name',
      clientType: 'public',
      grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      scopes: ['sso:account:access'],
    }),
  )

/** The page that asks to compare the code of a new request. */
async function toDeviceRequest(page: Page) {
  const { clientId, clientSecret } = await program()
  const startUrl = `${origin}/start`
  const device = await oidc.send(new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }))
  await page.goto(device.verificationUriComplete ?? '')
  await heading(page, 'Is this your program?')
}

async function toConsent(page: Page) {
  const { clientId = '' } = await program()
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'http://127.0.0.1:1/oauth/callback',
    state: 'any',
    code_challenge_method: 'S256',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    scopes: 'sso:account:access',
  })
  await page.goto(`/authorize?${parameters}`)
  await page.getByRole('button', { name: 'Allow access' }).waitFor()
}

follow('somebody whose program asks for access', ada, [
  { page: 'the page for the code of a device', to: page => page.goto('/device') },
  {
    page: 'the page for the code after a wrong one',
    async to(page) {
      await page.getByLabel('Code').fill('BCDF-GHJK')
      await press(page, 'Continue')
      await page.getByRole('alert').waitFor()
    },
  },
  { page: 'the page that compares the code', to: toDeviceRequest },
  {
    page: 'the page after access was given',
    async to(page) {
      await press(page, 'The code is the same')
      await heading(page, 'Access given')
    },
  },
  {
    page: 'the page after access was refused',
    async to(page) {
      await toDeviceRequest(page)
      await press(page, 'Deny')
      await heading(page, 'Access refused')
    },
  },
  { page: 'the consent to a program on this computer', to: toConsent },
  { page: 'the question whether to sign out', to: page => page.goto('/signin/out') },
  {
    page: 'the page after signing out',
    async to(page) {
      await press(page, 'Sign out')
      await heading(page, 'You are signed out')
    },
  },
])
