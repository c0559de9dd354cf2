import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { AssertionValues } from '../assertion.ts'
import { selfSignedCertificate } from '../certificate.ts'
import { NAME_ID_FORMAT } from '../names.ts'
import type { ResponseSigning, ResponseValues } from '../response.ts'
import type { VerificationOptions } from '../verification.ts'

/** Values and keys for the tests of this folder. */

const signInPool = promisify(sign)

export const NOW = Date.parse('2026-01-02T03:04:05.678Z')
export const IDP = 'https://hub.example/saml/accounts'
export const ACS = 'https://signin.example/saml'
export const SP = 'urn:amazon:webservices'

export const rsaKey = (modulusLength = 2048): KeyObject => generateKeyPairSync('rsa', { modulusLength }).privateKey

export function certificateOf(key: KeyObject): Promise<string> {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return selfSignedCertificate(
    {
      commonName: 'hub.example',
      serial: Buffer.from('f0e1d2c3b4a5968778695a4b3c2d1e0f', 'hex'),
      notBefore: NOW,
      notAfter: NOW + 1e12,
      publicKey,
    },
    bytes => signInPool('sha256', bytes, key),
  )
}

export const signing = (key: KeyObject, certificate: string, covers: ResponseSigning['covers']): ResponseSigning => ({
  algorithm: key.asymmetricKeyType === 'ec' ? 'ecdsa-sha256' : 'rsa-sha256',
  certificate,
  covers,
  sign: bytes => signInPool('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
})

export const assertionValues = (changes: Partial<AssertionValues> = {}): AssertionValues => ({
  id: '_a1',
  issuedAt: NOW,
  issuer: IDP,
  audience: SP,
  recipient: ACS,
  nameId: { value: 'jane@example.com', format: NAME_ID_FORMAT.persistent },
  notBefore: NOW - 60_000,
  notOnOrAfter: NOW + 300_000,
  authnInstant: NOW - 5_000,
  sessionIndex: '_s1',
  authnContext: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
  attributes: [
    { name: 'https://aws.amazon.com/SAML/Attributes/Role', values: ['arn:one,arn:provider', 'arn:two,arn:provider'] },
  ],
  ...changes,
})

export const responseValues = (changes: Partial<AssertionValues> = {}): ResponseValues => ({
  id: '_r1',
  destination: ACS,
  assertion: assertionValues(changes),
})

export const expectations = (certificate: string): VerificationOptions => ({
  certificates: [certificate],
  issuer: IDP,
  recipients: [ACS],
  audiences: [SP],
  now: NOW,
  skewMs: 60_000,
})

export const posted = (xml: string): string => Buffer.from(xml).toString('base64')
