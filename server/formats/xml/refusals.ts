import { type RefusalTable, refuser } from '#server/base/refusal.ts'

const malformed = {
  kind: 'invalid',
  toUser: 'A message that this portal received could not be read. Please try again.',
  actor: 'caller',
} as const

/** What makes a document unreadable here. The rules of `saml/` build on these. */
export const xmlRefusals = {
  'xml.malformed': {
    ...malformed,
    title: 'The document is not well-formed XML',
    cause: 'It breaks a rule of XML 1.0 or of Namespaces in XML, or it has text or a second element outside its root.',
    fix: 'Send the document exactly as it was issued: not cut, not re-indented, not edited by hand.',
  },
  'xml.doctype': {
    ...malformed,
    title: 'The document declares a document type',
    cause: 'A DOCTYPE can define entities, which have been used to read files and to exhaust memory. None is accepted.',
    fix: 'Remove the DOCTYPE. SAML messages and metadata never need one.',
  },
  'xml.entity': {
    ...malformed,
    title: 'The document refers to an entity that XML does not predefine',
    cause: 'Only amp, lt, gt, quot, apos and references to legal characters can be read without a document type.',
    fix: 'Write the character itself, or & as &amp;.',
  },
  'xml.comment': {
    ...malformed,
    title: 'The document contains a comment',
    cause:
      'A comment inside a signed value has been used to make readers of one document disagree, so none is accepted.',
    fix: 'Let the sender issue the document without comments.',
  },
  'xml.processing_instruction': {
    ...malformed,
    title: 'The document contains a processing instruction',
    cause: 'Processing instructions have no meaning here, and signature libraries disagree about them.',
    fix: 'Let the sender issue the document without processing instructions, and as XML 1.0 in UTF-8.',
  },
  'xml.cdata': {
    ...malformed,
    title: 'The document contains a CDATA section',
    cause: 'A CDATA section is a second spelling of text; signed documents are accepted in one spelling only.',
    fix: 'Let the sender write text with &lt; and &amp; instead.',
  },
  'xml.character_illegal': {
    ...malformed,
    title: 'A character is not allowed in XML',
    cause:
      'XML 1.0 §2.2 has no control characters but tab, line feed and carriage return, and no half surrogate pairs.',
    fix: 'Remove the character from the value.',
  },
  'xml.too_large': {
    ...malformed,
    title: 'The document is too large',
    cause: 'Its length is bounded before anything else is looked at.',
    fix: 'Send less: usually a list of groups or keys that could be filtered.',
  },
  'xml.too_complex': {
    ...malformed,
    title: 'The document has too many elements, attributes or levels',
    cause: 'The shape of a document is bounded, so that reading it costs little.',
    fix: 'Send less: usually a list of groups or keys that could be filtered.',
  },
  'xml.repeated': {
    ...malformed,
    title: 'An element occurs more than once',
    cause: 'Where one element is meant, two could be read differently by two readers.',
    fix: 'Let the sender issue the element once.',
  },
  'xml.text_expected': {
    ...malformed,
    title: 'An element holds other elements where text is expected',
    cause: 'The value of this element is its text alone.',
    fix: 'Let the sender issue a plain text value.',
  },
} as const satisfies RefusalTable

export const refuse = refuser(xmlRefusals)
