// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { actionMatches, arnMatches, matches, patternOf, resourceMatches } from './match.ts'

const actions = [
  ['*', 'sso:CreatePermissionSet', true],
  ['sso:*', 'sso:CreatePermissionSet', true],
  ['sso:create*', 'SSO:CreatePermissionSet', true],
  ['*:Get*', 'iam:GetRole', true],
  ['iam:Get?ole', 'iam:GetRole', true],
  ['iam:Get?ole', 'iam:Getole', false],
  ['sso:*', 'sso-directory:SearchUsers', false],
  ['iam:*', 'iam:', true],
  ['iam:GetRole', 'iam:GetRolePolicy', false],
] as const
for (const [pattern, action, expected] of actions) {
  test(`the action ${action} is ${expected ? '' : 'not '}among ${pattern}`, () =>
    assert.equal(actionMatches(pattern, action), expected))
}

const ROLE = 'arn:aws:iam::111122223333:role/team/Reader'
const resources = [
  ['every resource, by a lone asterisk', '*', ROLE, true],
  ['the resource itself', ROLE, ROLE, true],
  ['another case', ROLE.toLowerCase(), ROLE, false],
  ['an asterisk over slashes', 'arn:aws:iam::111122223333:role/*', ROLE, true],
  ['an asterisk within the account', 'arn:aws:iam::1111*3333:role/team/Reader', ROLE, true],
  ['an asterisk that ends a segment and reaches over its colon', 'arn:aws:iam:*', ROLE, true],
  ['an asterisk for all regions, where the ARN has none', 'arn:aws:iam:*:111122223333:role/*', ROLE, true],
  ['an asterisk inside a segment, which stays there', 'arn:aws:i*m:role/team/Reader', ROLE, false],
  ['a question mark for a colon between segments', 'arn:aws?iam::111122223333:role/*', ROLE, false],
  ['a question mark in the resource', 'arn:aws:iam::111122223333:role/team/?eader', ROLE, true],
  ['colons in the resource', 'arn:aws:logs:*:*:group:*', 'arn:aws:logs:eu-west-1:1:group:a:b', true],
  ['an empty segment', 'arn:aws:sso:::instance/*', 'arn:aws:sso:::instance/ssoins-1', true],
] as const
for (const [what, pattern, resource, expected] of resources) {
  test(`a Resource with ${what} ${expected ? 'covers' : 'does not cover'} the resource`, () =>
    assert.equal(resourceMatches(pattern, resource), expected))
}

const arns = [
  ['all six segments', 'arn:aws:iam::*:role/*', true],
  ['too few segments', 'arn:aws:iam::*', false],
  ['one asterisk for everything', '*', false],
  ['a wildcard in each segment', '*:*:*:*:*:*', true],
] as const
for (const [what, pattern, expected] of arns) {
  test(`an Arn operator with ${what} ${expected ? 'matches' : 'does not match'}`, () =>
    assert.equal(arnMatches(pattern, ROLE), expected))
}

const values: Readonly<Record<string, string>> = { 'aws:username': 'ana', 'aws:PrincipalTag/team': '*' }
const variables = (key: string) => values[key]
const templates = [
  ['a variable is replaced by its value', 'home/${aws:username}/*', 'home/ana/x', true],
  ['another value does not match', 'home/${aws:username}', 'home/bob', false],
  ['an asterisk in a value is an asterisk only', 'home/${aws:PrincipalTag/team}', 'home/bob', false],
  ['an asterisk in a value equals an asterisk', 'home/${aws:PrincipalTag/team}', 'home/*', true],
  ['a variable without a value matches nothing', '*${aws:userid}*', '${aws:userid}', false],
  ['a default stands in for a missing value', "home/${aws:userid, 'public'}", 'home/public', true],
  ['a default is not used where there is a value', "home/${aws:username, 'public'}", 'home/public', false],
  ['an empty default is the empty text', "home/${aws:userid, ''}", 'home/', true],
  ['${*} is an asterisk', 'a${*}b', 'a*b', true],
  ['${*} is no wildcard', 'a${*}b', 'axb', false],
  ['${?} is a question mark', 'a${?}', 'a?', true],
  ['${$} is a dollar sign', '${$}{aws:username}', '${aws:username}', true],
] as const
for (const [rule, template, text, expected] of templates) {
  test(rule, () => {
    const pattern = patternOf(template, variables)
    assert.equal(pattern !== undefined && matches(pattern, text), expected)
  })
}

test('without variables in the language, ${aws:username} is ordinary text', () => {
  const pattern = patternOf('${aws:username}')
  assert.equal(pattern !== undefined && matches(pattern, '${aws:username}'), true)
})

/** The definition, written down as directly as possible; exponential, so only for short texts. */
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  const rest = pattern.slice(1)
  if (pattern[0] === '*') {
    return matchesByDefinition(rest, text) || (text !== '' && matchesByDefinition(pattern, text.slice(1)))
  }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchesByDefinition(rest, text.slice(1))
}

const short = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 9 })

test('wildcards match what their definition says', () => {
  fc.assert(
    fc.property(short('ab*?'), short('ab'), (pattern, text) =>
      assert.equal(matches(patternOf(pattern) ?? [], text), matchesByDefinition(pattern, text)),
    ),
    { numRuns: 2000 },
  )
})

test('a hostile pattern costs no more than the product of the lengths', () => {
  // By backtracking this would not end in the lifetime of the sun.
  assert.equal(matches(patternOf(`${'*a'.repeat(200)}b`) ?? [], 'a'.repeat(400)), false)
  assert.equal(patternOf('${'.repeat(50_000), variables)?.length, 100_000)
})
