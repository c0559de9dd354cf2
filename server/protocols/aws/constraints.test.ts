import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#server/base/refusal.ts'
import { all, check, fields, list, oneOf, type Rules, rule, text, whole } from './constraints.ts'

interface Tag {
  Key: string | undefined
  Value: string | undefined
}

interface Input {
  Name?: string | undefined
  Secret?: string | undefined
  MaxResults?: number | undefined
  TargetType?: 'AWS_ACCOUNT' | undefined
  Tags?: Tag[] | undefined
}

const rules: Rules<Input> = {
  Name: text({ min: 1, max: 8, pattern: /[\w+=,.@-]+/g }),
  Secret: text({ max: 4, secret: true }),
  MaxResults: whole({ min: 1, max: 100 }),
  TargetType: oneOf(['AWS_ACCOUNT', 'OTHER']),
  Tags: list({
    max: 2,
    each: fields<Tag>({ Key: text({ min: 1, max: 3 }), Value: text({ max: 3, pattern: /\p{L}*/u }) }),
  }),
}

function sentence(input: Input): string | undefined {
  try {
    check(input, rules)
    return undefined
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return error.message
  }
}

const failed = (what: string) => `1 validation error detected: ${what}`

for (const [why, input, expected] of [
  ['nothing', {}, undefined],
  [
    'all members right',
    { Name: 'a.b', MaxResults: 100, TargetType: 'AWS_ACCOUNT', Tags: [{ Key: 'k', Value: 'ü' }] },
    undefined,
  ],
  ['characters outside the BMP count once', { Secret: '😀😀😀😀' }, undefined],
  [
    'too long',
    { Name: 'abcdefghi' },
    failed("Value 'abcdefghi' at 'name' failed to satisfy constraint: Member must have length less than or equal to 8"),
  ],
  [
    'empty',
    { Name: '' },
    failed("Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1"),
  ],
  [
    'a match of a part only',
    { Name: 'a b' },
    failed(
      "Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
    ),
  ],
  [
    'a secret, which is not repeated',
    { Secret: 'hunter2' },
    failed("Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 4"),
  ],
  [
    'too large',
    { MaxResults: 101 },
    failed(
      "Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    ),
  ],
  [
    'a fraction',
    { MaxResults: 1.5 },
    failed("Value '1.5' at 'maxResults' failed to satisfy constraint: Member must be a whole number"),
  ],
  [
    'no value of the enum',
    { TargetType: 'X' as 'AWS_ACCOUNT' },
    failed(
      "Value 'X' at 'targetType' failed to satisfy constraint: Member must satisfy enum value set: [AWS_ACCOUNT, OTHER]",
    ),
  ],
  [
    'too many items',
    { Tags: Array<Tag>(3).fill({ Key: '', Value: '' }) },
    failed("Value '[3 items]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2"),
  ],
  [
    'several problems, of items too',
    { MaxResults: 0, Tags: [{ Key: '', Value: '1' }] },
    "3 validation errors detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
      "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
      "Value '1' at 'tags.1.member.value' failed to satisfy constraint: Member must satisfy regular expression pattern: \\p{L}*",
  ],
] as const satisfies readonly (readonly [string, Input, string | undefined])[]) {
  test(`${why}: ${expected === undefined ? 'accepted' : 'refused with the sentence of AWS'}`, () => {
    assert.equal(sentence(input), expected)
    // A pattern with a global flag must not remember the last call.
    assert.equal(sentence(input), expected)
  })
}

test('a long value is cut in the sentence', () => {
  assert.ok((sentence({ Name: 'x'.repeat(10_000) }) ?? '').length < 400)
})

test('rules of one’s own join the others', () => {
  const even = rule(value => value.length % 2 === 0, 'have an even length')
  assert.throws(
    () => check({ Name: 'abc' }, { Name: all(text({ max: 2 }), even) }),
    /^Refusal: 2 validation errors .* must have an even length$/,
  )
})
