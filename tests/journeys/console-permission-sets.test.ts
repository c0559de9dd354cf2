import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { steps } from './steps.ts'

/** An administrator makes a permission set, corrects what is refused, changes one that is used, and brings it to its accounts. */
const demo = await startDemo()
await demo.fill()
const chromium = await startChromium()
const { page, complaints } = await visit(chromium, demo.origin)
const step = steps()

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first()
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click()
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
const editor = () => page.getByRole('textbox', { name: 'Inline policy' })
const told = (text: string | RegExp) => page.getByText(text).first().waitFor()

/** In place of what stands there. */
async function write(policy: object): Promise<void> {
  await editor().click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(JSON.stringify(policy))
}

const policyOf = (Effect: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action: 's3:GetObject', Resource: '*' }],
})

describe('a new permission set', () => {
  step('the list says how each stands in its accounts', async () => {
    await page.goto('/signin')
    await signIn(page, 'ada', DEMO_PASSWORD)
    await page.waitForURL('**/start/')
    await page.goto('/console/?as=AdministratorAccess#/permission-sets')
    await page.getByRole('row', { name: /PowerUser.*4 hours/ }).waitFor()
    await requireClean(page)
  })

  step('AWS managed policies are chosen by what their documents say', async () => {
    await page.getByRole('link', { name: 'Create permission set' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Support')
    await press('Choose policies')
    await page.getByLabel('Find policies').fill('support')
    await page.getByRole('button', { name: 'Show the document of SupportUser' }).click()
    await told('"Version"')
    await page.getByRole('checkbox', { name: 'SupportUser', exact: true }).check()
    await requireClean(page)
    await press('Choose 1')
  })

  step('the editor says where a policy is wrong; Tab leaves it', async () => {
    await write(policyOf('allow'))
    await press('Format')
    await page.getByRole('button', { name: /^Line 5, column/ }).click()
    await page.keyboard.press('Tab')
    assert.equal(await editor().evaluate(node => node.matches(':focus')), false)
    await told('Statement[0].Effect')
    // The button that has the focus now says, in a bubble outside of all landmarks, why it is disabled.
    await page.getByLabel('Relay state').focus()
    await requireClean(page)
  })

  step('when a later step is refused the page says what was done, and goes on from there', async () => {
    await press('Create permission set')
    await told('Support was created, but is not finished')
    assert.deepEqual(await page.getByRole('list', { name: 'Steps' }).getByRole('listitem').allTextContents(), [
      'Create permission set Support',
      'Attach SupportUser',
      'Put the inline policy',
    ])
    await requireClean(page)
    await write(policyOf('Allow'))
    await told('The policy can be used')
    await press('Go on')
    await heading('Support').waitFor()
    await told('Support was created. Assign it next.')
  })

  step('all of it can be seen, and it is deleted by its name', async () => {
    await tab('Policies')
    await told('"s3:GetObject"')
    await tab('Tags')
    await told('The permission set has no tags.')
    await tab('Events')
    await page.getByRole('link', { name: 'PutInlinePolicyToPermissionSet' }).first().waitFor()
    await press('Delete')
    await page.getByRole('textbox', { name: 'To confirm, type Support' }).fill('Support')
    await inDialog('Delete')
    await told('Permission set Support was deleted.')
  })
})

describe('a permission set that is used', () => {
  step('it cannot be deleted, and it is said because of whom', async () => {
    await page.getByRole('link', { name: 'ReadOnly', exact: true }).click()
    await heading('ReadOnly').waitFor()
    await told('8 hours')
    await press('Delete')
    await page.getByRole('dialog').getByRole('link', { name: 'Developers' }).first().waitFor()
    await requireClean(page)
    await inDialog('Cancel')
  })

  step('its settings are changed, to a duration that the list does not have', async () => {
    await press('Edit')
    await page.getByLabel('Session duration').click()
    await page.getByRole('option', { name: 'Another duration' }).click()
    await page.getByLabel('ISO 8601 duration').fill('PT90M')
    await requireClean(page)
    await inDialog('Save changes')
    await told('1 h 30 min')
    await told('2 accounts of 2 have an older version of ReadOnly')
  })

  step(
    'a policy that the accounts do not have is attached; provisioning says what is missing, after a reload too',
    async () => {
      await tab('Policies')
      await press('Attach customer managed policies')
      await page.getByRole('textbox', { name: 'Policy name' }).fill('Nowhere')
      await inDialog('Attach')
      await told('Nowhere: attached.')
      await press('Provision to 2 accounts')
      await told('ReadOnly could not be provisioned everywhere')
      await page.reload()
      await told('ReadOnly could not be provisioned everywhere')
      await page.getByRole('link', { name: 'All accounts where it failed' }).click()
      await told(/ReadOnly could not be provisioned in Log Archive/)
      assert.match(await textOf(page), /The administrator of the AWS account/)
      await requireClean(page)
    },
  )

  step('it is detached, and one account after the other is brought up to date', async () => {
    await tab('Policies')
    await page.getByRole('checkbox', { name: 'Nowhere', exact: true }).check()
    await press('Detach customer managed policies')
    await inDialog('Detach')
    await told('Nowhere: detached.')
    await tab('Where it is provisioned')
    await page.getByRole('checkbox', { name: 'Log Archive', exact: true }).check()
    await page.getByRole('checkbox', { name: 'Shop Production', exact: true }).check()
    await page.getByRole('button', { name: 'Provision again' }).last().click()
    await told('ReadOnly was provisioned in 2 accounts.')
    await page.getByText('Up to date').nth(1).waitFor()
    await requireClean(page)
  })

  step('a boundary is set and removed', async () => {
    await tab('Policies')
    await press('Set a permissions boundary')
    await page.getByRole('radio', { name: 'PowerUserAccess' }).check()
    await requireClean(page)
    await press('Save')
    await told('The permissions boundary was changed.')
    await press('Remove the permissions boundary')
    await inDialog('Remove')
    await told('The permissions boundary was removed.')
    await told('There is none: the policies alone decide.')
  })

  step('no page complained but of the policy that the API refused', async () => {
    const refused = 'Failed to load resource: the server responded with a status of 400 (Bad Request)'
    assert.deepEqual(
      complaints().map(({ text }) => text),
      [refused],
    )
  })
})
