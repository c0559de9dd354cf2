// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ConditionContext } from '#server/base/actor.ts'
import { conditionHolds, requestContext } from './condition.ts'
import { conditions } from './grammar.ts'

function holds(condition: unknown, context: ConditionContext, version: '2012-10-17' | '2008-10-17' = '2012-10-17') {
  const request = requestContext(context)
  const variables = version === '2012-10-17' ? request.variables : undefined
  return conditions(condition, 'Condition', version).every(one => conditionHolds(one, request, variables))
}

type Row = readonly [rule: string, condition: object, context: ConditionContext, expected: boolean]

function table(name: string, rows: readonly Row[]) {
  for (const [rule, condition, context, expected] of rows) {
    test(`${name}: ${rule}`, () => assert.equal(holds(condition, context), expected))
  }
}

const team = (value: string) => ({ 'aws:PrincipalTag/team': value })
const key = 'aws:PrincipalTag/team'

table('strings', [
  ['StringEquals minds the case', { StringEquals: { [key]: 'Red' } }, team('red'), false],
  ['StringEqualsIgnoreCase does not', { StringEqualsIgnoreCase: { [key]: 'Red' } }, team('red'), true],
  ['StringEquals knows no wildcards', { StringEquals: { [key]: 'r*' } }, team('red'), false],
  ['StringLike does', { StringLike: { [key]: 'r?d*' } }, team('red'), true],
  ['StringLike minds the case', { StringLike: { [key]: 'R*' } }, team('red'), false],
  ['StringNotLike is its opposite', { StringNotLike: { [key]: 'r*' } }, team('red'), false],
  ['StringNotEqualsIgnoreCase ignores it too', { StringNotEqualsIgnoreCase: { [key]: 'RED' } }, team('red'), false],
  ['one of several values is enough', { StringEquals: { [key]: ['blue', 'red'] } }, team('red'), true],
  ['a negated operator wants none of them', { StringNotEquals: { [key]: ['blue', 'red'] } }, team('red'), false],
  ['names of keys ignore case', { StringEquals: { 'AWS:principaltag/TEAM': 'red' } }, team('red'), true],
  [
    'several keys must all hold',
    { StringEquals: { [key]: 'red', 'aws:username': 'ana' } },
    { ...team('red'), 'aws:username': 'bob' },
    false,
  ],
  [
    'several operators must all hold',
    { StringLike: { [key]: 'r*' }, StringNotEquals: { [key]: 'red' } },
    team('red'),
    false,
  ],
  ['a value may be given as a boolean', { StringEquals: { [key]: true } }, team('true'), true],
  ['no values match nothing', { StringEquals: { [key]: [] } }, team('red'), false],
])

table('a missing key', [
  ['fails a positive operator', { StringEquals: { [key]: 'red' } }, {}, false],
  ['passes a negated operator', { StringNotEquals: { [key]: 'red' } }, {}, true],
  ['passes NotIpAddress', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {}, true],
  ['passes IfExists', { StringEqualsIfExists: { [key]: 'red' } }, {}, true],
  ['is not there for Null true', { Null: { [key]: 'true' } }, {}, true],
  ['is not there for Null false', { Null: { [key]: false } }, {}, false],
  ['is what an empty list of values is', { Null: { 'aws:TagKeys': true } }, { 'aws:TagKeys': [] }, true],
])

table('a present key', [
  ['is compared under IfExists', { StringEqualsIfExists: { [key]: 'red' } }, team('blue'), false],
  ['is there for Null false', { Null: { [key]: 'false' } }, team(''), true],
  ['is there for Null true', { Null: { [key]: 'true' } }, team('red'), false],
])

const tags = (...values: string[]) => ({ 'aws:TagKeys': values })

table('sets', [
  [
    'ForAllValues wants every value',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
    tags('a', 'c'),
    false,
  ],
  ['ForAllValues holds of a subset', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, tags('a'), true],
  ['ForAllValues holds of a missing key', { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, {}, true],
  ['ForAnyValue wants one value', { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'b*' } }, tags('a', 'bb'), true],
  ['ForAnyValue fails a missing key', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } }, {}, false],
  [
    'ForAnyValue fails a missing key also when negated',
    { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } },
    {},
    false,
  ],
  [
    'ForAnyValue passes a missing key under IfExists',
    { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } },
    {},
    true,
  ],
  [
    'ForAnyValue negated wants one other value',
    { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } },
    tags('a', 'b'),
    true,
  ],
  [
    'ForAllValues negated wants no such value',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'k1*' } },
    tags('k1:x', 'k2'),
    false,
  ],
  ['without quantifier one value is enough', { StringEquals: { 'aws:TagKeys': 'a' } }, tags('b', 'a'), true],
  ['without quantifier a negation wants none', { StringNotEquals: { 'aws:TagKeys': 'a' } }, tags('b', 'a'), false],
])

const age = (value: string) => ({ 'aws:MultiFactorAuthAge': value })
table('numbers', [
  ['are equal by value', { NumericEquals: { 'aws:MultiFactorAuthAge': '300.0' } }, age('300'), true],
  ['are compared as numbers, not as text', { NumericLessThan: { 'aws:MultiFactorAuthAge': 1000 } }, age('300'), true],
  [
    'may equal the bound of LessThanEquals',
    { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '300' } },
    age('300'),
    true,
  ],
  [
    'may not equal the bound of GreaterThan',
    { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '300' } },
    age('300'),
    false,
  ],
  ['that are none match no order', { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '0' } }, age('old'), false],
  ['that are none differ from every number', { NumericNotEquals: { 'aws:MultiFactorAuthAge': '0' } }, age('old'), true],
])

const now = { 'aws:CurrentTime': '2026-11-24T10:00:00Z', 'aws:EpochTime': '1795514400' }
table('dates', [
  ['are compared as instants', { DateGreaterThan: { 'aws:CurrentTime': '2026-11-24T10:30:00+01:00' } }, now, true],
  ['may stand as seconds in the policy', { DateEquals: { 'aws:CurrentTime': '1795514400' } }, now, true],
  ['may stand as seconds in the request', { DateLessThan: { 'aws:EpochTime': '2026-11-25' } }, now, true],
  ['without a zone are UTC', { DateEquals: { 'aws:CurrentTime': '2026-11-24T10:00:00' } }, now, true],
  ['of four digits are years', { DateLessThan: { 'aws:CurrentTime': '2027' } }, now, true],
  [
    'may equal the bound of GreaterThanEquals',
    { DateGreaterThanEquals: { 'aws:CurrentTime': now['aws:CurrentTime'] } },
    now,
    true,
  ],
  [
    'may equal the bound of LessThanEquals',
    { DateLessThanEquals: { 'aws:CurrentTime': now['aws:CurrentTime'] } },
    now,
    true,
  ],
  ['differ from each other', { DateNotEquals: { 'aws:CurrentTime': '2026-11-24' } }, now, true],
])

table('Bool and binary', [
  ['Bool ignores case', { Bool: { 'aws:SecureTransport': 'True' } }, { 'aws:SecureTransport': 'true' }, true],
  ['Bool tells true from false', { Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'false' }, false],
  ['Bool fails a missing key', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, {}, false],
  ['BoolIfExists passes it', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, {}, true],
  ['BinaryEquals compares the bytes', { BinaryEquals: { 'app:key': 'QmluYXJ5' } }, { 'app:key': 'QmluYXJ5' }, true],
  ['BinaryEquals tells bytes apart', { BinaryEquals: { 'app:key': 'QmluYXJ5' } }, { 'app:key': 'QmluYXJ4' }, false],
])

const from = (address: string) => ({ 'aws:SourceIp': address })
const ip = (...ranges: string[]) => ({ IpAddress: { 'aws:SourceIp': ranges } })
table('addresses', [
  ['an IPv4 range holds its last address', ip('203.0.113.0/24'), from('203.0.113.255'), true],
  ['an IPv4 range ends there', ip('203.0.113.0/24'), from('203.0.114.0'), false],
  ['an address alone is itself', ip('203.0.113.7'), from('203.0.113.7'), true],
  ['an IPv6 range holds its addresses', ip('2001:db8:1234::/48'), from('2001:DB8:1234:5678::1'), true],
  ['an IPv6 range ends', ip('2001:db8:1234::/48'), from('2001:db8:1235::1'), false],
  ['an IPv4 address is in no IPv6 range', ip('::/0'), from('203.0.113.7'), false],
  ['an IPv4 address in IPv6 dress is IPv4', ip('203.0.113.0/24'), from('::ffff:203.0.113.7'), true],
  ['one of several ranges is enough', ip('192.0.2.0/24', '203.0.113.0/24'), from('203.0.113.7'), true],
  [
    'NotIpAddress wants none of them',
    { NotIpAddress: ip('192.0.2.0/24', '203.0.113.0/24').IpAddress },
    from('203.0.113.7'),
    false,
  ],
  ['octal and hexadecimal forms are no addresses', ip('8.0.0.0/8'), from('010.0.0.1'), false],
  ['what is no address is in no range', ip('0.0.0.0/0'), from('sso.amazonaws.com'), false],
])

const arn = {
  'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_01',
}
const reserved = 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_*'
table('ARNs', [
  ['ArnLike knows wildcards', { ArnLike: { 'aws:PrincipalArn': reserved } }, arn, true],
  ['ArnEquals knows them as well', { ArnEquals: { 'aws:PrincipalArn': reserved } }, arn, true],
  ['ArnNotLike is the opposite', { ArnNotLike: { 'aws:PrincipalArn': reserved } }, arn, false],
  ['ArnNotEquals is the opposite', { ArnNotEquals: { 'aws:PrincipalArn': reserved } }, arn, false],
  ['no wildcard of ArnLike leaves its segment', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:*:role/*' } }, arn, false],
  ['StringLike does not care for segments', { StringLike: { 'aws:PrincipalArn': 'arn:aws:*:role/*' } }, arn, true],
])

const abac = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }
table('policy variables', [
  [
    'compare a tag of the resource with one of the caller',
    abac,
    { ...team('red'), 'aws:ResourceTag/team': 'red' },
    true,
  ],
  ['differ where the tags do', abac, { ...team('red'), 'aws:ResourceTag/team': 'blue' }, false],
  ['without a value equal nothing', abac, { 'aws:ResourceTag/team': '' }, false],
  [
    'without a value pass a negated operator',
    { StringNotEquals: abac.StringEquals },
    { 'aws:ResourceTag/team': 'red' },
    true,
  ],
  [
    'take no key with several values',
    { StringEquals: { 'app:x': '${aws:TagKeys}' } },
    { 'app:x': 'a', ...tags('a') },
    false,
  ],
  [
    'work in Arn operators',
    { ArnLike: { 'app:x': 'arn:aws:iam::1:user/${aws:username}' } },
    { 'app:x': 'arn:aws:iam::1:user/ana', 'aws:username': 'ana' },
    true,
  ],
  [
    'are found whatever the case',
    { StringEquals: { 'app:x': '${AWS:UserName}' } },
    { 'app:x': 'ana', 'aws:username': 'ana' },
    true,
  ],
])

test('policy variables are ordinary text in version 2008-10-17', () => {
  const condition = { StringEquals: { 'app:x': '${aws:username}' } }
  assert.equal(holds(condition, { 'app:x': 'ana', 'aws:username': 'ana' }, '2008-10-17'), false)
  assert.equal(holds(condition, { 'app:x': '${aws:username}' }, '2008-10-17'), true)
})

const pairs = [
  ['StringEquals', 'StringNotEquals'],
  ['StringLike', 'StringNotLike'],
  ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ['ArnLike', 'ArnNotLike'],
] as const

test('a negated operator is the opposite of its positive one, whatever the values, and also where the key is missing', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'A', '*', ':'), maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom(...pairs), fc.array(word), fc.array(word), ([positive, negated], actual, wanted) => {
      const context = { 'app:x': actual }
      const result = holds({ [positive]: { 'app:x': wanted } }, context)
      assert.equal(holds({ [negated]: { 'app:x': wanted } }, context), !result)
    }),
  )
})
