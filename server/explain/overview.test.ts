import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import { Browser } from '#tests/doors/wire.ts'

const DAY = 86_400_000

for (const { name, ...w } of await eachEngine(consoleWorld)) {
  const { app, admin } = w
  const overview = async () => {
    const { status, json } = await admin.get('/overview')
    assert.equal(status, 200, JSON.stringify(json))
    return json
  }

  describe(`the overview on ${name}`, () => {
    test('counts what there is, and has nothing to say of a company that is well', async () => {
      const before = await overview()
      const [ann, member] = [await w.user('ann'), await w.account('Workload')]
      await w.group('ops', ann)
      await w.assign(member, await w.set('Read'), ann)
      await app.provisioned()
      const { certificates, ...rest } = await overview()
      assert.deepEqual(certificates, [])
      assert.deepEqual(rest, {
        users: before.users + 1,
        groups: before.groups + 1,
        accounts: before.accounts + 1,
        permissionSets: before.permissionSets + 1,
        assignments: before.assignments + 1,
        failedRoles: { count: 0, first: [] },
        outdatedRoles: { count: 0, first: [] },
        staleAssignments: { count: 0, first: [] },
        delayedSignIns: [],
        denied: [],
      })
    })

    test('names roles that are of an older version, and assignments of somebody who is gone', async () => {
      const [bob, member] = [await w.user('bob'), await w.account('Old')]
      const set = await w.set('Write')
      await w.assign(member, set, bob)
      await app.provisioned()
      const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
      const policy = JSON.stringify({ Version: '2012-10-17', Statement: statement })
      await app.access.permissionSets.putInlinePolicy(app.author('PutInlinePolicyToPermissionSet'), set, policy)
      await app.directory.deleteUser(app.author('DeleteUser'), bob)
      const { outdatedRoles, staleAssignments } = await overview()
      assert.equal(outdatedRoles.count, 1)
      const [role] = outdatedRoles.first
      assert.deepEqual([role.accountName, role.permissionSetName, role.state], ['Old', 'Write', 'outdated'])
      assert.equal(staleAssignments.count, 1)
      const [stale] = staleAssignments.first
      assert.deepEqual([stale.accountId, stale.permissionSetArn, stale.principal.name], [member, set, 'bob'])
      assert.ok(stale.principal.deletedAt > 0)
    })

    test('names people from the fifth failed sign-in on, with their last event, and only those of the directory', async () => {
      const cyd = await w.user('cyd')
      await app.commands.setPassword({ userName: 'cyd', password: 'Correct-horse-8-battery', mustChange: false })
      await fail('cyd', 4)
      assert.deepEqual((await overview()).delayedSignIns, [])
      await fail('cyd', 1)
      await fail('no.such.person', 6)
      const [delayed, ...more] = (await overview()).delayedSignIns
      assert.deepEqual(more, [])
      assert.deepEqual([delayed.userId, delayed.userName, delayed.failures], [cyd, 'cyd', 5])
      const [event] = (await admin.get(`/events?eventId=${delayed.eventId}`)).json.events
      assert.deepEqual([event.refusalCode, event.at], ['signin.wrong_credentials', delayed.at])
    })

    test('names certificates that end within sixty days, and no others', async () => {
      const at = app.clock()
      const key = (keyId: string, days: number) => ({
        keyId,
        purpose: keyId,
        certificate: '',
        createdAt: at,
        expiresAt: at + days * DAY,
      })
      await app.atomically(async ({ keys }) => {
        await keys.add(key('key-soon', 59), Buffer.from('x'))
        await keys.add(key('key-later', 61), Buffer.from('x'))
      })
      const { certificates } = await overview()
      assert.deepEqual(certificates, [{ purpose: 'key-soon', keyId: 'key-soon', expiresAt: at + 59 * DAY }])
    })

    test('leaves out, and names, what the caller may not read', async () => {
      const nobody = await w.somebody('nobody')
      const { status, json } = await nobody.get('/overview')
      assert.equal(status, 200)
      assert.deepEqual(Object.keys(json).sort(), ['certificates', 'denied'])
      assert.deepEqual(json.denied, ['directory', 'organization', 'access', 'events'])
      const statement = { Effect: 'Allow', Action: ['identitystore:List*', 'cloudtrail:LookupEvents'], Resource: '*' }
      const some = (await (await w.somebody('some', statement)).get('/overview')).json
      assert.deepEqual(Object.keys(some).sort(), ['certificates', 'delayedSignIns', 'denied', 'groups', 'users'])
      assert.deepEqual(some.denied, ['organization', 'access'])
    })

    test('is no event', async () => {
      await overview()
      assert.deepEqual((await admin.get('/events?eventName=GetOverview')).json.events, [])
    })
  })

  /** From a browser of its own each, which is not made to wait. */
  async function fail(userName: string, times: number): Promise<void> {
    for (let turn = 0; turn < times; turn++)
      assert.notEqual((await new Browser(w.origin).signIn(userName, 'Wrong-horse-7-battery')).status, 303)
  }
}
