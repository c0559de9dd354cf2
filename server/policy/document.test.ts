// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { parsePolicy } from './document.ts'
import { operators } from './operators.ts'
import type { PolicyKind } from './types.ts'

const read = { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' }
const trust = {
  Effect: 'Allow',
  Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE' },
  Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
  Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
}
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements })

test('a document is read from text, with the single statement and values that IAM accepts', () => {
  const text = JSON.stringify({
    Statement: { ...read, Sid: 'Read', Condition: { Bool: { 'aws:SecureTransport': true } } },
  })
  assert.deepEqual(parsePolicy(text, 'identity'), {
    version: '2008-10-17',
    statements: [
      {
        name: 'Read',
        effect: 'Allow',
        actions: { negated: false, patterns: ['iam:GetRole'] },
        resources: { negated: false, patterns: ['*'] },
        conditions: [{ operator: 'Bool', ifExists: false, key: 'aws:SecureTransport', values: ['true'] }],
      },
    ],
  })
})

test('the trust policy of a reserved role is read', () => {
  assert.deepEqual(parsePolicy(policy(trust), 'trust').statements, [
    {
      name: 'Statement[0]',
      effect: 'Allow',
      principals: {
        negated: false,
        everyone: false,
        named: [{ type: 'Federated', value: trust.Principal.Federated }],
      },
      actions: { negated: false, patterns: trust.Action },
      conditions: [
        { operator: 'StringEquals', ifExists: false, key: 'SAML:aud', values: ['https://signin.aws.amazon.com/saml'] },
      ],
    },
  ])
})

const accepted: readonly (readonly [what: string, kind: PolicyKind, document: unknown])[] = [
  ['an Id', 'identity', { Id: 'mine', ...policy(read) }],
  [
    'NotAction and NotResource',
    'identity',
    policy({ Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::b' }),
  ],
  ['an ARN that ends early in an asterisk', 'identity', policy({ ...read, Resource: 'arn:aws:sso:*' })],
  [
    'a variable with a colon in a resource',
    'identity',
    policy({ ...read, Resource: 'arn:aws:iam::1:user/${aws:username}' }),
  ],
  [
    'a broken variable in 2008-10-17, where it is text',
    'identity',
    { Statement: { ...read, Resource: 'arn:aws:s3:::${' } },
  ],
  ['everyone as principal', 'resource', policy({ ...read, Principal: '*' })],
  ['an account id as principal', 'resource', policy({ ...read, Principal: { AWS: ['111122223333'] } })],
  [
    'NotPrincipal',
    'resource',
    policy({ ...read, Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }),
  ],
  ['no Resource in the policy of a resource', 'resource', policy({ ...read, Resource: undefined, Principal: '*' })],
  ['a web identity provider', 'trust', policy({ ...trust, Principal: { Federated: 'accounts.google.com' } })],
  ['a service', 'trust', policy({ ...trust, Action: 'sts:AssumeRole', Principal: { Service: 'sso.amazonaws.com' } })],
  ['an empty Condition', 'identity', policy({ ...read, Condition: {} })],
]
for (const [what, kind, document] of accepted) {
  test(`${what} is accepted`, () => assert.doesNotThrow(() => parsePolicy(document, kind)))
}

for (const operator of Object.keys(operators).filter(name => name !== 'Null')) {
  test(`${operator} takes IfExists and both quantifiers`, () => {
    const value = /Numeric|Date/.test(operator)
      ? '1'
      : operator === 'Bool'
        ? 'true'
        : /Ip/.test(operator)
          ? '::1'
          : 'YQ=='
    for (const name of [
      operator,
      `${operator}IfExists`,
      `ForAnyValue:${operator}`,
      `ForAllValues:${operator}IfExists`,
    ]) {
      parsePolicy(policy({ ...read, Condition: { [name]: { 'aws:x': value } } }), 'identity')
    }
  })
}

const where = (Condition: unknown) => policy({ ...read, Condition })
const who = (Principal: unknown) => policy({ ...read, Principal })

const refused: readonly (readonly [
  what: string,
  kind: PolicyKind,
  document: unknown,
  path: string,
  observed: string,
])[] = [
  ['text that is no JSON', 'identity', '{', 'document', '"{"'],
  ['a list', 'identity', [], 'document', 'an empty list'],
  ['null', 'identity', 'null', 'document', 'null'],
  ['an unknown member', 'identity', { ...policy(read), Statements: [] }, 'Statements', '"Statements"'],
  ['a version that does not exist', 'identity', { Version: '2026-11-24', Statement: read }, 'Version', '"2026-11-24"'],
  ['no statement', 'identity', { Version: '2012-10-17' }, 'Statement', 'nothing'],
  ['an empty list of statements', 'identity', policy(), 'Statement', 'an empty list'],
  ['a statement that is text', 'identity', policy(read, 'Allow'), 'Statement[1]', '"Allow"'],
  ['a misspelt member', 'identity', policy({ ...read, Actions: [] }), 'Statement[0].Actions', '"Actions"'],
  ['no Effect', 'identity', policy({ ...read, Effect: undefined }), 'Statement[0].Effect', 'nothing'],
  ['an Effect in lower case', 'identity', policy({ ...read, Effect: 'allow' }), 'Statement[0].Effect', '"allow"'],
  [
    'Action and NotAction',
    'identity',
    policy({ ...read, NotAction: '*' }),
    'Statement[0].NotAction',
    '"Action and NotAction"',
  ],
  ['neither of them', 'identity', policy({ ...read, Action: undefined }), 'Statement[0].Action', 'nothing'],
  ['no actions', 'identity', policy({ ...read, Action: [] }), 'Statement[0].Action', 'an empty list'],
  [
    'an action without service',
    'identity',
    policy({ ...read, Action: ['iam:*', 'GetRole'] }),
    'Statement[0].Action[1]',
    '"GetRole"',
  ],
  ['an action that is a number', 'identity', { Statement: { ...read, Action: 1 } }, 'Statement.Action', '1'],
  ['no Resource', 'identity', policy({ ...read, Resource: undefined }), 'Statement[0].Resource', 'nothing'],
  [
    'a resource that is no ARN',
    'identity',
    policy({ ...read, Resource: 'Reader' }),
    'Statement[0].Resource',
    '"Reader"',
  ],
  [
    'an ARN that is too short',
    'identity',
    policy({ ...read, Resource: 'arn:aws:iam:x' }),
    'Statement[0].Resource',
    '"arn:aws:iam:x"',
  ],
  [
    'an unknown partition',
    'identity',
    policy({ ...read, Resource: 'arn:amazon:iam::1:x' }),
    'Statement[0].Resource',
    '"amazon"',
  ],
  [
    'a variable left open',
    'identity',
    policy({ ...read, Resource: 'arn:aws:s3:::${aws:x' }),
    'Statement[0].Resource',
    '"arn:aws:s3:::${aws:x"',
  ],
  [
    'an empty variable',
    'identity',
    where({ StringLike: { 'aws:x': '${}' } }),
    'Statement[0].Condition.StringLike["aws:x"]',
    '"${}"',
  ],
  [
    'a default without quotes',
    'identity',
    where({ StringLike: { 'aws:x': ['${a:b, c}'] } }),
    'Statement[0].Condition.StringLike["aws:x"][0]',
    '"${a:b, c}"',
  ],
  ['a Sid with a space', 'identity', policy({ ...read, Sid: 'Read it' }), 'Statement[0].Sid', '"Read it"'],
  ['a Sid twice', 'identity', policy({ ...read, Sid: 'A' }, { ...read, Sid: 'A' }), 'Statement[1].Sid', '"A"'],
  [
    'an unknown operator',
    'identity',
    where({ StringEqual: {} }),
    'Statement[0].Condition.StringEqual',
    '"StringEqual"',
  ],
  [
    'an operator named like a method',
    'identity',
    where({ toString: {} }),
    'Statement[0].Condition.toString',
    '"toString"',
  ],
  [
    'an unknown quantifier',
    'identity',
    where({ 'ForSome:Bool': {} }),
    'Statement[0].Condition.ForSome:Bool',
    '"ForSome:Bool"',
  ],
  [
    'Null with IfExists',
    'identity',
    where({ NullIfExists: {} }),
    'Statement[0].Condition.NullIfExists',
    '"NullIfExists"',
  ],
  [
    'a condition key without prefix',
    'identity',
    where({ Bool: { mfa: true } }),
    'Statement[0].Condition.Bool["mfa"]',
    '"mfa"',
  ],
  [
    'a number that is none',
    'identity',
    where({ NumericEquals: { 'aws:x': 'one' } }),
    'Statement[0].Condition.NumericEquals["aws:x"]',
    '"one"',
  ],
  [
    'a date that is none',
    'identity',
    where({ DateEquals: { 'aws:x': '2026-13-01' } }),
    'Statement[0].Condition.DateEquals["aws:x"]',
    '"2026-13-01"',
  ],
  [
    'an address that is none',
    'identity',
    where({ IpAddress: { 'aws:x': ['::1', '10.0.0.0/33'] } }),
    'Statement[0].Condition.IpAddress["aws:x"][1]',
    '"10.0.0.0/33"',
  ],
  [
    'a variable where none may be',
    'identity',
    where({ Bool: { 'aws:x': '${aws:y}' } }),
    'Statement[0].Condition.Bool["aws:x"]',
    '"${aws:y}"',
  ],
  [
    'a value that is an object',
    'identity',
    where({ StringLike: { 'aws:x': {} } }),
    'Statement[0].Condition.StringLike["aws:x"]',
    'an object',
  ],
  ['a principal in an identity policy', 'identity', who('*'), 'Statement[0].Principal', '"Principal"'],
  ['no principal in the policy of a resource', 'resource', policy(read), 'Statement[0].Principal', 'nothing'],
  [
    'Principal and NotPrincipal',
    'resource',
    policy({ ...read, Principal: '*', NotPrincipal: '*' }),
    'Statement[0].NotPrincipal',
    '"Principal and NotPrincipal"',
  ],
  ['a principal as bare text', 'resource', who('111122223333'), 'Statement[0].Principal', '"111122223333"'],
  ['an unknown kind of principal', 'resource', who({ Aws: '*' }), 'Statement[0].Principal.Aws', '"Aws"'],
  [
    'a wildcard inside a principal',
    'resource',
    who({ AWS: ['arn:aws:iam::111122223333:role/*'] }),
    'Statement[0].Principal.AWS[0]',
    '"arn:aws:iam::111122223333:role/*"',
  ],
  ['a resource in a trust policy', 'trust', policy({ ...trust, Resource: '*' }), 'Statement[0].Resource', '"Resource"'],
  [
    'an action of another service in a trust policy',
    'trust',
    policy({ ...trust, Action: '*' }),
    'Statement[0].Action',
    '"*"',
  ],
]
for (const [what, kind, document, path, observed] of refused) {
  test(`${what} is refused, and the refusal says where`, () => {
    assert.throws(
      () => parsePolicy(document, kind),
      (error: unknown) => {
        assert.ok(error instanceof Refusal)
        assert.equal(error.code, 'policy.malformed_document')
        assert.deepEqual([error.details.about, error.details.observed], [path, observed])
        assert.ok(error.details.expected)
        return true
      },
    )
  })
}

test('IAM has its own texts for some mistakes, and the refusal carries them', () => {
  assert.throws(() => parsePolicy(policy({ ...read, Resource: 'x' }), 'identity'), {
    message: 'Resource x must be in ARN format or "*".',
  })
  assert.throws(() => parsePolicy(policy({ ...trust, Resource: '*' }), 'trust'), {
    message: 'Has prohibited field Resource',
  })
})

test('long values are cut in the refusal', () => {
  assert.throws(
    () => parsePolicy('x'.repeat(10_000), 'identity'),
    (error: unknown) => error instanceof Refusal && (error.details.observed ?? '').length < 100,
  )
})

const kinds = fc.constantFrom<PolicyKind>('identity', 'resource', 'trust')

function assertParsesOrRefuses(source: unknown, kind: PolicyKind) {
  try {
    parsePolicy(source, kind)
  } catch (error) {
    assert.ok(error instanceof Refusal, `threw ${String(error)}`)
  }
}

test('whatever comes in, a document or a refusal comes out', () => {
  const value = fc.anything({
    withNullPrototype: true,
    withBigInt: true,
    withMap: true,
    withDate: true,
    withSparseArray: true,
  })
  fc.assert(fc.property(fc.oneof(value, fc.json(), fc.string()), kinds, assertParsesOrRefuses))
})

test('the same holds of documents that are nearly right', () => {
  const word = fc.constantFrom(
    '*',
    'Allow',
    'sts:AssumeRole',
    'arn:aws:iam::111122223333:root',
    '${',
    '__proto__',
    '',
    1,
    null,
  )
  const value = fc.oneof(
    word,
    fc.array(word),
    fc.dictionary(fc.constantFrom('AWS', 'Bool', '__proto__', 'Null'), fc.dictionary(word.map(String), word)),
  )
  const members = [
    'Sid',
    'Effect',
    'Principal',
    'NotPrincipal',
    'Action',
    'NotAction',
    'Resource',
    'Condition',
    '__proto__',
  ]
  const statement = fc.dictionary(fc.constantFrom(...members), value)
  const document = fc.record({
    Version: fc.constant('2012-10-17'),
    Statement: fc.oneof(statement, fc.array(statement)),
  })
  fc.assert(fc.property(document, kinds, assertParsesOrRefuses), { numRuns: 500 })
})
