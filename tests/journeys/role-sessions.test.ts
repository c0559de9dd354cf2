import assert from 'node:assert/strict'
import { after, describe } from 'node:test'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { clientConfig } from '#tests/portico.ts'
import { signIn, startChromium, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { accountsOf, copiedKeys, openAccount } from './portal.ts'
import { steps } from './steps.ts'

/** Access keys of somebody have come into wrong hands: an administrator makes the accounts refuse them. */
const demo = await startDemo()
await demo.fill()
const { origin } = demo
const chromium = await startChromium()
const { page: hana } = await visit(chromium, origin, { permissions: ['clipboard-read', 'clipboard-write'] })
const { page: admin, complaints } = await visit(chromium, origin)
const step = steps()
const userId = (await demo.app.directory.userByName('hana'))?.userId ?? assert.fail('no hana')

async function keysOfHana() {
  await hana.goto('/start/#/')
  await accountsOf(hana)
  await openAccount(hana, 'Data Lake')
  await hana
    .getByRole('button', { name: /^Access keys: PowerUser in Data Lake/ })
    .first()
    .click()
  await hana.getByRole('timer').waitFor()
  const client = new IAMClient(clientConfig(origin, await copiedKeys(hana)))
  after(() => client.destroy())
  await hana.keyboard.press('Escape')
  return () =>
    client.send(new ListRolesCommand({})).then(
      () => 'allowed',
      (error: Error) => error.name,
    )
}

let useKeys: () => Promise<string> = async () => 'none'

describe('credentials in accounts', () => {
  step('of oneself are shown in the portal', async () => {
    await hana.goto('/signin')
    await signIn(hana, 'hana', DEMO_PASSWORD)
    await accountsOf(hana)
    await hana.goto('/start/#/sessions')
    await hana.getByText('Nothing is out that has not expired.').waitFor()
    useKeys = await keysOfHana()
    assert.equal(await useKeys(), 'allowed')
    await hana.goto('/start/#/sessions')
    await hana.getByRole('row', { name: /Data Lake.*PowerUser/ }).waitFor()
    await requireClean(hana)
  })

  step('are shown to the administrator, who revokes them and sees it happen', async () => {
    await admin.goto('/signin')
    await signIn(admin, 'ada', DEMO_PASSWORD)
    await accountsOf(admin)
    await admin.goto(`/console/#/users/${userId}?tab=sessions`)
    const row = admin.getByRole('row', { name: /Data Lake.*PowerUser/ })
    await row.getByText('Work', { exact: true }).waitFor()
    await requireClean(admin)
    await admin.setViewportSize({ width: 1280, height: 900 })
    await admin.getByRole('button', { name: 'Revoke credentials in accounts' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByText('Revoke the credentials of hana in 1 account').waitFor()
    await requireClean(admin)
    await admin.setViewportSize({ width: 1280, height: 900 })
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
    await admin.getByText('The credentials of hana are being revoked.').waitFor()
    await row.getByText('Revoked', { exact: true }).waitFor()
    assert.equal(await useKeys(), 'AccessDenied')
    assert.deepEqual(complaints(), [])
  })

  step('that are revoked are told so, and new ones work', async () => {
    await hana.reload()
    await hana.getByText('Revoked by an administrator').waitFor()
    assert.equal(await (await keysOfHana())(), 'allowed')
  })
})
