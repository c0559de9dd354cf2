import { legal } from './characters.ts'

declare const written: unique symbol

/** Markup that `text` and `element` made. A plain string is not Xml, so no value reaches a document unescaped. */
export type Xml = string & { readonly [written]: true }

/** Unprefixed attributes and namespace declarations; those without a value are left out. */
export type Attributes = Readonly<Record<string, string | undefined>>

// The references that Canonical XML 1.0 §2.3 writes, and no others.
const inText: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const inAttribute: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

/** @throws Refusal `xml.character_illegal` */
export const text = (value: string): Xml => legal(value).replace(/[&<>\r]/g, char => inText[char] ?? char) as Xml

/**
 * An element in the form in which Exclusive XML Canonicalization prints it: no empty-element tag, namespace declarations
 * first, then attributes, each by name. Where a declaration belongs is the caller's part: on the outermost element of
 * the signed subtree whose own name uses the prefix, and nowhere else.
 *
 * @throws Refusal `xml.character_illegal`
 */
export function element(name: string, attributes: Attributes, ...content: readonly Xml[]): Xml {
  const tag = Object.entries(attributes).sort(canonically).map(attribute).join('')
  return `<${name}${tag}>${content.join('')}</${name}>` as Xml
}

function attribute([name, value]: [string, string | undefined]): string {
  if (value === undefined) return ''
  return ` ${name}="${legal(value).replace(/[&<"\t\n\r]/g, char => inAttribute[char] ?? char)}"`
}

/** Canonical XML 1.0 §2.2; names are ASCII, so comparing code units is comparing code points. */
function canonically([a]: [string, unknown], [b]: [string, unknown]): number {
  const order = Number(b.startsWith('xmlns')) - Number(a.startsWith('xmlns'))
  return order !== 0 ? order : a < b ? -1 : 1
}
