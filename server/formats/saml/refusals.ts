import { type RefusalTable, refuser } from '#server/base/refusal.ts'

/** All that a person sees of a message that failed; the rest would help whoever forged it. */
const TO_USER =
  'The sign-in message could not be accepted. Please start again; if it happens again, give your administrator the reference id.'

const unreadable = { kind: 'invalid', toUser: TO_USER, actor: 'idp-administrator' } as const
const unproven = { kind: 'denied', toUser: TO_USER, actor: 'idp-administrator' } as const
const setUp = {
  kind: 'invalid',
  toUser: 'The sign-in with this identity provider is not set up correctly. Please tell your administrator.',
  actor: 'administrator',
} as const

export const samlRefusals = {
  'saml.response_missing': {
    ...unreadable,
    title: 'No SAML response was sent',
    cause: 'The form field SAMLResponse is absent or empty.',
    fix: 'Let the identity provider use the HTTP-POST binding.',
  },
  'saml.response_too_large': {
    ...unreadable,
    title: 'The SAML response is too large',
    cause: 'The size of a message is bounded before it is decoded.',
    fix: 'Send fewer attributes: usually a list of groups that can be filtered in the identity provider.',
  },
  'saml.base64_invalid': {
    ...unreadable,
    title: 'The SAML response is not Base64',
    cause: 'Only the Base64 alphabet and line breaks may occur (SAML Bindings §3.5.4, RFC 2045 §6.8).',
    fix: 'Post the message as issued; a form that is encoded twice or cut is the usual reason.',
  },
  'saml.not_utf8': {
    ...unreadable,
    title: 'The SAML response is not UTF-8',
    cause: 'The decoded bytes are not UTF-8 text.',
    fix: 'Let the identity provider issue messages in UTF-8.',
  },
  'saml.not_a_response': {
    ...unreadable,
    title: 'The message is not a SAML 2.0 Response',
    cause: 'The root element must be Response of the SAML 2.0 protocol with Version 2.0.',
    fix: 'Use SAML 2.0 at the identity provider, and post responses and no other messages to this address.',
  },
  'saml.status_not_success': {
    ...unproven,
    title: 'The identity provider says that the sign-in failed',
    cause: 'The status of the Response is not Success. The observed value is what the identity provider answered.',
    fix: 'Look the attempt up in the log of the identity provider; often the user is not assigned to the application.',
  },
  'saml.issuer_mismatch': {
    ...unproven,
    title: 'The message comes from another issuer',
    cause: 'The Issuer of the Response and of the assertion must be the entity id of the configured identity provider.',
    fix: 'Import the current metadata of the identity provider, or correct its entity id.',
  },
  'saml.id_missing': {
    ...unreadable,
    title: 'The Response or the assertion has no usable ID',
    cause: 'Both carry an attribute that is called exactly ID and holds a name without spaces (SAML Core §1.3.4).',
    fix: 'Let the identity provider set ID; Id and id are other attributes.',
  },
  'saml.id_duplicate': {
    ...unproven,
    title: 'An ID occurs twice in the message',
    cause: 'A signature refers to an ID; where two elements have it, it could be read as signing either.',
    fix: 'Let the identity provider make IDs unique. If it does, the message was changed on its way.',
  },
  'saml.assertion_count': {
    ...unproven,
    title: 'The Response does not hold exactly one assertion',
    cause: 'One assertion is read, and it stands directly in the Response. More could hide an unsigned one.',
    fix: 'Let the identity provider send one assertion.',
  },
  'saml.assertion_encrypted': {
    ...unreadable,
    title: 'The assertion is encrypted',
    cause: 'Encrypted assertions are not supported, as with AWS; the message travels over TLS.',
    fix: 'Turn assertion encryption off at the identity provider.',
  },
  'saml.signature_missing': {
    ...unproven,
    title: 'Nothing that covers the assertion is signed',
    cause: 'Neither the Response nor the assertion carries a signature.',
    fix: 'Turn on signing of the assertion at the identity provider.',
  },
  'saml.signature_structure': {
    ...unproven,
    title: 'The signature does not have the one accepted shape',
    cause:
      'A signature stands directly in what it signs, once, and holds one SignedInfo with one Reference, one value, and no Object.',
    fix: 'Let the identity provider sign as SAML Core §5.4 says. If it does, the message was changed on its way.',
  },
  'saml.signature_algorithm': {
    ...unproven,
    title: 'The signature algorithm is not accepted',
    cause: 'RSA and ECDSA with SHA-256 or longer are accepted, over exclusive canonical XML. SHA-1 and HMAC are not.',
    fix: 'Choose RSA-SHA256 at the identity provider.',
  },
  'saml.digest_algorithm': {
    ...unproven,
    title: 'The digest algorithm is not accepted',
    cause: 'SHA-256, SHA-384 and SHA-512 are accepted.',
    fix: 'Choose SHA-256 at the identity provider.',
  },
  'saml.transform': {
    ...unproven,
    title: 'The signature transforms the message in an unaccepted way',
    cause:
      'The transforms are enveloped-signature and then exclusive canonicalization, as SAML Core §5.4.4 recommends.',
    fix: 'Choose exclusive canonicalization at the identity provider.',
  },
  'saml.reference_scope': {
    ...unproven,
    title: 'The signature signs something else than the element it stands in',
    cause: 'The Reference of a signature must be # and the ID of the Response or assertion around it.',
    fix: 'Let the identity provider sign as SAML Core §5.4.2 says. If it does, the message was changed on its way.',
  },
  'saml.signing_key_weak': {
    ...unproven,
    title: 'No configured certificate holds a key that this signature may use',
    cause:
      'RSA keys need 2048 bits, EC keys one of the curves P-256, P-384, P-521, and the kind must be the algorithm’s.',
    fix: 'Import the current certificate of the identity provider; replace a key that is too short there first.',
  },
  'saml.digest_mismatch': {
    ...unproven,
    title: 'The message was changed after it was signed',
    cause: 'The digest in the signature is not that of the element.',
    fix: 'Post the message exactly as issued; a proxy or a page that re-indents it breaks the signature.',
  },
  'saml.signature_invalid': {
    ...unproven,
    title: 'No configured certificate verifies the signature',
    cause: 'The signature was made with another key, or changed. Certificates inside the message are never used.',
    fix: 'Import the current signing certificate of the identity provider: it was probably rotated there.',
  },
  'saml.destination_mismatch': {
    ...unproven,
    title: 'The Response is addressed to another place',
    cause:
      'Destination must equal the address that receives it; a signed Response must have one (SAML Bindings §3.5.5.2).',
    fix: 'Set the assertion consumer service URL at the identity provider to the expected value.',
    seed: true,
  },
  'saml.recipient_mismatch': {
    ...unproven,
    title: 'The assertion is meant for another recipient',
    cause: 'Recipient of the subject confirmation must equal the address that receives it.',
    fix: 'Set the assertion consumer service URL at the identity provider to the expected value.',
    seed: true,
  },
  'saml.audience_mismatch': {
    ...unproven,
    title: 'The assertion is meant for another audience',
    cause: 'Each AudienceRestriction, and there is at least one, must name this service provider.',
    fix: 'Set the audience (entity id of the service provider) at the identity provider to the expected value.',
  },
  'saml.condition_unknown': {
    ...unproven,
    title: 'The assertion sets a condition that is not understood',
    cause: 'An assertion with a condition that cannot be judged is not valid (SAML Core §2.5.1.1).',
    fix: 'Remove the condition at the identity provider.',
  },
  'saml.subject_confirmation': {
    ...unproven,
    title: 'The subject is not confirmed by bearer',
    cause:
      'There must be one SubjectConfirmation, with the method bearer and without NotBefore (SAML Profiles §4.1.4.2).',
    fix: 'Use the Web Browser SSO profile at the identity provider.',
  },
  'saml.statement_missing': {
    ...unproven,
    title: 'The assertion does not say when the person signed in',
    cause: 'An AuthnStatement is required (SAML Profiles §4.1.4.2).',
    fix: 'Use the Web Browser SSO profile at the identity provider.',
  },
  'saml.time_malformed': {
    ...unreadable,
    title: 'A time in the assertion is missing or malformed',
    cause:
      'Times are written in UTC with a Z (SAML Core §1.3.3); one that cannot be read is no permission to go without.',
    fix: 'Let the identity provider send the time named in the observed value.',
  },
  'saml.not_yet_valid': {
    ...unproven,
    title: 'The assertion is not valid yet',
    cause: 'The clock here is further behind the clock of the identity provider than is tolerated.',
    fix: 'Synchronise both clocks (NTP). The observed value says by how much they differ.',
  },
  'saml.expired': {
    ...unproven,
    title: 'The assertion has expired',
    cause: 'The message took too long, or the clock here is ahead. No assertion lives longer than ten minutes here.',
    fix: 'Sign in again. If it always happens, synchronise both clocks (NTP).',
  },
  'saml.unsolicited': {
    ...unproven,
    title: 'The response answers no request',
    cause: 'This browser has asked the identity provider, and the response does not say that it is the answer.',
    fix: 'Start the sign-in from the portal, or allow sign-ins that the identity provider starts.',
  },
  'saml.in_response_to_mismatch': {
    ...unproven,
    title: 'The response answers another request',
    cause: 'InResponseTo, in the Response and in the assertion alike, must name the request of this browser.',
    fix: 'Start again from the portal; an old page or a second window is the usual reason.',
  },
  'saml.name_id_missing': {
    ...unproven,
    title: 'The assertion names nobody',
    cause: 'There is no NameID, or it is empty or encrypted.',
    fix: 'Map the NameID to an attribute that every user has.',
  },
  'saml.certificate_invalid': {
    ...setUp,
    title: 'The certificate cannot be read',
    cause: 'It must be one X.509 certificate, in PEM or as Base64 of its DER form.',
    fix: 'Export the signing certificate of the identity provider again, as PEM.',
  },
  'saml.metadata_not_an_entity': {
    ...setUp,
    title: 'The metadata does not describe one entity',
    cause:
      'The root element must be EntityDescriptor of SAML 2.0 metadata. A federation file with many is not accepted.',
    fix: 'Download the metadata of the one identity provider.',
  },
  'saml.metadata_entity_id_missing': {
    ...setUp,
    title: 'The metadata has no entity id',
    cause: 'EntityDescriptor must have an entityID of 1 to 1024 characters (SAML Metadata §2.3.2).',
    fix: 'Download the metadata again.',
  },
  'saml.metadata_no_identity_provider': {
    ...setUp,
    title: 'The metadata does not describe an identity provider',
    cause: 'There must be one IDPSSODescriptor that supports the SAML 2.0 protocol.',
    fix: 'Download the metadata of the identity provider; this is probably that of a service provider.',
  },
  'saml.metadata_certificate_missing': {
    ...setUp,
    title: 'The metadata has no signing certificate',
    cause: 'A KeyDescriptor for signing must hold an X509Certificate.',
    fix: 'Turn on signing at the identity provider and download the metadata again.',
  },
  'saml.metadata_sign_on_missing': {
    ...setUp,
    title: 'The metadata has no address to sign in at',
    cause: 'A SingleSignOnService with the binding HTTP-Redirect or HTTP-POST and an http(s) Location is required.',
    fix: 'Download the metadata again.',
  },
  'saml.metadata_expired': {
    ...setUp,
    title: 'The metadata has expired',
    cause: 'Its validUntil has passed or cannot be read.',
    fix: 'Download the metadata again.',
  },
} as const satisfies RefusalTable

export const refuse = refuser(samlRefusals)

/** A value of an unverified message, fit to be shown: short, and without characters that change what is around it. */
export function shown(value: string | undefined): string {
  if (value === undefined) return 'absent'
  const clean = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}')
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean
}

/** The beginning of a value that is worth something to whoever has all of it. */
export const masked = (value: string | undefined): string =>
  value === undefined ? 'absent' : `${shown(value).slice(0, 6)}…`
