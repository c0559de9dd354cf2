import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { signIn, startChromium, textOf, visit } from './chromium.ts'
import { requireClean } from './clean.ts'
import { DEMO_PASSWORD, startDemo } from './demo.ts'
import { steps } from './steps.ts'

/** An administrator who may only read: the console shows everything and offers nothing, and the server means it. */
const READER = 'Auditor'
const demo = await startDemo()
await demo.fill()
const { app } = demo
const { instance } = app.storage
const user = await app.directory.userByName('jonas')
const group = await app.directory.groupByName('Platform')
const [account] = (await app.organization.allAccounts()).filter(({ name }) => name === 'Shop Staging')
const setId = await makeReader()

const { page, complaints } = await visit(await startChromium(), demo.origin)
page.setDefaultTimeout(10_000)
const step = steps()

/** Assigns to jonas what reads everything in the management account. @returns the id of the permission set */
async function makeReader(): Promise<string> {
  const { permissionSets, assignments } = app.access
  const author = app.author('MakeReader')
  const { arn } = await permissionSets.create(author, { name: READER, tags: [] })
  for (const name of ['AWSSSOReadOnly', 'AWSSSODirectoryReadOnly'])
    await permissionSets.attachManagedPolicy(author, arn, `arn:aws:iam::aws:policy/${name}`)
  const statement = { Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' }
  await permissionSets.putInlinePolicy(author, arn, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))
  const principal = { principalType: 'USER', principalId: user?.userId ?? '' } as const
  await assignments.assign(author, { accountId: instance.managementAccountId, permissionSetArn: arn, ...principal })
  await app.provisioned()
  return arn.split('/').at(-1) ?? ''
}

/** What changes something says so by its first word. */
const CHANGES =
  /^(Create|Add|Invite|Delete|Remove|Edit|Rename|Assign|Save|Move|Provision|Enable|Disable|Activate|Deactivate|Change|New)/

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const open = (address: string) => page.evaluate(`location.hash = ${JSON.stringify(address)}`)
const row = (name: string | RegExp) => page.getByRole('row', { name })

interface Offered {
  readonly name: string
  readonly enabled: boolean
}

/** The buttons of the page that change something, and whether they can be pressed. */
async function changes(): Promise<readonly Offered[]> {
  const buttons: readonly Offered[] = await page.evaluate(`[...document.querySelectorAll('main button, main a')]
    .filter(one => /awsui_button_/.test(one.className) && one.offsetParent !== null)
    .map(one => ({
      name: one.textContent.trim(),
      enabled: !one.disabled && one.getAttribute('aria-disabled') !== 'true',
    }))`)
  return buttons.filter(({ name }) => CHANGES.test(name))
}

/** Until the answer about the permissions is there: nothing that changes something can be pressed. */
async function requireNothingOffered(address: string): Promise<void> {
  let found: readonly Offered[] = []
  for (let attempt = 0; attempt < 20; attempt++) {
    found = await changes()
    if (found.length > 0 && found.every(({ enabled }) => !enabled)) return
    await page.waitForTimeout(250)
  }
  assert.deepEqual(
    found.filter(({ enabled }) => enabled),
    [],
    address,
  )
  assert.notEqual(found.length, 0, `${address} has no button that changes something`)
}

/** Calls the server as the page could, whatever the page offers. */
const call = (path: string, headers: object, body: object): Promise<{ status: number; text: string }> =>
  page.evaluate(
    `fetch(${JSON.stringify(path)}, ${JSON.stringify({
      method: 'POST',
      headers: { ...headers, 'x-portico-as': READER },
      body: JSON.stringify(body),
    })}).then(async answer => ({ status: answer.status, text: await answer.text() }))`,
  )

describe('somebody who may only read', () => {
  step('opens the console from the portal and sees the whole dashboard', async () => {
    await page.goto('/signin')
    await signIn(page, 'jonas', DEMO_PASSWORD)
    await page.getByRole('link', { name: 'Administration' }).click()
    await heading('Dashboard')
    await page.getByRole('link', { name: 'Users: 12' }).waitFor()
    await page.getByRole('link', { name: /^Assignments: / }).waitFor()
    await page.getByRole('table', { name: 'Last events' }).waitFor()
  })

  for (const [address, shown] of [
    ['#/users', () => row(/jonas/).waitFor()],
    [`#/users/${user?.userId}`, () => heading(/jonas/i)],
    ['#/groups', () => row(/Platform/).waitFor()],
    [`#/groups/${group?.groupId}`, () => heading(/Platform/)],
    ['#/accounts', () => page.getByText('Workloads').first().waitFor()],
    [`#/accounts/${account?.accountId}`, () => heading(/Shop Staging/)],
    ['#/permission-sets', () => row(/PowerUser/).waitFor()],
    [`#/permission-sets/${setId}`, () => heading(READER)],
    [
      '#/settings',
      () =>
        page
          .getByText(/arn:aws:sso:::instance/)
          .first()
          .waitFor(),
    ],
    ['#/settings?tab=sessions', () => page.getByText('Portal sessions').waitFor()],
    ['#/settings?tab=api-access', () => page.getByText('Use role credentials instead').waitFor()],
  ] as const)
    test(`is offered nothing that changes something at ${address.replace(/[0-9a-f-]{20,}|ps-\w+|\d{12}/, '…')}`, async () => {
      await open(address)
      await shown()
      await requireNothingOffered(address)
    })

  step('reads why a button cannot be pressed, by keyboard too', async () => {
    await open('#/users')
    await heading('Users')
    await page.locator('main [class*=awsui_button_]', { hasText: /^Create user/ }).focus()
    const reason = page.getByRole('tooltip')
    // Its text is positioned, so the element itself has no size.
    await reason.waitFor({ state: 'attached' })
    assert.match((await reason.textContent()) ?? '', new RegExp(`${READER} does not allow identitystore:CreateUser`))
    await page.keyboard.press('Escape')
    await reason.waitFor({ state: 'detached' })
    await requireClean(page)
    await page.setViewportSize({ width: 1280, height: 900 })
  })
})

describe('the server', () => {
  const aws = (target: string) => ({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target })
  const json = { 'content-type': 'application/json' }

  step('refuses whatever is called anyway, with the reason', async () => {
    for (const [path, headers, body] of [
      [
        '/',
        aws('AWSIdentityStore.CreateUser'),
        {
          IdentityStoreId: instance.identityStoreId,
          UserName: 'mallory',
          DisplayName: 'Mallory',
          Name: { GivenName: 'M', FamilyName: 'M' },
        },
      ],
      [
        '/',
        aws('AWSIdentityStore.DeleteGroup'),
        { IdentityStoreId: instance.identityStoreId, GroupId: group?.groupId },
      ],
      ['/', aws('AWSOrganizationsV20161128.CreateAccount'), { AccountName: 'x', Email: 'x@example.org' }],
      [
        '/',
        aws('SWBExternalService.CreatePermissionSet'),
        { InstanceArn: `arn:aws:sso:::instance/${instance.instanceId}`, Name: 'x' },
      ],
      ['/api/v1/access-keys', json, { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
      [`/api/v1/users/${user?.userId}/one-time-password`, json, {}],
    ] as const) {
      const { status, text } = await call(path, headers, body)
      assert.ok(status === 400 || status === 403, `${path} ${JSON.stringify(headers)} ${status} ${text}`)
      assert.match(text, /AccessDenied|not authorized|denied/i)
    }
    assert.equal(await app.directory.userByName('mallory'), undefined)
  })

  step('has every refusal in the event history, with who must act', async () => {
    await open('#/events?refused=true')
    for (const name of [
      'CreateUser',
      'DeleteGroup',
      'CreateAccount',
      'CreatePermissionSet',
      'CreateAccessKey',
      'UpdatePassword',
    ])
      await row(new RegExp(`\\b${name}\\b`))
        .first()
        .waitFor()
    await row(/\bCreateUser\b/)
      .getByRole('link', { name: 'CreateUser' })
      .click()
    await page.getByRole('dialog').getByText('Who must act').waitFor()
    const text = await textOf(page, '[role=dialog]')
    assert.match(text, /identitystore:CreateUser/)
    assert.match(text, /jonas/)
    await page.keyboard.press('Escape')
  })

  step('the pages complained of nothing but what was refused', async () => {
    const unexpected = complaints().filter(({ text }) => !/status of (400|403)/.test(text))
    assert.deepEqual(unexpected, [])
  })
})
