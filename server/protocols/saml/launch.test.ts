import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventStore } from '#server/audit/index.ts'
import { systemRandom } from '#server/base/random.ts'
import { cloudStores } from '#server/cloud/index.ts'
import { readIdpMetadata, verifyResponse } from '#server/formats/saml/index.ts'
import { keyStore, signingKeys } from '#server/keys/index.ts'
import { ACCOUNTS, entry, noAccess, portalWorld } from '#server/protocols/portal/testing/world.ts'
import { ORIGIN } from '#server/signin/testing/world.ts'
import { engines } from '#tests/engines.ts'
import { accountAssertion, accountsEntityId } from './accounts.ts'
import { launchPages } from './launch-pages.ts'

const [engine] = engines
if (engine === undefined) throw new Error('no engine')
const ENDPOINT = `${ORIGIN}/cloud/saml`
const [ACCOUNT = ''] = ACCOUNTS
const ADMIN = `/launch/account/${ACCOUNT}/Admin`

async function launchWorld() {
  const world = await portalWorld(engine ?? assert.fail())
  const { storage, clock, instance } = world
  const place = { region: instance.region, recipientAccountId: instance.managementAccountId, random: systemRandom }
  const keys = signingKeys({
    stores: { keys: keyStore(storage.db, storage.sealer) },
    atomically: work => storage.unit(db => work({ keys: keyStore(db, storage.sealer), events: eventStore(db, place) })),
    clock,
    random: systemRandom,
  })
  await world.app.register(launchPages, {
    ...world,
    atomically: work =>
      storage.unit(db => work({ events: eventStore(db, place), issued: cloudStores(db, storage.sealer).issued })),
    keys,
    entitlements: {
      enter: async (_userId, accountId, name) => {
        if (name !== 'Admin') throw noAccess()
        return entry(accountId, name)
      },
    },
    origin: ORIGIN,
    signInEndpoint: ENDPOINT,
    random: systemRandom,
  })
  return { ...world, keys }
}

const fieldOf = (body: string, name: string): string =>
  (new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '').replaceAll('&amp;', '&')

describe('launching an account', () => {
  test("posts a signed assertion that the account's sign-in endpoint accepts", async () => {
    const world = await launchWorld()
    const window = await world.signedIn()
    const page = await window.get(ADMIN)
    assert.match(page.body, new RegExp(`<form method="post" action="${ENDPOINT}"`))
    assert.match(String(page.headers['content-security-policy']), /form-action 'self' http:\/\/localhost:8480/)
    const metadata = readIdpMetadata((await window.get('/saml/accounts/metadata')).body, world.clock())
    assert.equal(metadata.entityId, accountsEntityId(ORIGIN))
    const verified = verifyResponse(fieldOf(page.body, 'SAMLResponse'), {
      issuer: metadata.entityId,
      certificates: metadata.certificates,
      audiences: ['urn:amazon:webservices'],
      recipients: [ENDPOINT],
      now: world.clock(),
      skewMs: 0,
    })
    const values = Object.fromEntries(verified.attributes.map(({ name, values }) => [name.split('/').at(-1), values]))
    const { roleArn, samlProviderArn } = entry(ACCOUNT, 'Admin')
    assert.deepEqual(values, {
      Role: [`${roleArn},${samlProviderArn}`],
      RoleSessionName: ['ann'],
      SessionDuration: ['3600'],
    })
    assert.equal(verified.nameId.value, 'ann')
    const federated = (await world.records()).filter(({ eventName }) => eventName === 'Federate')
    assert.deepEqual(
      federated.map(({ serviceEventDetails }) => serviceEventDetails),
      [{ account_id: ACCOUNT, role_name: 'Admin' }],
    )
  })

  for (const [why, query, relayState] of [
    [
      'the destination of the link first',
      '?destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3',
      'https://console.aws.amazon.com/s3',
    ],
    ['the relay state of the permission set otherwise', '', 'https://console.aws.amazon.com/billing'],
  ] as const)
    test(`leads to ${why}`, async () => {
      const window = await (await launchWorld()).signedIn()
      assert.equal(fieldOf((await window.get(ADMIN + query)).body, 'RelayState'), relayState)
    })

  test('goes through the sign-in and comes back', async () => {
    const world = await launchWorld()
    const answer = await world.call('GET', `${ADMIN}?destination=https%3A%2F%2Fx.test`)
    assert.equal(
      answer.headers.location,
      `/signin?return=${encodeURIComponent(`${ADMIN}?destination=https%3A%2F%2Fx.test`)}`,
    )
  })

  test('asks first where another site sent the person', async () => {
    const world = await launchWorld()
    const window = await world.signedIn()
    const page = await window.get(ADMIN, { 'sec-fetch-site': 'cross-site' })
    assert.ok(!page.body.includes('SAMLResponse') && page.body.includes(`href="${ADMIN}"`))
    assert.ok((await window.get(ADMIN, { 'sec-fetch-site': 'none' })).body.includes('SAMLResponse'))
  })

  for (const [why, path, status, code] of [
    ["a role that is not the person's", `/launch/account/${ACCOUNT}/Other`, 403, 'access.no_access'],
    ['an account id of letters', '/launch/account/abc/Admin', 400, 'launch.address'],
    ['a destination that runs script', `${ADMIN}?destination=javascript:alert(1)`, 400, 'launch.destination'],
    ['a destination without scheme', `${ADMIN}?destination=%2F%2Fevil.test`, 400, 'launch.destination'],
  ] as const)
    test(`is refused with ${why}, with a reference that finds the event`, async () => {
      const world = await launchWorld()
      const window = await world.signedIn()
      const page = await window.get(path)
      assert.ok(page.status === status && page.body.includes(code))
      const reference = String(page.headers['x-amzn-requestid'])
      assert.ok(page.body.includes(reference) && !page.body.includes('only for administrators'))
      const { items } = await world.stores.events.find({ eventId: reference, limit: 1 })
      assert.equal(items[0]?.eventName, 'Federate')
    })

  test('works by a button without script, and by a script of ours with it', async () => {
    const window = await (await launchWorld()).signedIn()
    const page = await window.get(ADMIN)
    assert.match(page.body, /<script src="\/launch\/post\.js" defer>/)
    assert.match(page.body, /<button type="submit">Continue/)
    assert.match((await window.get('/launch/post.js')).body, /requestSubmit/)
  })
})

test('the same launch is the same assertion', () => {
  const launch = {
    origin: ORIGIN,
    signInEndpoint: ENDPOINT,
    entry: entry(ACCOUNT, 'Admin'),
    sessionName: 'ann',
    authenticatedAt: 0,
  }
  const at = { id: '_1', now: 1_000_000 }
  assert.deepEqual(accountAssertion(launch, at), accountAssertion(launch, at))
  assert.equal(accountAssertion(launch, at).notOnOrAfter - at.now, 300_000)
})
