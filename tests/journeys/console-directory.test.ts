import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { steps } from './steps.ts'

/** An administrator takes somebody in, looks after users and groups, and lets them go again. */
const demo = await startDemo()
await demo.fill()
const { origin } = demo
const chromium = await startChromium()
const admin = await visit(chromium, origin, { permissions: ['clipboard-read', 'clipboard-write'] })
const newcomer = await visit(chromium, origin)
const { page } = admin
const step = steps()

const main = page.getByRole('main')
const heading = (name: string) => page.getByRole('heading', { name, exact: true }).first()
const press = (name: string, within = page.locator('body')) =>
  within.getByRole('button', { name, exact: true }).first().click()
const dialog = page.getByRole('dialog')
const inDialog = (name: string) => press(name, dialog)
const closed = () => dialog.first().waitFor({ state: 'detached' })
const table = (name: string) => page.getByRole('table', { name, exact: true })
const row = (of: string, name: string | RegExp) =>
  table(of)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name }) })
const choose = (name: string, within = main) => within.getByRole('checkbox', { name, exact: true }).check()
const notice = (text: string | RegExp) => page.getByText(text).first().waitFor()
const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click()
const rowNames = (of: string) => table(of).getByRole('rowheader').allTextContents()
const fill = (label: string | RegExp, text: string) => main.getByLabel(label).fill(text)

/** Afterwards the window is as it was. */
async function clean(): Promise<void> {
  await requireClean(page)
  await page.setViewportSize({ width: 1280, height: 900 })
}

let password = ''

describe('users', () => {
  step('the list of all users is sorted and searched by the server, and the address tells it', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await page.waitForURL('**/start/')
    await page.goto('/console/#/users?sort=-userName')
    await row('Users', 'lena').waitFor()
    assert.equal((await rowNames('Users'))[0], 'lena')
    await main.getByLabel(/^Find by the beginning/).fill('mor')
    await row('Users', 'lena').waitFor({ state: 'detached' })
    assert.deepEqual(await rowNames('Users'), ['chiara'])
    assert.match(page.url(), /#\/users\?.*search=mor/)
    await page.reload()
    await row('Users', 'chiara').waitFor()
    assert.deepEqual(await rowNames('Users'), ['chiara'])
    await clean()
  })

  step('somebody new gets attributes, a group and a password that is shown once', async () => {
    await page.goto('/console/#/users')
    await main.getByRole('link', { name: 'Create user' }).click()
    await heading('Create user').waitFor()
    await fill('User name', 'nora')
    await fill('Given name', 'Nora')
    await fill('Family name', 'Newcomer')
    assert.equal(await main.getByLabel('Display name').inputValue(), 'Nora Newcomer')
    await press('Further attributes')
    await fill(/^Department/, 'Shipping')
    await fill(/^City/, 'Lund')
    await press('Choose groups')
    await choose('Platform', dialog)
    await inDialog('Choose 1')
    await closed()
    await page.getByText('An invitation needs an e-mail address').waitFor({ state: 'attached' })
    await page.getByRole('radio', { name: /^With a one-time password/ }).check()
    await clean()
    await press('Create user')
    await heading('nora was created').waitFor()
    await page.getByRole('button', { name: 'Copy one-time password' }).click()
    password = await page.evaluate<string>('navigator.clipboard.readText()')
    assert.ok((await textOf(page)).includes(password))
    await page.getByRole('link', { name: 'Open the user' }).click()
    await heading('nora').waitFor()
    assert.match(await textOf(page), /Department\s*Shipping[\s\S]*City\s*Lund/)
    await page.getByText('One-time: the next sign-in has to set another').waitFor()
    await clean()
  })

  step('the password lets the newcomer in once, who then has what the group has', async () => {
    await newcomer.page.goto('/signin')
    await signIn(newcomer.page, 'nora', password)
    await newcomer.page.waitForURL('**/signin/new-password')
    await newcomer.page.getByLabel('New password', { exact: true }).fill('Chosen-by-myself-1!')
    await newcomer.page.getByLabel('New password again').fill('Chosen-by-myself-1!')
    await newcomer.page.getByRole('button', { name: 'Set password' }).click()
    await newcomer.page.waitForURL('**/start/')
    await tab('AWS accounts')
    const entry = row('What the user can enter', 'Network')
    await entry.getByRole('link', { name: 'AdministratorAccess' }).waitFor()
    await entry.getByRole('link', { name: 'Platform' }).waitFor()
    await main.getByLabel('Find by user, group, account or permission set').fill('nothing-like-it')
    await page.getByText('Nothing fits').waitFor()
    // The list above is another one, and not searched.
    await row('What the user can enter', 'Network').waitFor()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    assert.match(page.url(), /tab=access/)
    await clean()
    await tab('Applications')
    await page.getByText('No applications', { exact: true }).waitFor()
  })

  step('groups are joined, many at once, whichever of them were joined before, and left', async () => {
    await tab('Groups')
    await press('Add to groups')
    for (const name of ['Platform', 'Data', 'Finance']) await choose(name, dialog)
    await clean()
    await inDialog('Add 3')
    await notice('nora is in')
    await row('Groups', 'Finance').waitFor()
    assert.deepEqual((await rowNames('Groups')).toSorted(), ['Data', 'Finance', 'Platform'])
    await choose('Data')
    await choose('Finance')
    await press('Remove from groups')
    await inDialog('Remove')
    await notice('nora left 2 groups.')
    await row('Groups', 'Data').waitFor({ state: 'detached' })
    assert.deepEqual(await rowNames('Groups'), ['Platform'])
  })

  step('a session is seen and ended', async () => {
    await tab('Sessions')
    await table('Open sessions').getByText('127.0.0.1').waitFor()
    await press('End all sessions')
    await inDialog('End')
    await notice('1 session of nora ended.')
    await page.getByText('The user has no open session.').waitFor()
    await newcomer.page.goto('/start/')
    await newcomer.page.waitForURL('**/signin?return=**')
  })

  step(
    'an invitation needs an e-mail address, which the profile takes; without a mail server the mail is shown',
    async () => {
      await tab('Profile')
      assert.equal(await page.getByRole('button', { name: 'Invite' }).getAttribute('aria-disabled'), 'true')
      await press('Edit')
      await fill(/^E-mail address/, 'nora@example.com')
      await fill(/^User name/, 'nora.n')
      await press('Save')
      await notice('nora.n was changed.')
      await heading('nora.n').waitFor()
      await press('Invite')
      await inDialog('Send invitation')
      await press('Show the mail', dialog)
      assert.match(await textOf(page, '[role=dialog] pre'), /http\S+\/signin\/invitation\?token=\S+/)
      await clean()
      await inDialog('Close')
      await closed()
    },
  )

  step('what was done is among the events', async () => {
    await tab('Events')
    await row('Events', 'UpdateUser').first().waitFor()
    await page.getByText('By the user', { exact: true }).click()
    await row('Events', 'UpdateUser').first().waitFor({ state: 'detached' })
    assert.match(page.url(), /events=by/)
  })

  step('many are disabled at once', async () => {
    await page.goto('/console/#/users')
    for (const name of ['kofi', 'lena']) await choose(name)
    await press('Actions')
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await dialog.getByText('kofi, lena').waitFor()
    await inDialog('Disable')
    await notice('2 users were disabled.')
    await page.goto('/console/#/users?status=DISABLED')
    await row('Users', 'bruno').waitFor({ state: 'detached' })
    assert.deepEqual(await rowNames('Users'), ['kofi', 'lena'])
  })

  step('what is under way when the page is reloaded goes on afterwards', async () => {
    const lena = await main.getByRole('link', { name: 'lena' }).getAttribute('href')
    const call = `**/api/v1${lena?.replace('#', '')}/enable`
    const stalled = Promise.withResolvers<void>()
    // The other one is carried out; this one has not arrived when the page is reloaded.
    await page.route(call, () => stalled.resolve())
    for (const name of ['kofi', 'lena']) await choose(name)
    await press('Actions')
    await page.getByRole('menuitem', { name: 'Enable' }).click()
    await inDialog('Enable')
    await stalled.promise
    await dialog.getByText('1 of 2.').waitFor()
    page.once('dialog', question => void question.accept())
    await page.reload()
    await dialog.getByText('0 of 1.').waitFor()
    // Whoever stops to hold requests lets go of the one that is held.
    await page.unroute(call)
    await notice('Enable 2 users: all of it is done.')
    await page.getByText('Nothing fits').waitFor()
  })

  step('whoever is deleted is named first, with what goes', async () => {
    await page.goto('/console/#/users')
    await main.getByRole('link', { name: 'nora.n' }).click()
    await press('Delete')
    await dialog.getByText('1 membership').waitFor()
    await dialog.getByText('AdministratorAccess in Network').waitFor()
    await clean()
    await dialog.getByLabel('To confirm, type nora.n').fill('nora.n')
    await inDialog('Delete')
    await notice('nora.n was deleted.')
    await row('Users', 'ada').waitFor()
    assert.ok(!(await rowNames('Users')).includes('nora.n'))
  })
})

describe('groups', () => {
  step('a group is made and gets its members from among all users', async () => {
    await page.goto('/console/#/groups')
    await row('Groups', 'Platform').waitFor()
    await main.getByRole('link', { name: 'Create group' }).click()
    await fill('Name', 'Auditors')
    await press('Create group')
    await heading('Auditors').waitFor()
    await press('Add members')
    await choose('jonas', dialog)
    await dialog.getByLabel(/^Find by the beginning/).fill('lena')
    await dialog.getByRole('checkbox', { name: 'kofi', exact: true }).waitFor({ state: 'detached' })
    await choose('lena', dialog)
    await inDialog('Add 2')
    await notice('jonas, lena are in Auditors.')
    await row('Members', 'lena').waitFor()
    assert.deepEqual(await rowNames('Members'), ['jonas', 'lena'])
    await clean()
  })

  step('members are removed, many at once', async () => {
    for (const name of ['jonas', 'lena']) await choose(name)
    await press('Remove')
    await inDialog('Remove')
    await notice('2 members left Auditors.')
    await page.getByText('No members', { exact: true }).waitFor()
  })

  step('its description is changed', async () => {
    await press('Edit')
    await dialog.getByLabel(/^Description/).fill('Those who look at the books')
    await inDialog('Save')
    await notice('Auditors was changed.')
    await page.getByText('Those who look at the books').first().waitFor()
  })

  step('the assignments of a group end with it', async () => {
    await page.goto('/console/#/groups')
    await main.getByRole('link', { name: 'Finance' }).click()
    await tab('AWS accounts')
    await row('Assignments', 'Data Lake').waitFor()
    await clean()
    await press('Delete')
    await dialog.getByText('3 members, who lose what they have by this group alone').waitFor()
    await dialog.getByText('Remove its own assignments as well (3)').waitFor()
    await dialog.getByLabel('To confirm, type Finance').fill('Finance')
    await inDialog('Delete')
    await notice('Finance was deleted.')
    await row('Groups', 'Platform').waitFor()
    assert.deepEqual(await rowNames('Groups'), ['Auditors', 'Data', 'Developers', 'Platform'])
  })
})

step('no page complained, but of the group that was joined already and of the session that was ended', async () => {
  const texts = (of: typeof admin) => of.complaints().map(({ text }) => text.replace(/^.* a status of /, ''))
  assert.deepEqual(texts(admin), ['400 (Bad Request)'])
  assert.deepEqual(texts(newcomer), ['401 (Unauthorized)'])
})
