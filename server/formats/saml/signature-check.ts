import { createHash, type KeyObject, verify } from 'node:crypto'
import { createRequire } from 'node:module'
import type { HashAlgorithm, SignatureAlgorithm, SignedXml } from 'xml-crypto'
import { attribute, childElements, children, isNamed, parseXml, type XmlElement } from '../xml/index.ts'
import {
  DIGEST_METHODS,
  ENVELOPED,
  EXCLUSIVE_C14N,
  NAMESPACE,
  SIGNATURE_METHODS,
  type SignatureMethod,
} from './names.ts'
import { refuse, shown } from './refusals.ts'
import { keysFor } from './signing-keys.ts'

export const signaturesIn = (element: XmlElement): readonly XmlElement[] =>
  children(element, NAMESPACE.signature, 'Signature')

/**
 * Checks the one signature that stands in `element` and returns what it covers, parsed anew from the very bytes whose
 * digest was signed. Nobody reads values from anywhere else (CVE-2025-54369 and CVE-2025-54419 show why), so it does
 * not matter that xml-crypto parses the document once more by itself, with a version of the parser of its own.
 *
 * Our rules run before it (one accepted shape, algorithms, scope, keys of the configuration) and after it (it did
 * verify exactly that).
 *
 * @param source the whole document
 * @throws Refusal `saml.…`; never a text of the library, which would hold the signature value
 */
export function verified(source: string, element: XmlElement, certificates: readonly string[]): XmlElement {
  const signature = parts(element)
  const method = acceptedMethod(signature)
  const uri = `#${attribute(element, 'ID') ?? ''}`
  acceptedReference(signature.reference, uri)
  const covered = parseXml(coveredBytes(source, signature.whole, keysFor(method, certificates), uri))
  if (covered.tagName !== element.tagName || attribute(covered, 'ID') !== attribute(element, 'ID')) {
    throw refuse('saml.reference_scope')
  }
  return covered
}

interface SignatureParts {
  readonly whole: XmlElement
  readonly canonicalizationMethod: XmlElement
  readonly signatureMethod: XmlElement
  readonly reference: XmlElement
}

/** XML Signature 1.1 §4.2–4.4, without what SAML has no use for: second references, Object, HMACOutputLength. */
function parts(element: XmlElement): SignatureParts {
  const [whole, second] = signaturesIn(element)
  if (whole === undefined || second !== undefined) throw refuse('saml.signature_structure')
  const [signedInfo] = exactly(whole, ['SignedInfo', 'SignatureValue'], ['KeyInfo'])
  const [canonicalizationMethod, signatureMethod, reference] = exactly(signedInfo, [
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
  ])
  exactly(signatureMethod, [])
  return { whole, canonicalizationMethod, signatureMethod, reference }
}

type Each<Names> = { readonly [Index in keyof Names]: XmlElement }

/** The children of `of`, which must be these in this order, where the last may be absent. */
function exactly<const Names extends readonly string[]>(
  of: XmlElement | undefined,
  required: Names,
  optional: readonly string[] = [],
): Each<Names> {
  const found = of === undefined ? [] : childElements(of)
  const expected = [...required, ...optional]
  const fits = found.every((child, index) => isNamed(child, NAMESPACE.signature, expected[index] ?? ''))
  if (fits && found.length >= required.length) return found as unknown as Each<Names>
  throw refuse('saml.signature_structure', {
    observed: shown(found.map(child => child.localName).join(', ')),
    expected: expected.join(', '),
  })
}

function acceptedMethod({ canonicalizationMethod, signatureMethod }: SignatureParts): SignatureMethod {
  const canonicalization = attribute(canonicalizationMethod, 'Algorithm')
  const method = attribute(signatureMethod, 'Algorithm')
  if (canonicalization === EXCLUSIVE_C14N && isKnown(SIGNATURE_METHODS, method)) return method
  throw refuse('saml.signature_algorithm', { observed: `${shown(method)} over ${shown(canonicalization)}` })
}

const isKnown = <T extends object>(table: T, name: string | undefined): name is keyof T & string =>
  name !== undefined && Object.hasOwn(table, name)

/** SAML Core §5.4.2, §5.4.4: the reference is to the parent by its ID, enveloped and exclusively canonicalized. */
function acceptedReference(reference: XmlElement, uri: string): void {
  const [transforms, digestMethod] = exactly(reference, ['Transforms', 'DigestMethod', 'DigestValue'])
  const observed = attribute(reference, 'URI')
  if (observed !== uri) throw refuse('saml.reference_scope', { observed: shown(observed), expected: shown(uri) })
  const algorithms = childElements(transforms).map(transform => attribute(transform, 'Algorithm'))
  if (!areAccepted(algorithms)) throw refuse('saml.transform', { observed: shown(algorithms.join(', ')) })
  const digest = attribute(digestMethod, 'Algorithm')
  if (!isKnown(DIGEST_METHODS, digest)) throw refuse('saml.digest_algorithm', { observed: shown(digest) })
}

const areAccepted = (transforms: readonly unknown[]): boolean =>
  transforms.length === 2 && transforms[0] === ENVELOPED && transforms[1] === EXCLUSIVE_C14N

function coveredBytes(source: string, signature: XmlElement, keys: readonly KeyObject[], uri: string): string {
  const check = checkWith(keys)
  if (!succeeds(check, source, signature)) throw refuse('saml.digest_mismatch')
  const [reference, second] = check.getReferences()
  const [covered] = check.getSignedReferences()
  const asPlanned =
    second === undefined &&
    reference?.uri === uri &&
    areAccepted(reference.transforms) &&
    check.canonicalizationAlgorithm === EXCLUSIVE_C14N
  if (!asPlanned || covered === undefined) throw refuse('saml.signature_structure')
  return covered
}

/** `false` is a digest that does not fit; an unfit signature value, like everything else, is thrown. */
function succeeds(check: SignedXml, source: string, signature: XmlElement): boolean {
  try {
    check.loadSignature(signature)
    return check.checkSignature(withoutOddLineEnds(source))
  } catch {
    throw refuse('saml.signature_invalid')
  }
}

/** xml-crypto's parser takes these two characters for line ends, which they are in XML 1.1 only; references are kept. */
const withoutOddLineEnds = (source: string): string =>
  source.replace(/[\u0085\u2028]/g, character => `&#${character.charCodeAt(0)};`)

const require = createRequire(import.meta.url)

/** Loaded with the first signature: it takes 7 MiB that a server which nobody signs in to need not spend. */
const xmlCrypto = () => require('xml-crypto') as typeof import('xml-crypto')

/** An xml-crypto that knows the accepted algorithms alone, and the configured keys alone. */
function checkWith(keys: readonly KeyObject[]): SignedXml {
  const { SignedXml } = xmlCrypto()
  const check = new SignedXml({ publicCert: 'the keys are in the algorithms', getCertFromKeyInfo: () => null })
  check.HashAlgorithms = Object.fromEntries(
    Object.entries(DIGEST_METHODS).map(([uri, hash]) => [uri, hashAlgorithm(uri, hash)]),
  )
  check.SignatureAlgorithms = Object.fromEntries(
    Object.entries(SIGNATURE_METHODS).map(([uri, { hash }]) => [uri, signatureAlgorithm(uri, hash, keys)]),
  )
  return check
}

function hashAlgorithm(uri: string, hash: string) {
  return class implements HashAlgorithm {
    getAlgorithmName = () => uri
    getHash = (xml: string) => createHash(hash).update(xml).digest('base64')
  }
}

function signatureAlgorithm(uri: string, hash: string, keys: readonly KeyObject[]) {
  return class implements SignatureAlgorithm {
    getAlgorithmName = () => uri
    getSignature = (): never => {
      throw new Error('only verifies')
    }
    verifySignature = (signedInfo: string, _key: unknown, value: string): boolean =>
      keys.some(key =>
        // XML Signature 1.1 §6.4.3: an ECDSA value is r‖s.
        verify(hash, Buffer.from(signedInfo), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(value, 'base64')),
      )
  }
}
