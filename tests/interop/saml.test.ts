import assert from 'node:assert/strict'
import { test } from 'node:test'
import { xmlsecVerifies } from '#server/formats/saml/testing/xmlsec.ts'
import { formOf } from '#tests/browser-lite.ts'
import { openPortal } from './portal.ts'

const portal = await openPortal()
const { origin, browser, management } = portal

const launch = () => browser.open(`/launch/account/${management}/AdministratorAccess`)

/** The certificate that accounts are told to trust. */
async function certificate(): Promise<string> {
  const metadata = await (await fetch(`${origin}/saml/accounts/metadata`)).text()
  const [, base64 = ''] = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(metadata) ?? []
  const lines = base64.replace(/\s/g, '').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const postedXml = (field = ''): string => Buffer.from(field, 'base64').toString('utf8')
const assertionId = (xml: string): string => /<(?:\w+:)?Assertion\b[^>]* ID="([^"]+)"/.exec(xml)?.[1] ?? ''

test('xmlsec1 verifies the assertion that a launch posts, with the certificate of the metadata', async () => {
  const { fields } = formOf(await launch())
  const xml = postedXml(fields.SAMLResponse)
  const key = { option: '--pubkey-cert-pem', pem: await certificate() } as const
  xmlsecVerifies(xml, assertionId(xml), key)
  const altered = xml.replaceAll(`${portal.admin.userName}<`, 'eve<')
  assert.notEqual(altered, xml)
  assert.throws(() => xmlsecVerifies(altered, assertionId(xml), key))
})

test('each launch has an assertion of its own, addressed to the endpoint that it is posted to', async () => {
  const [first, second] = [formOf(await launch()), formOf(await launch())]
  const [one, two] = [first, second].map(({ fields }) => postedXml(fields.SAMLResponse))
  assert.equal(first.action.href, `${origin}/cloud/saml`)
  assert.match(one ?? '', new RegExp(`Recipient="${origin}/cloud/saml"`))
  assert.notEqual(assertionId(one ?? ''), assertionId(two ?? ''))
})

test('the posted assertion opens the account, and the same one never again', async () => {
  const page = await launch()
  const account = await browser.submit(page)
  assert.equal(account.status, 200)
  assert.match(
    account.html,
    new RegExp(`assumed-role/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}/${portal.admin.userName}`),
  )
  const again = await browser.submit(page)
  assert.equal(again.status, 403)
  assert.match(again.html, /Reference/)
})

test('a launch that is refused says what was asked for, what is nearest, and how to get it', async () => {
  const { status, html } = await browser.open(`/launch/account/${management}/AdministratorAcces`)
  assert.equal(status, 403)
  assert.ok(html.includes(`<dd>AdministratorAcces in account ${management}</dd>`))
  assert.ok(html.includes('<dd>AdministratorAccess</dd>'))
  assert.match(html, /ask an administrator for an assignment/)
})
