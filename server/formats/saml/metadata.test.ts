import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { type IdpMetadata, idpMetadata, readIdpMetadata } from './metadata.ts'
import { BINDING, NAME_ID_FORMAT } from './names.ts'
import { certificateOf, IDP, NOW, rsaKey } from './testing/fixtures.ts'

const certificate = await certificateOf(rsaKey())
const next = await certificateOf(rsaKey())

const values: IdpMetadata = {
  entityId: `${IDP}?a=1&b=2`,
  certificates: [certificate, next],
  singleSignOn: [
    { binding: BINDING.post, location: 'https://hub.example/sso?x=1&y=2' },
    { binding: BINDING.redirect, location: 'https://hub.example/sso' },
  ],
  singleLogout: [{ binding: BINDING.post, location: 'https://hub.example/slo' }],
  nameIdFormats: [NAME_ID_FORMAT.emailAddress],
  wantsSignedRequests: false,
  validUntil: NOW + 1000,
}
const written = idpMetadata(values)
const read = (document: string) => readIdpMetadata(document, NOW)

test('metadata is written in the order of the schema', () => {
  assert.equal(
    idpMetadata({ ...values, certificates: ['MIIC'] }),
    [
      '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://hub.example/saml/accounts?a=1&amp;b=2" validUntil="2026-01-02T03:04:06.678Z">',
      '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
      '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>MIIC</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>',
      '<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://hub.example/slo"></md:SingleLogoutService>',
      '<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>',
      '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://hub.example/sso?x=1&amp;y=2"></md:SingleSignOnService>',
      '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://hub.example/sso"></md:SingleSignOnService>',
      '</md:IDPSSODescriptor></md:EntityDescriptor>',
    ].join(''),
  )
})

describe('reading metadata', () => {
  test('gives what was written', () => assert.deepEqual(read(written), values))

  test('passes over a byte order mark, comments, line breaks and roles of other protocols', () => {
    const role =
      '<md:RoleDescriptor><x xmlns="urn:other"/></md:RoleDescriptor><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"/>'
    const document = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!-- from us -->${written
      .replace('<md:IDPSSODescriptor', `${role}<md:IDPSSODescriptor`)
      .replace(certificate, certificate.replace(/(.{64})/g, '$1\r\n'))}\n`
    assert.deepEqual(read(document), values)
  })

  test('takes a key without use for signing, and one for encryption for nothing', () => {
    assert.deepEqual(read(written.replace(' use="signing"', '')).certificates, [certificate, next])
    assert.deepEqual(read(written.replace('use="signing"', 'use="encryption"')).certificates, [next])
  })

  test('keeps only addresses that a browser can be sent to', () => {
    const [, redirect] = values.singleSignOn
    for (const location of ['javascript:alert(1)', '/sso', ''])
      assert.deepEqual(read(written.replace('https://hub.example/sso?x=1&amp;y=2', location)).singleSignOn, [redirect])
  })

  for (const [what, document, code] of [
    ['a page', '<html></html>', 'saml.metadata_not_an_entity'],
    [
      'a federation',
      '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>',
      'saml.metadata_not_an_entity',
    ],
    ['no entity id', written.replace(/entityID="[^"]+"/, ''), 'saml.metadata_entity_id_missing'],
    ['a service provider', written.replaceAll('IDPSSO', 'SPSSO'), 'saml.metadata_no_identity_provider'],
    ['no signing key', written.replaceAll('use="signing"', 'use="encryption"'), 'saml.metadata_certificate_missing'],
    ['a broken certificate', written.replace(certificate, 'AAAA'), 'saml.certificate_invalid'],
    [
      'no address to sign in at',
      written
        .replaceAll(/<md:SingleSignOn[^/]+\/md[^/]+\/md:SingleSignOnService>/g, '')
        .replaceAll('SingleSignOn', 'Other'),
      'saml.metadata_sign_on_missing',
    ],
    ['a past validity', written.replace('2026-01-02T03:04:06.678Z', '2026-01-02T03:04:05Z'), 'saml.metadata_expired'],
    ['an unreadable validity', written.replace('2026-01-02T03:04:06.678Z', 'soon'), 'saml.metadata_expired'],
    ['a document type', `<!DOCTYPE x>${written}`, 'xml.doctype'],
    ['75,001 characters', written + ' '.repeat(75_001 - written.length), 'xml.too_large'],
  ] as const)
    test(`with ${what} is refused as ${code}`, () => assert.throws(() => read(document), { code }))

  test('gives metadata or a Refusal, whatever is uploaded', () => {
    const edits = fc.array(fc.tuple(fc.nat(written.length), fc.nat(20), fc.string({ maxLength: 4 })), { maxLength: 3 })
    fc.assert(
      fc.property(edits, changes => {
        const document = changes.reduce((doc, [at, cut, put]) => doc.slice(0, at) + put + doc.slice(at + cut), written)
        try {
          read(document)
        } catch (thrown) {
          assert.ok(thrown instanceof Refusal, String(thrown))
        }
      }),
    )
  })
})
