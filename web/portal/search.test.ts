import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchAccounts, sortedByName } from './search.ts'

const production = { accountId: '111122223333', accountName: 'Production', emailAddress: 'aws+prod@example.org' }
const sandbox = { accountId: '444455556666', accountName: 'Sandbox 2' }
const nameless = { accountId: '777788889999' }
const accounts = [production, sandbox, nameless]
const roles = new Map([
  [production.accountId, ['AdministratorAccess', 'ReadOnly']],
  [sandbox.accountId, ['AdministratorAccess', 'PowerUser']],
])

for (const [why, text, found] of [
  [
    'no text finds everything',
    '  ',
    [
      [production, 'all'],
      [sandbox, 'all'],
      [nameless, 'all'],
    ],
  ],
  ['a part of the name, in any case', 'PROD', [[production, 'all']]],
  ['a part of the id', '5555', [[sandbox, 'all']]],
  ['an id with dashes', '4444-5555-6666', [[sandbox, 'all']]],
  ['an unfinished id with dashes', '4444-55', [[sandbox, 'all']]],
  ['the e-mail address', 'aws+prod', [[production, 'all']]],
  ['a role shows only that role', 'power', [[sandbox, ['PowerUser']]]],
  [
    'a role of several accounts',
    'admin',
    [
      [production, ['AdministratorAccess']],
      [sandbox, ['AdministratorAccess']],
    ],
  ],
  ['an account and a role together', 'prod admin', [[production, ['AdministratorAccess']]]],
  ['words that no single place has', 'prod power', []],
] as const)
  test(`search: ${why}`, () =>
    assert.deepEqual(
      searchAccounts(accounts, id => roles.get(id), text),
      found.map(([account, shown]) => ({ account, roles: shown })),
    ))

test('accounts are sorted by name, numbers by value, and by id where there is no name', () => {
  const named = (accountName: string) => ({ accountId: '222233334444', accountName })
  assert.deepEqual(sortedByName([named('team 10'), nameless, named('Team 9'), named('apps')]), [
    nameless,
    named('apps'),
    named('Team 9'),
    named('team 10'),
  ])
})
