/**
 * XML, as little of it as SAML needs, in both directions and without I/O.
 *
 * Writing (`write.ts`): `text` and `element` make markup that is its own exclusive canonical form, so that what is
 * signed is what is sent and no canonicalizer runs on the way out. `Xml` is a type of its own: a value that was not
 * escaped does not compile.
 *
 * Reading (`parse.ts`, `walk.ts`): `parseXml` takes elements, attributes and text and refuses all else XML has, within
 * bounds on length, elements, attributes and depth. The walkers look at children by namespace and local name; there is
 * no search by name alone, because signature wrapping lives from it.
 *
 * Every "no" is a Refusal of `refusals.ts`; what the parser library says never leaves this folder.
 */
export { type ParseOptions, parseXml, XML_LIMITS } from './parse.ts'
export { xmlRefusals } from './refusals.ts'
export { attribute, child, childElements, children, elements, isNamed, textOf, type XmlElement } from './walk.ts'
export { type Attributes, element, text, type Xml } from './write.ts'
