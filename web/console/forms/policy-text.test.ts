import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatted, rangeOf, weightOf } from './policy-text.ts'

const text = '{\n  "Effect": "al\\"low",\n  "N": 12\n}'

for (const [why, line, column, marked] of [
  ['text with a quotation mark', 2, 13, '"al\\"low"'],
  ['a number', 3, 8, '12'],
  ['a brace', 4, 1, '}'],
  ['the end of a line', 3, 99, ''],
  ['a line that is gone', 9, 1, '}'],
] as const)
  test(`a finding marks ${why}`, () => {
    const { from, to } = rangeOf({ line, column }, text)
    assert.equal(text.slice(from, to), marked)
  })

test('white space weighs nothing', () => assert.equal(weightOf('{ "a":\n\t1 }'), 7))

test('only JSON is laid out', () => {
  assert.equal(formatted('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}')
  assert.equal(formatted('{"a"'), undefined)
})
