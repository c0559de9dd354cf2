import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlaces, noPlaces, offeredPlaces, rememberUse, toggleFavourite } from './places.ts'

const place = (roleName: string) => ({ accountId: '111122223333', roleName })

test('marking a favourite twice takes it away again', () => {
  const once = toggleFavourite(noPlaces, place('Admin'))
  assert.deepEqual(once.favourites, [place('Admin')])
  assert.deepEqual(toggleFavourite(once, place('Admin')), noPlaces)
})

test('the latest use comes first, once, and only five are kept', () => {
  const used = ['A', 'B', 'C', 'D', 'E', 'F', 'B'].reduce((all, role) => rememberUse(all, place(role)), noPlaces)
  assert.deepEqual(used.recents, ['B', 'F', 'E', 'D', 'C'].map(place))
})

test('a favourite is not offered among the recents too, and lost assignments are not offered at all', () => {
  const places = { favourites: [place('A'), place('Gone')], recents: [place('A'), place('B'), place('Gone')] }
  assert.deepEqual(
    offeredPlaces(places, p => p.roleName !== 'Gone'),
    { favourites: [place('A')], recents: [place('B')] },
  )
})

for (const [why, value, accepted] of [
  ['what was written', { favourites: [place('A')], recents: [] }, true],
  ['nothing', null, false],
  ['another shape', { favourites: 'A', recents: [] }, false],
  ['a place without a role', { favourites: [], recents: [{ accountId: '1' }] }, false],
  ['a hole in the list', { favourites: [null], recents: [] }, false],
] as const)
  test(`stored places: ${why} is ${accepted ? 'accepted' : 'ignored'}`, () => assert.equal(isPlaces(value), accepted))
