import type { RefusalDetails } from '#server/base/refusal.ts'
import type { Form } from './query.ts'
import { refuse } from './refusals.ts'

/** A request as it arrived. Header names are lower case; `host` is what the client sent, port included. */
export interface SignedRequest {
  readonly method: string
  readonly path: string
  readonly query: Form
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What the caller claims to have signed, and as whom; nothing of it is proven yet. */
export interface SignatureClaim {
  readonly accessKeyId: string
  readonly sessionToken?: string
  /** `yyyymmdd` of the credential scope, which is that of `longDate`. */
  readonly date: string
  /** `yyyymmddThhmmssZ`, as sent. */
  readonly longDate: string
  /** `longDate` as Unix ms. */
  readonly signedAt: number
  /** Seconds that a presigned request lives; absent in the header form. */
  readonly expiresIn?: number
  readonly region: string
  readonly service: string
  /** Lower case, each once, all present in the request. */
  readonly signedHeaders: readonly string[]
  /** 64 hexadecimal digits. */
  readonly signature: string
}

/** The Authorization header holds three short fields; longest is the list of header names. */
const MAX_AUTHORIZATION = 4096
/** Session tokens carry sealed session tags and policies, within Node's limit for all headers together. */
const MAX_TOKEN = 32_768
const MAX_SIGNED_HEADERS = 64
/** Seven days: the longest life of a presigned request. */
const MAX_EXPIRES = 604_800

const ALGORITHM = 'AWS4-HMAC-SHA256'
const CREDENTIAL = /^(\w{16,128})\/(\d{8})\/([A-Za-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request$/
const LONG_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/
const SIGNATURE = /^[0-9a-f]{64}$/

/** Whether the request claims a signature at all, well-formed or not. */
export const claimsSignature = ({ headers, query }: SignedRequest): boolean =>
  headers.authorization !== undefined || query.has('X-Amz-Signature')

/**
 * Reads the claim from the Authorization header or, for presigned requests, from the query.
 * @throws Refusal `sigv4.missing`, `sigv4.malformed`, `sigv4.unsigned_header`
 */
export function readClaim(request: SignedRequest): SignatureClaim {
  if (!claimsSignature(request)) {
    throw refuse('sigv4.missing', { sentence: 'Request is missing Authentication Token' })
  }
  if (request.headers.authorization !== undefined && request.query.has('X-Amz-Signature')) {
    throw malformed({ observed: 'a signature in the Authorization header and another in the query' })
  }
  const claim = request.headers.authorization === undefined ? fromQuery(request) : fromHeader(request)
  checkSignedHeaders(request, claim.signedHeaders)
  return claim
}

function fromHeader({ headers }: SignedRequest): SignatureClaim {
  const fields = authorizationFields(headers.authorization ?? '')
  return claimOf({
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    longDate: headers['x-amz-date'],
    sessionToken: headers['x-amz-security-token'],
  })
}

function fromQuery({ query }: SignedRequest): SignatureClaim {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw malformed({ expected: `X-Amz-Algorithm=${ALGORITHM}` })
  const expires = query.get('X-Amz-Expires') ?? ''
  const expiresIn = /^\d{1,6}$/.test(expires) ? Number(expires) : 0
  if (expiresIn < 1 || expiresIn > MAX_EXPIRES) {
    throw malformed({ observed: 'X-Amz-Expires', expected: `1 to ${MAX_EXPIRES} seconds` })
  }
  const claim = claimOf({
    credential: query.get('X-Amz-Credential'),
    signedHeaders: query.get('X-Amz-SignedHeaders'),
    signature: query.get('X-Amz-Signature'),
    longDate: query.get('X-Amz-Date'),
    sessionToken: query.get('X-Amz-Security-Token'),
  })
  return { ...claim, expiresIn }
}

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order, with or without the spaces. */
function authorizationFields(header: string): ReadonlyMap<string, string> {
  if (header.length > MAX_AUTHORIZATION) throw malformed({ observed: `${header.length} characters` })
  if (!header.startsWith(`${ALGORITHM} `)) throw malformed({ expected: `the algorithm ${ALGORITHM}` })
  const pairs = header
    .slice(ALGORITHM.length)
    .split(',')
    .map(part => part.trim())
  const fields = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, Math.max(equals, 0))
    if (fields.has(name)) throw malformed({ observed: 'a field that occurs twice' })
    fields.set(name, pair.slice(equals + 1))
  }
  return fields
}

interface ClaimParts {
  readonly credential: string | undefined
  readonly signedHeaders: string | undefined
  readonly signature: string | undefined
  readonly longDate: string | undefined
  readonly sessionToken: string | undefined
}

function claimOf(parts: ClaimParts): SignatureClaim {
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(parts.credential ?? '') ?? []
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined) {
    throw malformed({ expected: 'Credential=KEY/yyyymmdd/region/service/aws4_request' })
  }
  if (!SIGNATURE.test(parts.signature ?? '')) throw malformed({ expected: 'a Signature of 64 hexadecimal digits' })
  if ((parts.sessionToken?.length ?? 0) > MAX_TOKEN) throw malformed({ observed: 'a security token that is too long' })
  const longDate = parts.longDate ?? ''
  const signedAt = instantOf(longDate)
  if (signedAt === undefined) throw malformed({ expected: 'X-Amz-Date as yyyymmddThhmmssZ' })
  if (!longDate.startsWith(date)) throw malformed({ expected: 'the date of the credential scope in X-Amz-Date' })
  return {
    accessKeyId,
    ...(parts.sessionToken === undefined ? {} : { sessionToken: parts.sessionToken }),
    date,
    longDate,
    signedAt,
    region,
    service,
    signedHeaders: (parts.signedHeaders ?? '').split(';', MAX_SIGNED_HEADERS + 1),
    signature: parts.signature ?? '',
  }
}

function instantOf(longDate: string): number | undefined {
  const [, year, month, day, hour, minute, second] = LONG_DATE.exec(longDate) ?? []
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // The engine reads 31 February as 3 March; a date that does not print as itself is none.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${year}-${month}-${day}`)) return undefined
  return at
}

function checkSignedHeaders({ headers }: SignedRequest, names: readonly string[]): void {
  const distinct = new Set(names)
  if (names.length > MAX_SIGNED_HEADERS || distinct.size !== names.length) {
    throw malformed({ expected: `at most ${MAX_SIGNED_HEADERS} SignedHeaders, each once` })
  }
  for (const name of names) {
    if (!HEADER_NAME.test(name)) throw malformed({ expected: 'SignedHeaders in lower case, joined by semicolons' })
    if (!Object.hasOwn(headers, name)) throw malformed({ observed: `the signed header ${name} is not in the request` })
  }
  const unsigned = Object.keys(headers).find(name => mustBeSigned(name) && !distinct.has(name))
  if (unsigned !== undefined || !distinct.has('host')) {
    throw refuse('sigv4.unsigned_header', { observed: unsigned ?? 'host' })
  }
}

/** `x-amzn-…` is another matter: load balancers add `x-amzn-trace-id` after the client has signed. */
const mustBeSigned = (name: string): boolean => name === 'host' || name.startsWith('x-amz-')

const malformed = (details: RefusalDetails) =>
  refuse('sigv4.malformed', { sentence: 'The request signature does not conform to AWS standards.', ...details })
