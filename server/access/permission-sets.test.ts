import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { accessOver, author } from './testing/access.ts'

const managed = (number: number) => `arn:aws:iam::aws:policy/Policy${number}`
const document = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })

for (const engine of engines)
  describe(`permission sets on ${engine.name}`, () => {
    const world = async () => accessOver(await engine.fresh())

    test('a permission set is read back as it was written, with one hour where nothing is said', async () => {
      const { permissionSets } = await world()
      const { arn } = await permissionSets.create(author, { name: 'Ops', description: 'All', tags: [] })
      const { name, description, sessionDuration, relayState } = await permissionSets.describe(arn)
      assert.deepEqual([name, description, sessionDuration, relayState], ['Ops', 'All', 'PT1H', undefined])
    })

    test('a name that exists is a conflict at once, also for twenty that come together', async () => {
      const { permissionSets, eventNames } = await world()
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => permissionSets.create(author, { name: 'Race', tags: [] })),
      )
      const refused = results.filter(result => result.status === 'rejected')
      assert.equal(refused.length, 19)
      for (const { reason } of refused) {
        assert.equal(reason.code, 'access.permission_set_exists')
        assert.equal(reason.message, 'PermissionSet with name Race already exists.')
      }
      assert.equal((await eventNames()).filter(name => name === 'Test').length, 1)
    })

    test('an update replaces: what is left out is cleared, and the version grows', async () => {
      const { permissionSets } = await world()
      const { arn } = await permissionSets.create(author, {
        name: 'Ops',
        description: 'All',
        relayState: 'x',
        tags: [],
      })
      await permissionSets.update(author, arn, { sessionDuration: 'PT60M' })
      const { description, relayState, sessionDuration, version } = await permissionSets.describe(arn)
      assert.deepEqual([description, relayState, sessionDuration, version], [undefined, undefined, 'PT60M', 2])
    })

    test('policies are attached once, up to twenty of both kinds, and detached exactly', async () => {
      const { permissionSets, set } = await world()
      const arn = await set('Ops')
      for (let number = 0; number < 19; number++) await permissionSets.attachManagedPolicy(author, arn, managed(number))
      await permissionSets.attachCustomerPolicy(author, arn, { name: 'own', path: '/team/' })
      await assert.rejects(permissionSets.attachManagedPolicy(author, arn, managed(3)), {
        code: 'access.policy_attached',
      })
      await assert.rejects(permissionSets.attachManagedPolicy(author, arn, managed(20)), {
        code: 'access.policy_quota',
      })
      await assert.rejects(permissionSets.detachCustomerPolicy(author, arn, { name: 'Own', path: '/team/' }), {
        code: 'access.policy_not_attached',
        details: { observed: '/team/Own', expected: '/team/own' },
      })
      await permissionSets.detachCustomerPolicy(author, arn, { name: 'own', path: '/team/' })
      assert.equal((await permissionSets.describe(arn)).customerPolicies.length, 0)
    })

    test('changes of one permission set at the same time are all kept, none is a conflict', async () => {
      const { permissionSets, set } = await world()
      const arn = await set('Ops')
      await Promise.all(
        Array.from({ length: 10 }, (_, number) => permissionSets.attachManagedPolicy(author, arn, managed(number))),
      )
      const { managedPolicies, version } = await permissionSets.describe(arn)
      assert.deepEqual([managedPolicies.length, version], [10, 11])
    })

    test('an inline policy is kept as it was put; one that breaks the grammar or is too long is refused', async () => {
      const { permissionSets, set } = await world()
      const arn = await set('Ops')
      const text = document('s3:*').replace('{', '{\n  ')
      await permissionSets.putInlinePolicy(author, arn, text)
      assert.equal((await permissionSets.describe(arn)).inlinePolicy, text)
      for (const [policy, code] of [
        ['{"Statement":', 'policy.malformed_document'],
        [document('s3:*').replace('Allow', 'allow'), 'policy.malformed_document'],
        [document(`s3:${'x'.repeat(10_240)}`), 'access.inline_policy_size'],
      ] as const)
        await assert.rejects(permissionSets.putInlinePolicy(author, arn, policy), { code })
      await permissionSets.putInlinePolicy(author, arn, document('s3:*') + ' '.repeat(20_000))
      await permissionSets.deleteInlinePolicy(author, arn)
      assert.equal((await permissionSets.describe(arn)).inlinePolicy, undefined)
    })

    test('a boundary is one policy and is replaced', async () => {
      const { permissionSets, set } = await world()
      const arn = await set('Ops')
      await permissionSets.putBoundary(author, arn, { managedPolicyArn: managed(1) })
      const customerPolicy = { name: 'edge', path: '/' }
      await permissionSets.putBoundary(author, arn, { customerPolicy })
      assert.deepEqual((await permissionSets.describe(arn)).boundary, { customerPolicy })
      await permissionSets.deleteBoundary(author, arn)
      assert.equal((await permissionSets.describe(arn)).boundary, undefined)
    })

    test('only a permission set that nobody is assigned is deleted, and its tags with it', async () => {
      const { permissionSets, assignments, tags, set, user, account, settle } = await world()
      const permissionSetArn = await set('Ops')
      await tags.put(author, permissionSetArn, [{ key: 'team', value: 'sec' }])
      const target = {
        accountId: await account('prod'),
        permissionSetArn,
        principalType: 'USER',
        principalId: await user('ann'),
      } as const
      await settle((await assignments.assign(author, target)).requestId)
      const inUse = { code: 'access.permission_set_in_use' }
      await assert.rejects(permissionSets.delete(author, permissionSetArn), inUse)
      const { requestId } = await assignments.unassign(author, target)
      await assert.rejects(permissionSets.delete(author, permissionSetArn), inUse)
      await settle(requestId)
      await permissionSets.delete(author, permissionSetArn)
      await assert.rejects(permissionSets.describe(permissionSetArn), { code: 'access.permission_set_missing' })
      await assert.rejects(tags.of(permissionSetArn), { code: 'access.permission_set_missing' })
    })

    test('a permission set is found by the ARN of this instance only', async () => {
      const { permissionSets, set } = await world()
      const arn = await set('Ops')
      for (const wrong of [arn.replace(/ssoins-./, 'ssoins-z'), arn.slice(0, -1), 'no ARN', ''])
        await assert.rejects(permissionSets.describe(wrong), { code: 'access.permission_set_missing' })
    })

    test('tags replace, are removed by key, and stop at fifty', async () => {
      const { tags, set } = await world()
      const arn = await set('Ops')
      await tags.put(author, arn, [
        { key: 'a', value: '1' },
        { key: 'b', value: '1' },
      ])
      await tags.put(author, arn, [{ key: 'a', value: '2' }])
      await tags.remove(author, arn, ['b', 'never'])
      assert.deepEqual(await tags.of(arn), [{ key: 'a', value: '2' }])
      const many = Array.from({ length: 50 }, (_, number) => ({ key: `k${number}`, value: '' }))
      await assert.rejects(tags.put(author, arn, many), { code: 'access.tag_quota' })
      await assert.rejects(tags.put(author, arn, [{ key: 'aws:x', value: '' }]), { code: 'access.tag_key' })
      assert.equal((await tags.of(arn)).length, 1)
    })
  })
