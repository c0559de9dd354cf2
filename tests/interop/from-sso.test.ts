import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cachedToken, homeOf, tokenFile } from './home.ts'
import { deviceLogin, openPortal, register } from './portal.ts'

const portal = await openPortal()
const run = promisify(execFile)
const program = fileURLToPath(import.meta.resolve('./programs/who-am-i.ts'))

/** The program of a person who uses the JavaScript SDK, in a process of its own with a home of its own. */
async function whoAmI(home: string): Promise<unknown> {
  const { origin } = portal
  const env = {
    HOME: home,
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL_SSO: origin,
    AWS_ENDPOINT_URL_SSO_OIDC: origin,
    AWS_ENDPOINT_URL_STS: origin,
  }
  const { stdout } = await run(process.execPath, [program, 'dev'], { env })
  return JSON.parse(stdout)
}

test('fromSSO refreshes an expired token of the cache, opens the role, and keeps the new token', async () => {
  const home = homeOf(portal)
  const client = await register(portal)
  const tokens = await deviceLogin(portal, client)
  const expired = new Date(0)
  tokenFile.write(home, cachedToken(portal, client, tokens, expired))
  const identity = await whoAmI(home)
  assert.match(
    String(identity),
    new RegExp(`^arn:aws:sts::${portal.management}:assumed-role/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}/ada$`),
  )
  const kept = tokenFile.read(home)
  assert.notEqual(kept.accessToken, tokens.accessToken)
  assert.match(kept.refreshToken, /^aor/)
  assert.ok(new Date(kept.expiresAt) > new Date())
  assert.equal(await whoAmI(home), identity)
})

test('fromSSO tells to sign in again when the session was ended', async () => {
  const home = homeOf(portal)
  const client = await register(portal)
  const tokens = await deviceLogin(portal, client)
  tokenFile.write(home, cachedToken(portal, client, tokens, new Date(Date.now() + 3_600_000)))
  await portal.sso.logout({ accessToken: tokens.accessToken })
  await assert.rejects(whoAmI(home), { stderr: /Session token not found or invalid/ })
})
