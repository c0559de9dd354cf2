import { attribute, child, childElements, children, textOf, type XmlElement } from '../xml/index.ts'
import type { Attribute, NameId } from './assertion.ts'
import { NAMESPACE } from './names.ts'

export interface ReceivedAttribute extends Attribute {
  /** True where a value holds elements instead of text; such a value is not among `values`. */
  readonly structured: boolean
}

/** What a Response says of itself, as written: nothing here is judged. */
export interface ResponseReading {
  readonly issuer: string | undefined
  readonly destination: string | undefined
  readonly inResponseTo: string | undefined
}

/** What an assertion says, as written: nothing is judged or trimmed here, and times are still text. */
export interface AssertionReading {
  readonly id: string
  readonly issuer: string | undefined
  readonly issueInstant: string | undefined
  readonly nameId: NameId | undefined
  readonly confirmations: readonly Confirmation[]
  readonly notBefore: string | undefined
  readonly notOnOrAfter: string | undefined
  /** One list for each AudienceRestriction. */
  readonly audiences: readonly (readonly string[])[]
  readonly conditions: readonly string[]
  readonly authentication: Authentication | undefined
  readonly attributes: readonly ReceivedAttribute[]
}

export interface Confirmation {
  readonly method: string | undefined
  readonly notBefore: string | undefined
  readonly notOnOrAfter: string | undefined
  readonly recipient: string | undefined
  readonly inResponseTo: string | undefined
}

export interface Authentication {
  readonly authnInstant: string | undefined
  readonly sessionIndex: string | undefined
  readonly sessionNotOnOrAfter: string | undefined
}

const one = (of: XmlElement | undefined, name: string) => (of ? child(of, NAMESPACE.assertion, name) : undefined)
const all = (of: XmlElement | undefined, name: string) => (of ? children(of, NAMESPACE.assertion, name) : [])
const said = (element: XmlElement | undefined) => (element ? textOf(element) : undefined)
const set = (element: XmlElement | undefined, name: string) => (element ? attribute(element, name) : undefined)

export const readResponse = (response: XmlElement): ResponseReading => ({
  issuer: said(one(response, 'Issuer')),
  destination: attribute(response, 'Destination'),
  inResponseTo: attribute(response, 'InResponseTo'),
})

export function readAssertion(assertion: XmlElement): AssertionReading {
  const subject = one(assertion, 'Subject')
  const conditions = one(assertion, 'Conditions')
  return {
    id: attribute(assertion, 'ID') ?? '',
    issuer: said(one(assertion, 'Issuer')),
    issueInstant: attribute(assertion, 'IssueInstant'),
    nameId: nameIdOf(one(subject, 'NameID')),
    confirmations: all(subject, 'SubjectConfirmation').map(confirmationOf),
    notBefore: set(conditions, 'NotBefore'),
    notOnOrAfter: set(conditions, 'NotOnOrAfter'),
    audiences: all(conditions, 'AudienceRestriction').map(audiencesOf),
    conditions: conditions ? childElements(conditions).map(conditionName) : [],
    authentication: authenticationOf(all(assertion, 'AuthnStatement')[0]),
    attributes: all(assertion, 'AttributeStatement').flatMap(statement => all(statement, 'Attribute').map(attributeOf)),
  }
}

function nameIdOf(element: XmlElement | undefined): NameId | undefined {
  if (element === undefined) return undefined
  return {
    value: textOf(element),
    ...present('format', attribute(element, 'Format')),
    ...present('nameQualifier', attribute(element, 'NameQualifier')),
    ...present('spNameQualifier', attribute(element, 'SPNameQualifier')),
  }
}

function confirmationOf(element: XmlElement): Confirmation {
  const data = one(element, 'SubjectConfirmationData')
  return {
    method: attribute(element, 'Method'),
    notBefore: set(data, 'NotBefore'),
    notOnOrAfter: set(data, 'NotOnOrAfter'),
    recipient: set(data, 'Recipient'),
    inResponseTo: set(data, 'InResponseTo'),
  }
}

const conditionName = ({ localName, namespaceURI, tagName }: XmlElement): string =>
  namespaceURI === NAMESPACE.assertion ? (localName ?? '') : tagName

const audiencesOf = (restriction: XmlElement): readonly string[] => all(restriction, 'Audience').map(textOf)

/** Several statements are possible and unseen; the first counts. */
function authenticationOf(statement: XmlElement | undefined): Authentication | undefined {
  if (statement === undefined) return undefined
  return {
    authnInstant: attribute(statement, 'AuthnInstant'),
    sessionIndex: attribute(statement, 'SessionIndex'),
    sessionNotOnOrAfter: attribute(statement, 'SessionNotOnOrAfter'),
  }
}

function attributeOf(element: XmlElement): ReceivedAttribute {
  const values = all(element, 'AttributeValue')
  const plain = values.filter(value => childElements(value).length === 0)
  return {
    name: attribute(element, 'Name') ?? '',
    ...present('nameFormat', attribute(element, 'NameFormat')),
    ...present('friendlyName', attribute(element, 'FriendlyName')),
    values: plain.map(textOf),
    structured: plain.length < values.length,
  }
}

const present = <Key extends string>(key: Key, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string }
