import { MAX_RESPONSE_LENGTH } from '#server/formats/saml/index.ts'
import { attribute, childElements, elements, isNamed, parseXml, textOf } from '#server/formats/xml/index.ts'
import { refuse } from '../refusals.ts'
import { ATTRIBUTES, type RoleChoice, roleChoice } from './attributes.ts'

const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'

/**
 * Which role an assertion claims, before anything is proven: the sign-in endpoint is one for all accounts, and the
 * account is needed to know by whose certificates to judge. Nothing else may be done with the answer; the verified
 * assertion must name the same pair.
 *
 * @throws Refusal `cloud.saml_role_attribute`, `xml.…`
 */
export function claimedRole(field: string): RoleChoice {
  if (field.length > MAX_RESPONSE_LENGTH) throw refuse('cloud.saml_role_attribute', { observed: 'too long to be read' })
  const root = parseXml(Buffer.from(field, 'base64').toString('utf8'))
  const values = [...elements(root)]
    .filter(element => isNamed(element, ASSERTION, 'Attribute') && attribute(element, 'Name') === `${ATTRIBUTES}Role`)
    .flatMap(element => childElements(element).map(textOf))
  const [value, second] = values
  if (value !== undefined && second === undefined) return roleChoice(value)
  throw refuse('cloud.saml_role_attribute', { observed: `${values.length} values`, expected: '1 value' })
}
