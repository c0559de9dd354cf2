import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RESERVED_ROLE_PREFIX } from '#server/access/index.ts'
import { systemClock } from '#server/base/clock.ts'
import { type RefusalTable, refuser } from '#server/base/refusal.ts'
import type { Cloud } from '#server/cloud/index.ts'
import { engines } from '#tests/engines.ts'
import { author, type World, worldOver } from './testing/world.ts'

const refuse = refuser({
  'test.throttled': failure('throttled'),
  'test.denied': failure('denied'),
} satisfies RefusalTable)

function failure<Kind extends 'throttled' | 'denied'>(kind: Kind) {
  return { kind, title: 'Rate exceeded', toUser: '', cause: 'A test.', fix: 'None.', actor: 'operator' } as const
}

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'

const rolesIn = ({ cloud }: World, accountId: string) => cloud.roleNames(accountId, RESERVED_ROLE_PREFIX)

const all = { limit: 100 }

for (const engine of engines)
  describe(`provisioning on ${engine.name}`, () => {
    const world = async (wrap?: (cloud: Cloud) => Cloud, clock = systemClock) =>
      worldOver(await engine.fresh(clock), { clock, ...(wrap === undefined ? {} : { wrap }) })

    test('the first assignment brings the role, the last removal takes it away', async () => {
      const w = await world()
      const [ann, bob] = [await w.user('ann'), await w.user('bob')]
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('ReadOnly')
      await w.access.permissionSets.putInlinePolicy(author, permissionSetArn, POLICY)
      const to = (principalId: string) => ({ accountId, permissionSetArn, principalType: 'USER', principalId }) as const
      const asked = await w.access.assignments.assign(author, to(ann))
      assert.equal(asked.status, 'IN_PROGRESS')
      await w.provisioner.idle()
      assert.equal((await w.access.assignments.request('assign', asked.requestId)).status, 'SUCCEEDED')
      const [roleName = ''] = await rolesIn(w, accountId)
      const role = await w.cloud.readRole(accountId, roleName)
      assert.deepEqual(role?.inlinePolicies, { AwsSSOInlinePolicy: POLICY })
      assert.deepEqual((await w.provisioned.accounts(permissionSetArn, undefined, all)).items, [accountId])

      await w.access.assignments.assign(author, to(bob))
      await w.provisioner.idle()
      await w.access.assignments.unassign(author, to(ann))
      await w.provisioner.idle()
      assert.deepEqual(await rolesIn(w, accountId), [roleName])
      const removal = await w.access.assignments.unassign(author, to(bob))
      await w.provisioner.idle()
      assert.equal((await w.access.assignments.request('unassign', removal.requestId)).status, 'SUCCEEDED')
      assert.deepEqual(await rolesIn(w, accountId), [])
      assert.deepEqual((await w.provisioned.accounts(permissionSetArn, undefined, all)).items, [])

      await w.access.assignments.assign(author, to(ann))
      await w.provisioner.idle()
      assert.deepEqual(await rolesIn(w, accountId), [roleName], 'name and ARN are stable for life')
      assert.deepEqual(w.reported, [])
    })

    test('an edited permission set is outdated in its accounts until it is provisioned', async () => {
      const w = await world()
      const principalId = await w.group('ops')
      const accounts = [await w.account('one'), await w.account('two')].sort()
      const permissionSetArn = await w.permissionSet('Ops')
      for (const accountId of accounts)
        await w.access.assignments.assign(author, { accountId, permissionSetArn, principalType: 'GROUP', principalId })
      await w.provisioner.idle()
      await w.access.permissionSets.attachManagedPolicy(
        author,
        permissionSetArn,
        'arn:aws:iam::aws:policy/ReadOnlyAccess',
      )
      const { accounts: where, permissionSets } = w.provisioned
      assert.deepEqual((await where(permissionSetArn, 'LATEST_PERMISSION_SET_NOT_PROVISIONED', all)).items, accounts)
      assert.deepEqual((await where(permissionSetArn, 'LATEST_PERMISSION_SET_PROVISIONED', all)).items, [])
      const request = await w.access.assignments.provision(author, permissionSetArn)
      await w.provisioner.idle()
      assert.equal((await w.access.assignments.request('provision', request.requestId)).status, 'SUCCEEDED')
      assert.deepEqual((await where(permissionSetArn, 'LATEST_PERMISSION_SET_PROVISIONED', all)).items, accounts)
      assert.deepEqual((await permissionSets(accounts[0] ?? '', 'LATEST_PERMISSION_SET_PROVISIONED', all)).items, [
        permissionSetArn,
      ])
      for (const accountId of accounts) {
        const [roleName = ''] = await rolesIn(w, accountId)
        const role = await w.cloud.readRole(accountId, roleName)
        assert.deepEqual(role?.attachedPolicies, ['arn:aws:iam::aws:policy/ReadOnlyAccess'])
      }
    })

    test('provisioning a permission set that is nowhere, or no longer where it was, succeeds', async () => {
      const w = await world()
      const accountId = await w.account('empty')
      const setArn = await w.permissionSet('Nowhere')
      const everywhere = await w.access.assignments.provision(author, setArn)
      assert.equal(everywhere.status, 'SUCCEEDED')
      const there = await w.access.assignments.provision(author, setArn, accountId)
      await w.provisioner.idle()
      assert.equal((await w.access.assignments.request('provision', there.requestId)).status, 'SUCCEEDED')
      assert.deepEqual(await rolesIn(w, accountId), [])
    })

    test('a policy that the account lacks fails the assignment, says which, and leaves nothing behind', async () => {
      const w = await world()
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Team')
      const reference = { name: 'team-policy', path: '/team/' }
      await w.access.permissionSets.attachCustomerPolicy(author, permissionSetArn, reference)
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      const { requestId } = await w.access.assignments.assign(author, target)
      await w.provisioner.idle()
      const { status, failureReason = '' } = await w.access.assignments.request('assign', requestId)
      assert.equal(status, 'FAILED')
      assert.match(
        failureReason,
        /^Received a 404 status error: Policy arn:aws:iam::\d{12}:policy\/team\/team-policy does not exist or is not attachable\./,
      )
      assert.deepEqual((await w.access.assignments.ofRole(accountId, permissionSetArn, all)).items, [])
      assert.deepEqual(await rolesIn(w, accountId), [])
      assert.equal(await w.storage.db.selectFrom('provisioning_work').selectAll().executeTakeFirst(), undefined)
      await w.access.permissionSets.delete(author, permissionSetArn)
    })

    test('a refused update of a provisioned role fails the request, keeps the role and remembers why', async () => {
      let denied = false
      const w = await world(cloud => ({
        ...cloud,
        updateRole: async (...given) => {
          if (denied)
            throw refuse('test.denied', { sentence: 'User: x is not authorized to perform: iam:PutRolePolicy' })
          return cloud.updateRole(...given)
        },
      }))
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Team')
      await w.access.assignments.assign(author, { accountId, permissionSetArn, principalType: 'USER', principalId })
      await w.provisioner.idle()
      denied = true
      await w.access.permissionSets.putInlinePolicy(author, permissionSetArn, POLICY)
      const { requestId } = await w.access.assignments.provision(author, permissionSetArn, accountId)
      await w.provisioner.idle()
      const { status, failureReason = '' } = await w.access.assignments.request('provision', requestId)
      assert.equal(status, 'FAILED')
      assert.match(failureReason, /^Received a 403 status error: Access denied by IAM\. .*IAM Error: User: x is not/)
      const { permissionSetId } = await w.access.permissionSets.describe(permissionSetArn)
      assert.match((await w.provisioned.role({ accountId, permissionSetId }))?.lastError ?? '', /403/)
      assert.equal((await rolesIn(w, accountId)).length, 1)
      denied = false
      await w.access.assignments.provision(author, permissionSetArn, accountId)
      await w.provisioner.idle()
      assert.equal((await w.provisioned.role({ accountId, permissionSetId }))?.lastError, undefined)
    })

    test('removing one of several assignments leaves the role alone, outdated or broken as its definition may be', async () => {
      const w = await world()
      const [ann, bob] = [await w.user('ann'), await w.user('bob')]
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Team')
      const to = (principalId: string) => ({ accountId, permissionSetArn, principalType: 'USER', principalId }) as const
      for (const principalId of [ann, bob]) await w.access.assignments.assign(author, to(principalId))
      await w.provisioner.idle()
      await w.access.permissionSets.attachCustomerPolicy(author, permissionSetArn, { name: 'missing', path: '/' })
      assert.equal((await w.access.assignments.unassign(author, to(ann))).status, 'SUCCEEDED')
      await w.provisioner.idle()
      const { accounts } = w.provisioned
      assert.deepEqual((await accounts(permissionSetArn, 'LATEST_PERMISSION_SET_NOT_PROVISIONED', all)).items, [
        accountId,
      ])
      const last = await w.access.assignments.unassign(author, to(bob))
      await w.provisioner.idle()
      assert.equal((await w.access.assignments.request('unassign', last.requestId)).status, 'SUCCEEDED')
      assert.deepEqual(await rolesIn(w, accountId), [])
    })

    test('of two last assignments removed at the same time, one takes the role with it', async () => {
      const w = await world()
      const [ann, bob] = [await w.user('ann'), await w.user('bob')]
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Both')
      const to = (principalId: string) => ({ accountId, permissionSetArn, principalType: 'USER', principalId }) as const
      for (let round = 0; round < 5; round++) {
        for (const principalId of [ann, bob]) await w.access.assignments.assign(author, to(principalId))
        await w.provisioner.idle()
        await Promise.all([ann, bob].map(principalId => w.access.assignments.unassign(author, to(principalId))))
        await w.provisioner.idle()
        assert.deepEqual(await rolesIn(w, accountId), [])
      }
    })

    test('throttling is waited out with growing pauses, and the request ends well', async () => {
      let now = systemClock()
      let refusals = 3
      const w = await world(
        cloud => ({
          ...cloud,
          createRole: async (...given) => {
            if (refusals-- > 0) throw refuse('test.throttled')
            return cloud.createRole(...given)
          },
        }),
        () => now,
      )
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Slow')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      const { requestId } = await w.access.assignments.assign(author, target)
      await w.provisioner.idle()
      for (const pause of [250, 500, 1_000]) {
        now += pause - 1
        w.provisioner.kick()
        await w.provisioner.idle()
        assert.equal((await w.access.assignments.request('assign', requestId)).status, 'IN_PROGRESS')
        now += 1
        w.provisioner.kick()
        await w.provisioner.idle()
      }
      assert.equal((await w.access.assignments.request('assign', requestId)).status, 'SUCCEEDED')
    })

    test('a removal that fails gives the assignment back; one of a deleted user never fails', async () => {
      let now = systemClock()
      let denied = true
      const w = await world(
        cloud => ({
          ...cloud,
          deleteRole: async (...given) => {
            if (denied) throw refuse('test.denied')
            return cloud.deleteRole(...given)
          },
        }),
        () => now,
      )
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Sticky')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      await w.access.assignments.assign(author, target)
      await w.provisioner.idle()
      const failed = await w.access.assignments.unassign(author, target)
      await w.provisioner.idle()
      assert.equal((await w.access.assignments.request('unassign', failed.requestId)).status, 'FAILED')
      assert.deepEqual(await w.access.entitlements.accountsOf(principalId), [accountId])

      await w.directory.deleteUser(author, principalId)
      const stale = await w.access.assignments.unassign(author, target)
      assert.equal(stale.status, 'SUCCEEDED')
      await w.provisioner.idle()
      assert.deepEqual((await w.access.assignments.ofRole(accountId, permissionSetArn, all)).items, [])
      assert.equal((await rolesIn(w, accountId)).length, 1)
      denied = false
      now += 3_600_000
      w.provisioner.kick()
      await w.provisioner.idle()
      assert.deepEqual(await rolesIn(w, accountId), [], 'what nobody wants is removed as soon as the cloud lets it')
    })

    test('the last assignment removed and the first made at the same time end as the assignments say', async () => {
      const w = await world()
      const people = [await w.user('ann'), await w.user('bob')]
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Race')
      const to = (principalId = '') => ({ accountId, permissionSetArn, principalType: 'USER', principalId }) as const
      await w.access.assignments.assign(author, to(people[0]))
      await w.provisioner.idle()
      for (let round = 0; round < 10; round++) {
        const [leaves, comes] = round % 2 === 0 ? people : [...people].reverse()
        const other = w.anotherProvisioner()
        const requests = await Promise.all([
          w.access.assignments.unassign(author, to(leaves)),
          w.access.assignments.assign(author, to(comes)),
        ])
        other.kick()
        await Promise.all([w.provisioner.idle(), other.idle()])
        // What one process left to the other may have been held by it when it looked.
        w.provisioner.kick()
        await w.provisioner.idle()
        for (const { kind, requestId } of requests)
          assert.equal((await w.access.assignments.request(kind, requestId)).status, 'SUCCEEDED')
        const { items } = await w.access.assignments.ofRole(accountId, permissionSetArn, all)
        assert.deepEqual(
          items.map(item => item.principalId),
          [comes],
        )
        assert.equal((await rolesIn(w, accountId)).length, 1)
      }
    })

    test('two hundred assignments at the same time are all accepted and all succeed', async () => {
      const w = await world()
      const users = await Promise.all(Array.from({ length: 20 }, (_, n) => w.user(`user${n}`)))
      const accounts = await Promise.all(Array.from({ length: 5 }, (_, n) => w.account(`account${n}`)))
      const sets = await Promise.all(['A', 'B'].map(name => w.permissionSet(name)))
      const targets = users.flatMap(principalId =>
        accounts.flatMap(accountId =>
          sets.map(permissionSetArn => ({ accountId, permissionSetArn, principalType: 'USER', principalId }) as const),
        ),
      )
      const requests = await Promise.all(targets.map(target => w.access.assignments.assign(author, target)))
      await w.provisioner.idle()
      const { items } = await w.access.assignments.requests('assign', 'SUCCEEDED', { limit: 1_000 })
      assert.equal(items.length, requests.length)
      for (const accountId of accounts) assert.equal((await rolesIn(w, accountId)).length, 2)
      assert.deepEqual(w.reported, [])
    })

    test('in an account one role is changed at a time, accounts are worked on side by side', async () => {
      const busy = new Map<string, number>()
      let most = 0
      let together = 0
      const w = await world(cloud => ({
        ...cloud,
        createRole: async (accountId, role) => {
          busy.set(accountId, (busy.get(accountId) ?? 0) + 1)
          most = Math.max(most, busy.get(accountId) ?? 0)
          together = Math.max(together, [...busy.values()].filter(count => count > 0).length)
          await new Promise(setImmediate)
          const made = await cloud.createRole(accountId, role)
          busy.set(accountId, (busy.get(accountId) ?? 0) - 1)
          return made
        },
      }))
      const principalId = await w.user('ann')
      const accounts = await Promise.all(Array.from({ length: 4 }, (_, n) => w.account(`account${n}`)))
      const sets = await Promise.all(['A', 'B', 'C'].map(name => w.permissionSet(name)))
      await Promise.all(
        accounts.flatMap(accountId =>
          sets.map(permissionSetArn =>
            w.access.assignments.assign(author, { accountId, permissionSetArn, principalType: 'USER', principalId }),
          ),
        ),
      )
      await w.provisioner.idle()
      assert.equal(most, 1)
      assert.ok(together > 1)
    })

    test('work of a process that died between two steps is taken over when its lease ends, and is done once', async () => {
      let now = systemClock()
      let alive = true
      const dead = new Promise<never>(() => {})
      const w = await world(
        cloud => ({
          ...cloud,
          createRole: async (...given) => {
            if (!alive) return cloud.createRole(...given)
            alive = false
            await cloud.createRole(...given)
            return dead
          },
        }),
        () => now,
      )
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Survivor')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      const { requestId } = await w.access.assignments.assign(author, target)
      while ((await rolesIn(w, accountId)).length === 0) await new Promise(setImmediate)
      const other = w.anotherProvisioner()
      other.kick()
      await other.idle()
      assert.equal((await w.access.assignments.request('assign', requestId)).status, 'IN_PROGRESS')
      now += 30_001
      other.kick()
      await other.idle()
      assert.equal((await w.access.assignments.request('assign', requestId)).status, 'SUCCEEDED')
      assert.equal((await rolesIn(w, accountId)).length, 1)
    })

    test('the only server of a store frees at its start what a crash left held', async () => {
      const w = await world(cloud => ({ ...cloud, createRole: () => new Promise<never>(() => {}) }))
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Restart')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      const { requestId } = await w.access.assignments.assign(author, target)
      const held = () =>
        w.storage.db.selectFrom('provisioning_work').where('leased_until', '>', 0).selectAll().execute()
      while ((await held()).length === 0) await new Promise(setImmediate)
      const restarted = w.anotherProvisioner()
      await restarted.reclaim()
      restarted.kick()
      await restarted.idle()
      assert.equal((await w.access.assignments.request('assign', requestId)).status, 'SUCCEEDED')
    })

    test('work that nobody announced is found by looking, until the process is told to stop', async () => {
      const w = await world(cloud => ({ ...cloud, createRole: () => new Promise<never>(() => {}) }))
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Unannounced')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      const { requestId } = await w.access.assignments.assign(author, target)
      const held = () =>
        w.storage.db.selectFrom('provisioning_work').where('leased_until', '>', 0).selectAll().execute()
      while ((await held()).length === 0) await new Promise(setImmediate)
      const other = w.anotherProvisioner()
      await other.reclaim()
      const stop = new AbortController()
      const running = other.run({ signal: stop.signal })
      const status = async () => (await w.access.assignments.request('assign', requestId)).status
      while ((await status()) === 'IN_PROGRESS') await new Promise(setImmediate)
      stop.abort()
      await running
      assert.equal(await status(), 'SUCCEEDED')
    })

    test('a role that was changed behind Portico’s back is put right by provisioning', async () => {
      const w = await world()
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Drift')
      await w.access.assignments.assign(author, { accountId, permissionSetArn, principalType: 'USER', principalId })
      await w.provisioner.idle()
      const [roleName = ''] = await rolesIn(w, accountId)
      const role = await w.cloud.readRole(accountId, roleName)
      assert.ok(role)
      await w.cloud.updateRole(accountId, role, { ...role, inlinePolicies: { Other: POLICY } })
      await w.access.assignments.provision(author, permissionSetArn)
      await w.provisioner.idle()
      assert.deepEqual((await w.cloud.readRole(accountId, roleName))?.inlinePolicies, {})
    })

    test('each change of a role stands in the history of its account, under the id of its request', async () => {
      const w = await world()
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.permissionSet('Seen')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      const { requestId } = await w.access.assignments.assign(author, target)
      await w.provisioner.idle()
      const rows = await w.storage.db
        .selectFrom('event')
        .select(['event_name', 'account_id'])
        .where('reference', '=', requestId)
        .execute()
      assert.deepEqual(rows, [{ event_name: 'ProvisionRole', account_id: accountId }])
    })
  })
