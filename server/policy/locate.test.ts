import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { locate } from './locate.ts'

const text = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:Get*", "s3 List"] },
    { "Effect": "Deny" }
  ]
}`

for (const [path, line, column] of [
  ['Version', 2, 3],
  ['Statement[0].Action', 4, 26],
  ['Statement[0].Action[1]', 4, 48],
  ['Statement[1].Action', 5, 5],
  ['Statement[1]', 5, 5],
  ['Statement.Effect', 3, 3],
  ['document', 1, 1],
] as const)
  test(`${path} stands in line ${line}, column ${column}`, () => assert.deepEqual(locate(text, path), { line, column }))

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
