import type { Element, Node } from '@xmldom/xmldom'
import { refuse } from './refusals.ts'

/** An element of a parsed document. Read it with the functions of this file, which never look further than they say. */
export type XmlElement = Element

const ELEMENT = 1
const TEXT = 3

const isElement = (node: Node): node is Element => node.nodeType === ELEMENT

function* childNodes(of: Node): Generator<Node> {
  for (let node = of.firstChild; node !== null; node = node.nextSibling) yield node
}

export const childElements = (of: XmlElement): readonly XmlElement[] => [...childNodes(of)].filter(isElement)

export const isNamed = (element: XmlElement, namespace: string, localName: string): boolean =>
  element.namespaceURI === namespace && element.localName === localName

export const children = (of: XmlElement, namespace: string, localName: string): readonly XmlElement[] =>
  childElements(of).filter(child => isNamed(child, namespace, localName))

/**
 * The child of that name, where there is one.
 * @throws Refusal `xml.repeated`
 */
export function child(of: XmlElement, namespace: string, localName: string): XmlElement | undefined {
  const [found, second] = children(of, namespace, localName)
  if (second !== undefined) throw refuse('xml.repeated', { observed: localName })
  return found
}

/** The element itself and every element below it, in document order. */
export function* elements(root: XmlElement): Generator<XmlElement> {
  yield root
  for (const below of childElements(root)) yield* elements(below)
}

/**
 * All text of the element, whatever pieces the parser cut it into.
 * @throws Refusal `xml.text_expected`
 */
export function textOf(element: XmlElement): string {
  if (childElements(element).length > 0) throw refuse('xml.text_expected', { observed: element.localName ?? '' })
  let text = ''
  for (const node of childNodes(element)) if (node.nodeType === TEXT) text += node.nodeValue ?? ''
  return text
}

/** The unprefixed attribute of that exact name. */
export const attribute = (of: XmlElement, name: string): string | undefined =>
  of.getAttributeNS(null, name) ?? undefined
