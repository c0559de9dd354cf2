import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  InvalidLookupAttributesException,
  InvalidNextTokenException,
  InvalidTimeRangeException,
} from '@aws-sdk/client-cloudtrail'
import { ConflictException } from '@aws-sdk/client-sso-admin'
import { given, newPermissionSet, refused, type Stories } from './world.ts'

export const cloudtrailStories: Stories = world => {
  const { trail } = world.clients
  const by = (AttributeKey: 'EventId' | 'EventName' | 'ResourceName', AttributeValue: string) => ({
    LookupAttributes: [{ AttributeKey, AttributeValue }],
  })

  test('a change is in the history at once, found by the resource it made', async () => {
    const permissionSetArn = await newPermissionSet(world, 'in-history')
    const { Events } = await trail.lookupEvents(by('ResourceName', permissionSetArn))
    const [event] = given(Events)
    assert.deepEqual(
      [event?.EventName, event?.EventSource, event?.ReadOnly],
      ['CreatePermissionSet', 'sso.amazonaws.com', 'false'],
    )
    assert.ok(event?.EventTime instanceof Date)
    assert.equal(JSON.parse(given(event.CloudTrailEvent)).requestParameters.name, 'in-history')
  })

  test('a refusal is found under the reference that its text names', async () => {
    await newPermissionSet(world, 'refused-twice')
    const error = await refused(newPermissionSet(world, 'refused-twice'), ConflictException, /already exists/)
    const { Events } = await trail.lookupEvents(by('EventId', given(error.$metadata.requestId)))
    const [event, ...others] = given(Events)
    assert.deepEqual(others, [])
    const record = JSON.parse(given(event?.CloudTrailEvent))
    assert.match(record.errorMessage, /^PermissionSet with name refused-twice already exists/)
    assert.equal(record.additionalEventData.refusal.code, 'access.permission_set_exists')
  })

  test('what nobody did is an empty list', async () => {
    assert.deepEqual((await trail.lookupEvents(by('EventName', 'NothingLikeThis'))).Events, [])
  })

  test('a lookup that cannot be answered says which of its parts is wrong', async () => {
    const LookupAttributes = [
      { AttributeKey: 'EventName', AttributeValue: 'a' },
      { AttributeKey: 'EventSource', AttributeValue: 'b' },
    ] as const
    const two = trail.lookupEvents({ LookupAttributes: [...LookupAttributes] })
    await refused(two, InvalidLookupAttributesException, /attribute/i)
    const backwards = trail.lookupEvents({ StartTime: new Date(2_000), EndTime: new Date(1_000) })
    await refused(backwards, InvalidTimeRangeException, /time/i)
    await refused(trail.lookupEvents({ NextToken: 'never-issued' }), InvalidNextTokenException, /NextToken/)
  })
}
