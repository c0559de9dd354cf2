import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { MAX_RESPONSE_LENGTH } from './message.ts'
import { posted } from './testing/fixtures.ts'
import {
  assertionOf,
  edit,
  good,
  goodByBoth,
  goodBySignedResponse,
  issuedWith,
  options,
  refused,
} from './testing/forgeries.ts'
import { verifyResponse } from './verification.ts'

/** Hostile messages other than `wrapping.test.ts` has, by where they are wrong. */

describe('bytes and documents', () => {
  for (const [name, field, code] of [
    ['nothing', '', 'saml.response_missing'],
    ['200 kB', 'A'.repeat(200_000), 'saml.response_too_large'],
    [
      'a document of 200 kB',
      posted(edit(good, '<samlp:Status>', `<samlp:Status>${' '.repeat(200_000)}`)),
      'saml.response_too_large',
    ],
    ['junk in Base64', `${posted(good).slice(0, 100)}*${posted(good).slice(100)}`, 'saml.base64_invalid'],
    ['the alphabet of URLs', '-_-_', 'saml.base64_invalid'],
    ['Base64 behind its padding', `${posted('<a/>  ')}====`, 'saml.base64_invalid'],
    ['Base64 with loose bits', 'PGEvPm==', 'saml.base64_invalid'],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0x61, 0xff, 0x2f, 0x3e]).toString('base64'), 'saml.not_utf8'],
    ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le').toString('base64'), 'saml.not_utf8'],
  ] as const)
    test(`${name}: ${code}`, () => assert.throws(() => verifyResponse(field, options), { code }))

  for (const [name, xml, code] of [
    ['a comment in the NameID', edit(good, 'jane@example.com', 'jane@example.com<!-- -->.evil.example'), 'xml.comment'],
    ['a comment in the digest', edit(good, '<ds:DigestValue>', '<ds:DigestValue><!-- x -->'), 'xml.comment'],
    [
      'a processing instruction',
      edit(good, 'jane@example.com', 'jane<?x y?>@example.com'),
      'xml.processing_instruction',
    ],
    ['CDATA', edit(good, 'jane@example.com', '<![CDATA[jane@example.com]]>'), 'xml.cdata'],
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY e "admin">]>${good}`, 'xml.doctype'],
    ['text after the root', `${good}x`, 'xml.malformed'],
    ['a second root', good + good, 'xml.malformed'],
    ['depth', edit(good, '<samlp:Status>', `<samlp:Status>${'<x>'.repeat(60)}${'</x>'.repeat(60)}`), 'xml.too_complex'],
    ['another root', '<x/>', 'saml.not_a_response'],
    ['the assertion alone', assertionOf(good), 'saml.not_a_response'],
    [
      'a Response of SAML 1.1',
      '<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol" Version="2.0"/>',
      'saml.not_a_response',
    ],
    ['another version', edit(good, 'Version="2.0"', 'Version="2.1"'), 'saml.not_a_response'],
  ] as const)
    test(`${name}: ${code}`, () => refused(xml, code))
})

describe('what the response says', () => {
  const success = '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>'
  const code = (value: string, inner = '') =>
    `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${value}">${inner}</samlp:StatusCode>`

  for (const [name, xml, observed] of [
    ['a status', edit(good, success, code('Requester')), 'Requester'],
    ['a status with a reason', edit(good, success, code('Responder', code('AuthnFailed'))), 'AuthnFailed'],
    ['no status', edit(good, success, ''), 'absent'],
  ] as const)
    test(`${name} other than success`, () =>
      assert.throws(() => verifyResponse(posted(xml), options), {
        code: 'saml.status_not_success',
        details: { observed, expected: 'Success' },
      }))

  test('an encrypted assertion', () => {
    const encrypted =
      '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:EncryptedAssertion>'
    refused(edit(good, assertionOf(good), encrypted), 'saml.assertion_encrypted')
    refused(edit(good, assertionOf(good), encrypted + assertionOf(good)), 'saml.assertion_count')
  })

  test('another Issuer or Destination in an unsigned Response', () => {
    refused(edit(good, /(?<=<saml:Issuer [^>]*>)[^<]+/, 'https://evil.example'), 'saml.issuer_mismatch')
    refused(edit(good, /Destination="[^"]+"/, 'Destination="https://evil.example"'), 'saml.destination_mismatch')
  })
})

describe('what a signed assertion says', () => {
  const data = /<saml:SubjectConfirmationData[^>]*>/
  const confirmation = '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
  for (const [name, from, to, refusal] of [
    ['no subject', /<saml:Subject>.*<\/saml:Subject>/, '', 'saml.subject_confirmation'],
    ['no confirmation', /<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/, '', 'saml.subject_confirmation'],
    ['another confirmation', 'cm:bearer', 'cm:sender-vouches', 'saml.subject_confirmation'],
    [
      'two confirmations',
      confirmation,
      `${confirmation}</saml:SubjectConfirmation>${confirmation}`,
      'saml.subject_confirmation',
    ],
    [
      'a confirmation with NotBefore',
      'NotOnOrAfter="2026-01-02T03:09:05.678Z" R',
      'NotBefore="2026-01-02T03:03:05Z" NotOnOrAfter="2026-01-02T03:09:05.678Z" R',
      'saml.subject_confirmation',
    ],
    [
      'a confirmation without Recipient',
      data,
      '<saml:SubjectConfirmationData NotOnOrAfter="2026-01-02T03:09:05.678Z">',
      'saml.recipient_mismatch',
    ],
    ['a confirmation without NotOnOrAfter', ' NotOnOrAfter="2026-01-02T03:09:05.678Z" R', ' R', 'saml.time_malformed'],
    ['a time without a zone', '09:05.678Z" R', '09:05.678" R', 'saml.time_malformed'],
    ['a time with an offset', '09:05.678Z" R', '09:05.678+00:00" R', 'saml.time_malformed'],
    ['a day that does not exist', '2026-01-02T03:09:05.678Z" R', '2026-02-30T03:09:05.678Z" R', 'saml.time_malformed'],
    ['a word for a time', 'NotBefore="2026-01-02T03:03:05.678Z"', 'NotBefore="never"', 'saml.time_malformed'],
    ['no issue instant', ' IssueInstant="2026-01-02T03:04:05.678Z"', '', 'saml.time_malformed'],
    ['no conditions', /<saml:Conditions.*<\/saml:Conditions>/, '', 'saml.audience_mismatch'],
    ['no audience', /<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, '', 'saml.audience_mismatch'],
    [
      'a second restriction to others',
      '</saml:Conditions>',
      '<saml:AudienceRestriction><saml:Audience>urn:x</saml:Audience></saml:AudienceRestriction></saml:Conditions>',
      'saml.audience_mismatch',
    ],
    [
      'an unknown condition',
      '</saml:Conditions>',
      '<saml:Condition></saml:Condition></saml:Conditions>',
      'saml.condition_unknown',
    ],
    ['no authentication', /<saml:AuthnStatement.*<\/saml:AuthnStatement>/, '', 'saml.statement_missing'],
    ['no issuer', /<saml:Issuer>.*<\/saml:Issuer>/, '', 'saml.issuer_mismatch'],
    ['two issuers', '</saml:Issuer>', '</saml:Issuer><saml:Issuer>x</saml:Issuer>', 'xml.repeated'],
    ['no NameID', /<saml:NameID.*<\/saml:NameID>/, '', 'saml.name_id_missing'],
    ['two NameIDs', '</saml:NameID>', '</saml:NameID><saml:NameID>admin</saml:NameID>', 'xml.repeated'],
    ['elements in the NameID', 'jane@example.com', 'jane<saml:x></saml:x>@example.com', 'xml.text_expected'],
  ] as const)
    test(`${name}, though signed: ${refusal}`, async () => refused(await issuedWith(from, to), refusal))

  test('an attribute that holds elements is marked, and gives no value', async () => {
    const xml = await issuedWith('arn:two,arn:provider', '<saml:x>arn:two</saml:x>')
    const [attribute] = verifyResponse(posted(xml), options).attributes
    assert.deepEqual([attribute?.structured, attribute?.values], [true, ['arn:one,arn:provider']])
  })
})

describe('whatever is posted', () => {
  function isRefusedOrTrue(field: string): void {
    try {
      assert.equal(verifyResponse(field, options).nameId.value, 'jane@example.com')
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      const value = /<ds:SignatureValue>([^<]{40})/.exec(good)?.[1] ?? ''
      assert.ok(!JSON.stringify(thrown.details).includes(value), 'a refusal shows the signature value')
    }
  }

  test('arbitrary text and arbitrary bytes are refused', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), isRefusedOrTrue))
    fc.assert(fc.property(fc.uint8Array(), bytes => isRefusedOrTrue(Buffer.from(bytes).toString('base64'))))
  })

  test('a good message with a few edits is refused or says the same', () => {
    const pieces = fc.constantFrom(
      '',
      '<',
      '>',
      '"',
      '&',
      ' ',
      'x',
      '</',
      'ID="_a1"',
      '\u2028',
      '<saml:Assertion/>',
      'xmlns="x"',
    )
    for (const xml of [good, goodBySignedResponse, goodByBoth]) {
      const change = fc.tuple(fc.nat(xml.length), fc.nat(40), pieces)
      const changes = fc.array(change, { minLength: 1, maxLength: 3 })
      const apply = (text: string, [at, cut, put]: [number, number, string]) =>
        text.slice(0, at) + put + text.slice(at + cut)
      fc.assert(
        fc.property(changes, edits => isRefusedOrTrue(posted(edits.reduce(apply, xml)))),
        { numRuns: 100 },
      )
    }
  })

  test('a message as large as the bounds allow is judged like any other', () => {
    const filler = '<x:y xmlns:x="u" x:z=""/>'.repeat(1_900)
    const xml = edit(good, '</samlp:Status>', `${filler}</samlp:Status>`)
    assert.ok(posted(xml).length <= MAX_RESPONSE_LENGTH)
    assert.equal(verifyResponse(posted(xml), options).assertionId, '_a1')
  })
})
