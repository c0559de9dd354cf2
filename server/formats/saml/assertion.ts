import { element, text, type Xml } from '../xml/index.ts'
import { instantOf } from './instants.ts'
import { BEARER, NAMESPACE } from './names.ts'

export interface NameId {
  readonly value: string
  readonly format?: string
  readonly nameQualifier?: string
  readonly spNameQualifier?: string
}

export interface Attribute {
  readonly name: string
  readonly nameFormat?: string
  readonly friendlyName?: string
  readonly values: readonly string[]
}

/** What one assertion says. Instants are Unix ms. */
export interface AssertionValues {
  /** An xs:NCName that nobody can guess (SAML Core §1.3.4). */
  readonly id: string
  readonly issuedAt: number
  readonly issuer: string
  readonly audience: string
  /** Where the browser posts it; AWS's condition key `SAML:aud` is this and not the audience. */
  readonly recipient: string
  /** Absent for an unsolicited response. */
  readonly inResponseTo?: string
  readonly nameId: NameId
  readonly notBefore: number
  readonly notOnOrAfter: number
  readonly authnInstant: number
  readonly sessionIndex: string
  readonly sessionNotOnOrAfter?: number
  readonly authnContext: string
  readonly attributes: readonly Attribute[]
}

/**
 * SAML Core §2.3.3. The element declares the one prefix it uses, so it is its own exclusive canonical form, alone as
 * well as inside a Response. No `xsi:type` on values: it would drag two more prefixes along and mean nothing new.
 *
 * @param signature goes where the schema puts it, right after the Issuer
 */
export function assertionElement(values: AssertionValues, signature?: Xml): Xml {
  return element(
    'saml:Assertion',
    { 'xmlns:saml': NAMESPACE.assertion, ID: values.id, IssueInstant: instantOf(values.issuedAt), Version: '2.0' },
    element('saml:Issuer', {}, text(values.issuer)),
    ...(signature === undefined ? [] : [signature]),
    subject(values),
    conditions(values),
    authnStatement(values),
    ...attributeStatement(values.attributes),
  )
}

/** SAML Profiles §4.1.4.2: one bearer confirmation, with Recipient and NotOnOrAfter and without NotBefore. */
function subject({ nameId, inResponseTo, notOnOrAfter, recipient }: AssertionValues): Xml {
  const { format, nameQualifier, spNameQualifier, value } = nameId
  const qualifiers = { Format: format, NameQualifier: nameQualifier, SPNameQualifier: spNameQualifier }
  const data = { InResponseTo: inResponseTo, NotOnOrAfter: instantOf(notOnOrAfter), Recipient: recipient }
  return element(
    'saml:Subject',
    {},
    element('saml:NameID', qualifiers, text(value)),
    element('saml:SubjectConfirmation', { Method: BEARER }, element('saml:SubjectConfirmationData', data)),
  )
}

function conditions({ audience, notBefore, notOnOrAfter }: AssertionValues): Xml {
  return element(
    'saml:Conditions',
    { NotBefore: instantOf(notBefore), NotOnOrAfter: instantOf(notOnOrAfter) },
    element('saml:AudienceRestriction', {}, element('saml:Audience', {}, text(audience))),
  )
}

function authnStatement({ authnContext, authnInstant, sessionIndex, sessionNotOnOrAfter }: AssertionValues): Xml {
  return element(
    'saml:AuthnStatement',
    {
      AuthnInstant: instantOf(authnInstant),
      SessionIndex: sessionIndex,
      SessionNotOnOrAfter: sessionNotOnOrAfter === undefined ? undefined : instantOf(sessionNotOnOrAfter),
    },
    element('saml:AuthnContext', {}, element('saml:AuthnContextClassRef', {}, text(authnContext))),
  )
}

/** SAML Core §2.7.3: an AttributeStatement without attributes is not allowed, so there is none. */
function attributeStatement(attributes: readonly Attribute[]): readonly Xml[] {
  return attributes.length === 0 ? [] : [element('saml:AttributeStatement', {}, ...attributes.map(attributeElement))]
}

function attributeElement({ name, nameFormat, friendlyName, values }: Attribute): Xml {
  return element(
    'saml:Attribute',
    { FriendlyName: friendlyName, Name: name, NameFormat: nameFormat },
    ...values.map(value => element('saml:AttributeValue', {}, text(value))),
  )
}
