import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { MAX_LIFE_MS, MAX_SKEW_MS } from './judgement.ts'
import { responseFor } from './response.ts'
import { keysFor } from './signing-keys.ts'
import {
  ACS,
  certificateOf,
  expectations,
  NOW,
  posted,
  responseValues,
  rsaKey,
  SP,
  signing,
} from './testing/fixtures.ts'
import { xmlsecSigns } from './testing/xmlsec.ts'
import { type VerificationOptions, verifyResponse } from './verification.ts'

const key = rsaKey()
const certificate = await certificateOf(key)
const options = expectations(certificate)
const issue = (changes = {}, covers: 'assertion' | 'response' | 'both' = 'assertion') =>
  responseFor(responseValues(changes), signing(key, certificate, covers))
const judge = (xml: string, changes: Partial<VerificationOptions> = {}) =>
  verifyResponse(posted(xml), { ...options, ...changes })

describe('a good response', () => {
  for (const covers of ['assertion', 'response', 'both'] as const)
    test(`signed at ${covers} gives what it says`, async () => {
      const sessionNotOnOrAfter = NOW + 3_600_000
      assert.deepEqual(judge(await issue({ sessionNotOnOrAfter }, covers)), {
        issuer: options.issuer,
        assertionId: '_a1',
        nameId: { value: 'jane@example.com', format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' },
        attributes: [
          {
            name: 'https://aws.amazon.com/SAML/Attributes/Role',
            values: ['arn:one,arn:provider', 'arn:two,arn:provider'],
            structured: false,
          },
        ],
        authnInstant: NOW - 5_000,
        sessionIndex: '_s1',
        sessionNotOnOrAfter,
        notOnOrAfter: NOW + 300_000,
        recipient: ACS,
        audience: SP,
      })
    })

  test('may be signed with any of the configured keys, and a key that is too short beside them does no harm', async () => {
    const certificates = [await certificateOf(rsaKey(1024)), await certificateOf(rsaKey()), certificate]
    assert.equal(judge(await issue(), { certificates }).assertionId, '_a1')
  })

  test('may be Base64 in lines', async () => {
    const lines = posted(await issue()).replace(/(.{76})/g, '$1\r\n')
    assert.equal(verifyResponse(lines, options).assertionId, '_a1')
  })

  test('may declare its encoding and be indented outside of what is signed', async () => {
    const xml = (await issue())
      .replace('<samlp:Status>', '\n  <samlp:Status>')
      .replace(/^/, '<?xml version="1.0" encoding="UTF-8"?>\n')
    assert.equal(judge(xml).assertionId, '_a1')
  })

  test('answers the request of this browser', async () => {
    assert.equal(judge(await issue({ inResponseTo: '_q1' }), { inResponseTo: '_q1' }).assertionId, '_a1')
  })

  test('lives no longer than the cap, whatever it says', async () => {
    const xml = await issue({ notOnOrAfter: NOW + 8 * MAX_LIFE_MS })
    assert.equal(judge(xml).notOnOrAfter, NOW + MAX_LIFE_MS)
  })
})

// The style of Okta and OpenSAML: other prefixes, indentation, typed values, an inclusive prefix, SHA-512.
const FOREIGN = `<?xml version="1.0" encoding="UTF-8"?>
<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    ID="id1" Version="2.0" IssueInstant="2026-01-02T03:04:05Z" Destination="${ACS}">
  <saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">${options.issuer}</saml2:Issuer>
  <saml2p:Status><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>
  <saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="id2" Version="2.0" IssueInstant='2026-01-02T03:04:05Z'>
    <saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">${options.issuer}</saml2:Issuer>
    <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
      <CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
      <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"/>
      <Reference URI="#id2"><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        <Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">
          <ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="xs"/></Transform>
      </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#sha384"/><DigestValue/></Reference>
    </SignedInfo><SignatureValue/></Signature>
    <saml2:Subject>
      <saml2:NameID>jane &amp; j&#246;rg \u2028@example.com</saml2:NameID>
      <saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <saml2:SubjectConfirmationData NotOnOrAfter="2026-01-02T03:09:05Z" Recipient="${ACS}"/>
      </saml2:SubjectConfirmation>
    </saml2:Subject>
    <saml2:Conditions><saml2:AudienceRestriction>
      <saml2:Audience>urn:other</saml2:Audience><saml2:Audience>${SP}</saml2:Audience>
    </saml2:AudienceRestriction><saml2:OneTimeUse/></saml2:Conditions>
    <saml2:AuthnStatement AuthnInstant="2026-01-02T03:04:05.1234567Z"/>
    <saml2:AttributeStatement><saml2:Attribute Name="groups">
      <saml2:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">a</saml2:AttributeValue>
      <saml2:AttributeValue/>
    </saml2:Attribute></saml2:AttributeStatement>
  </saml2:Assertion>
</saml2p:Response>
`

test('a response in the style of others, signed by xmlsec1, is verified', () => {
  const pem = String(key.export({ type: 'pkcs8', format: 'pem' }))
  const found = judge(xmlsecSigns(FOREIGN, { option: '--privkey-pem', pem }))
  assert.deepEqual(found.nameId, { value: 'jane & j\u00f6rg \u2028@example.com' })
  assert.deepEqual(found.attributes, [{ name: 'groups', values: ['a', ''], structured: false }])
  assert.deepEqual([found.audience, found.authnInstant], [SP, Date.parse('2026-01-02T03:04:05.123Z')])
})

describe('the clock', () => {
  const from = NOW - 60_000 - options.skewMs // NotBefore and IssueInstant less the skew
  for (const [why, now, changes, code] of [
    ['at the last tolerated moment', NOW + 300_000 + options.skewMs - 1, {}, undefined],
    ['after it', NOW + 300_000 + options.skewMs, {}, 'saml.expired'],
    ['after the cap', NOW + MAX_LIFE_MS + options.skewMs, { notOnOrAfter: NOW + 1e9 }, 'saml.expired'],
    ['after the end of the session', NOW + options.skewMs, { sessionNotOnOrAfter: NOW }, 'saml.expired'],
    ['at the first tolerated moment', from, { issuedAt: NOW - 60_000 }, undefined],
    ['before it', from - 1, { issuedAt: NOW - 60_000 }, 'saml.not_yet_valid'],
    ['before it was issued', NOW - options.skewMs - 1, {}, 'saml.not_yet_valid'],
  ] as const)
    test(`${why}: ${code ?? 'accepted'}`, async () => {
      const xml = await issue(changes)
      if (code === undefined) assert.equal(judge(xml, { now }).assertionId, '_a1')
      else assert.throws(() => judge(xml, { now }), { code })
    })

  test('tolerates no more than the largest skew, whatever is configured', async () => {
    const [xml, skewMs] = [await issue(), 10 * MAX_SKEW_MS]
    assert.equal(judge(xml, { skewMs, now: NOW + 300_000 + MAX_SKEW_MS - 1 }).assertionId, '_a1')
    assert.throws(() => judge(xml, { skewMs, now: NOW + 300_000 + MAX_SKEW_MS }), { code: 'saml.expired' })
  })

  test('says how far off it is', async () => {
    const thrown = refusalOf(await issue(), { now: NOW - 300_000 })
    assert.equal(thrown.details.observed, 'IssueInstant 2026-01-02T03:04:05.678Z, 300 s ahead')
    assert.equal(thrown.details.expected, 'at most 60 s ahead')
  })
})

describe('what an answer is compared with', () => {
  for (const [why, changes, expected, code] of [
    ['another issuer', { issuer: 'https://evil.example' }, {}, 'saml.issuer_mismatch'],
    ['another recipient', { recipient: `${ACS}/` }, {}, 'saml.recipient_mismatch'],
    ['another destination', {}, { recipients: ['https://other.example'] }, 'saml.destination_mismatch'],
    ['another audience', { audience: 'urn:other' }, {}, 'saml.audience_mismatch'],
    ['no audience', { audience: '' }, {}, 'saml.audience_mismatch'],
    ['an answer to another request', { inResponseTo: '_q2' }, { inResponseTo: '_q1' }, 'saml.in_response_to_mismatch'],
    ['an answer where nothing was asked', { inResponseTo: '_q2' }, {}, 'saml.in_response_to_mismatch'],
    ['no answer where something was asked', {}, { inResponseTo: '_q1' }, 'saml.unsolicited'],
    ['an empty NameID', { nameId: { value: '' } }, {}, 'saml.name_id_missing'],
    ['a NameID of spaces', { nameId: { value: ' \n' } }, {}, 'saml.name_id_missing'],
  ] as const)
    test(`${why} is refused as ${code}`, async () => {
      const xml = await issue(changes, 'both')
      assert.throws(() => judge(xml, expected), { code })
    })
})

describe('keys', () => {
  test('a key that is not configured verifies nothing, though its certificate is in the message', async () => {
    const other = rsaKey()
    const xml = await responseFor(responseValues(), signing(other, await certificateOf(other), 'assertion'))
    assert.throws(() => judge(xml), { code: 'saml.signature_invalid' })
  })

  test('no key, a short key and a key of another kind are refused', async () => {
    const short = rsaKey(1024)
    const shortCertificate = await certificateOf(short)
    const xml = await responseFor(responseValues(), signing(short, shortCertificate, 'assertion'))
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const byEc = await responseFor(responseValues(), signing(ec, certificate, 'assertion'))
    assert.throws(() => judge(xml, { certificates: [] }), { code: 'saml.signing_key_weak' })
    assert.throws(() => judge(xml, { certificates: [shortCertificate] }), { code: 'saml.signing_key_weak' })
    assert.throws(() => judge(byEc), { code: 'saml.signing_key_weak' })
    assert.throws(() => keysFor('http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', [certificate]), Refusal)
  })
})

// Unicode that XML can carry, which is all but controls, half pairs and two non-characters.
const anyText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  .map(value =>
    value.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, control => (control === '\u0085' ? control : '\r\n\t')),
  )
  .filter(value => value.trim() !== '')
const qualifier = fc.option(anyText, { nil: undefined })

test('what is issued is what is verified, for values of any characters', async () => {
  const record = fc.record({
    value: anyText,
    qualifier,
    issuer: anyText,
    audience: anyText,
    recipient: anyText,
    name: anyText,
    values: fc.array(anyText, { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(record, fc.constantFrom('assertion', 'response', 'both'), async (said, covers) => {
      const nameId = { value: said.value, ...(said.qualifier === undefined ? {} : { spNameQualifier: said.qualifier }) }
      const attributes = [{ name: said.name, friendlyName: said.name, values: said.values }]
      const { issuer, audience, recipient } = said
      const values = responseValues({ nameId, attributes, issuer, audience, recipient, sessionIndex: said.value })
      const xml = await responseFor({ ...values, destination: recipient }, signing(key, certificate, covers))
      const found = judge(xml, { issuer, audiences: [audience], recipients: [recipient] })
      assert.deepEqual(found.nameId, nameId)
      assert.deepEqual(found.attributes, [{ ...attributes[0], structured: false }])
      assert.deepEqual(
        [found.issuer, found.audience, found.recipient, found.sessionIndex],
        [issuer, audience, recipient, said.value],
      )
    }),
    { numRuns: 60 },
  )
})

function refusalOf(xml: string, changes: Partial<VerificationOptions>): Refusal {
  try {
    judge(xml, changes)
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}
