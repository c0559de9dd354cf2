import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Author } from '#server/audit/index.ts'
import { eventStore } from '#server/audit/index.ts'
import { type Clock, systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { type RefusalTable, refuser } from '#server/base/refusal.ts'
import type { Cloud } from '#server/cloud/index.ts'
import { readArn } from '#server/formats/aws/index.ts'
import { author, type World, worldOver } from '#server/provisioning/testing/world.ts'
import { engines } from '#tests/engines.ts'
import { until } from '#tests/portico.ts'
import type { Batch } from './batches.ts'
import { type Assignments, accessLists, type Batches, batches, batchStore } from './index.ts'

const deny = refuser({
  'test.denied': { kind: 'denied', title: 'Denied', toUser: '', cause: 'A test.', fix: 'None.', actor: 'operator' },
} satisfies RefusalTable)

type Carries = Pick<Assignments, 'assign' | 'unassign'>

interface Process {
  readonly clock?: Clock
  readonly assignments?: Carries
  readonly report?: (error: unknown) => void
}

/** The batches of one process over the store. */
function batchesIn(
  { storage, access }: World,
  { clock = systemClock, assignments = access.assignments, report = fails }: Process = {},
): Batches {
  const { instance } = storage
  const place = { region: 'us-east-1', recipientAccountId: instance.managementAccountId, random: systemRandom }
  return batches({
    instance,
    clock,
    random: systemRandom,
    batchStore: batchStore(storage.db),
    atomically: unit => storage.unit(db => unit({ batches: batchStore(db), events: eventStore(db, place) })),
    assignments,
    lists: accessLists(storage.db),
    report,
  })
}

function fails(error: unknown): void {
  throw error
}

const user = (principalId: string) => ({ principalType: 'USER', principalId }) as const
const group = (principalId: string) => ({ principalType: 'GROUP', principalId }) as const
const setId = (permissionSetArn: string) => readArn('permissionSet', permissionSetArn)?.permissionSetId ?? ''
const all = { limit: 200 }

const countsOf = ({ rows, waiting, working, succeeded, failed }: Batch) => ({
  rows,
  waiting,
  working,
  succeeded,
  failed,
})

/** When nothing waits and nothing is under way. */
async function ended(own: Batches, { provisioner }: World, batchId: string): Promise<Batch> {
  await until(async () => (await own.get(batchId)).waiting === 0)
  await provisioner.idle()
  return own.get(batchId)
}

const names = async ({ storage }: World) => {
  const rows = await storage.db.selectFrom('event').select(['event_name', 'record']).execute()
  return rows.map(({ event_name, record }) => {
    const { userIdentity } = JSON.parse(record) as { userIdentity: { arn?: string } }
    return { name: event_name, by: userIdentity.arn }
  })
}

const count = async (world: World, name: string, by = author.identity.arn) =>
  (await names(world)).filter(event => event.name === name && event.by === by).length

for (const engine of engines)
  describe(`batches of assignments on ${engine.name}`, () => {
    const world = async (wrap?: (cloud: Cloud) => Cloud) =>
      worldOver(await engine.fresh(), { clock: systemClock, ...(wrap === undefined ? {} : { wrap }) })

    test('every combination is made; the rows of an account that is not there fail in words, and the others stand', async () => {
      const w = await world()
      const own = batchesIn(w)
      const principals = [user(await w.user('ann')), group(await w.group('ops'))]
      const there = [await w.account('one'), await w.account('two')]
      const sets = [await w.permissionSet('Read'), await w.permissionSet('Write')]
      const wanted = { principals, accountIds: [...there, '999999999999'], permissionSetIds: sets.map(setId) }
      const made = await own.create(author, { action: 'assign', ...wanted })
      assert.equal(made.rows, 12)
      assert.equal(made.createdBy, author.identity.arn)
      const batch = await ended(own, w, made.batchId)
      assert.deepEqual(countsOf(batch), { rows: 12, waiting: 0, working: 0, succeeded: 8, failed: 4 })
      assert.equal(batch.interrupted, false)
      const failed = (await own.rows(made.batchId, 'failed', all)).items
      assert.deepEqual([...new Set(failed.map(row => row.accountId))], ['999999999999'])
      assert.match(failed[0]?.failure ?? '', /Observed: \d{12}\. .* must act: Take the id from ListAccounts/)
      assert.equal(failed[0]?.requestId, undefined)
      for (const row of (await own.rows(made.batchId, 'succeeded', all)).items) {
        const request = await w.access.assignments.request('assign', row.requestId ?? '')
        assert.deepEqual(request.principal?.principalId, row.principalId)
      }
      assert.equal(await count(w, 'CreateAccountAssignment'), 8)
      assert.equal((await own.list(all)).items[0]?.batchId, made.batchId)
    })

    test('the event of the batch stands beside those of its rows, which name what each asked for', async () => {
      const w = await world()
      const own = batchesIn(w)
      const by: Author = { ...author, call: { ...author.call, eventName: 'CreateAssignmentBatch' } }
      const permissionSetArn = await w.permissionSet('Read')
      const [accountId, principalId] = [await w.account('one'), await w.user('ann')]
      const wanted = {
        principals: [user(principalId)],
        accountIds: [accountId],
        permissionSetIds: [setId(permissionSetArn)],
      }
      const { batchId } = await own.create(by, { action: 'assign', ...wanted })
      await ended(own, w, batchId)
      assert.equal(await count(w, 'CreateAssignmentBatch'), 1)
      const { record } = await w.storage.db
        .selectFrom('event')
        .select('record')
        .where('event_name', '=', 'CreateAccountAssignment')
        .executeTakeFirstOrThrow()
      const target = { targetId: accountId, targetType: 'AWS_ACCOUNT', principalType: 'USER', principalId }
      assert.deepEqual(JSON.parse(record).requestParameters, { permissionSetArn, ...target })
    })

    test('what a process leaves when it dies waits, shows as interrupted after 30 seconds, and is gone on with by another', async () => {
      let now = systemClock()
      const clock = () => now
      const w = await world()
      const permissionSetId = setId(await w.permissionSet('Read'))
      const [first, second] = [await w.account('one'), await w.account('two')]
      const principals = []
      for (let n = 0; n < 30; n++) principals.push(group(await w.group(`group-${n}`)))
      let calls = 0
      const dying: Carries = {
        ...w.access.assignments,
        // After the first fifty rows and five more this process does nothing any more.
        assign: (...asked) => (++calls > 55 ? new Promise<never>(() => {}) : w.access.assignments.assign(...asked)),
      }
      const dead = batchesIn(w, { clock, assignments: dying })
      const wanted = { principals, accountIds: [first, second], permissionSetIds: [permissionSetId] }
      const { batchId } = await dead.create(author, { action: 'assign', ...wanted })
      await until(() => calls === 60)
      await until(async () => (await w.storage.db.selectFrom('assignment').selectAll().execute()).length === 55)
      const own = batchesIn(w, { clock })
      now += 29_000
      assert.equal((await own.get(batchId)).interrupted, false)
      await assert.rejects(own.resume(author, batchId), { code: 'access.batch_working' })
      now += 2_000
      const left = await own.get(batchId)
      assert.deepEqual([left.waiting, left.interrupted], [10, true])
      const other: Author = { ...author, identity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/other' } }
      await own.resume(other, batchId)
      const batch = await ended(own, w, batchId)
      assert.deepEqual(countsOf(batch), { rows: 60, waiting: 0, working: 0, succeeded: 60, failed: 0 })
      assert.equal(batch.interrupted, false)
      // Five rows had been asked for, and nobody had written that down: they are asked for again, and that does no harm.
      assert.equal((await w.storage.db.selectFrom('assignment').selectAll().execute()).length, 60)
      assert.equal(await count(w, 'CreateAccountAssignment'), 55)
      assert.equal(await count(w, 'CreateAccountAssignment', other.identity.arn), 10)
    })

    test('a server that ends in order hands its batch on at once', async () => {
      const w = await world()
      const principals = []
      for (let n = 0; n < 60; n++) principals.push(group(await w.group(`group-${n}`)))
      const wanted = {
        principals,
        accountIds: [await w.account('one')],
        permissionSetIds: [setId(await w.permissionSet('Read'))],
      }
      const ending = batchesIn(w)
      const { batchId } = await ending.create(author, { action: 'assign', ...wanted })
      await ending.stop()
      const own = batchesIn(w)
      const { waiting, interrupted } = await own.get(batchId)
      assert.deepEqual([waiting, interrupted], [10, true])
      await own.resume(author, batchId)
      assert.equal((await ended(own, w, batchId)).succeeded, 60)
    })

    test('a row whose role could not be made tells why in AWS’s words, and is tried again by going on', async () => {
      let denied = ''
      const w = await world(cloud => ({
        ...cloud,
        createRole: async (accountId, ...given) => {
          if (accountId === denied)
            throw deny('test.denied', { sentence: 'User: x is not authorized to perform: iam:CreateRole' })
          return cloud.createRole(accountId, ...given)
        },
      }))
      const own = batchesIn(w)
      const [good, bad] = [await w.account('good'), await w.account('bad')]
      denied = bad
      const wanted = {
        principals: [user(await w.user('ann'))],
        accountIds: [good, bad],
        permissionSetIds: [setId(await w.permissionSet('Read'))],
      }
      const { batchId } = await own.create(author, { action: 'assign', ...wanted })
      const batch = await ended(own, w, batchId)
      assert.deepEqual([batch.succeeded, batch.failed, batch.interrupted], [1, 1, false])
      const [row] = (await own.rows(batchId, 'failed', all)).items
      assert.equal(row?.accountId, bad)
      assert.match(row?.failure ?? '', /^Received a 403 status error: Access denied by IAM/)
      denied = ''
      await own.resume(author, batchId)
      assert.deepEqual(countsOf(await ended(own, w, batchId)), {
        rows: 2,
        waiting: 0,
        working: 0,
        succeeded: 2,
        failed: 0,
      })
      // The row that had succeeded was left alone.
      assert.equal(await count(w, 'CreateAccountAssignment'), 3)
    })

    test('removing what is not there changes nothing and is no failure; the same batch twice ends alike', async () => {
      const w = await world()
      const own = batchesIn(w)
      const [ann, bob] = [await w.user('ann'), await w.user('bob')]
      const permissionSetArn = await w.permissionSet('Read')
      const accountId = await w.account('one')
      const wanted = { accountIds: [accountId], permissionSetIds: [setId(permissionSetArn)] }
      const both = { ...wanted, principals: [user(ann), user(bob)] }
      await w.access.assignments.assign(author, { accountId, permissionSetArn, ...user(ann) })
      await w.provisioner.idle()
      assert.deepEqual(countsOfPreview(await own.preview({ action: 'unassign', ...both })), {
        ...{ rows: 2, changes: 1, unchanged: 1, roles: 1 },
      })
      for (let turn = 0; turn < 2; turn++) {
        const { batchId } = await own.create(author, { action: 'unassign', ...both })
        const batch = await ended(own, w, batchId)
        assert.deepEqual([batch.succeeded, batch.failed], [2, 0])
      }
      assert.equal(await count(w, 'DeleteAccountAssignment'), 1)
      assert.deepEqual(await w.storage.db.selectFrom('assignment').selectAll().execute(), [])
      for (let turn = 0; turn < 2; turn++) {
        const { batchId } = await own.create(author, { action: 'assign', ...both })
        assert.equal((await ended(own, w, batchId)).succeeded, 2)
      }
      assert.equal((await w.storage.db.selectFrom('assignment').selectAll().execute()).length, 2)
    })

    test('a preview counts what would change and which roles come, and does nothing', async () => {
      const w = await world()
      const own = batchesIn(w)
      const ann = user(await w.user('ann'))
      const sets = [await w.permissionSet('Read'), await w.permissionSet('Write')]
      const accountIds = [await w.account('one'), await w.account('two'), await w.account('three')]
      const [permissionSetArn = ''] = sets
      await w.access.assignments.assign(author, { accountId: accountIds[0] ?? '', permissionSetArn, ...ann })
      await w.provisioner.idle()
      const before = await names(w)
      const principals = [ann, group(await w.group('ops'))]
      const wanted = { action: 'assign', principals, accountIds, permissionSetIds: sets.map(setId) } as const
      const { sample, ...counts } = await own.preview(wanted)
      assert.deepEqual(counts, { rows: 12, changes: 11, unchanged: 1, roles: 5 })
      assert.equal(sample.filter(row => row.change).length, 11)
      assert.equal((await names(w)).length, before.length + 1, 'the group, and nothing else')
      assert.deepEqual((await own.list(all)).items, [])
    })

    test('more than ten thousand rows are refused before anything is stored', async () => {
      const w = await world()
      const own = batchesIn(w)
      const ids = (most: number) => Array.from({ length: most }, (_, n) => String(n))
      const wanted = { principals: ids(21).map(user), accountIds: ids(500), permissionSetIds: ['ps-0'] }
      const tooLarge = { code: 'access.batch_too_large' }
      await assert.rejects(own.preview({ action: 'assign', ...wanted }), tooLarge)
      await assert.rejects(own.create(author, { action: 'assign', ...wanted }), tooLarge)
      assert.deepEqual((await own.list(all)).items, [])
      await assert.rejects(own.get('none'), { code: 'access.batch_missing' })
    })

    test('a fault of the server’s in one row loses nothing of what the others came to', async () => {
      const w = await world()
      const reported: unknown[] = []
      const [ann, bob] = [await w.user('ann'), await w.user('bob')]
      const fault = new Error('the store hiccups')
      const assignments: Carries = {
        ...w.access.assignments,
        assign: async (by, target) => {
          if (target.principalId === ann) throw fault
          return w.access.assignments.assign(by, target)
        },
      }
      const own = batchesIn(w, { assignments, report: error => void reported.push(error) })
      const wanted = {
        principals: [user(ann), user(bob)],
        accountIds: [await w.account('one')],
        permissionSetIds: [setId(await w.permissionSet('Read'))],
      }
      const { batchId } = await own.create(author, { action: 'assign', ...wanted })
      await until(() => reported.length > 0)
      await w.provisioner.idle()
      assert.deepEqual(reported, [fault])
      const { waiting, succeeded } = await own.get(batchId)
      assert.deepEqual([waiting, succeeded], [1, 1])
    })

    test('rows and batches come page by page, and a batch is forgotten before the requests that it reads', async () => {
      const w = await world()
      let now = systemClock() - 10_000
      const own = batchesIn(w, { clock: () => now })
      const wanted = {
        principals: [user(await w.user('ann')), user(await w.user('bob')), group(await w.group('ops'))],
        accountIds: [await w.account('one')],
        permissionSetIds: [setId(await w.permissionSet('Read'))],
      }
      const ids: string[] = []
      for (let turn = 0; turn < 3; turn++) {
        now += 1
        ids.unshift((await own.create(author, { action: 'assign', ...wanted })).batchId)
        await ended(own, w, ids[0] ?? '')
      }
      const first = await own.list({ limit: 2 })
      const rest = await own.list({ limit: 2, after: first.next ?? '' })
      assert.deepEqual(
        [...first.items, ...rest.items].map(({ batchId }) => batchId),
        ids,
      )
      assert.equal(rest.next, undefined)
      const [newest = ''] = ids
      const rows = await own.rows(newest, 'succeeded', { limit: 2 })
      const last = await own.rows(newest, 'succeeded', { limit: 2, after: rows.next ?? '' })
      assert.equal(rows.items.length + last.items.length, 3)
      await w.access.assignments.forget(now)
      assert.deepEqual(
        (await own.list(all)).items.map(({ batchId }) => batchId),
        [newest],
      )
    })
  })

const countsOfPreview = ({ sample: _, ...counts }: Awaited<ReturnType<Batches['preview']>>) => counts
