import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemRandom, uuid } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { Storage } from '#server/storage/index.ts'
import { engines } from '#tests/engines.ts'
import { type Author, auditLog, eventStore } from './index.ts'

const author = (at: number, eventName = 'CreateUser', userName = 'ann'): Author => ({
  call: {
    requestId: uuid(systemRandom),
    at,
    eventSource: 'identitystore.amazonaws.com',
    eventName,
    readOnly: false,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.7',
    userAgent: 'test',
    parameters: { userName: 'bob' },
  },
  identity: { type: 'IAMUser', userName, accountId: '111122223333' },
})

function historyOf(storage: Storage) {
  const place = { region: 'eu-west-1', recipientAccountId: '111122223333', random: systemRandom }
  const atomically = <T>(work: (stores: { events: ReturnType<typeof eventStore> }) => Promise<T>) =>
    storage.unit(db => work({ events: eventStore(db, place) }))
  const events = eventStore(storage.db, place)
  const audit = auditLog({ events, atomically, region: place.region, managementAccountId: place.recipientAccountId })
  return { audit, atomically }
}

for (const engine of engines)
  describe(`event history on ${engine.name}`, () => {
    test('strangers fill the history neither by number nor by size', async () => {
      const { audit } = historyOf(await engine.fresh())
      const stranger = (parameters: Record<string, unknown>, at = 1_000_000): Author => {
        const { call } = author(at, 'AssumeRoleWithSAML')
        return { call: { ...call, parameters }, identity: { type: 'Unknown' } }
      }
      const refusal = new Refusal('sample.garbage', {
        kind: 'invalid',
        title: 'Garbage',
        toUser: 'Garbage.',
        cause: 'Garbage.',
        fix: 'None.',
        actor: 'caller',
      })
      const recorded = async () => (await audit.find({ eventName: 'AssumeRoleWithSAML', limit: 1_000 })).items
      for (let i = 0; i < 310; i++) await audit.recordRefusal(stranger({ policy: 'A'.repeat(20_000) }), refusal)
      const events = await recorded()
      assert.equal(events.length, 300)
      assert.equal(audit.counted().get('sample.garbage'), 10)
      const longest = Math.max(...events.map(({ record }) => record.length))
      assert.ok(longest < 2_000, `${longest} characters`)
      await audit.recordRefusal({ ...author(1_000_000, 'AssumeRoleWithSAML') }, refusal)
      await audit.recordRefusal(stranger({ small: 'kept' }, 1_060_000), refusal)
      assert.equal((await recorded()).length, 302)
    })

    test('an event is a CloudTrail record and is found by what it says', async () => {
      const { audit, atomically } = historyOf(await engine.fresh())
      const id = await atomically(({ events }) =>
        events.record(author(1_000_000), { resources: [{ type: 'AWS::IdentityStore::User', name: 'u-1' }] }),
      )
      await atomically(({ events }) => events.record(author(2_000_000, 'DeleteUser', 'eve')))
      for (const query of [
        { eventId: id },
        { userName: 'ann' },
        { resourceName: 'u-1' },
        { eventName: 'CreateUser' },
        { to: 1_500_000 },
      ]) {
        const { items } = await audit.find({ ...query, limit: 10 })
        assert.deepEqual(
          items.map(event => event.eventId),
          [id],
          JSON.stringify(query),
        )
      }
      const { items } = await audit.find({ eventId: id, limit: 1 })
      const record = JSON.parse(items[0]?.record ?? '')
      assert.equal(record.eventVersion, '1.11')
      assert.equal(record.eventTime, '1970-01-01T00:16:40Z')
      assert.deepEqual(record.requestParameters, { userName: 'bob' })
      assert.deepEqual(record.userIdentity, { type: 'IAMUser', userName: 'ann', accountId: '111122223333' })
    })

    test('events of one millisecond are paged newest first without loss or repetition', async () => {
      const { audit, atomically } = historyOf(await engine.fresh())
      for (let index = 0; index < 7; index++)
        await atomically(({ events }) => events.record(author(5_000 + (index % 2))))
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await audit.find({ limit: 2, ...(after === undefined ? {} : { after }) })
        seen.push(...page.items.map(event => event.eventId))
        after = page.next
      } while (after !== undefined)
      assert.equal(new Set(seen).size, 7)
    })

    test('a refusal is one event whose id is the reference that the caller saw', async () => {
      const { audit } = historyOf(await engine.fresh())
      const who = author(9_000)
      const definition = {
        kind: 'denied',
        title: 'No',
        toUser: 'No.',
        cause: 'c',
        fix: 'f',
        actor: 'administrator',
      } as const
      await audit.recordRefusal(who, new Refusal('x.no', definition, { observed: 'seen', secret: { truth: 'hidden' } }))
      const { items } = await audit.find({ refusalCode: 'x.no', limit: 5 })
      assert.deepEqual(
        items.map(event => event.eventId),
        [who.call.requestId],
      )
      const { additionalEventData } = JSON.parse(items[0]?.record ?? '')
      assert.equal(additionalEventData.refusal.observed, 'seen')
      assert.deepEqual(additionalEventData.refusal.detail, { truth: 'hidden' })
    })

    test('the chain proves that no event was altered, and shows where one was', async () => {
      const storage = await engine.fresh()
      const { audit, atomically } = historyOf(storage)
      for (let index = 1; index <= 5; index++) await atomically(({ events }) => events.record(author(index)))
      assert.equal(await audit.chain(), 5)
      assert.equal(await audit.chain(), 0)
      assert.deepEqual(await audit.verifyChain(), { events: 5, unnumbered: 0 })
      await storage.unit(db => db.updateTable('event').set({ record: '{}' }).where('number', '=', 3).execute())
      assert.equal((await audit.verifyChain()).brokenAt, 3)
    })

    test('the chain goes on after old events are forgotten, and a gap in it is seen', async () => {
      const storage = await engine.fresh()
      const { audit, atomically } = historyOf(storage)
      for (let index = 1; index <= 6; index++) await atomically(({ events }) => events.record(author(index)))
      await audit.chain()
      assert.equal(await audit.forget(3), 2)
      await atomically(({ events }) => events.record(author(7)))
      await audit.chain()
      assert.deepEqual(await audit.verifyChain(), { events: 5, unnumbered: 0 })
      await storage.unit(db => db.deleteFrom('event').where('number', '=', 5).execute())
      assert.equal((await audit.verifyChain()).brokenAt, 6)
    })
  })
