import {
  attribute,
  child,
  children,
  element,
  isNamed,
  parseXml,
  text,
  textOf,
  type Xml,
  type XmlElement,
} from '../xml/index.ts'
import { instantFrom, instantOf } from './instants.ts'
import { BINDING, NAMESPACE } from './names.ts'
import { refuse, shown } from './refusals.ts'
import { x509Data } from './signature.ts'
import { certificateFrom } from './signing-keys.ts'

/** In characters: what AWS takes as an upload (IAM Identity Center user guide, external identity providers). */
export const MAX_METADATA_LENGTH = 75_000

export interface Endpoint {
  /** One of `BINDING`. */
  readonly binding: string
  readonly location: string
}

export interface IdpMetadata {
  readonly entityId: string
  /** Base64 of the DER, without line breaks; all of them are valid at once. */
  readonly certificates: readonly string[]
  readonly singleSignOn: readonly Endpoint[]
  readonly singleLogout: readonly Endpoint[]
  readonly nameIdFormats: readonly string[]
  readonly wantsSignedRequests: boolean
  /** Unix ms. */
  readonly validUntil?: number
}

/** SAML Metadata §2.3.2, §2.4.3; children in the order of the schema. Same values, same bytes. */
export function idpMetadata(values: IdpMetadata): string {
  const role = {
    protocolSupportEnumeration: NAMESPACE.protocol,
    WantAuthnRequestsSigned: String(values.wantsSignedRequests),
  }
  const validUntil = values.validUntil === undefined ? undefined : instantOf(values.validUntil)
  return element(
    'md:EntityDescriptor',
    { 'xmlns:md': NAMESPACE.metadata, entityID: values.entityId, validUntil },
    element(
      'md:IDPSSODescriptor',
      role,
      ...values.certificates.map(signingKey),
      ...values.singleLogout.map(endpoint('md:SingleLogoutService')),
      ...values.nameIdFormats.map(format => element('md:NameIDFormat', {}, text(format))),
      ...values.singleSignOn.map(endpoint('md:SingleSignOnService')),
    ),
  )
}

function signingKey(certificate: string): Xml {
  const info = element('ds:KeyInfo', { 'xmlns:ds': NAMESPACE.signature }, x509Data(certificate))
  return element('md:KeyDescriptor', { use: 'signing' }, info)
}

const endpoint =
  (name: string) =>
  ({ binding, location }: Endpoint): Xml =>
    element(name, { Binding: binding, Location: location })

/**
 * Reads the metadata document of one identity provider, as downloaded from it. Comments are passed over: nothing here
 * is trusted for being signed, but because an administrator brought it.
 *
 * @param now Unix ms
 * @throws Refusal `saml.metadata_…`, `saml.certificate_invalid` or `xml.…`
 */
export function readIdpMetadata(document: string, now: number): IdpMetadata {
  const root = parseXml(document.replace(/^\u{FEFF}/u, ''), { maxLength: MAX_METADATA_LENGTH, comments: 'ignored' })
  if (!isNamed(root, NAMESPACE.metadata, 'EntityDescriptor')) {
    throw refuse('saml.metadata_not_an_entity', { observed: shown(root.tagName), expected: 'EntityDescriptor' })
  }
  const role = identityProviderRole(root)
  const validUntil = validUntilOf(root, now)
  return {
    entityId: entityIdOf(root),
    certificates: certificatesOf(role),
    singleSignOn: signOnOf(role),
    singleLogout: endpointsOf(role, 'SingleLogoutService'),
    nameIdFormats: children(role, NAMESPACE.metadata, 'NameIDFormat').map(trimmed).filter(Boolean),
    wantsSignedRequests: ['true', '1'].includes(attribute(role, 'WantAuthnRequestsSigned') ?? ''),
    ...(validUntil === undefined ? {} : { validUntil }),
  }
}

const trimmed = (element: XmlElement): string => textOf(element).trim()

function entityIdOf(root: XmlElement): string {
  const entityId = attribute(root, 'entityID') ?? ''
  if (entityId.length >= 1 && entityId.length <= 1024) return entityId
  throw refuse('saml.metadata_entity_id_missing', { observed: `${entityId.length} characters` })
}

/** Entra and others describe WS-Federation roles in the same document; they are passed over. */
function identityProviderRole(root: XmlElement): XmlElement {
  const [role, second] = children(root, NAMESPACE.metadata, 'IDPSSODescriptor').filter(speaksSaml2)
  if (role !== undefined && second === undefined) return role
  throw refuse('saml.metadata_no_identity_provider', { observed: second ? 'several' : 'none', expected: 'one' })
}

const speaksSaml2 = (role: XmlElement): boolean =>
  (attribute(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NAMESPACE.protocol)

function validUntilOf(root: XmlElement, now: number): number | undefined {
  const value = attribute(root, 'validUntil')
  if (value === undefined) return undefined
  const until = instantFrom(value)
  if (until !== undefined && until > now) return until
  throw refuse('saml.metadata_expired', { observed: shown(value), expected: `after ${instantOf(now)}` })
}

/** SAML Metadata §2.4.1.1: a key without `use` is for signing as well; one for encryption is of no use here. */
function certificatesOf(role: XmlElement): readonly string[] {
  const keys = children(role, NAMESPACE.metadata, 'KeyDescriptor').filter(key => attribute(key, 'use') !== 'encryption')
  const certificates = keys.flatMap(certificatesIn)
  if (certificates.length === 0) throw refuse('saml.metadata_certificate_missing')
  return [...new Set(certificates)]
}

function certificatesIn(keyDescriptor: XmlElement): readonly string[] {
  const info = child(keyDescriptor, NAMESPACE.signature, 'KeyInfo')
  const data = info === undefined ? [] : children(info, NAMESPACE.signature, 'X509Data')
  return data
    .flatMap(each => children(each, NAMESPACE.signature, 'X509Certificate'))
    .map(each => certificateFrom(textOf(each)))
}

function signOnOf(role: XmlElement): readonly Endpoint[] {
  const endpoints = endpointsOf(role, 'SingleSignOnService')
  if (endpoints.length === 0) throw refuse('saml.metadata_sign_on_missing')
  return endpoints
}

const BINDINGS: readonly string[] = Object.values(BINDING)

/** Those that a browser can be sent to; a `javascript:` address would be script of a stranger in our page. */
function endpointsOf(role: XmlElement, name: string): readonly Endpoint[] {
  return children(role, NAMESPACE.metadata, name)
    .map(each => ({ binding: attribute(each, 'Binding') ?? '', location: attribute(each, 'Location') ?? '' }))
    .filter(({ binding, location }) => BINDINGS.includes(binding) && isWebAddress(location))
}

const isWebAddress = (location: string): boolean => /^https?:$/.test(URL.parse(location)?.protocol ?? '')
