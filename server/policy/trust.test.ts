import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePolicy } from './document.ts'
import { evaluateTrust } from './evaluate.ts'
import type { Principal } from './principal.ts'

const ACCOUNT = '111122223333'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Ops`
const session: Principal = {
  kind: 'AWS',
  accountId: ACCOUNT,
  arn: ROLE,
  sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/Ops/ana`,
}
const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`
const saml: Principal = { kind: 'Federated', provider: PROVIDER }
const service: Principal = { kind: 'Service', service: 'sso.amazonaws.com' }
const forSaml = {
  Effect: 'Allow',
  Principal: { Federated: PROVIDER },
  Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
  Condition: { StringEquals: { 'SAML:aud': 'https://portico.example/cloud/saml' } },
}
const forAccount = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }
const withExternalId = { ...forAccount, Condition: { StringEquals: { 'sts:ExternalId': 'tenant-7' } } }
const audience = { 'saml:AUD': 'https://portico.example/cloud/saml' }

type TrustRow = readonly [
  rule: string,
  statements: object[],
  Principal,
  action: string,
  context: Record<string, string>,
  outcome: string,
]
const trustRows: readonly TrustRow[] = [
  ['the provider is trusted for its audience', [forSaml], saml, 'sts:AssumeRoleWithSAML', audience, 'provider'],
  [
    'another audience is not',
    [forSaml],
    saml,
    'sts:AssumeRoleWithSAML',
    { 'SAML:aud': 'https://other.example' },
    'implicit-deny',
  ],
  ['no audience is not', [forSaml], saml, 'sts:AssumeRoleWithSAML', {}, 'implicit-deny'],
  [
    'another provider is not',
    [forSaml],
    { kind: 'Federated', provider: `${PROVIDER}2` },
    'sts:AssumeRoleWithSAML',
    audience,
    'implicit-deny',
  ],
  [
    'tags need an action of their own',
    [{ ...forSaml, Action: 'sts:AssumeRoleWithSAML' }],
    saml,
    'sts:TagSession',
    audience,
    'implicit-deny',
  ],
  ['tags are trusted with it', [forSaml], saml, 'sts:TagSession', audience, 'provider'],
  ['trust in an account is trust in its principals', [forAccount], session, 'sts:AssumeRole', {}, 'account'],
  [
    'trust in a role is closer than trust in its account',
    [forAccount, { ...forAccount, Principal: { AWS: ROLE } }],
    session,
    'sts:AssumeRole',
    {},
    'role',
  ],
  [
    'trust in everyone is trust in each',
    [{ ...forAccount, Principal: { AWS: '*' } }],
    session,
    'sts:AssumeRole',
    {},
    'everyone',
  ],
  [
    'the external id is right',
    [withExternalId],
    session,
    'sts:AssumeRole',
    { 'sts:ExternalId': 'tenant-7' },
    'account',
  ],
  ['the external id is missing', [withExternalId], session, 'sts:AssumeRole', {}, 'implicit-deny'],
  [
    'a service is trusted by its name',
    [{ ...forAccount, Principal: { Service: 'sso.amazonaws.com' } }],
    service,
    'sts:AssumeRole',
    {},
    'service',
  ],
  ['a service is in no account', [forAccount], service, 'sts:AssumeRole', {}, 'implicit-deny'],
  [
    'aws:PrincipalArn can narrow trust in an account',
    [{ ...forAccount, Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/other` } } }],
    session,
    'sts:AssumeRole',
    {},
    'implicit-deny',
  ],
  [
    'an explicit Deny beats trust',
    [forSaml, { ...forSaml, Effect: 'Deny', Principal: '*', Condition: {} }],
    saml,
    'sts:AssumeRoleWithSAML',
    audience,
    'explicit-deny',
  ],
]
for (const [rule, statements, principal, action, context, outcome] of trustRows) {
  test(`trust: ${rule}: ${outcome}`, () => {
    const document = parsePolicy({ Version: '2012-10-17', Statement: statements }, 'trust')
    const decision = evaluateTrust(document, { principal, action, context })
    assert.equal(decision.allowed ? decision.by.naming : decision.reason, outcome)
  })
}
