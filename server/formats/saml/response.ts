import { element, text, type Xml } from '../xml/index.ts'
import { type AssertionValues, assertionElement } from './assertion.ts'
import { instantOf } from './instants.ts'
import { NAMESPACE, STATUS } from './names.ts'
import { type Signer, signed } from './signature.ts'

export interface ResponseValues {
  /** An xs:NCName, other than the assertion's. */
  readonly id: string
  /** The address that the browser posts it to. */
  readonly destination: string
  /** Issuer, issue instant and InResponseTo of the Response are the assertion's. */
  readonly assertion: AssertionValues
}

export interface ResponseSigning extends Signer {
  /** `assertion` is what every service provider reads; each further signature costs one more RSA operation. */
  readonly covers: 'assertion' | 'response' | 'both'
}

/**
 * A signed SAML 2.0 Response with one assertion (SAML Profiles §4.1.4.2). Same values and signature, same bytes.
 * With `both`, the assertion is signed first: the Response's digest covers that signature.
 *
 * @returns the document; post it Base64-encoded
 * @throws Refusal `xml.character_illegal` where a value cannot stand in XML
 */
export async function responseFor(values: ResponseValues, signing: ResponseSigning): Promise<string> {
  const make = (signature?: Xml) => assertionElement(values.assertion, signature)
  const assertion = signing.covers === 'response' ? make() : await signed(values.assertion.id, make, signing)
  const wrap = (signature?: Xml) => responseElement(values, assertion, signature)
  return signing.covers === 'assertion' ? wrap() : signed(values.id, wrap, signing)
}

/** SAML Core §3.3.3. The prefix `saml` is declared on Issuer and Assertion, not here, where no name uses it. */
function responseElement({ id, destination, assertion: said }: ResponseValues, assertion: Xml, signature?: Xml): Xml {
  return element(
    'samlp:Response',
    {
      'xmlns:samlp': NAMESPACE.protocol,
      Destination: destination,
      ID: id,
      InResponseTo: said.inResponseTo,
      IssueInstant: instantOf(said.issuedAt),
      Version: '2.0',
    },
    element('saml:Issuer', { 'xmlns:saml': NAMESPACE.assertion }, text(said.issuer)),
    ...(signature === undefined ? [] : [signature]),
    element('samlp:Status', {}, element('samlp:StatusCode', { Value: `${STATUS}Success` })),
    assertion,
  )
}
