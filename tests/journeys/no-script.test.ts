import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'

/** What a browser does that runs no script. */
const demo = await startDemo()
await demo.fill()
const { origin } = demo
const chromium = await startChromium()
const { page, complaints } = await visit(chromium, origin, { javaScriptEnabled: false })

const oidc = new SSOOIDCClient({ endpoint: origin, region: 'us-east-1', maxAttempts: 1 })
after(() => oidc.destroy())

describe('without script', () => {
  test('a person signs in, also after a wrong password, and is told what the portal needs', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', 'Not-the-password-1!')
    assert.match(await textOf(page, '[role=alert]'), /The username or password is wrong/)
    await page.getByLabel('Password').fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/start/')
    assert.match(await textOf(page, 'noscript'), /Signing in, and links to an account, work without it/)
  })

  test('a link to an account leads into it at the press of a button, and to the destination that it names', async () => {
    const accountId = demo.app.description.managementAccountId
    await page.goto(`/launch/account/${accountId}/AdministratorAccess?destination=/help/cloud.role_protected`)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`**/cloud/console/${accountId}`)
    assert.match(await textOf(page), /assumed-role\/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}\/ada/)
    await page.getByRole('link', { name: '/help/cloud.role_protected' }).click()
    assert.match(await textOf(page, 'h1'), /The role is protected/)
    await page.goBack()
    await page.getByRole('button', { name: 'Sign out of this account' }).click()
    assert.match(await textOf(page), /Your portal session goes on/)
  })

  test('a device is allowed by somebody who has to sign in first, after which its token is there', async () => {
    await page.goto('/signin/out')
    await page.getByRole('button', { name: 'Sign out' }).click()

    const { clientId, clientSecret } = await oidc.send(
      new RegisterClientCommand({ clientName: 'no-script', clientType: 'public' }),
    )
    const startUrl = `${origin}/start`
    const device = await oidc.send(new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }))
    await page.goto(device.verificationUriComplete ?? '')
    await signIn(page, 'ada', DEMO_PASSWORD)
    assert.equal(await textOf(page, '.big-code'), device.userCode)
    await page.getByRole('button', { name: 'The code is the same' }).click()
    assert.match(await textOf(page, 'h1'), /Access given/)

    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    const { deviceCode } = device
    const token = await oidc.send(new CreateTokenCommand({ clientId, clientSecret, deviceCode, grantType }))
    assert.ok(token.accessToken)
    assert.deepEqual(complaints(), [])
  })
})
