import { attribute, child, children, elements, isNamed, parseXml, type XmlElement } from '../xml/index.ts'
import type { NameId } from './assertion.ts'
import {
  answersTheRequest,
  audienceIsUs,
  authenticationOf,
  bearerConfirmation,
  conditionsAreUnderstood,
  destinationIsHere,
  type Expectations,
  issuerIsExpected,
  recipientIsHere,
  responseIssuerIsExpected,
  timesAreNow,
} from './judgement.ts'
import { decodeResponse } from './message.ts'
import { NAMESPACE, STATUS } from './names.ts'
import { type AssertionReading, type ReceivedAttribute, readAssertion, readResponse } from './reading.ts'
import { refuse, shown } from './refusals.ts'
import { signaturesIn, verified } from './signature-check.ts'

export interface VerificationOptions extends Expectations {
  /** The identity provider's certificates, Base64 of the DER; any of them may have signed. */
  readonly certificates: readonly string[]
}

/** What an identity provider proved. Every value is from bytes whose signature was verified. Instants are Unix ms. */
export interface VerifiedAssertion {
  readonly issuer: string
  /** The caller takes (issuer, assertionId) once, and remembers it until `notOnOrAfter` plus the skew. */
  readonly assertionId: string
  readonly nameId: NameId
  readonly attributes: readonly ReceivedAttribute[]
  readonly authnInstant: number
  readonly sessionIndex?: string
  readonly sessionNotOnOrAfter?: number
  readonly notOnOrAfter: number
  readonly recipient: string
  readonly audience: string
}

/**
 * Judges a SAML 2.0 Response as posted (SAML Profiles §4.1.4.3): first what may be looked at without proof, then the
 * signature, then what it covers, in the order in which an administrator would set things right. What needs a store is
 * the caller's: one-time use, and whether there is such a user.
 *
 * @param field the form field SAMLResponse
 * @throws Refusal `saml.…` or `xml.…`, and nothing else whatever was posted
 */
export function verifyResponse(field: string, options: VerificationOptions): VerifiedAssertion {
  const source = decodeResponse(field)
  const { response, assertion, responseIsSigned } = covered(source, parseXml(source), options)
  const answer = readResponse(response)
  const said = readAssertion(assertion)
  isSuccess(response)
  responseIssuerIsExpected(answer, options)
  issuerIsExpected(said.issuer, options)
  destinationIsHere(answer, responseIsSigned, options)
  const confirmation = bearerConfirmation(said)
  const recipient = recipientIsHere(confirmation, options)
  const audience = audienceIsUs(said, options)
  conditionsAreUnderstood(said)
  const authentication = authenticationOf(said)
  const { sessionNotOnOrAfter, ...times } = timesAreNow(said, confirmation, authentication, options)
  answersTheRequest(answer, confirmation, options)
  return {
    issuer: options.issuer,
    assertionId: said.id,
    nameId: somebody(said),
    attributes: said.attributes,
    ...(authentication.sessionIndex === undefined ? {} : { sessionIndex: authentication.sessionIndex }),
    ...(sessionNotOnOrAfter === undefined ? {} : { sessionNotOnOrAfter }),
    ...times,
    recipient,
    audience,
  }
}

interface Covered {
  /** From its own signature where it has one; else as posted, good only for refusing. */
  readonly response: XmlElement
  readonly assertion: XmlElement
  readonly responseIsSigned: boolean
}

/** From the posted document to elements that a signature covers. */
function covered(source: string, posted: XmlElement, options: VerificationOptions): Covered {
  isSaml2Response(posted)
  isSuccess(posted)
  const inside = onlyAssertion(posted)
  responseIssuerIsExpected(readResponse(posted), options) // the keys are this issuer's: no other is tried with them
  idsAreUnique(posted)
  const responseIsSigned = signaturesIn(posted).length > 0
  const assertionIsSigned = signaturesIn(inside).length > 0
  if (!responseIsSigned && !assertionIsSigned) throw refuse('saml.signature_missing')
  signaturesStandAt(posted, [posted, inside])
  const response = responseIsSigned ? verified(source, posted, options.certificates) : posted
  const assertion = assertionIsSigned ? verified(source, inside, options.certificates) : onlyAssertion(response)
  return { response, assertion, responseIsSigned }
}

function isSaml2Response(root: XmlElement): void {
  const version = attribute(root, 'Version')
  if (isNamed(root, NAMESPACE.protocol, 'Response') && version === '2.0') return
  throw refuse('saml.not_a_response', {
    observed: `${shown(root.tagName)} ${shown(version)}`,
    expected: 'Response 2.0',
  })
}

/** SAML Core §3.2.2.2: the inner code, where there is one, is the reason. */
function isSuccess(response: XmlElement): void {
  const status = child(response, NAMESPACE.protocol, 'Status')
  const code = status && child(status, NAMESPACE.protocol, 'StatusCode')
  const value = code && attribute(code, 'Value')
  if (value === `${STATUS}Success`) return
  const inner = code && child(code, NAMESPACE.protocol, 'StatusCode')
  const reason = (inner && attribute(inner, 'Value')) ?? value
  throw refuse('saml.status_not_success', { observed: shown(reason?.replace(STATUS, '')), expected: 'Success' })
}

/** There is one in the whole document, wherever one could hide, and it stands where it is read. */
function onlyAssertion(response: XmlElement): XmlElement {
  const [assertion] = children(response, NAMESPACE.assertion, 'Assertion')
  const everywhere = [...elements(response)].filter(isAssertion)
  if (everywhere.length === 1 && assertion !== undefined) return assertion
  if (everywhere.length === 1 && children(response, NAMESPACE.assertion, 'EncryptedAssertion').length === 1) {
    throw refuse('saml.assertion_encrypted')
  }
  throw refuse('saml.assertion_count', { observed: `${everywhere.length} in the document`, expected: '1 in Response' })
}

const isAssertion = (element: XmlElement): boolean =>
  isNamed(element, NAMESPACE.assertion, 'Assertion') || isNamed(element, NAMESPACE.assertion, 'EncryptedAssertion')

/** ASCII of xs:NCName, which everyone uses; it also keeps quotes out of what a library may build a search from. */
const ID = /^[A-Za-z_][\w.-]*$/

/** Libraries look references up by ID, Id or id, with and without prefix, so none of them may repeat a value. */
function idsAreUnique(response: XmlElement): void {
  const seen = new Set<string>()
  for (const element of elements(response)) {
    if (isReadHere(element) && !ID.test(attribute(element, 'ID') ?? '')) {
      throw refuse('saml.id_missing', { observed: shown(attribute(element, 'ID')), expected: 'ID' })
    }
    for (const { localName, value } of element.attributes) {
      if (localName?.toLowerCase() !== 'id') continue
      if (seen.has(value)) throw refuse('saml.id_duplicate', { observed: shown(value) })
      seen.add(value)
    }
  }
}

const isReadHere = (element: XmlElement): boolean =>
  isAssertion(element) || isNamed(element, NAMESPACE.protocol, 'Response')

/** SAML Core §5.4.1: at most one signature each, and none anywhere else. */
function signaturesStandAt(root: XmlElement, places: readonly XmlElement[]): void {
  const everywhere = [...elements(root)].filter(element => isNamed(element, NAMESPACE.signature, 'Signature'))
  const inPlace = places.map(place => signaturesIn(place).length)
  if (inPlace.every(count => count <= 1) && everywhere.length === inPlace.reduce((a, b) => a + b)) return
  throw refuse('saml.signature_structure', { observed: `${everywhere.length} signatures` })
}

function somebody({ nameId }: AssertionReading): NameId {
  if (nameId === undefined || nameId.value.trim() === '') throw refuse('saml.name_id_missing')
  return nameId
}
