import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '#server/base/clock.ts'
import { type RefusalTable, refuser } from '#server/base/refusal.ts'
import type { Cloud } from '#server/cloud/index.ts'
import { engines } from '#tests/engines.ts'
import { roleLists } from './index.ts'
import type { RoleState } from './lists.ts'
import { author, type World, worldOver } from './testing/world.ts'

const deny = refuser({
  'test.denied': { kind: 'denied', title: 'Denied', toUser: '', cause: 'A test.', fix: 'None.', actor: 'operator' },
} satisfies RefusalTable)

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const all = { limit: 200 }

/** A world in which accounts can be made to deny everything. */
async function guarded(engine: (typeof engines)[number]) {
  const closed = new Set<string>()
  const open = (accountId: string): string => {
    if (closed.has(accountId))
      throw deny('test.denied', { sentence: 'User: x is not authorized to perform: sts:AssumeRole' })
    return accountId
  }
  const wrap = (cloud: Cloud): Cloud => ({
    ...cloud,
    createRole: async (accountId, ...given) => cloud.createRole(open(accountId), ...given),
    updateRole: async (accountId, ...given) => cloud.updateRole(open(accountId), ...given),
    deleteRole: async (accountId, ...given) => cloud.deleteRole(open(accountId), ...given),
    readRole: async (accountId, ...given) => cloud.readRole(open(accountId), ...given),
  })
  const w = await worldOver(await engine.fresh(), { clock: systemClock, wrap })
  return { w, closed, lists: roleLists(w.storage.db) }
}

async function assign({ access }: World, accountId: string, permissionSetArn: string, principalId: string) {
  await access.assignments.assign(author, { accountId, permissionSetArn, principalType: 'USER', principalId })
}

for (const engine of engines)
  describe(`lists of provisioned roles on ${engine.name}`, () => {
    const STATES: readonly RoleState[] = ['current', 'outdated', 'working', 'failed']

    test('every role is in one state, and the filter by state finds it there and nowhere else', async () => {
      const { w, closed, lists } = await guarded(engine)
      const ann = await w.user('ann')
      const setArn = await w.permissionSet('Read')
      const names = ['current', 'outdated', 'working', 'failing', 'never', 'coming'] as const
      const accounts = new Map<string, string>()
      for (const name of names) accounts.set(name, await w.account(name))
      const idOf = (name: (typeof names)[number]) => accounts.get(name) ?? ''
      for (const name of ['current', 'outdated', 'working', 'failing'] as const)
        await assign(w, idOf(name), setArn, ann)
      await w.provisioner.idle()
      await w.access.permissionSets.attachManagedPolicy(author, setArn, READ_ONLY)
      closed.add(idOf('failing')).add(idOf('never'))
      await w.access.assignments.provision(author, setArn, idOf('current'))
      await w.access.assignments.provision(author, setArn, idOf('failing'))
      await assign(w, idOf('never'), setArn, ann)
      await w.provisioner.idle()
      // As it is between the call and its work.
      const plan = {
        generation: 1,
        attempts: 0,
        owner: null,
        leased_until: 0,
        role_name: 'r',
        request_id: 'q',
        due_at: 1e15,
      }
      const permission_set_id = setArn.split('/').at(-1) ?? ''
      for (const name of ['working', 'coming'] as const)
        await w.storage.unit(db =>
          db
            .insertInto('provisioning_work')
            .values({ ...plan, account_id: idOf(name), permission_set_id })
            .execute(),
        )

      const expected = {
        current: 'current',
        outdated: 'outdated',
        working: 'working',
        failing: 'failed',
        never: 'failed',
        coming: 'working',
      }
      const { items } = await lists.roles({}, all)
      assert.deepEqual(
        Object.fromEntries(names.map(name => [name, items.find(one => one.accountId === idOf(name))?.state])),
        expected,
      )
      assert.equal(items.length, names.length)
      for (const state of STATES) {
        const own = (await lists.roles({ state }, all)).items.map(one => one.accountId)
        assert.deepEqual(
          own,
          names
            .filter(name => expected[name] === state)
            .map(idOf)
            .sort(),
        )
      }
      for (const name of ['failing', 'never'] as const)
        assert.match(items.find(one => one.accountId === idOf(name))?.error ?? '', /sts:AssumeRole/)
      assert.equal(items.find(one => one.accountId === idOf('never'))?.appliedAt, undefined)
      assert.ok((items.find(one => one.accountId === idOf('failing'))?.appliedAt ?? 0) > 0)
      assert.deepEqual((await lists.counts('permission_set_id')).get(permission_set_id), {
        roles: 4,
        failed: 2,
        outdated: 1,
      })
      assert.deepEqual((await lists.counts('account_id', [idOf('never')])).get(idOf('never')), {
        roles: 0,
        failed: 1,
        outdated: 0,
      })
      assert.equal((await lists.counts('account_id', [idOf('coming')])).size, 0)
    })

    test('a first attempt that failed stays visible while its account denies everything, until one succeeds', async () => {
      const { w, closed, lists } = await guarded(engine)
      const ann = await w.user('ann')
      const setArn = await w.permissionSet('Read')
      const accountId = await w.account('shut')
      closed.add(accountId)
      await assign(w, accountId, setArn, ann)
      await w.provisioner.idle()
      const failed = (await lists.roles({ accountId }, all)).items
      assert.deepEqual(
        failed.map(({ state }) => state),
        ['failed'],
      )
      closed.clear()
      await assign(w, accountId, setArn, ann)
      await w.provisioner.idle()
      assert.deepEqual(
        (await lists.roles({ accountId }, all)).items.map(({ state }) => state),
        ['current'],
      )
      const target = { accountId, permissionSetArn: setArn, principalType: 'USER', principalId: ann } as const
      await w.access.assignments.unassign(author, target)
      await w.provisioner.idle()
      // It was there since, and is wanted no more.
      assert.deepEqual((await lists.roles({}, all)).items, [])
      assert.equal((await lists.counts('account_id')).size, 0)
    })

    test('a permission set that is gone takes its failures with it', async () => {
      const { w, closed, lists } = await guarded(engine)
      const setArn = await w.permissionSet('Read')
      const accountId = await w.account('shut')
      closed.add(accountId)
      await assign(w, accountId, setArn, await w.user('ann'))
      await w.provisioner.idle()
      await w.access.permissionSets.delete(author, setArn)
      assert.deepEqual((await lists.roles({ state: 'failed' }, all)).items, [])
    })

    test('pages of all kinds of roles join without a gap or a repetition', async () => {
      const { w, closed, lists } = await guarded(engine)
      const ann = await w.user('ann')
      const sets = [await w.permissionSet('Read'), await w.permissionSet('Write')]
      for (let n = 0; n < 4; n++) {
        const accountId = await w.account(`account-${n}`)
        if (n % 2 === 1) closed.add(accountId)
        for (const setArn of sets) await assign(w, accountId, setArn, ann)
      }
      await w.provisioner.idle()
      const whole = (await lists.roles({}, all)).items
      assert.equal(whole.length, 8)
      const joined = []
      let after: string | undefined
      do {
        const page = await lists.roles({}, after === undefined ? { limit: 3 } : { limit: 3, after })
        joined.push(...page.items)
        after = page.next
      } while (after !== undefined)
      assert.deepEqual(joined, whole)
      assert.equal((await lists.roles({ state: 'failed' }, all)).items.length, 4)
    })
  })
