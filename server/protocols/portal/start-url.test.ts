import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { acceptedStartUrls, namesInstance } from './start-url.ts'

const ORIGIN = 'https://sso.example.org'
const instance = {
  instanceId: 'ssoins-0123456789abcdef',
  identityStoreId: 'd-0123456789',
  region: 'eu-central-1',
  organizationId: 'o-1',
  rootId: 'r-1',
  managementAccountId: '111122223333',
  createdAt: 0,
}

for (const url of [
  'https://sso.example.org',
  'https://sso.example.org/',
  'https://sso.example.org/start',
  'https://sso.example.org/start/',
  'https://sso.example.org/start#',
  'https://sso.example.org/start/#/',
  'https://SSO.example.org/start',
  'https://sso.example.org:443/start',
  'https://d-0123456789.awsapps.com/start',
  'https://d-0123456789.awsapps.com/start/#/',
  'https://d-0123456789.awsapps.com',
  'https://ssoins-0123456789abcdef.portal.eu-central-1.app.aws',
  'https://ssoins-0123456789abcdef.portal.eu-central-1.app.aws/',
  'https://ssoins-0123456789abcdef.portal.eu-central-1.app.aws/start',
  'https://ssoins-0123456789abcdef.eu-central-1.portal.amazonaws.com/',
  'https://identitycenter.amazonaws.com/ssoins-0123456789abcdef',
])
  test(`${url} is this instance`, () => assert.ok(namesInstance(url, instance, ORIGIN)))

for (const url of [
  '',
  'sso.example.org',
  'http://sso.example.org/start',
  'https://sso.example.org/console',
  'https://sso.example.org/start?x=1',
  'https://sso.example.org:8443/start',
  'https://sso.example.org.evil.test/start',
  'https://evil@sso.example.org/start',
  'https://d-9876543210.awsapps.com/start',
  'https://d-0123456789.awsapps.com.evil.test/start',
  'https://ssoins-0123456789abcdef.portal.us-east-1.app.aws',
  'https://identitycenter.amazonaws.com/ssoins-fedcba9876543210',
  'https://identitycenter.amazonaws.com/',
])
  test(`'${url}' is not this instance`, () => assert.equal(namesInstance(url, instance, ORIGIN), false))

test('every URL that we tell people is accepted', () => {
  for (const url of acceptedStartUrls(instance, ORIGIN)) assert.ok(namesInstance(url, instance, ORIGIN), url)
})

test('no address of another host is this instance', () => {
  fc.assert(fc.property(fc.webUrl({ withFragments: true }), url => !namesInstance(url, instance, ORIGIN)))
  fc.assert(fc.property(fc.string(), text => namesInstance(text, instance, ORIGIN) === false))
})
