import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hrefOf, locationOf } from './location.ts'

for (const [why, parts, query, href] of [
  ['a view', ['users'], {}, '#/users'],
  ['the first view', [], {}, '#/'],
  ['a part with a slash and a space', ['groups', 'a/b c'], {}, '#/groups/a%2Fb%20c'],
  ['a query', ['users'], { search: 'ada & co', status: undefined, sort: '' }, '#/users?search=ada+%26+co'],
] as const)
  test(`the address of ${why} leads back to it`, () => {
    assert.equal(hrefOf(parts, query), href)
    assert.deepEqual(locationOf(href).parts, parts)
  })

test('an address that is broken is taken as it stands', () => {
  assert.deepEqual(locationOf('#/users/%E0%A4%A').parts, ['users', '%E0%A4%A'])
})
