import { createHash, timingSafeEqual } from 'node:crypto'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { ALGORITHM_IDENTIFIER, createScope, getCanonicalHeaders, SignatureV4 } from '@smithy/signature-v4'
import { refuse } from './refusals.ts'
import type { SignatureClaim, SignedRequest } from './sigv4-claim.ts'

/** Signatures older or newer than this are refused, as at AWS. */
const MAX_SKEW = 5 * 60_000

/**
 * The part of the check that needs no secret: the claim is for this service and made now.
 * @throws Refusal `sigv4.wrong_service`, `sigv4.skew`
 */
export function checkClaim(claim: SignatureClaim, service: string, now: number): void {
  if (claim.service !== service) {
    throw refuse('sigv4.wrong_service', {
      sentence: `Credential should be scoped to correct service: '${service}'.`,
      observed: claim.service,
      expected: service,
    })
  }
  // A presigned request says itself how long it lives.
  const life = claim.expiresIn === undefined ? MAX_SKEW : claim.expiresIn * 1000
  if (now - claim.signedAt > life) throw skewed(claim, now, 'Signature expired', 'behind')
  if (claim.signedAt - now > MAX_SKEW) throw skewed(claim, now, 'Signature not yet current', 'ahead of')
}

function skewed(claim: SignatureClaim, now: number, sentence: string, direction: string) {
  const seconds = Math.round(Math.abs(now - claim.signedAt) / 1000)
  return refuse('sigv4.skew', {
    sentence: `${sentence}: the request is dated ${claim.longDate}, the server's time is ${basicDate(now)}.`,
    observed: `the caller's date is ${seconds} seconds ${direction} this server's`,
    expected: claim.expiresIn === undefined ? 'at most 300 seconds apart' : `at most ${claim.expiresIn} seconds old`,
  })
}

/** `20261124T100000Z`, the form in which Signature Version 4 writes instants. */
const basicDate = (at: number): string => `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`

/**
 * Checks body and signature against the secret.
 * @throws Refusal `sigv4.body_altered`, `sigv4.mismatch`
 */
export async function verifySignature(request: SignedRequest, claim: SignatureClaim, secret: string): Promise<void> {
  const bodyHash = createHash('sha256').update(request.body).digest('hex')
  const claimedHash = request.headers['x-amz-content-sha256']
  if (claimedHash !== undefined && claimedHash !== bodyHash) {
    throw refuse('sigv4.body_altered', { observed: claimedHash.slice(0, 64), expected: bodyHash })
  }
  const expected = await new Signature(claim, secret).of(request, bodyHash)
  if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(claim.signature, 'latin1'))) {
    throw refuse('sigv4.mismatch', {
      sentence:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      observed: `a request to ${request.headers.host ?? 'no host'}, signed headers ${claim.signedHeaders.join(';')}`,
    })
  }
}

/**
 * The signature that a claim should have. The public `sign(request)` of the package cannot compute it for every claim:
 * it drops a signed `date` header, and signs headers of its own choice. So this goes one step lower, to the methods
 * from which `sign` itself is built; the arithmetic stays theirs.
 */
class Signature extends SignatureV4 {
  readonly #claim: SignatureClaim

  constructor(claim: SignatureClaim, secretAccessKey: string) {
    super({
      service: claim.service,
      region: claim.region,
      credentials: { accessKeyId: claim.accessKeyId, secretAccessKey },
      sha256: Sha256,
    })
    this.#claim = claim
  }

  async of({ method, path, query, headers }: SignedRequest, bodyHash: string): Promise<string> {
    const { longDate, date, region, service, signedAt, signedHeaders } = this.#claim
    const signed = Object.fromEntries(signedHeaders.map(name => [name, headers[name] ?? '']))
    const canonicalHeaders = getCanonicalHeaders(
      new HttpRequest({ headers: signed }),
      undefined,
      new Set(signedHeaders),
    )
    // The signature itself is the one parameter that the package leaves out of the canonical query.
    const request = new HttpRequest({ method, path, query: Object.fromEntries(query) })
    const canonical = this.createCanonicalRequest(request, canonicalHeaders, bodyHash)
    const scope = createScope(date, region, service)
    const stringToSign = await this.createStringToSign(longDate, scope, canonical, ALGORITHM_IDENTIFIER)
    return this.sign(stringToSign, { signingDate: new Date(signedAt) })
  }
}
