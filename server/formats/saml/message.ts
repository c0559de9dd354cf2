import { refuse } from './refusals.ts'

/** In Base64 characters. AWS's quota for an assertion is 50,000 characters (IAM Identity Center user guide, quotas). */
export const MAX_RESPONSE_LENGTH = 100_000

/**
 * Decodes the form field SAMLResponse. Bounded before any work, and strict: what two decoders could read differently
 * is not read.
 *
 * @throws Refusal `saml.response_missing`, `saml.response_too_large`, `saml.base64_invalid`, `saml.not_utf8`
 */
export function decodeResponse(field: string): string {
  if (field === '') throw refuse('saml.response_missing')
  if (field.length > MAX_RESPONSE_LENGTH) {
    throw refuse('saml.response_too_large', {
      observed: `${field.length} characters`,
      expected: `at most ${MAX_RESPONSE_LENGTH}`,
    })
  }
  const base64 = field.replace(/[\r\n]+/g, '') // RFC 2045 §6.8 allows line breaks, and some identity providers use them
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) throw refuse('saml.base64_invalid')
  return utf8(bytes)
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('saml.not_utf8')
  }
}
