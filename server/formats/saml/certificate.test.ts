import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { certificateFrom } from './signing-keys.ts'
import { certificateOf, rsaKey } from './testing/fixtures.ts'

const key = rsaKey()
const certificate = await certificateOf(key)
const pem = new X509Certificate(Buffer.from(certificate, 'base64')).toString()

test('the certificate carries the key, the name and the dates, and is signed by itself', () => {
  const read = new X509Certificate(pem)
  assert.equal(read.subject, 'CN=hub.example')
  assert.equal(read.issuer, read.subject)
  assert.equal(read.serialNumber, 'F0E1D2C3B4A5968778695A4B3C2D1E0F')
  assert.equal(read.validFrom, 'Jan  2 03:04:05 2026 GMT')
  assert.equal(read.validTo, 'Sep 10 04:50:45 2057 GMT') // past 2049: GeneralizedTime
  assert.equal(read.ca, false)
  assert.ok(read.verify(createPublicKey(key)))
})

test('openssl prints it as what it is meant to be', () => {
  const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: pem, encoding: 'utf8' })
  for (const line of [
    'Version: 3 (0x2)',
    'sha256WithRSAEncryption',
    'Public-Key: (2048 bit)',
    'CA:FALSE',
    'Digital Signature',
  ])
    assert.ok(text.includes(line), line)
})

test('PEM, bare Base64 and Base64 in lines are the same certificate', () => {
  for (const form of [pem, `\n${pem}\n`, certificate, certificate.replace(/(.{64})/g, '$1\n  ')])
    assert.equal(certificateFrom(form), certificate)
})

for (const [what, input] of [
  ['nothing', ''],
  ['text', 'hello'],
  ['a cut certificate', certificate.slice(0, 400)],
  ['two certificates', pem + pem],
  ['a key', createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()],
] as const)
  test(`${what} is refused as a certificate`, () =>
    assert.throws(() => certificateFrom(input), { code: 'saml.certificate_invalid' }))
