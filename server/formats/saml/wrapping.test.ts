import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certificateOf, posted, rsaKey } from './testing/fixtures.ts'
import {
  assertionOf,
  between,
  certificate,
  edit,
  good,
  goodByBoth,
  goodBySignedResponse,
  options,
  refused,
  signatureOf,
  withoutSignature,
} from './testing/forgeries.ts'
import { verifyResponse } from './verification.ts'

/** Attacks on the signature, by the rule that stops them. */

/** The same, about somebody else and under another ID. */
const evil = (xml: string) =>
  xml.replace('jane@example.com', 'admin@example.com').replace(/ID="_(\w)1"/, 'ID="_evil$1"')

const inSignature = (xml: string, content: string) => edit(xml, '</ds:Signature>', `${content}</ds:Signature>`)
const [signature, assertion] = [signatureOf(good), assertionOf(good)]
const evilAssertion = evil(withoutSignature(assertion))

/**
 * A signature covers its own parent, and there is one assertion. XSW1 to XSW8 are those of Somorovsky and others, “On
 * Breaking SAML” (2012).
 */
const wrapped = [
  [
    'XSW1: the signed response inside the signature of a forged one',
    edit(
      evil(goodBySignedResponse),
      signatureOf(goodBySignedResponse),
      inSignature(signatureOf(goodBySignedResponse), withoutSignature(goodBySignedResponse)),
    ),
    'saml.assertion_count',
  ],
  [
    'XSW2: the signed response beside its signature in a forged one',
    edit(
      evil(goodBySignedResponse),
      signatureOf(goodBySignedResponse),
      withoutSignature(goodBySignedResponse) + signatureOf(goodBySignedResponse),
    ),
    'saml.assertion_count',
  ],
  [
    'XSW3: a forged assertion before the signed one',
    edit(good, assertion, evilAssertion + assertion),
    'saml.assertion_count',
  ],
  [
    'XSW4: the signed assertion inside a forged one',
    edit(good, assertion, edit(evilAssertion, '</saml:Assertion>', `${assertion}</saml:Assertion>`)),
    'saml.assertion_count',
  ],
  [
    'XSW5: a forged assertion with the signature of the one behind it',
    edit(good, assertion, evil(assertion) + withoutSignature(assertion)),
    'saml.assertion_count',
  ],
  [
    'XSW6: the signed assertion inside the signature of a forged one',
    edit(good, assertion, edit(evil(assertion), signature, inSignature(signature, withoutSignature(assertion)))),
    'saml.assertion_count',
  ],
  [
    'XSW7: a forged assertion in Extensions',
    edit(good, '<samlp:Status>', `<samlp:Extensions>${evilAssertion}</samlp:Extensions><samlp:Status>`),
    'saml.assertion_count',
  ],
  [
    'XSW8: the signed assertion in an Object of the signature',
    edit(
      good,
      assertion,
      edit(evil(assertion), signature, inSignature(signature, `<ds:Object>${withoutSignature(assertion)}</ds:Object>`)),
    ),
    'saml.assertion_count',
  ],
  ['two assertions, both signed', edit(good, assertion, assertion + assertion), 'saml.assertion_count'],
  ['no assertion', edit(good, assertion, ''), 'saml.assertion_count'],
  [
    'the assertion deeper than it is read',
    edit(edit(good, assertion, ''), '</samlp:Status>', `${assertion}</samlp:Status>`),
    'saml.assertion_count',
  ],
  [
    'an assertion of another name around the signed one',
    edit(good, assertion, `<saml:Advice xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${assertion}</saml:Advice>`),
    'saml.assertion_count',
  ],
  [
    'an Object in the signature',
    edit(good, signature, inSignature(signature, '<ds:Object>x</ds:Object>')),
    'saml.signature_structure',
  ],
  [
    'a signature that stands elsewhere',
    edit(edit(good, signature, ''), '</samlp:Status>', `${signature}</samlp:Status>`),
    'saml.signature_missing',
  ],
  [
    'a second signature elsewhere',
    edit(good, '</samlp:Status>', `${signature}</samlp:Status>`),
    'saml.signature_structure',
  ],
  [
    'the signature of the assertion at the response',
    edit(edit(good, signature, ''), '<samlp:Status>', `${signature}<samlp:Status>`),
    'saml.reference_scope',
  ],
  ['two signatures at the assertion', edit(good, signature, signature + signature), 'saml.signature_structure'],
] as const

describe('signature wrapping', () => {
  for (const [name, xml, code] of wrapped) test(`${name} is refused as ${code}`, () => refused(xml, code))
})

const reference = between(good, '<ds:Reference', '</ds:Reference>')
const info = between(good, '<ds:SignedInfo', '</ds:SignedInfo>')
const method = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const transform = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>'
const transformed = (algorithm: string) => `<ds:Transform Algorithm="${algorithm}"></ds:Transform>`

/** One signature of one accepted shape, by accepted algorithms and a configured key; never none. */
const misshapen = [
  ['none', withoutSignature(good), 'saml.signature_missing'],
  ['two SignedInfo', edit(good, info, info + info), 'saml.signature_structure'],
  ['two References', edit(good, reference, reference + reference), 'saml.signature_structure'],
  ['no Reference', edit(good, reference, ''), 'saml.signature_structure'],
  [
    'two DigestValues',
    edit(good, '<ds:DigestValue>', '<ds:DigestValue>x</ds:DigestValue><ds:DigestValue>'),
    'saml.signature_structure',
  ],
  ['HMAC', edit(good, method, 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'), 'saml.signature_algorithm'],
  ['HMAC-SHA256', edit(good, method, 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256'), 'saml.signature_algorithm'],
  ['RSA-SHA1', edit(good, method, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'), 'saml.signature_algorithm'],
  ['a method that every object has', edit(good, method, 'constructor'), 'saml.signature_algorithm'],
  [
    'a truncated output',
    edit(good, `Algorithm="${method}">`, `Algorithm="${method}"><ds:HMACOutputLength>1</ds:HMACOutputLength>`),
    'saml.signature_structure',
  ],
  [
    'inclusive canonicalization',
    edit(good, 'http://www.w3.org/2001/10/xml-exc-c14n#', 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'),
    'saml.signature_algorithm',
  ],
  [
    'SHA-1 digests',
    edit(good, 'http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
    'saml.digest_algorithm',
  ],
  [
    'an XSLT transform',
    edit(good, transform, transformed('http://www.w3.org/TR/1999/REC-xslt-19991116')),
    'saml.transform',
  ],
  [
    'an XPath transform more',
    edit(good, transform, transformed('http://www.w3.org/TR/1999/REC-xpath-19991116') + transform),
    'saml.transform',
  ],
  ['no canonicalization', edit(good, transform, ''), 'saml.transform'],
  ['a Reference without #', edit(good, 'URI="#_a1"', 'URI="_a1"'), 'saml.reference_scope'],
  ['a Reference to the document', edit(good, 'URI="#_a1"', 'URI=""'), 'saml.reference_scope'],
  ['no URI', edit(good, ' URI="#_a1"', ''), 'saml.reference_scope'],
  ['a Reference to another element', edit(good, 'URI="#_a1"', 'URI="#_r1"'), 'saml.reference_scope'],
  ['a Reference by XPointer', edit(good, 'URI="#_a1"', `URI="#xpointer(id('_a1'))"`), 'saml.reference_scope'],
  ['an empty value', edit(good, /(?<=<ds:SignatureValue>)[^<]+/, ''), 'saml.digest_mismatch'],
  ['a changed value', edit(good, /(?<=<ds:SignatureValue>)..../, 'AAAA'), 'saml.signature_invalid'],
  ['a changed digest', edit(good, /(?<=<ds:DigestValue>)..../, 'AAAA'), 'saml.digest_mismatch'],
  ['a changed name', edit(good, 'jane@', 'admin@'), 'saml.digest_mismatch'],
  ['a changed response', edit(goodBySignedResponse, 'jane@', 'admin@'), 'saml.digest_mismatch'],
  [
    'one that is fine within one that is not',
    edit(goodByBoth, 'Destination=', 'Consent="c" Destination='),
    'saml.digest_mismatch',
  ],
] as const

describe('what a signature may look like', () => {
  for (const [name, xml, code] of misshapen) test(`${name} is refused as ${code}`, () => refused(xml, code))

  test('KeyInfo is not looked at: without it, or with another certificate, the configured key decides', async () => {
    const other = await certificateOf(rsaKey())
    for (const xml of [edit(good, between(good, '<ds:KeyInfo', '</ds:KeyInfo>'), ''), edit(good, certificate, other)])
      assert.equal(verifyResponse(posted(xml), options).nameId.value, 'jane@example.com')
  })
})

// Two elements of one ID: the reference of a signature could mean either.
describe('IDs', () => {
  for (const [name, xml, code] of [
    ['twice', edit(good, 'ID="_r1"', 'ID="_a1"'), 'saml.id_duplicate'],
    ['once as Id', edit(good, '<samlp:Status>', '<samlp:Status Id="_a1">'), 'saml.id_duplicate'],
    ['once with a prefix', edit(good, '<samlp:Status>', '<samlp:Status xml:id="_a1">'), 'saml.id_duplicate'],
    ['called Id', edit(good, 'ID="_a1"', 'Id="_a1"'), 'saml.id_missing'],
    ['absent at the response', edit(good, ' ID="_r1"', ''), 'saml.id_missing'],
    ['with a quote', edit(good, 'ID="_a1"', `ID="_a1' or '1"`), 'saml.id_missing'],
  ] as const)
    test(`${name}: ${code}`, () => refused(xml, code))
})
