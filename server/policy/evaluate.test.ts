// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parsePolicy } from './document.ts'
import { type AccessRequest, type ApplicablePolicies, evaluate, type NamedPolicy } from './evaluate.ts'

const ACCOUNT = '111122223333'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana`
const TARGET = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-abcdef1234567890'

const request: AccessRequest = {
  principal: { kind: 'AWS', accountId: ACCOUNT, arn: ROLE, sessionArn: SESSION },
  action: 'sso:UpdatePermissionSet',
  resource: TARGET,
  context: { 'aws:PrincipalTag/team': 'red', 'aws:ResourceTag/team': 'red' },
}

const named = (id: string, ...statements: object[]): NamedPolicy => ({
  id,
  document: parsePolicy({ Version: '2012-10-17', Statement: statements }, 'identity'),
})
const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more })
const deny = (Action: string, more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more })

const admin = named('admin', allow('*'))
const sso = named('sso', allow('sso:*'))
const iam = named('iam', allow('iam:*'))
const noSso = named('no-sso', allow('*'), deny('sso:*', { Sid: 'NoSso' }))

const onResource = (...statements: object[]): NamedPolicy => ({
  id: 'resource',
  document: parsePolicy({ Version: '2012-10-17', Statement: statements }, 'resource'),
})
const shared = (principal: unknown, more: object = {}) =>
  onResource({ Effect: 'Allow', Action: 'sso:*', Resource: '*', Principal: principal, ...more })

type Row = readonly [rule: string, policies: ApplicablePolicies, outcome: string, request?: Partial<AccessRequest>]

/** `identity sso`: what allowed · `scp implicit 2`: what denied. */
function outcomeOf(policies: ApplicablePolicies, change: Partial<AccessRequest> = {}): string {
  const decision = evaluate({ ...request, ...change }, policies)
  if (decision.allowed) return `${decision.by.policyType} ${decision.by.policyId}`
  const { policyType, reason, policyId, statement, level } = decision
  return [policyType, reason.replace('-deny', ''), policyId, statement, level]
    .filter(part => part !== undefined)
    .join(' ')
}

const tagged = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }
const foreign = { resourceAccountId: '444455556666' }

const rows: readonly Row[] = [
  ['without policies everything is denied', { identity: [] }, 'identity implicit'],
  ['an Allow allows', { identity: [sso] }, 'identity sso'],
  ['one policy of several is enough', { identity: [iam, sso] }, 'identity sso'],
  ['an Allow for another action does not', { identity: [iam] }, 'identity implicit'],
  ['an explicit Deny beats any Allow', { identity: [admin, noSso] }, 'identity explicit no-sso NoSso'],
  [
    'a Deny without Sid is named by its place',
    { identity: [named('x', allow('*'), deny('sso:*'))] },
    'identity explicit x Statement[1]',
  ],
  ['a Deny for another action does not count', { identity: [named('x', allow('*'), deny('iam:*'))] }, 'identity x'],
  [
    'a Deny whose condition fails does not count',
    {
      identity: [
        named('x', allow('*'), deny('*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } })),
      ],
    },
    'identity x',
  ],
  [
    'Allow with NotAction allows all others',
    { identity: [named('x', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })] },
    'identity x',
  ],
  [
    'Allow with NotAction does not allow the named ones',
    { identity: [named('x', { Effect: 'Allow', NotAction: 'sso:*', Resource: '*' })] },
    'identity implicit',
  ],
  [
    'Deny with NotAction denies all others',
    { identity: [admin, named('x', { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' })] },
    'identity explicit x Statement[0]',
  ],
  [
    'NotResource covers all others',
    { identity: [named('x', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:iam::*:role/*' })] },
    'identity x',
  ],
  [
    'NotResource does not cover the named ones',
    { identity: [named('x', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:sso:::permissionSet/*' })] },
    'identity implicit',
  ],
  [
    'NotResource with a variable without value covers everything',
    { identity: [admin, named('x', { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:sso:::${aws:userid}' })] },
    'identity explicit x Statement[0]',
  ],
  [
    'Resource with a variable without value covers nothing',
    { identity: [named('x', allow('*', { Resource: 'arn:aws:sso:::${aws:userid}*' }))] },
    'identity implicit',
  ],
  [
    'the tag of the caller may have to be that of the resource',
    { identity: [named('abac', allow('*', { Condition: tagged }))] },
    'identity abac',
  ],
  [
    'a resource of another team is denied',
    { identity: [named('abac', allow('*', { Condition: tagged }))] },
    'identity implicit',
    { context: { ...request.context, 'aws:ResourceTag/team': 'blue' } },
  ],
  [
    'a caller without the tag is denied',
    { identity: [named('abac', allow('*', { Condition: tagged }))] },
    'identity implicit',
    { context: {} },
  ],
  [
    'aws:PrincipalArn is the role, and the context cannot change it',
    { identity: [named('x', allow('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } }))] },
    'identity x',
    { context: { 'AWS:PRINCIPALARN': SESSION } },
  ],

  ['a boundary does not allow by itself', { identity: [], boundary: admin }, 'identity implicit'],
  ['a boundary must allow too', { identity: [admin], boundary: iam }, 'boundary implicit'],
  ['what both allow is allowed', { identity: [admin], boundary: sso }, 'identity admin'],
  ['a Deny in the boundary denies', { identity: [admin], boundary: noSso }, 'boundary explicit no-sso NoSso'],

  ['a service control policy does not allow by itself', { identity: [], scps: [[admin]] }, 'identity implicit'],
  ['every level must allow: the root', { identity: [admin], scps: [[iam], [admin], [admin]] }, 'scp implicit 1'],
  ['every level must allow: a unit', { identity: [admin], scps: [[admin], [iam], [admin]] }, 'scp implicit 2'],
  ['every level must allow: the account', { identity: [admin], scps: [[admin], [admin], []] }, 'scp implicit 3'],
  ['within a level one policy is enough', { identity: [admin], scps: [[iam, sso], [sso]] }, 'identity admin'],
  ['a Deny at any level denies', { identity: [admin], scps: [[admin], [noSso]] }, 'scp explicit no-sso NoSso 2'],
  ['no levels: they do not bind here', { identity: [admin], scps: [] }, 'identity admin'],

  ['a session policy does not allow by itself', { identity: [], session: [admin] }, 'identity implicit'],
  ['a session policy must allow too', { identity: [admin], session: [iam] }, 'session implicit'],
  ['one of several session policies is enough', { identity: [admin], session: [iam, sso] }, 'identity admin'],
  ['a Deny in a session policy denies', { identity: [admin], session: [noSso] }, 'session explicit no-sso NoSso'],
  ['no session policies: the session was not narrowed', { identity: [admin], session: [] }, 'identity admin'],

  [
    'a resource policy that does not name the caller changes nothing',
    { identity: [admin], resource: shared({ AWS: '444455556666' }) },
    'identity admin',
  ],
  [
    'a grant to the session is final',
    { identity: [], boundary: iam, session: [iam], resource: shared({ AWS: SESSION }) },
    'resource resource',
  ],
  [
    'a grant to everyone is final',
    { identity: [], boundary: iam, session: [iam], resource: shared('*') },
    'resource resource',
  ],
  [
    'a grant to the role needs no identity policy',
    { identity: [], resource: shared({ AWS: ROLE }) },
    'resource resource',
  ],
  [
    'a grant to the role is narrowed by the boundary',
    { identity: [], boundary: iam, resource: shared({ AWS: ROLE }) },
    'boundary implicit',
  ],
  [
    'a grant to the role is narrowed by the session policy',
    { identity: [], session: [iam], resource: shared({ AWS: ROLE }) },
    'session implicit',
  ],
  [
    'a grant to the account lets the account decide',
    { identity: [], resource: shared({ AWS: ACCOUNT }) },
    'identity implicit',
  ],
  [
    'the closest grant counts, wherever it stands',
    {
      identity: [],
      session: [iam],
      resource: onResource(
        ...[{ AWS: ACCOUNT }, { AWS: ROLE }, { AWS: SESSION }].map(Principal => allow('*', { Principal })),
      ),
    },
    'resource resource',
  ],
  [
    'no grant passes a service control policy',
    { identity: [], scps: [[iam]], resource: shared({ AWS: SESSION }) },
    'scp implicit 1',
  ],
  [
    'no grant passes an explicit Deny of an identity policy',
    { identity: [noSso], resource: shared({ AWS: SESSION }) },
    'identity explicit no-sso NoSso',
  ],
  [
    'a resource policy may deny',
    { identity: [admin], resource: shared('*', { Effect: 'Deny', Sid: 'Nobody' }) },
    'resource explicit resource Nobody',
  ],
  [
    'Deny with NotPrincipal spares whom it names in full',
    { identity: [admin], resource: onResource({ ...deny('*'), NotPrincipal: { AWS: [ACCOUNT, ROLE, SESSION] } }) },
    'identity admin',
  ],
  [
    'Deny with NotPrincipal does not spare whom it names in part',
    { identity: [admin], resource: onResource({ ...deny('*'), NotPrincipal: { AWS: [ACCOUNT, ROLE] } }) },
    'resource explicit resource Statement[0]',
  ],

  ['across accounts the resource must allow too', { identity: [admin] }, 'resource implicit', foreign],
  [
    'across accounts the identity must allow too',
    { identity: [], resource: shared({ AWS: SESSION }) },
    'identity implicit',
    foreign,
  ],
  [
    'across accounts both together allow',
    { identity: [admin], resource: shared({ AWS: ACCOUNT }) },
    'identity admin',
    foreign,
  ],
]
for (const [rule, policies, outcome, change] of rows) {
  test(rule, () => assert.equal(outcomeOf(policies, change), outcome))
}

test('a grant to an IAM user is final, whatever its boundary', () => {
  const user = `arn:aws:iam::${ACCOUNT}:user/automation`
  const principal = { kind: 'AWS', accountId: ACCOUNT, arn: user } as const
  assert.equal(
    outcomeOf({ identity: [], boundary: iam, resource: shared({ AWS: user }) }, { principal }),
    'resource resource',
  )
})

const condition = fc.constantFrom(
  {},
  { StringEquals: { 'aws:PrincipalTag/team': 'red' } },
  { StringNotEquals: { 'aws:PrincipalTag/team': 'red' } },
  { Null: { 'aws:userid': 'true' } },
)
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.subarray(['*', 'sso:*', 'iam:*', 'sso:Update*'], { minLength: 1 }),
  Resource: fc.constantFrom('*', TARGET, 'arn:aws:iam::*:role/*'),
  Condition: condition,
})
const statements = fc.array(statement, { minLength: 1, maxLength: 4 })
const policies = fc.array(
  statements.map(list => named('any', ...list)),
  { maxLength: 3 },
)
const applicable = fc
  .record({
    identity: policies,
    boundary: fc.option(statements),
    scps: fc.array(policies, { maxLength: 3 }),
    session: policies,
  })
  .map(({ boundary, ...rest }) => (boundary === null ? rest : { ...rest, boundary: named('boundary', ...boundary) }))

const isAllowed = (given: ApplicablePolicies) => evaluate(request, given).allowed

test('adding a Deny never turns denied into allowed', () => {
  const denial = statement.map(one => named('added', { ...one, Effect: 'Deny' }))
  fc.assert(
    fc.property(applicable, denial, fc.constantFrom('identity', 'session', 'scps'), (given, added, where) => {
      if (isAllowed(given)) return
      // A first session policy, or level of service control policies, narrows by its mere presence: that is no matter here.
      const more =
        where === 'scps' ? { scps: given.scps.map(level => [...level, added]) } : { [where]: [...given[where], added] }
      assert.equal(isAllowed({ ...given, ...more }), false)
    }),
    { numRuns: 500 },
  )
})

test('the order of policies and of their statements does not matter', () => {
  const reversed = (list: readonly NamedPolicy[]) =>
    list.toReversed().map(({ id, document }) => ({
      id,
      document: { ...document, statements: document.statements.toReversed() },
    }))
  fc.assert(
    fc.property(applicable, given => {
      const other = {
        ...given,
        identity: reversed(given.identity),
        session: reversed(given.session),
        scps: given.scps.map(reversed),
      }
      assert.equal(isAllowed(other), isAllowed(given))
    }),
    { numRuns: 500 },
  )
})
