import { type KeyObject, X509Certificate } from 'node:crypto'
import { SIGNATURE_METHODS, type SignatureMethod } from './names.ts'
import { refuse } from './refusals.ts'

const PEM = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/

/**
 * Reads one certificate as people and metadata bring it: PEM, or the Base64 inside of it.
 * @returns Base64 of the DER, without line breaks, which is the form used everywhere here
 * @throws Refusal `saml.certificate_invalid`
 */
export function certificateFrom(input: string): string {
  const base64 = (PEM.exec(input)?.[1] ?? input).replace(/\s+/g, '')
  return parsed(base64).raw.toString('base64')
}

function parsed(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw refuse('saml.certificate_invalid')
  }
}

const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1']

/**
 * The configured keys that may have made a signature by this method. Dates of certificates are not looked at: SAML
 * trusts the key, and an expired certificate is a warning in the console.
 *
 * @throws Refusal `saml.signing_key_weak` where none is left
 */
export function keysFor(method: SignatureMethod, certificates: readonly string[]): readonly KeyObject[] {
  const keys = certificates.map(certificate => parsed(certificate).publicKey).filter(key => suits(key, method))
  if (keys.length === 0) throw refuse('saml.signing_key_weak', { expected: SIGNATURE_METHODS[method].key })
  return keys
}

function suits(key: KeyObject, method: SignatureMethod): boolean {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== SIGNATURE_METHODS[method].key) return false
  return key.asymmetricKeyType === 'rsa' ? modulusLength >= 2048 : CURVES.includes(namedCurve)
}
