import { hash } from 'node:crypto'
import { element, text, type Xml } from '../xml/index.ts'
import { ENVELOPED, EXCLUSIVE_C14N, NAMESPACE, type SignatureMethod } from './names.ts'

const METHODS = {
  'rsa-sha256': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'ecdsa-sha256': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
} as const satisfies Record<string, SignatureMethod>

/** Who signs. The key itself stays with the caller, who can sign in the thread pool. */
export interface Signer {
  readonly algorithm: keyof typeof METHODS
  /** Base64 of the DER, without line breaks. */
  readonly certificate: string
  /** RSASSA-PKCS1-v1_5, or ECDSA as r‖s (`dsaEncoding: 'ieee-p1363'`; XML Signature 1.1 §6.4.3), both over SHA-256. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/**
 * Puts an enveloped signature into an element.
 * @param make the element, once without and once with its signature; without, it must be its own exclusive canonical
 *   form, because its very bytes are digested
 */
export async function signed(id: string, make: (signature?: Xml) => Xml, signer: Signer): Promise<Xml> {
  const info = signedInfo(id, digestOf(make()), METHODS[signer.algorithm])
  const value = await signer.sign(Buffer.from(info({ 'xmlns:ds': NAMESPACE.signature })))
  return make(signatureElement(info({}), Buffer.from(value).toString('base64'), signer.certificate))
}

const digestOf = (xml: Xml): string => hash('sha256', xml, 'base64')

/**
 * XML Signature 1.1 §4.4. What is signed is SignedInfo standing alone, where canonicalization declares the prefix on it;
 * in the document its parent has declared it. Hence the declaration as an argument.
 */
function signedInfo(id: string, digest: string, method: SignatureMethod) {
  return (declaration: { readonly 'xmlns:ds'?: string }): Xml =>
    element(
      'ds:SignedInfo',
      declaration,
      element('ds:CanonicalizationMethod', { Algorithm: EXCLUSIVE_C14N }),
      element('ds:SignatureMethod', { Algorithm: method }),
      element(
        'ds:Reference',
        { URI: `#${id}` },
        element(
          'ds:Transforms',
          {},
          element('ds:Transform', { Algorithm: ENVELOPED }),
          element('ds:Transform', { Algorithm: EXCLUSIVE_C14N }),
        ),
        element('ds:DigestMethod', { Algorithm: 'http://www.w3.org/2001/04/xmlenc#sha256' }),
        element('ds:DigestValue', {}, text(digest)),
      ),
    )
}

function signatureElement(info: Xml, value: string, certificate: string): Xml {
  return element(
    'ds:Signature',
    { 'xmlns:ds': NAMESPACE.signature },
    info,
    element('ds:SignatureValue', {}, text(value)),
    element('ds:KeyInfo', {}, x509Data(certificate)),
  )
}

/** XML Signature 1.1 §4.5.4; metadata uses it too. */
export const x509Data = (certificate: string): Xml =>
  element('ds:X509Data', {}, element('ds:X509Certificate', {}, text(certificate)))
