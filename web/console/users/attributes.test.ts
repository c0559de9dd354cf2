import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesOf, ENTERPRISE, fieldsOf, missing, newUser, type User, withDisplayName } from './attributes.ts'

const ada: User = {
  UserId: 'u-1',
  UserName: 'ada',
  DisplayName: 'Ada',
  Name: { GivenName: 'Ada', FamilyName: 'Lindqvist' },
  Title: 'Head',
  Emails: [{ Value: 'a@example.org', Type: 'home', Primary: true }],
  Addresses: [{ Locality: 'Lund', Country: 'SE' }],
  Photos: [{ Value: 'https://x.example/1.png', Display: 'One' }, { Value: 'https://x.example/2.png' }],
  Extensions: { [ENTERPRISE]: { costCenter: '4711', manager: { value: 'bob' } } },
}

test('a form holds the text of every attribute, of lists that of the first item', () => {
  const fields = fieldsOf(ada)
  assert.equal(fields['name.familyName'], 'Lindqvist')
  assert.equal(fields['emails.value'], 'a@example.org')
  assert.equal(fields['addresses.locality'], 'Lund')
  assert.equal(fields['photos.value'], 'https://x.example/1.png')
  assert.equal(fields[`${ENTERPRISE}.manager.value`], 'bob')
  assert.equal(fields.nickName, '')
})

test('a new user has what was filled in, and nothing else', () => {
  const fields = {
    userName: ' ada ',
    'name.givenName': 'Ada',
    displayName: 'Ada L',
    'emails.value': 'a@example.org',
    title: '',
    'addresses.streetAddress': '1 Road',
    'addresses.postalCode': '12345',
    [`${ENTERPRISE}.department`]: 'Platform',
    [`${ENTERPRISE}.manager.value`]: 'bob',
  }
  assert.deepEqual(newUser(fields), {
    UserName: 'ada',
    DisplayName: 'Ada L',
    Name: { GivenName: 'Ada' },
    Emails: [{ Value: 'a@example.org', Type: 'work', Primary: true }],
    Addresses: [{ StreetAddress: '1 Road', PostalCode: '12345', Type: 'work', Primary: true }],
    Extensions: { [ENTERPRISE]: { department: 'Platform', manager: { value: 'bob' } } },
  })
})

const changes = (fields: Record<string, string>) => changesOf(ada, { ...fieldsOf(ada), ...fields })

test('a form that was not touched changes nothing', () => assert.deepEqual(changes({}), []))

test('a change names only what is different, and an empty text takes the attribute away', () => {
  assert.deepEqual(changes({ displayName: 'Ada L ', title: '', [`${ENTERPRISE}.manager.value`]: 'eve' }), [
    { AttributePath: 'displayName', AttributeValue: 'Ada L' },
    { AttributePath: 'title' },
    { AttributePath: `${ENTERPRISE}.manager.value`, AttributeValue: 'eve' },
  ])
})

test('a list is sent whole: what the form does not show of it stays', () => {
  assert.deepEqual(changes({ 'emails.value': 'b@example.org' }), [
    { AttributePath: 'emails', AttributeValue: [{ value: 'b@example.org', type: 'home', primary: true }] },
  ])
  assert.deepEqual(changes({ 'addresses.locality': '', 'addresses.region': 'Skåne' }), [
    { AttributePath: 'addresses', AttributeValue: [{ country: 'SE', region: 'Skåne' }] },
  ])
  assert.deepEqual(changes({ 'photos.value': 'https://x.example/3.png' }), [
    {
      AttributePath: 'photos',
      AttributeValue: [{ value: 'https://x.example/3.png', display: 'One' }, { value: 'https://x.example/2.png' }],
    },
  ])
  assert.deepEqual(changes({ 'phoneNumbers.value': '+46 1' }), [
    { AttributePath: 'phoneNumbers', AttributeValue: [{ value: '+46 1', type: 'work', primary: true }] },
  ])
})

test('a list of which nothing is left is taken away', () => {
  assert.deepEqual(changes({ 'emails.value': '' }), [{ AttributePath: 'emails' }])
  assert.deepEqual(changes({ 'addresses.locality': '', 'addresses.country': '' }), [{ AttributePath: 'addresses' }])
})

test('what is missing is named; a user name has no spaces', () => {
  assert.equal(missing({ userName: 'ada', displayName: ' ' }), 'Still missing: given name, family name, display name')
  const whole = fieldsOf(ada)
  assert.equal(missing(whole), undefined)
  assert.equal(missing({ ...whole, userName: 'ada l' }), 'The user name has a space')
})

test('the display name follows the names until it is written by hand', () => {
  const one = withDisplayName({}, { 'name.givenName': 'Ada' })
  const two = withDisplayName(one, { ...one, 'name.familyName': 'L' })
  assert.equal(two.displayName, 'Ada L')
  const own = withDisplayName(two, { ...two, displayName: 'Ada the First' })
  assert.equal(withDisplayName(own, { ...own, 'name.familyName': 'M' }).displayName, 'Ada the First')
})
