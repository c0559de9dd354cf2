import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { breakOf, locate } from './locate.ts'

const text = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:Get*", "s3 List"] },
    { "Effect": "Deny", "Condition": { "Bool": { "aws:a.b[0]": [true, "x"] } } }
  ]
}`

describe('a member is found where its name stands, an item where it stands itself', () => {
  for (const [path, line, column] of [
    ['Version', 2, 3],
    ['Statement[0].Action', 4, 26],
    ['Statement[0].Action[1]', 4, 48],
    ['Statement[1]', 5, 5],
    ['Statement[1].Condition.Bool["aws:a.b[0]"]', 5, 50],
    ['Statement[1].Condition.Bool["aws:a.b[0]"][1]', 5, 71],
  ] as const)
    test(path, () => assert.deepEqual(locate(text, path), { line, column }))
})

describe('a member that is missing is looked for where the nearest that would hold it stands', () => {
  for (const [path, line, column] of [
    ['Statement[1].Action', 5, 5],
    ['Statement.Effect', 3, 3],
    ['Statement[1].Condition.Bool["aws:c"]', 5, 40],
    ['Statement[0].no]such[', 4, 5],
    ['document', 1, 1],
    ['', 1, 1],
  ] as const)
    test(path, () => assert.deepEqual(locate(text, path), { line, column }))
})

test('of a name that stands twice the last is meant, as JSON.parse reads it', () => {
  assert.deepEqual(locate('{ "a": { "b": 1 },\n  "a": { "c": 2 } }', 'a.b'), { line: 2, column: 3 })
})

describe('where a text stops being JSON, and what could stand there', () => {
  for (const [source, line, column, expected] of [
    ['{"a": x}', 1, 7, 'a value'],
    ['{"a": 1,}', 1, 9, 'a name in double quotes'],
    ['{,}', 1, 2, 'a name in double quotes or }'],
    ['{"a"\n 1}', 2, 2, ':'],
    ['{"a": [1 2]}', 1, 10, ', or ]'],
    ['{"a": [1}', 1, 9, ', or ]'],
    ['{"a": 1 "b": 2}', 1, 9, ', or }'],
    ['[', 1, 2, 'a value or ]'],
    ['{"a": 1', 1, 8, ', or }'],
    ['{} {}', 1, 4, 'nothing more'],
    ['', 1, 1, 'a value'],
    ['["one\n"]', 1, 6, 'a string that ends with " on its line, with \\ before its escapes only'],
    ['["\\x"]', 1, 3, 'a string that ends with " on its line, with \\ before its escapes only'],
  ] as const)
    test(JSON.stringify(source), () => assert.deepEqual(breakOf(source), { line, column, expected }))
})

test('a text may be nested as deeply as it is long', () => {
  const deep = 50_000
  const list = '['.repeat(deep) + ']'.repeat(deep)
  assert.equal(breakOf(list), undefined)
  assert.deepEqual(locate(list, '[0][0]'), { line: 1, column: 3 })
  const object = '{"a":'.repeat(deep)
  assert.deepEqual(breakOf(object), { line: 1, column: deep * 5 + 1, expected: 'a value' })
})

test('every member of any JSON is found where its name stands', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,5}$/), fc.jsonValue()), value => {
      const source = JSON.stringify(value, null, 2)
      for (const name of Object.keys(value)) {
        const { line, column } = locate(source, name)
        const found = source.split('\n')[line - 1]?.slice(column - 1) ?? ''
        assert.ok(found.startsWith(`${JSON.stringify(name)}:`), `${name}: ${found}`)
      }
    }),
  )
})

/** JSON that somebody has typed into. */
const typed = fc
  .tuple(fc.json(), fc.nat(), fc.nat(4), fc.string({ unit: fc.constantFrom(...'{}[],:"\\u0 1e.-+\n\ttruefalsn') }))
  .map(([json, place, removed, added]) => {
    const at = place % (json.length + 1)
    return json.slice(0, at) + added + json.slice(at + removed)
  })

test('a text is JSON exactly where JSON.parse says so, and breaks no later than JSON.parse does', () => {
  fc.assert(
    fc.property(typed, source => {
      const told = messageOf(source)
      const broken = breakOf(source)
      assert.equal(broken === undefined, told === undefined, source)
      const at = / at position (?<at>\d+)/.exec(told ?? '')?.groups?.at
      if (broken !== undefined && at !== undefined) {
        const before = source.split('\n').slice(0, broken.line - 1)
        const offset = before.reduce((sum, line) => sum + line.length + 1, broken.column - 1)
        assert.ok(offset <= Number(at), `${offset} for ${at} in ${JSON.stringify(source)}`)
      }
    }),
    { numRuns: 2_000 },
  )
})

function messageOf(source: string): string | undefined {
  try {
    JSON.parse(source)
    return undefined
  } catch (error) {
    return (error as SyntaxError).message
  }
}
