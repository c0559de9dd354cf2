import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventRow } from '../api/types.ts'
import { changesOf, filtersFrom, tokensOf } from './event-filter.ts'
import { kindOf, pageOf, refusalOf, whoOf } from './record.ts'
import { boundsOf, rangeChanges, rangeFrom } from './time-range.ts'

const event = (record: EventRow['record'], further: Partial<EventRow> = {}): EventRow => ({
  eventId: 'e-1',
  at: 0,
  eventName: 'CreateUser',
  eventSource: 'sso-directory.amazonaws.com',
  readOnly: false,
  sourceIp: '192.0.2.1',
  accountId: '111122223333',
  reference: 'r-1',
  resources: [],
  record,
  ...further,
})

test('filters come from the address and go back into it', () => {
  const filters = filtersFrom(new URLSearchParams('eventName=CreateUser&refused=true&readOnly=perhaps&tab=x&userId='))
  assert.deepEqual(filters, { eventName: 'CreateUser', refused: 'true' })
  const tokens = tokensOf(filters)
  assert.deepEqual(
    tokens.map(({ propertyKey }) => propertyKey),
    ['eventName', 'refused'],
  )
  const changes = changesOf([...tokens, { propertyKey: 'eventName', value: 'DeleteUser' }])
  assert.equal(changes.eventName, 'DeleteUser', 'the later one holds')
  assert.equal(changes.refused, 'true')
  assert.ok('userId' in changes && changes.userId === undefined)
})

for (const [address, range] of [
  ['', { kind: 'all' }],
  ['range=6h', { kind: 'relative', amount: 6, unit: 'hour' }],
  ['range=0h', { kind: 'all' }],
  ['range=soon', { kind: 'all' }],
  ['from=2026-01-02T03:04:05Z', { kind: 'absolute', from: Date.UTC(2026, 0, 2, 3, 4, 5), to: undefined }],
  ['from=nonsense', { kind: 'all' }],
] as const)
  test(`the range of "${address}"`, () => assert.deepEqual(rangeFrom(new URLSearchParams(address)), range))

test('a range goes into the address and means bounds', () => {
  const week = { kind: 'relative', amount: 1, unit: 'week' } as const
  assert.deepEqual(rangeChanges(week), { range: '1w', from: undefined, to: undefined })
  assert.deepEqual(boundsOf(week, 700_000_000), { from: 95_200_000 })
  const fixed = { kind: 'absolute', from: 0, to: 1000 } as const
  assert.deepEqual(rangeChanges(fixed), { range: undefined, from: '1970-01-01T00:00:00Z', to: '1970-01-01T00:00:01Z' })
  assert.deepEqual(boundsOf(fixed, 5), { from: 0, to: 1000 })
  assert.deepEqual(boundsOf({ kind: 'all' }, 5), {})
})

test('the refusal of an event is what its record says, or at least its code', () => {
  const refusal = { code: 'access.denied', observed: 'none', fix: 'Ask.', actor: 'administrator', detail: { why: 1 } }
  assert.deepEqual(refusalOf(event({ additionalEventData: { refusal } })), { ...refusal, detail: [['why', '1']] })
  assert.deepEqual(refusalOf(event({}, { refusalCode: 'a.b' })), { code: 'a.b', detail: [] })
  assert.equal(refusalOf(event({})), undefined)
})

test('whoever did it is named as well as the record allows', () => {
  assert.equal(whoOf(event({}, { userName: 'ada' })), 'ada')
  assert.equal(whoOf(event({ userIdentity: { arn: 'arn:aws:sts::1:assumed-role/R/ada', type: 'AssumedRole' } })), 'ada')
  assert.equal(whoOf(event({ userIdentity: { type: 'Unknown' } })), 'Unknown')
})

test('resources lead to their pages', () => {
  const set = { type: 'AWS::SSO::PermissionSet', name: 'arn:aws:sso:::permissionSet/ssoins-1/ps-2' }
  assert.equal(pageOf(set), '#/permission-sets/ps-2')
  assert.equal(kindOf(set), 'Permission set')
  assert.equal(pageOf({ type: 'AWS::IAM::Role', name: 'arn:aws:iam::1:role/x' }), undefined)
})
