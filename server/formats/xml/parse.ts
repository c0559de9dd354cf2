import { createRequire } from 'node:module'
import type { Document } from '@xmldom/xmldom'
import { legal } from './characters.ts'
import { refuse } from './refusals.ts'
import { childElements, type XmlElement } from './walk.ts'

/** Far above any SAML message or metadata document that was seen, far below what would cost noticeable time. */
export const XML_LIMITS = { length: 200_000, elements: 2_000, attributes: 50, depth: 50, namespace: 256 } as const

const require = createRequire(import.meta.url)

/** Loaded with the first document: 5 MiB that an idle server need not hold. */
const xmldom = () => require('@xmldom/xmldom') as typeof import('@xmldom/xmldom')

export interface ParseOptions {
  /** In UTF-16 code units; `XML_LIMITS.length` unless told. */
  readonly maxLength?: number
  /** `ignored` only where nothing in the document is signed or trusted for being there, as in uploaded metadata. */
  readonly comments?: 'refused' | 'ignored'
}

/**
 * Parses a document of elements, attributes and text, which is all that SAML uses. Whatever else XML has is refused
 * before the parser sees it; since `<` cannot stand in text or in an attribute value, looking for it is exact.
 *
 * @returns the root element
 * @throws Refusal `xml.…`; never an error of the library
 */
export function parseXml(source: string, options: ParseOptions = {}): XmlElement {
  boundedLength(source, options.maxLength ?? XML_LIMITS.length)
  const declared = withoutDeclaration(source)
  const markup = options.comments === 'ignored' ? withoutComments(declared) : declared
  for (const check of [legal, onlyElements, onlyKnownReferences, boundedTags]) check(markup)
  const root = treeOf(markup)
  boundedShape(root)
  return root
}

function boundedLength(source: string, limit: number): void {
  if (source.length <= limit) return
  throw refuse('xml.too_large', { observed: `${source.length} characters`, expected: `at most ${limit}` })
}

/** XML 1.0 §2.8. The text is decoded already, so a declaration of any other encoding would be a lie. */
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(\s+encoding\s*=\s*(["'])[uU][tT][fF]-8\3)?(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*\?>/

const withoutDeclaration = (source: string): string => source.replace(DECLARATION, '')

const withoutComments = (source: string): string => source.replace(/<!--(?:[^-]|-[^-])*-->/g, '')

const unwanted = [
  ['<!--', 'xml.comment'],
  ['<![CDATA[', 'xml.cdata'],
  ['<!', 'xml.doctype'],
  ['<?', 'xml.processing_instruction'],
] as const

function onlyElements(markup: string): void {
  for (const [opening, code] of unwanted) if (markup.includes(opening)) throw refuse(code)
}

const REFERENCE = /&(?:(?:amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));|&/g

/** XML 1.0 §4.1. The library reads a bare `&` as itself and folds impossible code points into possible ones. */
function onlyKnownReferences(markup: string): void {
  for (const [reference, decimal, hexadecimal] of markup.matchAll(REFERENCE)) {
    if (reference === '&') throw refuse('xml.entity')
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '20', 16)
    if (code > 0x10ffff) throw refuse('xml.character_illegal', { observed: reference })
    legal(String.fromCodePoint(code))
  }
}

/** A first bound, before the work of building a tree: every element has at most two tags. */
function boundedTags(markup: string): void {
  let tags = 0
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at + 1)) tags++
  if (tags > 2 * XML_LIMITS.elements) throw tooComplex('elements')
}

function treeOf(markup: string): XmlElement {
  const { documentElement } = documentOf(markup)
  if (documentElement === null) throw refuse('xml.malformed')
  return documentElement
}

function documentOf(markup: string): Document {
  try {
    const { DOMParser } = xmldom()
    return new DOMParser({ onError: stop, locator: false, normalizeLineEndings }).parseFromString(
      markup,
      'application/xml',
    )
  } catch {
    throw refuse('xml.malformed') // without the cause: the library's text repeats the document
  }
}

/** Warnings too: what the library only warns of, such as an attribute without quotes, is not well-formed. */
function stop(): never {
  throw new Error('not well-formed')
}

/** XML 1.0 §2.11. The library's default is that of XML 1.1, which also changes U+0085 and U+2028. */
const normalizeLineEndings = (source: string): string => source.replace(/\r\n?/g, '\n')

function boundedShape(root: XmlElement): void {
  let level: readonly XmlElement[] = [root]
  let count = 0
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > XML_LIMITS.depth) throw tooComplex('depth')
    count += level.length
    if (count > XML_LIMITS.elements) throw tooComplex('elements')
    for (const element of level) boundedElement(element)
    level = level.flatMap(childElements)
  }
}

/** Canonicalization repeats a namespace name on element after element: a long one would grow to hundreds of megabytes. */
function boundedElement({ attributes, namespaceURI }: XmlElement): void {
  if (attributes.length > XML_LIMITS.attributes) throw tooComplex('attributes')
  const namespaces = [namespaceURI, ...[...attributes].map(attribute => attribute.namespaceURI)]
  if (namespaces.some(name => name !== null && name.length > XML_LIMITS.namespace)) throw tooComplex('namespace')
}

const tooComplex = (what: keyof typeof XML_LIMITS) =>
  refuse('xml.too_complex', { observed: what, expected: `at most ${XML_LIMITS[what]}` })
