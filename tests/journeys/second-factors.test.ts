import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe } from 'node:test'
import type { CDPSession } from 'playwright-core'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { steps } from './steps.ts'

/** Somebody protects the own sign-in: with an app (Debian's oathtool), with keys (the authenticators of Chromium's DevTools). */
const demo = await startDemo()
await demo.fill()
const { origin } = demo
const chromium = await startChromium()
const person = await visit(chromium, origin, { permissions: ['clipboard-read', 'clipboard-write'] })
const { page } = person
const step = steps()

const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()
const follow = (name: string) => page.getByRole('link', { name, exact: true }).first().click()
const heading = (name: string) => page.getByRole('heading', { name, exact: true }).first().waitFor()
const problem = async (text: RegExp): Promise<void> => assert.match(await textOf(page, '.problem'), text)

/** @param at Unix seconds */
const oathtool = (at: number): string =>
  execFileSync('oathtool', ['--totp', '--base32', `--now=@${at}`, secret], { encoding: 'utf8' }).trim()
const seconds = (): number => Math.floor(Date.now() / 1000)

let lastStep = 0

/** A code is good once, and one step before and after its own: the next that is good, waited for where need be. */
async function nextCode(): Promise<string> {
  const present = () => Math.floor(seconds() / 30)
  lastStep = Math.max(lastStep + 1, present() - 1)
  while (lastStep > present() + 1) await new Promise(resolve => setTimeout(resolve, 500))
  return oathtool(lastStep * 30)
}

async function toNamePage(): Promise<void> {
  // The portal that stands open would ask who is there.
  await page.goto('about:blank')
  await person.context.clearCookies({ name: /session/ })
  await page.goto('/signin')
}

async function toSecondFactor(): Promise<void> {
  await toNamePage()
  await signIn(page, 'ada', DEMO_PASSWORD)
}

async function signInWithCode(): Promise<void> {
  await toSecondFactor()
  await page.getByLabel('Code of your authenticator app').fill(await nextCode())
  await press('Continue')
  await page.waitForURL('**/start/')
}

interface Authenticator {
  readonly id: string
  readonly devtools: CDPSession
}

async function authenticator(transport: 'usb' | 'internal', verifies = true): Promise<Authenticator> {
  const devtools = await person.context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  })
  return { id: authenticatorId, devtools }
}

const unplug = ({ id, devtools }: Authenticator) =>
  devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: id })

/** Whether its owner touches it whenever it is asked. */
async function confirms(of: Authenticator | undefined, enabled: boolean): Promise<void> {
  const { id: authenticatorId, devtools } = of ?? assert.fail('no authenticator')
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
}

let secret = ''
let used = ''
let key: Authenticator | undefined
let builtIn: Authenticator | undefined

describe('an authenticator app', () => {
  step('is asked for by the portal and registered by a code that it shows', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await page.getByText('Protect your sign-in with a second factor').waitFor()
    await follow('Register device')
    await requireClean(page)
    await press('Authenticator app')
    await page.getByText('Type it instead').click()
    secret = (await textOf(page, '.secret')).replaceAll(' ', '')
    await requireClean(page)
    await page.getByLabel('Code that the app shows').fill('000000')
    await press('Register')
    await problem(/This code is not right/)
    used = await nextCode()
    await page.getByLabel('Code that the app shows').fill(used)
    await page.getByLabel('Name of the device').fill('My phone')
    await press('Register')
    await heading('MFA devices (1)')
    await page.getByRole('row', { name: /My phone.*Authenticator app/ }).waitFor()
    await requireClean(page)
  })

  step('whose clock is wrong is told so, in minutes; the seed’s unexpected error is gone', async () => {
    await toSecondFactor()
    await heading('Confirm that it is you')
    await page.getByLabel('Code of your authenticator app').fill(oathtool(seconds() + 180))
    await press('Continue')
    await problem(/Your device’s clock is about 3 minutes fast\. Set it to automatic time/)
    await requireClean(page)
    await page.getByLabel('Code of your authenticator app').fill(oathtool(seconds() - 240))
    await press('Continue')
    await problem(/about 4 minutes slow/)
  })

  step('lets its owner in with each code once', async () => {
    await page.getByLabel('Code of your authenticator app').fill(used)
    await press('Continue')
    await problem(/used already|clock is about 1 minute slow/)
    await page.getByLabel('Code of your authenticator app').fill(await nextCode())
    await page.getByLabel(/This is a trusted device/).check()
    await press('Continue')
    await page.waitForURL('**/start/')
  })

  step('is not asked for again where it was said to be trusted', async () => {
    await toSecondFactor()
    await page.waitForURL('**/start/')
  })
})

describe('a security key', () => {
  step('is registered by name from the portal', async () => {
    key = await authenticator('usb')
    await page.goto('/start/#/mfa-devices')
    await follow('Register device')
    await press('Security key')
    await heading('Register your security key')
    await requireClean(page)
    await page.getByLabel('Name of the device').fill('Blue key')
    await press('Register')
    await heading('MFA devices (2)')
    await page.getByRole('row', { name: /Blue key.*Security key or passkey/ }).waitFor()
  })

  step('is not registered twice', async () => {
    await follow('Register device')
    await press('Security key')
    await press('Register')
    await page.getByText('This key is registered already.').waitFor()
  })

  step('signs its owner in; a new device has ended the trust in this browser', async () => {
    await toSecondFactor()
    await heading('Confirm that it is you')
    await requireClean(page)
    await press('Use a security key or passkey')
    await page.waitForURL('**/start/')
  })

  step('that knows its owner is a passkey: it needs neither name nor password', async () => {
    await toNamePage()
    await press('Sign in with a passkey')
    await page.waitForURL('**/start/')
  })

  step('that was copied is found out by its counter, and only an administrator can help', async () => {
    const { id: authenticatorId, devtools } = key ?? assert.fail('no key')
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
    const [credential] = credentials
    assert.ok(credential)
    const { credentialId } = credential
    await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
    await devtools.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount: 0 } })
    await toSecondFactor()
    await press('Use a security key or passkey')
    await heading('The security key may have been copied')
    await page.getByText('mfa.webauthn_counter').waitFor()
    await unplug(key ?? assert.fail('no key'))
  })
})

describe('a built-in authenticator', () => {
  step('that is not there is named, with what has one, in place of “browser not supported”', async () => {
    await signInWithCode()
    await page.goto('/signin/devices/new')
    await press('Built-in authenticator')
    await page.getByText('This device has no built-in authenticator that the browser can use').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Register' }).isDisabled(), true)
    await requireClean(page)
  })

  step('that is there is registered and used', async () => {
    builtIn = await authenticator('internal')
    await page.goto('/signin/devices/new')
    await press('Built-in authenticator')
    await press('Register')
    await heading('MFA devices (3)')
    await confirms(builtIn, false)
    await toSecondFactor()
    await confirms(builtIn, true)
    await press('Use a security key or passkey')
    await page.waitForURL('**/start/')
    await confirms(builtIn, false)
  })

  step('holds a passkey, which the field of the name offers', async () => {
    await toNamePage()
    await requireClean(page)
    assert.equal(await page.getByLabel('Username').getAttribute('autocomplete'), 'username webauthn')
    // One that confirms at once is taken without being asked for.
    await confirms(builtIn, true)
    await toNamePage()
    await page.waitForURL('**/start/')
  })

  step('whose passkey was copied is refused, and an administrator sees whose it is', async () => {
    const { id: authenticatorId, devtools } = builtIn ?? assert.fail('no authenticator')
    const [credential] = (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials
    assert.ok(credential)
    const { credentialId } = credential
    await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
    await devtools.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount: 0 } })
    await toNamePage()
    await heading('The security key may have been copied')
    const { items } = await demo.app.audit.find({ refusalCode: 'mfa.webauthn_counter', limit: 10 })
    const ada = await demo.app.directory.userByName('ada')
    assert.deepEqual(
      items.map(({ userId }) => userId),
      [ada?.userId, ada?.userId],
    )
    await unplug(builtIn ?? assert.fail('no authenticator'))
  })

  step('that does not know its owner is no passkey', async () => {
    const key = await authenticator('usb', false)
    await toNamePage()
    await press('Sign in with a passkey')
    await page.getByText('Nothing was confirmed, or it took too long').waitFor()
    await unplug(key)
  })
})

describe('recovery codes', () => {
  step('are shown once and let in once each', async () => {
    await signInWithCode()
    await page.goto('/start/#/mfa-devices')
    await press('Create recovery codes')
    await press('Create')
    await heading('Your recovery codes')
    const [code = ''] = (await textOf(page, '[role=dialog] pre')).split('\n')
    await press('I have kept them')
    await page.getByText('10 are left').waitFor()
    for (const outcome of ['in', 'refused']) {
      await toSecondFactor()
      await follow('Use a recovery code')
      await requireClean(page)
      await page.getByLabel('Recovery code').fill(code)
      await press('Continue')
      if (outcome === 'in') await page.waitForURL('**/start/')
      else await problem(/none of your recovery codes that are left/)
    }
  })

  step('devices are renamed and removed by their owner', async () => {
    await signInWithCode()
    await page.goto('/start/#/mfa-devices')
    await press('Rename Blue key')
    await page.getByRole('dialog').getByLabel('Name').fill('My phone')
    await press('Rename')
    await page.getByText('Choose another name').waitFor()
    await page.getByRole('dialog').getByLabel('Name').fill('Old key')
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('row', { name: /Old key/ }).waitFor()
    await press('Remove Old key')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await heading('MFA devices (2)')
  })
})

step('no page complained, but of the name that was refused', async () =>
  assert.deepEqual(
    person.complaints().filter(({ url }) => !url.includes('/api/v1/mfa-devices/')),
    [],
  ),
)
