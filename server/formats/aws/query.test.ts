import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryShapeSerializer } from '@aws-sdk/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { formToJson, parseForm, parseFormBytes, readInput, writeQueryError, writeQueryResult } from './index.ts'

type Schema = Parameters<typeof NormalizedSchema.of>[0]
const struct = (name: string, members: Record<string, unknown>) =>
  [3, 't', name, 0, Object.keys(members), Object.values(members)] as unknown as Schema

const TEXT = 0
const tag = struct('Tag', { Key: TEXT, Value: TEXT })
const list = (traits: object | 0, item: unknown) => [1, 't', 'List', traits, item]
const map = (traits: object | 0, value: unknown) => [2, 't', 'Map', traits, TEXT, value]

const schema = NormalizedSchema.of(
  struct('Input', {
    Name: TEXT,
    Count: 1,
    Flag: 2,
    At: 4,
    Bytes: 21,
    Tags: list(0, tag),
    Names: list(0, TEXT),
    Flat: [list(0, TEXT), { xmlFlattened: 1 }],
    Named: list(0, [TEXT, { xmlName: 'item' }]),
    Renamed: [TEXT, { xmlName: 'Other' }],
    Map: map(0, tag),
    FlatMap: [map(0, TEXT), { xmlFlattened: 1 }],
    Inner: struct('Inner', { Deep: TEXT }),
  }),
)

const read = (form: string) => formToJson(schema, parseForm(form))

for (const [why, form, json] of [
  ['text', 'Name=a+b%2Bc%C3%BC', { Name: 'a b+cü' }],
  ['a number', 'Count=-12', { Count: -12 }],
  ['a boolean', 'Flag=false', { Flag: false }],
  ['an instant', 'At=2026-08-10T09:00:00.5Z', { At: 1786352400.5 }],
  ['a blob', 'Bytes=AQID', { Bytes: 'AQID' }],
  ['a list of structures', 'Tags.member.1.Key=k&Tags.member.1.Value=v', { Tags: [{ Key: 'k', Value: 'v' }] }],
  ['a list in another order', 'Names.member.10=c&Names.member.2=b&Names.member.1=a', { Names: ['a', 'b', 'c'] }],
  ['an empty list', 'Tags=&Flat=', { Tags: [], Flat: [] }],
  ['a flattened list', 'Flat.1=a&Flat.2=b', { Flat: ['a', 'b'] }],
  ['a list with named items', 'Named.item.1=a', { Named: ['a'] }],
  ['a member of another name', 'Other=a&Renamed=b', { Renamed: 'a' }],
  ['a map', 'Map.entry.1.key=k&Map.entry.1.value.Key=x', { Map: { k: { Key: 'x' } } }],
  ['a flattened map', 'FlatMap.1.key=k&FlatMap.1.value=v', { FlatMap: { k: 'v' } }],
  ['a structure', 'Inner.Deep=x', { Inner: { Deep: 'x' } }],
  ['nothing known', 'Action=GetRole&Version=2010-05-08', {}],
] as const) {
  test(`${why} is read`, () => assert.deepEqual(read(form), json))
}

for (const [why, form] of [
  ['a name that occurs twice', 'Name=a&Name=b'],
  ['a broken percent sign', 'Name=%zz'],
  ['bytes that are not UTF-8', 'Name=%ff'],
  ['too many parameters', 'a&'.repeat(5000)],
  ['a name that is too long', `${'a'.repeat(600)}=1`],
  ['a name nested too deep', `${'a.'.repeat(20)}=1`],
  ['a number that is none', 'Count=ten'],
  ['a number in another notation', 'Count=0x10'],
  ['a boolean in capitals', 'Flag=TRUE'],
  ['a date that is none', 'At=yesterday'],
  ['a list that is a text', 'Names=a'],
  ['a structure that is a text', 'Inner=a'],
  ['a text that is a structure', 'Name.x=a'],
  ['a map key that is a prototype', 'FlatMap.1.key=__proto__&FlatMap.1.value=x'],
] as const) {
  test(`${why} is refused`, () => {
    assert.throws(
      () => readInput(schema, read(form)),
      (error: unknown) => error instanceof Refusal && error.code === 'aws.unreadable_body',
    )
  })
}

test('a form that is not UTF-8 is refused', () => {
  assert.throws(() => parseFormBytes(Buffer.from([0x61, 0x3d, 0xff])), Refusal)
})

test('what the official client writes is read back', () => {
  const text = fc.string({ unit: 'grapheme' })
  const aTag = fc.record({ Key: text, Value: text }, { noNullPrototype: true })
  const input = fc.record(
    {
      Name: text,
      Count: fc.integer(),
      Flag: fc.boolean(),
      At: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
      Bytes: fc.uint8Array({ maxLength: 20 }),
      Tags: fc.array(aTag),
      Names: fc.array(text),
      Flat: fc.array(text),
      Named: fc.array(text),
      Renamed: text,
      FlatMap: fc.dictionary(text, text, { minKeys: 1, noNullPrototype: true }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  fc.assert(
    fc.property(input, value => {
      fc.pre(!Object.hasOwn(value.FlatMap ?? {}, '__proto__'))
      const serializer = new QueryShapeSerializer({
        timestampFormat: { useTrait: true, default: 5 },
        serializeEmptyLists: true,
      })
      serializer.write(schema, value)
      assert.deepEqual(readInput(schema, formToJson(schema, parseForm(String(serializer.flush())))), value)
    }),
  )
})

test('whatever the form is, it is read or refused', () => {
  const part = fc.oneof(
    fc.constantFrom('Tags', 'member', 'Map', 'entry', '1', '__proto__', 'constructor', '', '%'),
    fc.string(),
  )
  const pair = fc
    .tuple(fc.array(part, { maxLength: 6 }), fc.string({ unit: 'binary' }))
    .map(([path, value]) => `${path.join('.')}=${value}`)
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 10 }), pairs => {
      try {
        readInput(schema, read(pairs.join('&')))
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error))
      }
      assert.equal(Object.keys(Object.prototype).length, 0)
    }),
  )
})

const xmlns = 'https://iam.amazonaws.com/doc/2010-05-08/'

test('a result is written in its envelope', () => {
  const output = NormalizedSchema.of(struct('GetRoleResponse', { Name: TEXT, At: 4, Tags: list(0, tag), Done: 2 }))
  const value = { Name: 'a<b>&\0', At: new Date('2026-08-10T09:00:00Z'), Tags: [], Done: false }
  assert.equal(
    writeQueryResult({ action: 'GetRole', xmlns, output, value, requestId: 'id' }),
    `<GetRoleResponse xmlns="${xmlns}"><GetRoleResult><Name>a&lt;b&gt;&amp;\ufffd</Name><At>2026-08-10T09:00:00Z</At><Tags/>` +
      '<Done>false</Done></GetRoleResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></GetRoleResponse>',
  )
})

test('an operation without output has no result element', () => {
  const output = NormalizedSchema.of('unit')
  assert.equal(
    writeQueryResult({ action: 'DeleteRole', xmlns, output, value: undefined, requestId: 'id' }),
    `<DeleteRoleResponse xmlns="${xmlns}"><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteRoleResponse>`,
  )
})

test('an error is written with its code, message and request id', () => {
  assert.equal(
    writeQueryError({ xmlns, type: 'Sender', code: 'NoSuchEntity', message: 'no "role"', requestId: 'id' }),
    `<ErrorResponse xmlns="${xmlns}"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no &quot;role&quot;</Message>` +
      '</Error><RequestId>id</RequestId></ErrorResponse>',
  )
})
