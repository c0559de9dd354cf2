import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { attribute, child, children, element, elements, parseXml, text, textOf, XML_LIMITS } from './index.ts'

const anyText = fc.string({ unit: 'binary' }).filter(value => value.isWellFormed() && isLegal(value))
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML has not
const isLegal = (value: string) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value)

describe('writing', () => {
  test('special characters are written as canonical XML writes them', () => {
    assert.equal(text('a&b<c>d"e\'\t\n\r'), 'a&amp;b&lt;c&gt;d"e\'\t\n&#xD;')
    assert.equal(element('a', { b: '&<>"\'\t\n\r' }), '<a b="&amp;&lt;>&quot;\'&#x9;&#xA;&#xD;"></a>')
  })

  test('declarations come before attributes, both by name, and absent ones are left out', () => {
    const attributes = { b: '1', Z: '2', 'xmlns:q': 'q', a: undefined, 'xmlns:p': 'p' }
    assert.equal(element('p:e', attributes, text('x')), '<p:e xmlns:p="p" xmlns:q="q" Z="2" b="1">x</p:e>')
  })

  test('a character that XML has not is refused by its number', () => {
    for (const [value, observed] of [
      ['\u0000', 'U+0000'],
      ['a\u001f', 'U+001F'],
      ['\ud83d', 'U+D83D'],
      ['\uffff', 'U+FFFF'],
    ] as const) {
      assert.throws(() => text(value), { code: 'xml.character_illegal', details: { observed } })
      assert.throws(() => element('a', { b: value }), { code: 'xml.character_illegal' })
    }
  })

  test('whatever is written is read back', () => {
    fc.assert(
      fc.property(anyText, anyText, (value, inside) => {
        const root = parseXml(element('a', { b: value }, text(inside)))
        assert.deepEqual([attribute(root, 'b'), textOf(root)], [value, inside])
      }),
    )
  })
})

describe('refusing', () => {
  const many = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, i) => of(i)).join('')

  for (const [what, source, code] of [
    ['nothing', '', 'xml.malformed'],
    ['text before the root', 'x<a/>', 'xml.malformed'],
    ['text after the root', '<a/>x', 'xml.malformed'],
    ['a second root', '<a/><b/>', 'xml.malformed'],
    ['a tag that is not closed', '<a><b></a>', 'xml.malformed'],
    ['an attribute without quotes', '<a b=1/>', 'xml.malformed'],
    ['an attribute twice', '<a b="1" b="2"/>', 'xml.malformed'],
    ['a prefix that is not declared', '<p:a/>', 'xml.malformed'],
    ['a line end of XML 1.1 within a tag', '<a\u0085b="1"/>', 'xml.malformed'],
    ['a document type', '<!DOCTYPE a><a/>', 'xml.doctype'],
    ['an entity declaration', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'xml.doctype'],
    ['an entity that is not declared', '<a>&nbsp;</a>', 'xml.entity'],
    ['a bare ampersand', '<a>&</a>', 'xml.entity'],
    ['a reference without its semicolon', '<a>&amp</a>', 'xml.entity'],
    ['a comment', '<a>x<!-- -->y</a>', 'xml.comment'],
    ['a comment before the root', '<!-- --><a/>', 'xml.comment'],
    ['a processing instruction', '<a><?p q?></a>', 'xml.processing_instruction'],
    ['a declaration after white space', ' <?xml version="1.0"?><a/>', 'xml.processing_instruction'],
    ['a declaration of XML 1.1', '<?xml version="1.1"?><a/>', 'xml.processing_instruction'],
    ['a declaration of another encoding', '<?xml version="1.0" encoding="UTF-7"?><a/>', 'xml.processing_instruction'],
    ['a CDATA section', '<a><![CDATA[x]]></a>', 'xml.cdata'],
    ['a NUL', '<a>\u0000</a>', 'xml.character_illegal'],
    ['a reference to NUL', '<a>&#0;</a>', 'xml.character_illegal'],
    ['a reference to half a pair', '<a>&#xD800;</a>', 'xml.character_illegal'],
    ['a reference beyond Unicode', '<a>&#x110041;</a>', 'xml.character_illegal'],
    ['a long document', ' '.repeat(XML_LIMITS.length + 1), 'xml.too_large'],
    ['many elements', `<a>${'<b/>'.repeat(XML_LIMITS.elements)}</a>`, 'xml.too_complex'],
    ['many tags', '<a>'.repeat(60_000), 'xml.too_complex'],
    ['many levels', '<a>'.repeat(51) + '</a>'.repeat(51), 'xml.too_complex'],
    ['many attributes', `<a ${many(51, i => `b${i}="" `)}/>`, 'xml.too_complex'],
    ['a long namespace name', `<a xmlns:p="${'u'.repeat(257)}" p:b=""/>`, 'xml.too_complex'],
  ] as const)
    test(`${what} is refused as ${code}`, () => assert.throws(() => parseXml(source), { code }))
})

describe('reading', () => {
  test('a declaration of XML 1.0 in UTF-8 and space around the root are accepted', () => {
    for (const declaration of ['<?xml version="1.0"?>', "<?xml version='1.0' encoding='utf-8' standalone='no' ?>"])
      assert.equal(parseXml(`${declaration}\n<a/>\n`).tagName, 'a')
  })

  test('line ends are those of XML 1.0', () => {
    assert.equal(textOf(parseXml('<a>1\r\n2\r3\u00854\u20285&#13;</a>')), '1\n2\n3\u00854\u20285\r')
  })

  test('comments can be passed over, and then join the text around them', () => {
    const root = parseXml('<!-- <b> & --><a>x<!----><!-- - -->y</a>', { comments: 'ignored' })
    assert.equal(textOf(root), 'xy')
    assert.throws(() => parseXml('<a><!-- -- --></a>', { comments: 'ignored' }), { code: 'xml.comment' })
  })

  test('children are found by namespace and name, one level down', () => {
    const root = parseXml('<a xmlns="u" xmlns:v="v"><b>1</b><v:b>2</v:b><c><b>3</b></c></a>')
    assert.equal(children(root, 'u', 'b').length, 1)
    assert.equal(child(root, 'v', 'b')?.textContent, '2')
    assert.equal(child(root, 'v', 'c'), undefined)
    assert.deepEqual(
      [...elements(root)].map(({ tagName }) => tagName),
      ['a', 'b', 'v:b', 'c', 'b'],
    )
  })

  test('an element that occurs twice where one is meant is refused', () => {
    assert.throws(() => child(parseXml('<a xmlns="u"><b/><b/></a>'), 'u', 'b'), { code: 'xml.repeated' })
  })

  test('elements where text is meant are refused', () => {
    assert.throws(() => textOf(parseXml('<a>admin<b/>@evil</a>')), { code: 'xml.text_expected' })
  })

  test('an attribute is absent, empty or its value, and never that of another name', () => {
    const root = parseXml('<a xmlns:p="u" p:b="1" c="" D="2"/>')
    assert.deepEqual(
      ['b', 'c', 'D', 'd'].map(name => attribute(root, name)),
      [undefined, '', '2', undefined],
    )
  })
})

describe('whatever is parsed', () => {
  test('no input brings anything but a tree or a Refusal', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '/',
          '&',
          ';',
          '"',
          '=',
          ' ',
          '<a',
          '<a>',
          '</a>',
          '<!',
          '<!--',
          '-->',
          '<?',
          ']]>',
          '&#',
          'xmlns:',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    )
    fc.assert(
      fc.property(pieces, parts => readsOrRefuses(parts.join(''))),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(pieces, parts => readsOrRefuses(`<a>${parts.join('')}</a>`)),
      { numRuns: 500 },
    )
  })

  function readsOrRefuses(source: string): void {
    try {
      parseXml(source)
    } catch (thrown) {
      assert.ok(thrown instanceof Refusal, String(thrown))
    }
  }
})
