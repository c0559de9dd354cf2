import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { ExclusiveCanonicalization, SignedXml } from 'xml-crypto'
import { elements, isNamed, parseXml, type XmlElement } from '../xml/index.ts'
import { NAMESPACE } from './names.ts'
import { responseFor } from './response.ts'
import { ACS, certificateOf, NOW, responseValues, rsaKey, signing } from './testing/fixtures.ts'
import { xmlsecVerifies } from './testing/xmlsec.ts'

const GOLDEN = `
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${ACS}" ID="_r1" InResponseTo="_q1" IssueInstant="2026-01-02T03:04:05.678Z" Version="2.0">
<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://hub.example/saml/accounts</saml:Issuer>
<samlp:Status>
<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>
</samlp:Status>
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" IssueInstant="2026-01-02T03:04:05.678Z" Version="2.0">
<saml:Issuer>https://hub.example/saml/accounts</saml:Issuer>
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>
<ds:Reference URI="#_a1">
<ds:Transforms>
<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>
<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>
</ds:Transforms>
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>
<ds:DigestValue>YaWA4NTW5douiWYl+ZRGvJDM6Z2bfMUqdxDqxUmGa6Y=</ds:DigestValue>
</ds:Reference>
</ds:SignedInfo>
<ds:SignatureValue>c2lnbmF0dXJl</ds:SignatureValue>
<ds:KeyInfo>
<ds:X509Data>
<ds:X509Certificate>MIIC</ds:X509Certificate>
</ds:X509Data>
</ds:KeyInfo>
</ds:Signature>
<saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">jane@example.com</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData InResponseTo="_q1" NotOnOrAfter="2026-01-02T03:09:05.678Z" Recipient="${ACS}"></saml:SubjectConfirmationData>
</saml:SubjectConfirmation>
</saml:Subject>
<saml:Conditions NotBefore="2026-01-02T03:03:05.678Z" NotOnOrAfter="2026-01-02T03:09:05.678Z">
<saml:AudienceRestriction>
<saml:Audience>urn:amazon:webservices</saml:Audience>
</saml:AudienceRestriction>
</saml:Conditions>
<saml:AuthnStatement AuthnInstant="2026-01-02T03:04:00.678Z" SessionIndex="_s1" SessionNotOnOrAfter="2026-01-02T04:04:05.678Z">
<saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
</saml:AuthnContext>
</saml:AuthnStatement>
<saml:AttributeStatement>
<saml:Attribute FriendlyName="who" Name="tag &amp; &quot;name&quot;" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">
<saml:AttributeValue>a &lt; b &gt; c &amp; "d"</saml:AttributeValue>
<saml:AttributeValue></saml:AttributeValue>
</saml:Attribute>
</saml:AttributeStatement>
</saml:Assertion>
</samlp:Response>`

const values = responseValues({
  inResponseTo: '_q1',
  sessionNotOnOrAfter: NOW + 3_600_000,
  attributes: [
    {
      name: 'tag & "name"',
      nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
      friendlyName: 'who',
      values: ['a < b > c & "d"', ''],
    },
  ],
})

const rsa = rsaKey()
const rsaCertificate = await certificateOf(rsa)
const signings = (['assertion', 'response', 'both'] as const).map(covers => signing(rsa, rsaCertificate, covers))

test('the same values and signature give the same bytes', async () => {
  const sign = async () => Buffer.from('signature')
  const xml = await responseFor(values, { algorithm: 'rsa-sha256', certificate: 'MIIC', covers: 'assertion', sign })
  assert.equal(xml, GOLDEN.replaceAll('\n', ''))
})

test('a value that cannot stand in XML is refused', async () => {
  const [signing] = signings
  assert.ok(signing)
  for (const value of ['a\u0000b', 'a\u001bb', '\ud800', '\uffff']) {
    const attributes = [{ name: 'n', values: [value] }]
    await assert.rejects(responseFor(responseValues({ attributes }), signing), { code: 'xml.character_illegal' })
  }
})

for (const signing of signings)
  describe(`a response signed at: ${signing.covers}`, async () => {
    const xml = await responseFor(values, signing)

    test('is its own exclusive canonical form, and so is each element that is signed', () => {
      for (const element of [parseXml(xml), ...signedElements(xml)]) {
        const canonical = String(new ExclusiveCanonicalization().process(element as never, {}))
        assert.ok(xml.includes(canonical))
      }
      assert.equal(String(new ExclusiveCanonicalization().process(parseXml(xml) as never, {})), xml)
    })

    test('is verified by xml-crypto', () => {
      for (const element of signedElements(xml)) {
        const check = new SignedXml({ publicCert: pemOf(rsaCertificate) })
        check.loadSignature([...elements(element)].find(isSignature) as never)
        assert.equal(check.checkSignature(xml), true)
      }
    })

    test('is verified by xmlsec1', () => {
      const key = { option: '--pubkey-cert-pem', pem: pemOf(rsaCertificate) } as const
      for (const element of signedElements(xml)) xmlsecVerifies(xml, element.getAttribute('ID') ?? '', key)
    })
  })

test('an ECDSA signature is verified by xmlsec1', async () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const xml = await responseFor(values, signing(key, rsaCertificate, 'assertion'))
  xmlsecVerifies(xml, '_a1', { option: '--privkey-pem', pem: String(key.export({ type: 'pkcs8', format: 'pem' })) })
})

const isSignature = (element: XmlElement) => isNamed(element, NAMESPACE.signature, 'Signature')
const signedElements = (xml: string) =>
  [...elements(parseXml(xml))].filter(isSignature).map(signature => signature.parentNode as XmlElement)

const pemOf = (certificate: string) => `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`
