import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Refusal } from '#server/base/refusal.ts'
import { engines } from '#tests/engines.ts'
import { accessOver, author } from './testing/access.ts'

type World = Awaited<ReturnType<typeof accessOver>>

async function refusalOf(asked: Promise<unknown>): Promise<Refusal> {
  try {
    await asked
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was not refused')
}

for (const engine of engines)
  describe(`entitlements on ${engine.name}`, () => {
    const world = async () => accessOver(await engine.fresh())

    const give = async (w: World, who: { user: string } | { group: string }, accountId: string, arn: string) => {
      const principal =
        'user' in who
          ? ({ principalType: 'USER', principalId: who.user } as const)
          : ({ principalType: 'GROUP', principalId: who.group } as const)
      const target = { accountId, permissionSetArn: arn, ...principal }
      await w.settle((await w.assignments.assign(author, target)).requestId)
      return target
    }

    test('a person has what is assigned to them and to their groups, once, with every way that gives it', async () => {
      const w = await world()
      const [ann, ops] = [await w.user('ann'), await w.group('ops')]
      await w.directory.addMember(author, ops, ann)
      const [one, two] = [await w.account('one'), await w.account('two')]
      const [read, write] = [await w.set('Read'), await w.set('Write')]
      await give(w, { user: ann }, one, read)
      await give(w, { group: ops }, one, read)
      await give(w, { group: ops }, one, write)
      await give(w, { group: ops }, two, read)
      assert.deepEqual(await w.entitlements.accountsOf(ann), [one, two].sort())
      const roles = await w.entitlements.rolesOf(ann, one)
      assert.deepEqual(
        roles.map(({ permissionSetName, via }) => [permissionSetName, via.map(way => way.principalType).sort()]),
        [
          ['Read', ['GROUP', 'USER']],
          ['Write', ['GROUP']],
        ],
      )
      assert.deepEqual(await w.entitlements.accountsOf(await w.user('bob')), [])
    })

    test('entering names the person, the role, the provider and the seconds', async () => {
      const w = await world()
      const ann = await w.user('ann')
      const accountId = await w.account('prod')
      const { arn } = await w.permissionSets.create(author, { name: 'Ops', sessionDuration: 'PT4H', tags: [] })
      await give(w, { user: ann }, accountId, arn)
      const entry = await w.entitlements.enter(ann, accountId, 'Ops')
      assert.equal(entry.userName, 'ann')
      assert.match(entry.roleName, /^AWSReservedSSO_Ops_[0-9a-f]{16}$/)
      assert.equal(entry.roleArn, `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/${entry.roleName}`)
      assert.match(entry.samlProviderArn, /saml-provider\/AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE$/)
      assert.equal(entry.sessionDuration, 4 * 3600)
      assert.deepEqual(
        w.planned.map(({ roleName }) => roleName),
        [entry.roleName],
      )
    })

    test('nobody enters before the role is provisioned, nor after the removal was asked for', async () => {
      const w = await world()
      const ann = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.set('Ops')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId: ann } as const
      const { requestId } = await w.assignments.assign(author, target)
      assert.deepEqual(await w.entitlements.accountsOf(ann), [])
      const early = await refusalOf(w.entitlements.enter(ann, accountId, 'Ops'))
      assert.match(early.details.observed ?? '', /still being provisioned/)
      await w.settle(requestId)
      await w.entitlements.enter(ann, accountId, 'Ops')
      await w.assignments.unassign(author, target)
      assert.deepEqual(await w.entitlements.accountsOf(ann), [])
      assert.equal((await refusalOf(w.entitlements.enter(ann, accountId, 'Ops'))).code, 'access.no_access')
    })

    test('a failed assignment leaves no row; a duplicate succeeds and its failure takes nothing away', async () => {
      const w = await world()
      const ann = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.set('Ops')
      const target = { accountId, permissionSetArn, principalType: 'USER', principalId: ann } as const
      const first = await w.assignments.assign(author, target)
      await w.settle(first.requestId, 'no')
      assert.equal((await w.assignments.request('assign', first.requestId)).failureReason, 'no')
      assert.equal((await refusalOf(w.assignments.unassign(author, target))).code, 'access.assignment_missing')
      await give(w, { user: ann }, accountId, permissionSetArn)
      const again = await w.assignments.assign(author, target)
      assert.deepEqual(await w.entitlements.accountsOf(ann), [accountId])
      await w.settle(again.requestId, 'no')
      assert.deepEqual(await w.entitlements.accountsOf(ann), [accountId])
      const list = await w.assignments.ofRole(accountId, permissionSetArn, { limit: 10 })
      assert.equal(list.items.length, 1)
    })

    test('a disabled user has nothing', async () => {
      const w = await world()
      const ann = await w.user('ann')
      const accountId = await w.account('prod')
      await give(w, { user: ann }, accountId, await w.set('Ops'))
      await w.directory.updateUser(author, ann, user => ({ ...user, status: 'DISABLED' }))
      assert.deepEqual(await w.entitlements.accountsOf(ann), [])
      assert.deepEqual(await w.entitlements.rolesOf(ann, accountId), [])
      const refusal = await refusalOf(w.entitlements.enter(ann, accountId, 'Ops'))
      assert.match(refusal.details.secret?.user ?? '', /DISABLED/)
    })

    test('a mistyped name is answered with the nearest of the person’s own, never with another’s', async () => {
      const w = await world()
      const [ann, bob] = [await w.user('ann'), await w.user('bob')]
      const accountId = await w.account('prod')
      await give(w, { user: ann }, accountId, await w.set('ReadOnly'))
      await give(w, { user: bob }, accountId, await w.set('PowerUser'))
      const mistyped = await refusalOf(w.entitlements.enter(ann, accountId, 'Readonly'))
      assert.deepEqual([mistyped.message, mistyped.details.expected], ['No access', 'ReadOnly'])
      const others = await refusalOf(w.entitlements.enter(ann, accountId, 'PowerUsers'))
      assert.equal(others.details.expected, undefined)
      const unknown = await refusalOf(w.entitlements.enter(ann, '999999999999', 'ReadOnly'))
      assert.deepEqual(Object.keys(unknown.details).sort(), Object.keys(others.details).sort())
      assert.match(unknown.details.secret?.account ?? '', /not in the organization/)
    })

    test('the event of a refusal says when the assignment is that of a former person of the same name', async () => {
      const w = await world()
      const former = await w.user('ann')
      const accountId = await w.account('prod')
      const target = await give(w, { user: former }, accountId, await w.set('Ops'))
      await w.directory.deleteUser(author, former)
      const ann = await w.user('Ann')
      const refusal = await refusalOf(w.entitlements.enter(ann, accountId, 'Ops'))
      assert.match(
        refusal.details.secret?.staleAssignment ?? '',
        new RegExp(`former identity.*USER ${former} \\(ann\\)`),
      )
      const { items } = await w.assignments.ofRole(accountId, target.permissionSetArn, { limit: 10 })
      assert.equal(items[0]?.principalId, former)
      assert.equal((await w.assignments.unassign(author, target)).status, 'SUCCEEDED')
      assert.equal((await w.assignments.ofRole(accountId, target.permissionSetArn, { limit: 10 })).items.length, 0)
    })

    test('what does not exist is refused at the call, by its own code', async () => {
      const w = await world()
      const principalId = await w.user('ann')
      const accountId = await w.account('prod')
      const permissionSetArn = await w.set('Ops')
      const right = { accountId, permissionSetArn, principalType: 'USER', principalId } as const
      for (const [wrong, code] of [
        [{ ...right, accountId: '999999999999' }, 'access.account_missing'],
        [{ ...right, permissionSetArn: permissionSetArn.replace(/.$/, 'z') }, 'access.permission_set_missing'],
        [{ ...right, principalId: '00000000-0000-4000-8000-000000000000' }, 'access.principal_missing'],
        [{ ...right, principalType: 'GROUP' }, 'access.principal_missing'],
      ] as const)
        assert.equal((await refusalOf(w.assignments.assign(author, wrong))).code, code)
      assert.equal((await refusalOf(w.assignments.unassign(author, right))).code, 'access.assignment_missing')
      const { requestId } = await w.assignments.assign(author, right)
      assert.equal((await refusalOf(w.assignments.request('unassign', requestId))).code, 'access.request_missing')
    })

    test('assignments of a person are listed page by page, those of the groups among them', async () => {
      const w = await world()
      const [ann, ops] = [await w.user('ann'), await w.group('ops')]
      await w.directory.addMember(author, ops, ann)
      const accounts = [await w.account('one'), await w.account('two')]
      const sets = [await w.set('A'), await w.set('B')]
      for (const accountId of accounts)
        for (const arn of sets) {
          await give(w, { user: ann }, accountId, arn)
          await give(w, { group: ops }, accountId, arn)
        }
      const principal = { principalType: 'USER', principalId: ann } as const
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await w.assignments.ofPrincipal(principal, undefined, {
          limit: 3,
          ...(after === undefined ? {} : { after }),
        })
        seen.push(...page.items.map(item => `${item.accountId} ${item.permissionSetId} ${item.principalType}`))
        after = page.next
      } while (after !== undefined)
      assert.equal(new Set(seen).size, 8)
      assert.equal(seen.length, 8)
      assert.equal((await w.assignments.ofPrincipal(principal, accounts[0], { limit: 10 })).items.length, 4)
    })
  })
