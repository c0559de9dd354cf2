import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Author, eventStore } from '#server/audit/index.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import type { Storage } from '#server/storage/index.ts'
import { engines } from '#tests/engines.ts'
import { organization, organizationStore } from './index.ts'

const author: Author = {
  call: {
    requestId: '5a1c0d9e-0000-4000-8000-000000000001',
    at: 1_764_000_000_000,
    eventSource: 'organizations.amazonaws.com',
    eventName: 'Test',
    readOnly: false,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.1',
    userAgent: 'test',
  },
  identity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/admin' },
}

interface Cloud {
  openAccount(accountId: string): Promise<void>
}

function organizationOver(storage: Storage, cloud: Cloud = { openAccount: async () => {} }) {
  const place = { region: 'us-east-1', recipientAccountId: '111122223333', random: systemRandom }
  const service = organization({
    instance: storage.instance,
    store: organizationStore(storage.db),
    atomically: work =>
      storage.unit(db => work({ organization: organizationStore(db), events: eventStore(db, place) })),
    cloud,
    clock: systemClock,
    random: systemRandom,
  })
  const events = async () => {
    const { items } = await eventStore(storage.db, place).find({ limit: 100 })
    return items.map(event => event.eventName)
  }
  return { service, events, root: storage.instance.rootId, management: storage.instance.managementAccountId }
}

for (const engine of engines)
  describe(`organization on ${engine.name}`, () => {
    test('founding makes the management account once, however often it runs, with one event', async () => {
      const { service, events, management, root } = organizationOver(await engine.fresh())
      await Promise.all([service.found(author, 'it@example.com'), service.found(author), service.found(author)])
      const { items } = await service.accounts({ limit: 10 })
      assert.deepEqual(
        items.map(({ accountId, name, parentId }) => [accountId, name, parentId]),
        [[management, 'Management account', root]],
      )
      assert.deepEqual(await events(), ['CreateOrganization'])
    })

    test('an account is there and open when its creation returns', async () => {
      const opened: string[] = []
      const { service, root } = organizationOver(await engine.fresh(), {
        openAccount: async id => void opened.push(id),
      })
      const request = await service.createAccount(author, { name: 'Sandbox', email: 'sandbox@example.com' })
      assert.equal(request.state, 'SUCCEEDED')
      assert.deepEqual(opened, [request.accountId])
      assert.equal((await service.describeAccount(request.accountId ?? '')).parentId, root)
      assert.deepEqual(await service.accountRequest(request.requestId), request)
    })

    test('an address belongs to one account: the second creation fails with AWS’s word, in any letter case', async () => {
      const { service } = organizationOver(await engine.fresh())
      await service.createAccount(author, { name: 'One', email: 'same@example.com' })
      const second = await service.createAccount(author, { name: 'Two', email: 'SAME@example.com' })
      assert.deepEqual([second.state, second.failure, second.accountId], ['FAILED', 'EMAIL_ALREADY_EXISTS', undefined])
      assert.equal((await service.accounts({ limit: 10 })).items.length, 1)
    })

    test('of twenty creations with one address at the same time, one makes an account', async () => {
      const { service } = organizationOver(await engine.fresh())
      const requests = await Promise.all(
        Array.from({ length: 20 }, () => service.createAccount(author, { name: 'Race', email: 'race@example.com' })),
      )
      assert.equal(requests.filter(({ state }) => state === 'SUCCEEDED').length, 1)
    })

    test('an account that could not be opened is opened at the next start', async () => {
      let broken = true
      const opened: string[] = []
      const { service } = organizationOver(await engine.fresh(), {
        openAccount: async id => {
          if (broken) throw new Error('the cloud is away')
          opened.push(id)
        },
      })
      await assert.rejects(service.createAccount(author, { name: 'Half', email: 'half@example.com' }))
      broken = false
      await service.found(author)
      assert.equal(opened.length, 2)
      await service.found(author)
      assert.equal(opened.length, 2)
    })

    test('units nest five deep, names are unique in their parent, and only empty units go', async () => {
      const { service, root } = organizationOver(await engine.fresh())
      let parentId = root
      for (let depth = 1; depth <= 5; depth++) {
        const unit = await service.createUnit(author, { name: 'Team', parentId })
        parentId = unit.unitId
      }
      await assert.rejects(service.createUnit(author, { name: 'Team', parentId }), {
        code: 'organization.unit_too_deep',
      })
      assert.equal((await service.pathTo(parentId)).length, 6)
      await assert.rejects(service.createUnit(author, { name: 'Team', parentId: root }), {
        code: 'organization.unit_name_taken',
      })
      const [top] = (await service.unitsIn(root, { limit: 10 })).items
      await assert.rejects(service.deleteUnit(author, top?.unitId ?? ''), { code: 'organization.unit_not_empty' })
      await service.deleteUnit(author, parentId)
      await assert.rejects(service.unit(parentId), { code: 'organization.unit_missing' })
    })

    test('an account moves between parents, and only from where it is', async () => {
      const { service, root } = organizationOver(await engine.fresh())
      const { accountId = '' } = await service.createAccount(author, { name: 'Mover', email: 'mover@example.com' })
      const { unitId } = await service.createUnit(author, { name: 'Prod', parentId: root })
      await service.moveAccount(author, accountId, root, unitId)
      assert.deepEqual(await service.parentOf(accountId), { id: unitId, type: 'ORGANIZATIONAL_UNIT' })
      assert.deepEqual(
        (await service.accountsIn(unitId, { limit: 10 })).items.map(account => account.accountId),
        [accountId],
      )
      assert.equal((await service.controlPolicies(accountId)).length, 3)
      for (const [from, to, code] of [
        [root, unitId, 'organization.source_parent_missing'],
        [unitId, 'ou-none-12345678', 'organization.destination_parent_missing'],
        [unitId, unitId, 'organization.account_already_there'],
      ] as const)
        await assert.rejects(service.moveAccount(author, accountId, from, to), { code })
    })

    test('accounts are found by their ids together, without those that are not there', async () => {
      const { service, management } = organizationOver(await engine.fresh())
      await service.found(author)
      const { accountId = '' } = await service.createAccount(author, { name: 'A', email: 'a@example.com' })
      const found = await service.accountsNamed(['999999999999', management, accountId])
      assert.deepEqual(found.map(account => account.accountId).sort(), [accountId, management].sort())
      assert.deepEqual(await service.accountsNamed([]), [])
    })

    test('accounts are listed completely page by page', async () => {
      const { service } = organizationOver(await engine.fresh())
      for (let number = 0; number < 5; number++)
        await service.createAccount(author, { name: `A${number}`, email: `a${number}@example.com` })
      const seen: string[] = []
      for (let after: string | undefined, more = true; more; ) {
        const page = await service.accounts({ limit: 2, ...(after === undefined ? {} : { after }) })
        seen.push(...page.items.map(account => account.name))
        after = page.next
        more = after !== undefined
      }
      assert.deepEqual(seen.sort(), ['A0', 'A1', 'A2', 'A3', 'A4'])
    })
  })
