import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { engines } from '#tests/engines.ts'
import { linkIn, mailServer, textOf as textOfLetter } from '#tests/mail-server.ts'
import { PASSWORD, startPortico, testConfig, until } from '#tests/portico.ts'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'

/** Two people who have forgotten their passwords, one of them in a browser that runs no script. */
const server = await mailServer()
await server.start()
const from = { name: 'Example SSO', address: 'sso@example.org' }
const mail = { host: '127.0.0.1', port: server.port, tls: 'never', from } as const
const [engine = assert.fail()] = engines
const config = { ...(await testConfig(await engine.settings())), mail }
const app = await startPortico(config)
const chromium = await startChromium()

async function person(userName: string): Promise<void> {
  const name = { givenName: userName, familyName: 'Example' }
  const emails = [{ value: `${userName}@example.org`, primary: true }]
  const details = { userName, displayName: userName, name, emails, attributes: {}, status: 'ENABLED' } as const
  await app.directory.createUser(app.author('CreateUser'), details)
  await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
}

/** From the page of the name to the link in the mail. */
async function linkFor(page: Page, userName: string): Promise<string> {
  const before = server.delivered.length
  await page.goto('/signin')
  await page.getByLabel('Username').fill(userName)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('link', { name: 'Forgot password?' }).click()
  await page.getByRole('button', { name: 'Send link' }).click()
  assert.match(await textOf(page, 'h1'), /Look into your mail/)
  await until(() => server.delivered.length > before)
  const letter = server.delivered.at(-1) ?? assert.fail()
  assert.deepEqual(letter.to, [`${userName}@example.org`])
  assert.match(letter.source, /^Subject: Password reset requested$/m)
  return linkIn(textOfLetter(letter))
}

const metRules = (page: Page): Promise<string[]> => page.locator('.rules .met').allTextContents()

describe('a forgotten password', () => {
  test('is set anew with a link from the mail; the rules are marked while it is typed', async () => {
    await person('bob')
    const { page, complaints } = await visit(chromium, config.origin)
    await page.goto(await linkFor(page, 'bob'))
    assert.deepEqual(await metRules(page), [])
    const field = page.getByLabel('New password', { exact: true })
    await field.pressSequentially('bob')
    assert.deepEqual(await metRules(page), ['a letter a–z'])
    await field.pressSequentially('-IS')
    await requireClean(page)
    assert.deepEqual(await metRules(page), ['a letter a–z', 'a letter A–Z', 'a symbol'])
    assert.match(
      await textOf(page, '[role=status]'),
      /Still needed: 8 to 64 characters, a digit, without your username/,
    )
    await field.fill('My-own-choice-9')
    assert.equal((await metRules(page)).length, 6)
    assert.match(await textOf(page, '[role=status]'), /These rules are met/)
    await page.getByLabel('New password again').fill('My-own-choice-9')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signIn(page, 'bob', 'My-own-choice-9')
    await page.waitForURL('**/start/')
    await until(() => /^Subject: Password updated$/m.test(server.delivered.at(-1)?.source ?? ''))
    assert.deepEqual(complaints(), [])
  })

  test('is set anew without script, where the answer names the rules that are not met', async () => {
    await person('carl')
    const { page, complaints } = await visit(chromium, config.origin, { javaScriptEnabled: false })
    await page.goto(await linkFor(page, 'carl'))
    const set = async (password: string) => {
      await page.getByLabel('New password', { exact: true }).fill(password)
      await page.getByLabel('New password again').fill(password)
      await page.getByRole('button', { name: 'Set password' }).click()
    }
    await set('carl')
    assert.match(await textOf(page, '[role=alert]'), /shorter than 8 characters.*no letter A–Z.*contains the username/)
    await set('P@ssw0rd1')
    assert.match(await textOf(page, '[role=alert]'), /guessed early/)
    await set('My-own-choice-9')
    assert.match(await textOf(page, 'h1'), /Your password is set/)
    assert.deepEqual(complaints(), [])
  })

  test('is asked for on pages that everybody can use', async () => {
    await person('dora')
    const { page } = await visit(chromium, config.origin)
    await page.goto('/signin')
    await page.getByLabel('Username').fill('dora')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    await requireClean(page)
    await page.getByRole('button', { name: 'Send link' }).click()
    await requireClean(page)
  })
})
