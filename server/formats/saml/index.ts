/**
 * SAML 2.0 as bytes and values: no store, no clock, no key. Written for Web Browser SSO by POST, both ways round.
 *
 * Issuing (`assertion.ts`, `signature.ts`, `response.ts`): `responseFor` builds a Response that is canonical by
 * construction and asks its caller for each signature. `selfSignedCertificate` is the paper for a signing key.
 *
 * Receiving (`verification.ts`): `verifyResponse` is the one door, and its body is the list of rules in their order.
 * `message.ts` decodes, `signature-check.ts` has xml-crypto check a signature between rules of our own, `reading.ts`
 * takes values from what a signature covered, `judgement.ts` says whether they hold.
 *
 * Metadata (`metadata.ts`): `idpMetadata` writes that of an identity provider, `readIdpMetadata` reads one.
 *
 * Elsewhere: one-time use, who the NameID is, rules on attributes (`sources/`, `cloud/`), keys (`keys/`), the doors
 * (`protocols/saml/`). Certificates are everywhere the Base64 of their DER in one line; instants are Unix ms.
 */
export type { AssertionValues, Attribute, NameId } from './assertion.ts'
export { type CertificateValues, selfSignedCertificate } from './certificate.ts'
export { type Expectations, MAX_LIFE_MS, MAX_SKEW_MS } from './judgement.ts'
export { MAX_RESPONSE_LENGTH } from './message.ts'
export { type Endpoint, type IdpMetadata, idpMetadata, MAX_METADATA_LENGTH, readIdpMetadata } from './metadata.ts'
export { ATTRIBUTE_NAME_FORMAT, AUTHN_CONTEXT, BINDING, NAME_ID_FORMAT } from './names.ts'
export type { ReceivedAttribute } from './reading.ts'
export { samlRefusals } from './refusals.ts'
export { type ResponseSigning, type ResponseValues, responseFor } from './response.ts'
export type { Signer } from './signature.ts'
export { certificateFrom } from './signing-keys.ts'
export { type VerificationOptions, type VerifiedAssertion, verifyResponse } from './verification.ts'
